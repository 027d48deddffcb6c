-- title: windows over nothing, and with computed columns
-- compare: table
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' DAY)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' DAY)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE empty (id INT, k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '', 'csv.ignore-parse-errors' = 'true');
CREATE VIEW none AS SELECT * FROM ev WHERE id > 1000;
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE none, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
SELECT COUNT(*) AS n FROM none GROUP BY SESSION(ts, INTERVAL '10' SECOND);
SELECT id, COUNT(*) OVER (ORDER BY ts) AS n FROM none;
SELECT * FROM none MATCH_RECOGNIZE (ORDER BY ts MEASURES A.id AS a PATTERN (A) DEFINE A AS A.v > 0);
SELECT window_start, AVG(v) AS a, AVG(d) AS b, SUM(v) FILTER (WHERE k = 'a') AS f, COUNT(DISTINCT k) FILTER (WHERE v > 3) AS fd, MAX(ts) AS mt, MIN(s) AS ms FROM TABLE(HOP(TABLE ev, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '30' SECOND)) GROUP BY window_start, window_end HAVING COUNT(*) > 3;
SELECT window_start, k, COUNT(*) AS n, RANK_ FROM (SELECT window_start, window_end, k, COUNT(*) AS n, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY COUNT(*) DESC, k) AS RANK_ FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '20' SECOND)) GROUP BY window_start, window_end, k) WHERE RANK_ <= 2 GROUP BY window_start, k, RANK_;
SELECT CAST(window_start AS DATE) AS d, SUM(n) AS n FROM (SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '20' SECOND)) GROUP BY window_start, window_end) GROUP BY CAST(window_start AS DATE);
SELECT EXTRACT(SECOND FROM window_end) AS e, DATE_FORMAT(window_start, 'HH:mm:ss') AS f, window_end - window_start AS len, n FROM (SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '20' SECOND)) GROUP BY window_start, window_end);
