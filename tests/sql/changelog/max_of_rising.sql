-- title: MAX of what only rises takes nothing back
-- compare: changelog
CREATE TABLE ord (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT SUM(n) AS x FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT n, COUNT(*) AS m FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY n;
SELECT MAX(n) AS mx, MIN(n) AS mn, COUNT(DISTINCT n) AS d FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT st, SUM(n) AS s FROM (SELECT st, SUM(total) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT MAX(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT MAX(n) AS s FROM (SELECT st, SUM(total) AS n FROM ord GROUP BY st);
SELECT MIN(n) AS s FROM (SELECT st, MIN(total) AS n FROM ord GROUP BY st);
SELECT MAX(n) AS s FROM (SELECT st, MAX(total) + 1 AS n FROM ord GROUP BY st);
SELECT MAX(n) FILTER (WHERE n > 1) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT MAX(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) WHERE n > 1;
SELECT ck, MAX(n) AS s FROM (SELECT st, ck, COUNT(*) AS n FROM ord GROUP BY st, ck) GROUP BY ck;
SELECT st, MAX(n) AS s, COUNT(*) AS m FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
