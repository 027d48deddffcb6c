-- title: A NULL key has versions like any other
-- compare: append
CREATE TABLE ev (id INT, k STRING, v INT, ts TIMESTAMP(3), pt AS PROCTIME(), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector'='filesystem','path'='${DATA}/stream_left.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE ev2 (id2 INT, k2 STRING, w STRING, ts2 TIMESTAMP(3), pt2 AS PROCTIME(), WATERMARK FOR ts2 AS ts2 - INTERVAL '5' SECOND) WITH ('connector'='filesystem','path'='${DATA}/stream_right.csv','format'='csv','csv.null-literal'='NULL');
CREATE VIEW lastv AS SELECT id2, k2, w, ts2 FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k2 ORDER BY ts2 DESC) AS rn FROM ev2) WHERE rn = 1;
SELECT id, k, w FROM ev JOIN lastv FOR SYSTEM_TIME AS OF ts ON k = k2;
SELECT id, k, w FROM ev LEFT JOIN lastv FOR SYSTEM_TIME AS OF ev.ts AS l ON ev.k = l.k2;
SELECT id, k, w FROM ev LEFT JOIN lastv FOR SYSTEM_TIME AS OF ts ON k = k2 AND w <> 'z';
