-- title: An array of objects is several rows
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('[{"a":1},{"a":2}]'),
  ('{"a":3}'),
  ('[]'),
  ('[{"a":4,"b":"x"}]');
CREATE TABLE t (a INT, b STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json');
SELECT * FROM t;
