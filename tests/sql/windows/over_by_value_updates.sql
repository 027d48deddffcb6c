-- title: OVER by a column that is no time, over updates
-- compare: changelog
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', 5), (2, 'b', 3), (3, 'a', 2), (4, 'a', 5), (5, 'b', 9), (6, 'a', 1), (7, 'a', 2), (8, 'b', 3)) AS x(id, k, v);
CREATE VIEW g AS SELECT k, MOD(id, 3) AS m, SUM(v) AS s FROM t GROUP BY k, MOD(id, 3);
SELECT k, m, s, SUM(s) OVER (PARTITION BY k ORDER BY m) AS a FROM g;
SELECT k, m, s, SUM(s) OVER (PARTITION BY k ORDER BY s) AS a FROM g;
SELECT k, m, s, SUM(s) OVER (PARTITION BY k ORDER BY s ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS a FROM g;
SELECT k, m, s, COUNT(*) OVER (ORDER BY s) AS a FROM g;
