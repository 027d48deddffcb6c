-- expect: 5:14 plain
-- expect: exists
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE plain (id INT) WITH ('connector' = 'datagen');
