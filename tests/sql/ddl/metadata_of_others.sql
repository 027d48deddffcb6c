-- title: Unknown metadata is told when the table is read, not before
CREATE TABLE t (a INT, p STRING METADATA FROM 'nope' VIRTUAL) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'csv', 'connector' = 'filesystem');
INSERT INTO t VALUES (1);
SELECT a FROM t;
