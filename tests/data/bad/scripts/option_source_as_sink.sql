-- expect: 3:* plain
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
INSERT INTO plain SELECT * FROM plain;
