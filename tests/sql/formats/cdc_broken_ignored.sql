-- title: Changes that cannot be understood are left out as a whole
-- compare: changelog
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"type":"insert","data":{"id":1,"name":"a"}}'),
  ('{"type":"bootstrap-insert","data":{"id":2,"name":"b"}}'),
  ('{"data":{"id":3}}'),
  ('{"type":"update","data":{"id":4}}'),
  ('{"type":"update","data":{"id":5},"old":{"name":"q"}}'),
  ('{"type":"delete","data":{"id":1,"name":1.50}}');
CREATE TABLE t (id INT, name STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'maxwell-json', 'maxwell-json.ignore-parse-errors' = 'true');
SELECT * FROM t;
CREATE TABLE x (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/x', 'format' = 'raw');
INSERT INTO x VALUES
  ('{"op":"c","after":{"id":1,"name":"a"}}'),
  ('{"after":{"id":3}}'),
  ('{"op":"u","before":null,"after":{"id":5}}'),
  ('{"op":"d","before":{"id":1,"name":1.50}}');
CREATE TABLE u (id INT, name STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/x', 'format' = 'debezium-json', 'debezium-json.ignore-parse-errors' = 'true');
SELECT * FROM u;
CREATE TABLE y (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/y', 'format' = 'raw');
INSERT INTO y VALUES
  ('{"op_type":"I","after":{"id":1,"name":"a"}}'),
  ('{"op_type":"T"}'),
  ('{"after":{"id":4}}'),
  ('{"op_type":"D","before":{"id":1,"name":"a"}}');
CREATE TABLE v (id INT, name STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/y', 'format' = 'ogg-json', 'ogg-json.ignore-parse-errors' = 'true');
SELECT * FROM v;
