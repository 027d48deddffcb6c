-- What Avro has no place for is refused.
CREATE TABLE t (`a-b` INT) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'avro');
INSERT INTO t VALUES (1);
