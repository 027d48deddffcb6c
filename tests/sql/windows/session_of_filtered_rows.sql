-- title: A window aggregate over sessions filters first: rows that it drops do not hold a session open
-- compare: table
CREATE TABLE ticks (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'filesystem', 'path' = '${DATA}/fuzz_ticks.csv', 'format' = 'csv');

SELECT window_start, window_end, COUNT(*) AS n FROM SESSION(TABLE ticks, DESCRIPTOR(ts), INTERVAL '2' SECOND) WHERE k <> 'd' AND k <> 'a' GROUP BY window_start, window_end;
SELECT window_start, window_end, kk, COUNT(*) AS n FROM (SELECT window_start, window_end, UPPER(k) AS kk FROM SESSION(TABLE ticks, DESCRIPTOR(ts), INTERVAL '2' SECOND) WHERE k > 'b') GROUP BY window_start, window_end, kk;
SELECT window_start, window_end, k, COUNT(*) AS n FROM SESSION(TABLE ticks PARTITION BY k, DESCRIPTOR(ts), INTERVAL '3' SECOND) WHERE EXTRACT(SECOND FROM ts) <> 12 GROUP BY window_start, window_end, k;
SELECT window_start, window_end, COUNT(*) AS n FROM SESSION(TABLE ticks, DESCRIPTOR(ts), INTERVAL '2' SECOND) WHERE window_start > TIMESTAMP '2024-01-01 00:00:00' AND k <> 'b' GROUP BY window_start, window_end;
SELECT k, window_start, window_end FROM SESSION(TABLE ticks, DESCRIPTOR(ts), INTERVAL '2' SECOND) WHERE k <> 'd';
