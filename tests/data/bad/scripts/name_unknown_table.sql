-- expect: 10:15 clcks
-- expect: clicks
CREATE TABLE clicks (
  `user` STRING,
  url STRING,
  amount INT,
  click_time TIMESTAMP(3),
  WATERMARK FOR click_time AS click_time - INTERVAL '5' SECONDS
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT * FROM clcks;
