-- expect: 11:3 usr
-- expect: Did you mean 'user'
CREATE TABLE clicks (
  `user` STRING,
  url STRING,
  amount INT,
  click_time TIMESTAMP(3),
  WATERMARK FOR click_time AS click_time - INTERVAL '5' SECONDS
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT
  usr,
  COUNT(*)
FROM clicks
GROUP BY usr;
