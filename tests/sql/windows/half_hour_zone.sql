-- title: windows in a zone half an hour off
-- compare: append
SET 'table.local-time-zone' = 'Asia/Kolkata';
CREATE TABLE z (id INT, k STRING, v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts - INTERVAL '10' MINUTE)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_zones.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT window_start, window_end, window_time, COUNT(*) AS n, SUM(v) AS s FROM TABLE(CUMULATE(TABLE z, DESCRIPTOR(ts), INTERVAL '12' HOUR, INTERVAL '1' DAY)) GROUP BY window_start, window_end, window_time;
SELECT TUMBLE_START(ts, INTERVAL '1' DAY) AS a, COUNT(*) AS n FROM z GROUP BY TUMBLE(ts, INTERVAL '1' DAY);
SELECT k, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION(TABLE z PARTITION BY k, DESCRIPTOR(ts), INTERVAL '3' HOUR)) GROUP BY k, window_start, window_end;
SELECT SESSION_START(ts, INTERVAL '3' HOUR) AS a, COUNT(*) AS n FROM z GROUP BY SESSION(ts, INTERVAL '3' HOUR);
