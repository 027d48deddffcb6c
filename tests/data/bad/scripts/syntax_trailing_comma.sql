-- expect: 7:1 FROM
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT
  id,
  name,
FROM plain;
