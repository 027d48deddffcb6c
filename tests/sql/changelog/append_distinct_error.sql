-- title: An append-only sink refuses distinct, whose rows never change but might
CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES (1), (2), (2)) AS v(k);
CREATE TABLE out_rows (k INT) WITH ('connector' = 'filesystem', 'path' = '${OUT}/rows', 'format' = 'csv');
INSERT INTO out_rows SELECT DISTINCT k FROM t;
