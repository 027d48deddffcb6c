-- title: FIRST_VALUE and MIN by a column that is no time
-- compare: changelog
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', 5), (2, 'b', 3), (3, 'a', 2), (4, 'a', 5), (5, 'b', 9), (6, 'a', 1), (7, 'a', 2), (8, 'b', 3)) AS x(id, k, v);
SELECT id, k, v, FIRST_VALUE(v) OVER (PARTITION BY k ORDER BY v) AS a, LAST_VALUE(v) OVER (PARTITION BY k ORDER BY v) AS b FROM t;
SELECT id, k, v, MIN(v) OVER (PARTITION BY k ORDER BY v) AS a, MAX(id) OVER (PARTITION BY k ORDER BY v) AS b FROM t;
