-- title: allowed lateness alone changes nothing
-- compare: append
SET 'table.exec.emit.allow-lateness' = '10 s';
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT k, TUMBLE_START(ts, INTERVAL '10' SECOND) AS a, COUNT(*) AS n, SUM(v) AS sv FROM ev GROUP BY k, TUMBLE(ts, INTERVAL '10' SECOND);
