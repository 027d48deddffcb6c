-- expect: 2:* number
CREATE TABLE t (
  id INT,
  PRIMARY KEY (number) NOT ENFORCED
) WITH ('connector' = 'datagen');
