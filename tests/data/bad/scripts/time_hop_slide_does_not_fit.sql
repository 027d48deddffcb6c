-- expect: 10:* HOP
CREATE TABLE clicks (
  `user` STRING,
  url STRING,
  amount INT,
  click_time TIMESTAMP(3),
  WATERMARK FOR click_time AS click_time - INTERVAL '5' SECONDS
) WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT window_start, COUNT(*)
FROM TABLE(HOP(TABLE clicks, DESCRIPTOR(click_time), INTERVAL '7' SECONDS, INTERVAL '60' SECONDS))
GROUP BY window_start, window_end;
