-- title: how reals are written: Java's digits, not always the shortest ones
CREATE TABLE t (x DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/reals.csv','format'='csv');
SELECT CAST(x AS STRING) AS a, CAST(CAST(x AS FLOAT) AS STRING) AS b, CAST(CAST(CAST(x AS FLOAT) AS DOUBLE) AS STRING) AS c, ROUND(CASE WHEN x < 1e20 THEN CAST(x AS FLOAT) ELSE 0 END, 2) AS d, ROUND(x, 1) AS e FROM t;
