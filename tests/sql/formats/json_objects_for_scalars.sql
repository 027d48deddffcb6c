-- title: An object where a number is wanted derails the stream of tokens, not the tree
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"a":{"x":1},"b":"n","c":3}'),
  ('{"a":[1,2],"b":"n","c":3}'),
  ('{"a":{"b":"inner","c":8},"b":"n","c":3}'),
  ('{"a":{"x":{"y":1},"b":"k"},"b":"n","c":3}'),
  ('{"a":"bad","b":"n","c":3}'),
  ('{"b":"t","a":{"a":4}}'),
  ('{"b":{"x":1.50},"a":2,"c":3}');
CREATE TABLE t (a INT, b STRING, c INT)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
SELECT c, b FROM t;
CREATE TABLE u (a INT, b STRING, c INT)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.ignore-parse-errors' = 'true', 'json.decode.json-parser.enabled' = 'false');
SELECT * FROM u;
