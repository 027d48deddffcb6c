-- title: ARRAY_AGG, COLLECT and JSON_ARRAYAGG take an order and do not keep it
-- compare: table
CREATE VIEW v AS SELECT * FROM (VALUES (1, 'b'), (2, 'a'), (3, CAST(NULL AS STRING)), (4, 'c')) AS t(id, s);
SELECT ARRAY_AGG(s IGNORE NULLS ORDER BY id DESC) AS a, ARRAY_AGG(s RESPECT NULLS ORDER BY s) AS b, JSON_ARRAYAGG(s) WITHIN GROUP (ORDER BY id DESC) AS j,
  COLLECT(id) WITHIN GROUP (ORDER BY s) AS c FROM v WHERE id <> 4;
SELECT PERCENTILE(x, 0.9) AS p, PERCENTILE(x, ARRAY[0.1, 0.333, 0.77]) AS ps, PERCENTILE(x, 0.4, n) AS w FROM (VALUES (-1.0, 1), (3.0, 2), (0.7, 3), (10.1, 1), (2.25, 1)) AS t(x, n);
