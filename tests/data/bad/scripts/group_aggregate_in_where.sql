-- expect: 4:28 WHERE
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT id FROM plain WHERE COUNT(*) > 1;
