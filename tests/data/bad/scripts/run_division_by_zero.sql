-- expect: zero
CREATE TABLE t (id INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
SELECT 7 / (id - id) FROM t;
