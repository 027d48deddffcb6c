-- title: a key that comes twice in JSON_OBJECTAGG is an error
-- compare: table
SELECT k, JSON_OBJECTAGG(KEY n VALUE v) AS j FROM (VALUES ('a', 'x', 1), ('b', 'x', 2), ('a', 'x', 3)) AS t(k, n, v) GROUP BY k;
