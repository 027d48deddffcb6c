-- title: A change without its type is an error
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"type":"insert","data":{"id":1}}'),
  ('{"data":{"id":2}}');
CREATE TABLE t (id INT)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'maxwell-json');
SELECT * FROM t;
