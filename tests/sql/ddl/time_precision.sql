-- title: TIME has at most three digits and prints no more than it needs
-- compare: append
SELECT CAST('10:20:30.123456' AS TIME(9)) AS a, CAST('10:20:30' AS TIME(3)) AS b, CAST('10:20:30.12' AS TIME(3)) AS c, CAST(CAST('10:20:30.1' AS TIME(2)) AS STRING) AS d, CAST(1.5 AS DECIMAL(40, 2)) AS e;
