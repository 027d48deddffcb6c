-- Every type that Avro holds, written elsewhere; NULLs are unions.
CREATE TABLE t (b BOOLEAN, ti TINYINT, si SMALLINT, i INT, bi BIGINT NOT NULL, f FLOAT, d DOUBLE, de DECIMAL(10,2), wide DECIMAL(30,5), s STRING, c CHAR(3), vb VARBINARY(5), dt DATE, tm TIME(3), ts TIMESTAMP(3),
  a ARRAY<INT>, m MAP<STRING, BIGINT>, r ROW<x INT, y STRING NOT NULL>, ar ARRAY<ROW<p INT>>, ms MULTISET<STRING>)
  WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
CREATE TABLE renamed (b BOOLEAN, ti TINYINT, si SMALLINT, i INT, bi BIGINT NOT NULL, `t` TIME(3)) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM t;
SELECT `t`, bi FROM renamed;
