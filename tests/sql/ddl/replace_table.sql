-- title: REPLACE TABLE with a query
-- compare: append
CREATE TABLE t (a INT) WITH ('connector' = 'datagen');
REPLACE TABLE t WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'csv') AS SELECT 1 AS b, 'x' AS c;
SELECT * FROM t;
