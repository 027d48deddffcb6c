-- title: CURRENT_WATERMARK in conditions, filters of aggregates and expressions
-- compare: changelog
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT TUMBLE_START(ts, INTERVAL '10' SECOND) AS a, COUNT(*) AS n FROM ev WHERE CURRENT_WATERMARK(ts) IS NULL OR ts > CURRENT_WATERMARK(ts) GROUP BY TUMBLE(ts, INTERVAL '10' SECOND);
SELECT id, TIMESTAMPDIFF(SECOND, CURRENT_WATERMARK(ts), ts) AS behind FROM ev;
SELECT id, COALESCE(CURRENT_WATERMARK(ts), TIMESTAMP '1970-01-01 00:00:00') AS c FROM ev;
SELECT k, COUNT(*) FILTER (WHERE ts <= CURRENT_WATERMARK(ts)) AS late FROM ev GROUP BY k;
