-- title: Days beyond a month and the hour 24
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('{"id":1,"t":"2024-02-30 10:00:00","z":"2023-04-31 01:02:03Z","h":"24:00:00","d":"2024-02-29"}'),
  ('{"id":2,"t":"2024-12-31 24:00:00","z":"2024-01-02 24:00:00Z","h":"10:20:30.789","d":"2023-02-29"}'),
  ('{"id":3,"t":"2024-02-32 10:00:00","z":"2024-01-02 24:00:01Z","h":"24:00:01","d":"2024-1-2"}');
CREATE TABLE t (id INT, t TIMESTAMP(3), z TIMESTAMP_LTZ(3), h TIME(3), d DATE)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT * FROM t;
SELECT CAST(h AS STRING), CAST(h AS TIME(1)) FROM t;
