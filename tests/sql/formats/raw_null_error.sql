-- title: Raw files hold no NULL
CREATE TABLE t (a STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'raw');
INSERT INTO t VALUES ('x'), (CAST(NULL AS STRING));
