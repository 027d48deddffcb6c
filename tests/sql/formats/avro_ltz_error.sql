-- What Avro has no place for is refused.
CREATE TABLE t (x TIMESTAMP_LTZ(3)) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'avro');
INSERT INTO t VALUES (TO_TIMESTAMP_LTZ(1, 3));
