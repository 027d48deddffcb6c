-- title: sessions grouped by other keys than their own are plain columns
-- compare: changelog
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT UPPER(k) AS u, window_start, COUNT(*) AS n FROM TABLE(SESSION(TABLE ev PARTITION BY k, DESCRIPTOR(ts), INTERVAL '8' SECOND)) GROUP BY UPPER(k), window_start, window_end;
SELECT kk, ws, COUNT(*) AS n FROM (SELECT k AS kk, s, window_start AS ws, window_end AS we FROM TABLE(SESSION(TABLE ev PARTITION BY k, DESCRIPTOR(ts), INTERVAL '8' SECOND)) WHERE v > 0) GROUP BY kk, ws, we;
SELECT s, ws, COUNT(*) AS n FROM (SELECT k AS kk, s, window_start AS ws, window_end AS we FROM TABLE(SESSION(TABLE ev PARTITION BY k, DESCRIPTOR(ts), INTERVAL '8' SECOND)) WHERE v > 0) GROUP BY s, ws, we;
