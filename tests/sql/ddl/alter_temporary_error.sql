-- title: Temporary tables are not altered
CREATE TEMPORARY TABLE t (a INT) WITH ('connector' = 'datagen');
ALTER TABLE IF EXISTS t ADD b INT;
DESCRIBE t;
ALTER TABLE t ADD b INT;
