-- title: A NULL in a file where the table promises none
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"a":1,"b":"x"}'),
  ('{"a":null,"b":null}');
CREATE TABLE t (a INT NOT NULL, b STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json');
SELECT b FROM t;
SELECT * FROM t;
