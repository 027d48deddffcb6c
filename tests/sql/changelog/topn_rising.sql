-- title: Top-N over groups whose order only rises: an update in place, no row steps back
-- compare: changelog
CREATE TABLE ord (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE li (ok INT, lno INT, pk INT, qty INT, price DECIMAL(10,1), disc DECIMAL(3,2), rf STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_lineitem.csv','format'='csv','csv.null-literal'='NULL');

SELECT st, n FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 1;
SELECT st, n FROM (SELECT st, MAX(total) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, MIN(total) AS n FROM ord GROUP BY st) ORDER BY n LIMIT 2;
SELECT st, n FROM (SELECT st, SUM(total) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, SUM(1) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, SUM(total) AS n FROM ord WHERE total > 0 GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC) AS rn FROM (SELECT ck AS st, COUNT(*) AS n FROM ord GROUP BY ck)) WHERE rn <= 3;
SELECT pk, n, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC, pk) AS rn FROM (SELECT pk, COUNT(*) AS n FROM li GROUP BY pk)) WHERE rn <= 2;
SELECT rf, pk, n, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY rf ORDER BY n DESC) AS rn FROM (SELECT rf, pk, COUNT(*) AS n FROM li GROUP BY rf, pk)) WHERE rn <= 2;
SELECT rf, pk, n FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY rf ORDER BY n DESC) AS rn FROM (SELECT rf, pk, MAX(qty) AS n FROM li GROUP BY rf, pk)) WHERE rn <= 2;
SELECT rf, pk, n FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY rf ORDER BY n DESC) AS rn FROM (SELECT rf, pk, MAX(qty) AS n FROM li GROUP BY rf, pk)) WHERE rn <= 1;
SELECT rf, pk, n, rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY rf ORDER BY n) AS rn FROM (SELECT rf, pk, MAX(qty) AS n FROM li GROUP BY rf, pk)) WHERE rn <= 2;
SELECT st, n, m FROM (SELECT st, COUNT(*) AS n, MAX(total) AS m FROM ord GROUP BY st) ORDER BY n DESC, m DESC LIMIT 2;
SELECT st, n FROM (SELECT st, CAST(COUNT(*) AS INT) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, COUNT(*) + 1 AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, COUNT(DISTINCT ck) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, COUNT(*) FILTER (WHERE total > 50) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, SUM(CASE WHEN total > 50 THEN 1 ELSE 0 END) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, SUM(ok) AS n FROM ord WHERE ok >= 100 AND st <> 'P' GROUP BY st) ORDER BY n DESC LIMIT 2;
SELECT st, n FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 1 OFFSET 1;
SELECT n, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC) AS rn FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st)) WHERE rn <= 2;
SELECT st, n, rn FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC) AS rn FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st)) WHERE rn = 2;
SELECT st FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) ORDER BY n DESC LIMIT 2;
