-- expect: 5:8 id
-- expect: ambiguous
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT id FROM plain AS a JOIN plain AS b ON a.name = b.name;
