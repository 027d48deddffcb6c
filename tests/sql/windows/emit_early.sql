-- title: group windows that fire at every row
-- compare: changelog
SET 'table.exec.emit.early-fire.enabled' = 'true';
SET 'table.exec.emit.early-fire.delay' = '0 ms';
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT k, TUMBLE_START(ts, INTERVAL '10' SECOND) AS a, COUNT(*) AS n, SUM(v) AS sv FROM ev GROUP BY k, TUMBLE(ts, INTERVAL '10' SECOND);
SELECT HOP_START(ts, INTERVAL '10' SECOND, INTERVAL '20' SECOND) AS a, COUNT(*) AS n FROM ev GROUP BY HOP(ts, INTERVAL '10' SECOND, INTERVAL '20' SECOND);
SELECT TUMBLE_END(ts, INTERVAL '20' SECOND) AS a, COUNT(DISTINCT k) AS n, MAX(d) AS m FROM ev GROUP BY TUMBLE(ts, INTERVAL '20' SECOND);
SELECT k, SUM(v) AS sv FROM ev GROUP BY k, TUMBLE(ts, INTERVAL '20' SECOND) HAVING SUM(v) > 10;
