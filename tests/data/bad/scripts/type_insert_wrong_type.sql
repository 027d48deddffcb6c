-- expect: 5:* id
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE TABLE sink (id INT, name STRING) WITH ('connector' = 'blackhole');
INSERT INTO sink
SELECT name, name FROM plain;
