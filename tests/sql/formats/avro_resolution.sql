-- Fields are found by name; numbers and texts widen; what the file does not have is NULL.
CREATE TABLE fewer (s STRING, missing INT, bi BIGINT, de DECIMAL(10,2), r ROW<y STRING>) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM fewer;
CREATE TABLE wider (i BIGINT, f DOUBLE, si DOUBLE, ti FLOAT, s VARBINARY(20), a ARRAY<BIGINT>, m MAP<STRING, DOUBLE>) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM wider;
CREATE TABLE otherwise (i TINYINT, dt INT, `t` INT, ts BIGINT, bi TIMESTAMP(3), si DATE, s VARCHAR(2), c CHAR(5), vb BINARY(5)) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM otherwise;
CREATE TABLE decimals (de DECIMAL(20,4), wide DECIMAL(22,2), vb DECIMAL(10,2)) WITH ('connector' = 'filesystem', 'path' = '${DATA}/types.avro', 'format' = 'avro');
SELECT * FROM decimals;
SELECT MAP_KEYS(m), CARDINALITY(a) FROM wider;
