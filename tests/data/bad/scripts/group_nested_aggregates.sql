-- expect: 4:* aggregate
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT SUM(COUNT(*)) FROM plain;
