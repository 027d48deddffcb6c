-- title: windows over windows of other kinds and sizes
-- compare: append
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE VIEW w1 AS SELECT window_start AS ws, window_end AS we, window_time AS rt, k, SUM(v) AS s FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY window_start, window_end, window_time, k;
SELECT window_start, window_end, COUNT(*) AS n, SUM(s) AS ss FROM TABLE(TUMBLE(TABLE w1, DESCRIPTOR(rt), INTERVAL '20' SECOND)) GROUP BY window_start, window_end;
SELECT window_start, window_end, k, COUNT(*) AS n, SUM(s) AS ss FROM TABLE(HOP(TABLE w1, DESCRIPTOR(rt), INTERVAL '10' SECOND, INTERVAL '20' SECOND)) GROUP BY window_start, window_end, k;
SELECT window_start, window_end, k, COUNT(*) AS n, SUM(s) AS ss FROM TABLE(CUMULATE(TABLE w1, DESCRIPTOR(rt), INTERVAL '10' SECOND, INTERVAL '30' SECOND)) GROUP BY window_start, window_end, k;
SELECT window_start, window_end, k, COUNT(*) AS n, SUM(s) AS ss FROM TABLE(SESSION(TABLE w1 PARTITION BY k, DESCRIPTOR(rt), INTERVAL '6' SECOND)) GROUP BY window_start, window_end, k;
SELECT ws, we, COUNT(*) AS n, MAX(s) AS m FROM w1 GROUP BY ws, we;
SELECT window_start, window_end, COUNT(*) AS n FROM (SELECT window_start, window_end, k, SUM(v) AS s FROM TABLE(HOP(TABLE ev, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '20' SECOND)) GROUP BY window_start, window_end, k) GROUP BY window_start, window_end;
SELECT k, rt, s, SUM(s) OVER (PARTITION BY k ORDER BY rt) AS run FROM w1;
SELECT TUMBLE_START(rt, INTERVAL '20' SECOND) AS a, SUM(s) AS s FROM w1 GROUP BY TUMBLE(rt, INTERVAL '20' SECOND);
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ws, we ORDER BY s DESC) AS rn FROM w1) WHERE rn <= 1;
