-- expect: 2:* path
CREATE TABLE t (id INT) WITH ('connector' = 'filesystem', 'format' = 'csv');
SELECT * FROM t;
