-- expect: 6:14 jsn
-- expect: json
CREATE TABLE t (id INT) WITH (
  'connector' = 'filesystem',
  'path' = 'x.json',
  'format' = 'jsn'
);
SELECT * FROM t;
