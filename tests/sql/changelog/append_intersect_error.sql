-- title: An append-only sink refuses intersect, whose rows never change but might
CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES (1), (2), (2)) AS v(k);
CREATE TABLE out_rows (k INT) WITH ('connector' = 'filesystem', 'path' = '${OUT}/rows', 'format' = 'csv');
INSERT INTO out_rows SELECT k FROM t INTERSECT SELECT k FROM t WHERE k > 1;
