-- title: The entries of a map read from JSON come in the order of a hash map
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"m":{"zeta":1,"alpha":2,"beta":3,"gamma":4,"delta":5}}'),
  ('{"m":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15}}'),
  ('{"m":{"ü":1,"日本":2,"color":3,"size":4}}'),
  ('{"m":{"red":1,"green":2,"blue":3,"red":4}}');
CREATE TABLE t (m MAP<STRING, INT>)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json');
SELECT m, MAP_KEYS(m), MAP_VALUES(m) FROM t;
