-- expect: 2:* connector
CREATE TABLE t (id INT) WITH ('path' = 'x');
SELECT * FROM t;
