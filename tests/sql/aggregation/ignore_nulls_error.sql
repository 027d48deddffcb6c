-- title: FIRST_VALUE takes no IGNORE NULLS
-- compare: table
SELECT FIRST_VALUE(x) IGNORE NULLS FROM (VALUES (1), (2)) AS t(x);
