-- expect: 4:37 ;
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT COUNT(*) FROM plain GROUP BY ;
