-- title: Broken nested values while errors are ignored
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"id":1,"r":{"a":{"x":1},"b":2},"m":{"k":1},"l":[1,2],"s":"e"}'),
  ('{"id":2,"r":{"a":1,"b":"bad"},"m":{"k":"bad","j":2},"l":[1,"x",3],"s":"e"}'),
  ('{"id":3,"r":5,"m":7,"l":9,"s":"e"}'),
  ('{"id":4,"r":[1],"m":{"k":1},"l":[1],"s":"e"}'),
  ('{"id":5,"r":{"a":1,"b":2},"m":{"k":{"z":1},"n":4},"l":[1],"s":"e"}'),
  ('{"id":6,"r":{"a":1,"b":2},"m":{"k":[1],"n":4},"l":[1],"s":"e"}'),
  ('{"id":7,"r":{"a":1,"b":2},"m":{"n":4},"l":[{"q":1},5],"s":"e"}'),
  ('{"id":8,"r":{"a":1,"b":2},"m":{"n":4},"l":[[8],5],"s":"e"}'),
  ('{"id":9,"r":"x","m":"y","l":"z","s":{"o":[1,{"p":2}]}}');
CREATE TABLE t (id INT, r ROW<a INT, b INT>, m MAP<STRING, INT>, l ARRAY<INT>, s STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
CREATE TABLE u (id INT, r ROW<a INT, b INT>, m MAP<STRING, INT>, l ARRAY<INT>, s STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.ignore-parse-errors' = 'true', 'json.decode.json-parser.enabled' = 'false');
SELECT * FROM u;
