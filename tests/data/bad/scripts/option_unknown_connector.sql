-- expect: 3:45 datagn
-- expect: datagen
CREATE TABLE t (id INT) WITH ('connector' = 'datagn');
SELECT * FROM t;
