-- title: LEAD by nothing and LAG with a column as default in batch mode
-- compare: table
SET 'execution.runtime-mode' = 'batch';
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT id, LEAD(v, 0) OVER (PARTITION BY k ORDER BY id) AS cd, LAG(v, CAST(1 AS INT), v) OVER (PARTITION BY k ORDER BY id) AS e FROM ev;
