-- title: A table without columns
-- compare: append
CREATE TABLE t WITH ('connector' = 'datagen', 'number-of-rows' = '2');
DESCRIBE t;
SELECT * FROM t;
