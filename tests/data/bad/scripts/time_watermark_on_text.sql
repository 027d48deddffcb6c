-- expect: 4:* happened
CREATE TABLE t (
  happened STRING,
  WATERMARK FOR happened AS happened
) WITH ('connector' = 'datagen');
