-- expect: 4:* 38
CREATE TABLE t (
  id INT,
  amount DECIMAL(50, 2)
) WITH ('connector' = 'datagen');
