-- title: matches in joins, groups and OVER
-- compare: table
CREATE VIEW x AS SELECT * FROM (VALUES (1, 'a')) AS t(id, k);
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT m.k, m.n, w.c FROM (SELECT k, window_start AS ws, window_end AS we, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '30' SECOND)) GROUP BY k, window_start, window_end) AS w JOIN (SELECT * FROM ev MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES COUNT(*) AS n AFTER MATCH SKIP PAST LAST ROW PATTERN (A{3}) DEFINE A AS A.v > 0)) AS m ON w.k = m.k;
SELECT k, COUNT(*) AS n FROM (SELECT * FROM ev WHERE v IS NOT NULL) MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.id AS a AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE B AS B.v > A.v) GROUP BY k HAVING COUNT(*) > 1;
WITH m AS (SELECT * FROM ev MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.id AS a, MATCH_ROWTIME() AS rt PATTERN (A B) DEFINE B AS B.v > A.v)) SELECT k, a, rt, COUNT(*) OVER (PARTITION BY k ORDER BY rt) AS c FROM m;
