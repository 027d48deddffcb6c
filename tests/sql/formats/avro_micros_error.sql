-- What Avro has no place for is refused.
CREATE TABLE t (x TIMESTAMP(6)) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'avro');
INSERT INTO t VALUES (TIMESTAMP '2024-01-02 03:04:05.678901');
