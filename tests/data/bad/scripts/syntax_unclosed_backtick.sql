-- expect: 2:13
SELECT 1 AS `one;
