-- title: OVER by values of events
-- compare: changelog
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT id, k, v, SUM(v) OVER (PARTITION BY k ORDER BY v) AS a FROM ev;
SELECT id, ts, SUM(v) OVER (PARTITION BY k ORDER BY CAST(ts AS TIMESTAMP(3))) AS a FROM ev WHERE v IS NOT NULL;
SELECT id, SUM(v) OVER (PARTITION BY k ORDER BY s) AS a FROM ev WHERE s IS NOT NULL;
SELECT k, SUM(a) AS sa FROM (SELECT id, k, SUM(v) OVER (PARTITION BY k ORDER BY d) AS a FROM ev) GROUP BY k;
