-- title: numbers of several types meet in one column
SELECT * FROM (VALUES (1, CAST(1.5 AS FLOAT)), (2.25, 3), (CAST(NULL AS BIGINT), 1e2)) AS t(a, b);
