-- title: OVER by a column that is no time
-- compare: changelog
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', 5), (2, 'b', 3), (3, 'a', 2), (4, 'a', 5), (5, 'b', 9), (6, 'a', 1), (7, 'a', 2), (8, 'b', 3)) AS x(id, k, v);
SELECT id, k, v, SUM(v) OVER (PARTITION BY k ORDER BY v) AS a FROM t;
SELECT id, k, v, SUM(v) OVER (PARTITION BY k ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS a FROM t;
SELECT id, k, v, COUNT(*) OVER (ORDER BY v) AS c, AVG(v) OVER (ORDER BY v) AS av, MAX(k) OVER (ORDER BY v) AS m FROM t;
SELECT id, v, RANK() OVER (PARTITION BY k ORDER BY v) AS r FROM t;
