-- expect: 2:17 )
CREATE TABLE t () WITH ('connector' = 'datagen');
