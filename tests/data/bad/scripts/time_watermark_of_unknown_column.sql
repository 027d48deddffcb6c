-- expect: 4:17 when_it_was
CREATE TABLE t (
  id INT,
  WATERMARK FOR when_it_was AS when_it_was - INTERVAL '5' SECONDS
) WITH ('connector' = 'datagen');
