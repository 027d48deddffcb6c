-- expect: 4:12 name
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT id, name, COUNT(*) FROM plain GROUP BY id;
