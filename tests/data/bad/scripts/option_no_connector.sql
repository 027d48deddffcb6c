-- expect: 3:* connector
CREATE TABLE t (id INT) WITH ('path' = 'x');
SELECT * FROM t;
