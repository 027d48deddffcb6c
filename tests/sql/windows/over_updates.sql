-- title: windows over rows that are taken back, also behind the watermark
-- compare: append
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE VIEW g AS SELECT k, MAX(ts) AS mts, COUNT(*) AS n FROM ev GROUP BY k;
CREATE VIEW dedup AS SELECT id, k, v, s, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS rn FROM ev) WHERE rn = 1;
SELECT window_start, window_end, COUNT(*) AS n, SUM(v) AS sv FROM TABLE(TUMBLE(TABLE dedup, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
SELECT window_start, window_end, COUNT(*) AS n, SUM(v) AS sv, MAX(v) AS mv, COUNT(DISTINCT s) AS ds FROM TABLE(HOP(TABLE dedup, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '20' SECOND)) GROUP BY window_start, window_end;
SELECT window_start, window_end, COUNT(*) AS n, SUM(v) AS sv, MIN(v) AS mv FROM TABLE(CUMULATE(TABLE dedup, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '20' SECOND)) GROUP BY window_start, window_end;
SELECT TUMBLE_START(ts, INTERVAL '10' SECOND) AS a, COUNT(*) AS n, SUM(v) AS sv, LISTAGG(s) AS l FROM dedup GROUP BY TUMBLE(ts, INTERVAL '10' SECOND);
SELECT SESSION_START(ts, INTERVAL '10' SECOND) AS a, COUNT(*) AS n, SUM(v) AS sv FROM dedup GROUP BY SESSION(ts, INTERVAL '10' SECOND);
SELECT k, HOP_START(ts, INTERVAL '10' SECOND, INTERVAL '20' SECOND) AS a, COUNT(*) AS n, MAX(v) AS sv FROM dedup GROUP BY k, HOP(ts, INTERVAL '10' SECOND, INTERVAL '20' SECOND);
