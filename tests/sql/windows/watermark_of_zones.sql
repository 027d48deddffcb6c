-- title: CURRENT_WATERMARK of a TIMESTAMP_LTZ
-- compare: changelog
SET 'table.local-time-zone' = 'Europe/Berlin';
CREATE TABLE z (id INT, k STRING, v INT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts - INTERVAL '10' MINUTE)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_zones.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT id, CURRENT_WATERMARK(ts) AS w FROM z;
SELECT k, CURRENT_WATERMARK(ts) AS w, COUNT(*) AS n FROM z GROUP BY k, CURRENT_WATERMARK(ts);
