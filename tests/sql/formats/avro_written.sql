-- What is written is read again, compressed, by partition, with NULLs and all that nests.
CREATE TABLE t (a INT, s STRING, de DECIMAL(6,3), r ROW<x BIGINT, l ARRAY<STRING>>, m MAP<STRING, ROW<z DOUBLE>>, p STRING) PARTITIONED BY (p)
  WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'avro', 'avro.codec' = 'deflate');
INSERT INTO t VALUES (1, 'é', 1.5, ROW(7, ARRAY['a', CAST(NULL AS STRING)]), MAP['k', ROW(2.5E0)], 'x'), (CAST(NULL AS INT), CAST(NULL AS STRING), -99.999, CAST(NULL AS ROW<x BIGINT, l ARRAY<STRING>>), CAST(NULL AS MAP<STRING, ROW<z DOUBLE>>), 'y'),
  (-2147483648, '', 0, ROW(CAST(NULL AS BIGINT), ARRAY['', 'b']), MAP['', ROW(CAST(NULL AS DOUBLE))], 'x');
SET 'execution.runtime-mode' = 'batch';
SELECT * FROM t ORDER BY a;
