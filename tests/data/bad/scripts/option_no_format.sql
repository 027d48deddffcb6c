-- expect: 2:* format
CREATE TABLE t (id INT) WITH ('connector' = 'filesystem', 'path' = 'x.csv');
SELECT * FROM t;
