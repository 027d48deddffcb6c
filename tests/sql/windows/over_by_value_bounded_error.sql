-- title: bounded frames by a column that is no time are refused
-- compare: table
CREATE VIEW t AS SELECT * FROM (VALUES (1, 'a', 5), (2, 'b', 3), (3, 'a', 2), (4, 'a', 5), (5, 'b', 9), (6, 'a', 1), (7, 'a', 2), (8, 'b', 3)) AS x(id, k, v);
SELECT id, k, v, SUM(v) OVER (PARTITION BY k ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a FROM t;
