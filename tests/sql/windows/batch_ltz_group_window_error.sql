-- title: a group window over TIMESTAMP_LTZ is refused in batch mode
-- compare: table
SET 'execution.runtime-mode' = 'batch';
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', TO_TIMESTAMP_LTZ(1700000000000, 3)), (2, 'a', TO_TIMESTAMP_LTZ(1700000011000, 3))) AS x(id, k, ts);
SELECT k, window_start, window_end, window_time, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY k, window_start, window_end, window_time;
SELECT TUMBLE_START(ts, INTERVAL '10' SECOND) AS s, COUNT(*) AS n FROM t GROUP BY TUMBLE(ts, INTERVAL '10' SECOND);
