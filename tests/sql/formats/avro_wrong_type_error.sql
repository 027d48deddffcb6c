-- A value that the column cannot hold stops the job.
CREATE TABLE t (s INT) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM t;
