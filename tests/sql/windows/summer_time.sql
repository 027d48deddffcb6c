-- title: all kinds of windows over a change to and from summer time
-- compare: append
SET 'table.local-time-zone' = 'Europe/Berlin';
CREATE TABLE z (id INT, k STRING, v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts - INTERVAL '10' MINUTE)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_zones.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT window_start, window_end, window_time, COUNT(*) AS n, SUM(v) AS s FROM TABLE(TUMBLE(TABLE z, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start, window_end, window_time;
SELECT window_start, window_end, window_time, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE z, DESCRIPTOR(ts), INTERVAL '1' DAY)) GROUP BY window_start, window_end, window_time;
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(HOP(TABLE z, DESCRIPTOR(ts), INTERVAL '30' MINUTE, INTERVAL '2' HOUR)) GROUP BY window_start, window_end;
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(CUMULATE(TABLE z, DESCRIPTOR(ts), INTERVAL '6' HOUR, INTERVAL '1' DAY)) GROUP BY window_start, window_end;
SELECT k, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION(TABLE z PARTITION BY k, DESCRIPTOR(ts), INTERVAL '90' MINUTE)) GROUP BY k, window_start, window_end;
SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) AS a, TUMBLE_END(ts, INTERVAL '1' HOUR) AS e, TUMBLE_ROWTIME(ts, INTERVAL '1' HOUR) AS r, COUNT(*) AS n FROM z GROUP BY TUMBLE(ts, INTERVAL '1' HOUR);
SELECT SESSION_START(ts, INTERVAL '2' HOUR) AS a, SESSION_END(ts, INTERVAL '2' HOUR) AS e, COUNT(*) AS n FROM z GROUP BY SESSION(ts, INTERVAL '2' HOUR);
SELECT HOP_START(ts, INTERVAL '12' HOUR, INTERVAL '1' DAY) AS a, COUNT(*) AS n FROM z GROUP BY HOP(ts, INTERVAL '12' HOUR, INTERVAL '1' DAY);
SELECT id, COUNT(*) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) AS c FROM z;
