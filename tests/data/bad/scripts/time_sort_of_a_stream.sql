-- expect: 5:* sort
SET 'execution.runtime-mode' = 'streaming';
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT * FROM plain ORDER BY name;
