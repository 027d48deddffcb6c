-- expect: 4:* WHERE
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT * FROM plain WHERE id;
