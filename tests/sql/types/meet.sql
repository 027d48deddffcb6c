-- title: the order decides between FLOAT and DOUBLE, and what a list holds becomes what is looked for
CREATE TEMPORARY VIEW v AS SELECT * FROM (VALUES (1, CAST(2 AS INT), CAST(1.5 AS FLOAT), CAST(2.5 AS DOUBLE), CAST(2.50 AS DECIMAL(5, 2)), TIMESTAMP '2024-02-29 12:34:56.789', DATE '2024-03-01', 'abc'),
    (2, 3, CAST(0.5 AS FLOAT), 0.25e0, CAST(0.10 AS DECIMAL(5, 2)), TIMESTAMP '2024-03-31 02:30:00.000', DATE '2024-02-29', '2')) AS t(id, i, f, d, n, ts, dt, s);
SELECT id, CASE WHEN id = 1 THEN f ELSE d END AS a, CASE WHEN id = 1 THEN d ELSE f END AS b, COALESCE(f, d) AS c, COALESCE(n, f) AS e, COALESCE(f, n) AS g, ARRAY[f, d] AS h, ARRAY[d, f] AS j FROM v;
SELECT id, COALESCE(dt, ts) AS a, COALESCE(ts, dt) AS b, IF(id = 1, ts, CAST(ts AS TIMESTAMP(6))) AS c, GREATEST(n, f) AS e FROM v;
SELECT id, i IN (2.5) AS a, i IN (1.5, 2.5) AS b, i IN (n, 7.5) AS c, i IN ('2', '03') AS e, s IN (2, 5) AS g, s IN (2.0) AS h, f IN (0.5, 7.5) AS j, i NOT IN ('2') AS k, CAST(i AS TINYINT) IN (258) AS l FROM v;
SELECT id, MOD(CAST(n * 100 AS DECIMAL(10, 0)), 7) AS a, dt + INTERVAL '1' HOUR AS b, dt + INTERVAL '25' HOUR AS c, TIMESTAMPADD(HOUR, 1, dt) AS e FROM v;
