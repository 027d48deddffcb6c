-- expect: 2:17 order
CREATE TABLE t (order INT) WITH ('connector' = 'datagen');
