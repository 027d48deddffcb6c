-- title: Grouping and DISTINCT by a key leave updates as they are
-- compare: changelog
CREATE TABLE ord (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT DISTINCT st, n FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT DISTINCT n FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st);
SELECT st, n FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st, n;
SELECT st, SUM(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT st, MAX(n) AS s FROM (SELECT st, ck, COUNT(*) AS n FROM ord GROUP BY st, ck) GROUP BY st;
SELECT st, AVG(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT st, COUNT(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT st, FIRST_VALUE(n) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT st, MAX(n) AS s, MIN(n) AS m FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT st, MAX(n) FILTER (WHERE n > 1) AS s FROM (SELECT st, COUNT(*) AS n FROM ord GROUP BY st) GROUP BY st;
SELECT DISTINCT st, ok FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY st ORDER BY total DESC) AS rn FROM ord) WHERE rn = 1;
