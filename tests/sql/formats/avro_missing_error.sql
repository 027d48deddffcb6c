-- A value that the column cannot hold stops the job.
CREATE TABLE t (missing INT NOT NULL) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM t;
