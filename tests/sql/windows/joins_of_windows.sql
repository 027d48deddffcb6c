-- title: window joins of all kinds
-- compare: append
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' DAY)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE TABLE ev2 (r STRING, k STRING, w INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' DAY)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev2.csv', 'format' = 'csv', 'csv.null-literal' = '');
CREATE VIEW l AS SELECT * FROM TABLE(TUMBLE(TABLE ev, DESCRIPTOR(ts), INTERVAL '10' SECOND));
CREATE VIEW r AS SELECT * FROM TABLE(TUMBLE(TABLE ev2, DESCRIPTOR(ts), INTERVAL '10' SECOND));
SELECT l.id, r.r, l.window_start FROM l JOIN r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end;
SELECT l.id, r.r, l.window_start FROM l LEFT JOIN r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end;
SELECT l.id, r.r, COALESCE(l.window_start, r.window_start) AS ws FROM l RIGHT JOIN r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end;
SELECT l.id, r.r, l.window_start, r.window_start FROM l FULL JOIN r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end AND l.v > 5;
SELECT id, k FROM l WHERE EXISTS (SELECT * FROM r WHERE l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end);
SELECT id, k FROM l WHERE NOT EXISTS (SELECT * FROM r WHERE l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end);
SELECT id, k FROM l WHERE k IN (SELECT k FROM r WHERE l.window_start = r.window_start AND l.window_end = r.window_end);
SELECT l.id, r.r, l.v, r.w FROM l JOIN r ON l.window_start = r.window_start AND l.window_end = r.window_end AND l.v * 10 > r.w;
SELECT l.window_start, l.window_end, COUNT(*) AS n, SUM(r.w) AS w FROM l JOIN r ON l.k = r.k AND l.window_start = r.window_start AND l.window_end = r.window_end GROUP BY l.window_start, l.window_end;
SELECT a.k, a.n, b.m, a.window_start FROM (SELECT k, window_start, window_end, COUNT(*) AS n FROM TABLE(CUMULATE(TABLE ev, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)) GROUP BY k, window_start, window_end) a LEFT JOIN (SELECT k, window_start, window_end, MAX(w) AS m FROM TABLE(CUMULATE(TABLE ev2, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)) GROUP BY k, window_start, window_end) b ON a.k = b.k AND a.window_start = b.window_start AND a.window_end = b.window_end;
