-- expect: 10:44 clicked
CREATE TABLE clicks (
  `user` STRING,
  url STRING,
  amount INT,
  click_time TIMESTAMP(3),
  WATERMARK FOR click_time AS click_time - INTERVAL '5' SECONDS
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT window_start, COUNT(*)
FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(clicked), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end;
