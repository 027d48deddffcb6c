-- title: Which of equal keys counts depends on the parser and on how many columns are read
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"a":1,"a":2,"b":"x","c":3}'),
  ('{"a":1,"b":"x","c":3,"a":9}'),
  ('{"a":1,"a":2,"a":3,"b":"y","c":1}'),
  ('{"z":1,"z":2,"a":5,"b":"q","c":7,"b":"r"}'),
  ('{"c":1,"c":2}');
CREATE TABLE t (a INT, b STRING, c INT)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json');
SELECT * FROM t;
SELECT a FROM t;
SELECT c, b FROM t;
CREATE TABLE u (a INT, b STRING, c INT)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.decode.json-parser.enabled' = 'false');
SELECT * FROM u;
SELECT a FROM u;
