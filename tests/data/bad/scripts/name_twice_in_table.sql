-- expect: 5:3 id
CREATE TABLE t (
  id INT,
  name STRING,
  id BIGINT
) WITH ('connector' = 'datagen');
