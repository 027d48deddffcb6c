-- title: windows over TIMESTAMP(6) in batch mode skip NULL times
-- compare: table
SET 'execution.runtime-mode' = 'batch';
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', CAST('2024-01-01 00:00:01.123456' AS TIMESTAMP(6))), (2, 'a', CAST('2024-01-01 00:00:12' AS TIMESTAMP(6))), (3, 'b', CAST(NULL AS TIMESTAMP(6)))) AS x(id, k, ts);
SELECT k, window_start, window_end, window_time, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY k, window_start, window_end, window_time;
SELECT k, TUMBLE_START(ts, INTERVAL '10' SECOND) AS s, TUMBLE_END(ts, INTERVAL '10' SECOND) AS e, TUMBLE_ROWTIME(ts, INTERVAL '10' SECOND) AS r, COUNT(*) AS n FROM t GROUP BY k, TUMBLE(ts, INTERVAL '10' SECOND);
SELECT id, window_start, window_end, window_time FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND));
