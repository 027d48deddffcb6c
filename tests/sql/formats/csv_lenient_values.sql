-- title: CSV values that are nearly right, while errors are ignored
-- compare: append
CREATE TABLE w (line STRING) WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'raw');
INSERT INTO w VALUES
  ('1,1,2024-02-30,2024-02-30 24:00:00,1;a'),
  ('2, 1,2024-1-2,2024-01-02 03:04:05.1234567891,1'),
  ('3,1e3, 2024-01-02,2024-01-02 23:59:60,1;a;b'),
  ('4,.5,2024-13-01,2024-01-02T03:04:05,'),
  ('5,1 ,2023-02-29,2024-12-31 24:00:00,x;a');
CREATE TABLE t (id INT, n DECIMAL(6, 2), d DATE, t TIMESTAMP(3), r ROW<a INT, b STRING>)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/w', 'format' = 'csv', 'csv.ignore-parse-errors' = 'true');
SELECT * FROM t;
