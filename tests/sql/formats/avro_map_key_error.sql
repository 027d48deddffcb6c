-- What Avro has no place for is refused.
CREATE TABLE t (x MAP<INT, STRING>) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'avro');
INSERT INTO t VALUES (MAP[1, 'a']);
