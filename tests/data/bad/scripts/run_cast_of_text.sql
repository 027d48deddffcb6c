-- expect: abc
CREATE TABLE t (line STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
SELECT CAST('abc' || SUBSTRING(line, 1, 1) AS INT) FROM t;
