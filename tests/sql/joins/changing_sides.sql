-- title: Joins of tables that change, outer joins without equalities, and joins of joins
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE nation (nk INT, nname STRING, rk INT) WITH ('connector'='filesystem','path'='${DATA}/shop_nation.csv','format'='csv');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE lineitem (ok INT, lno INT, pk INT, qty INT, price DECIMAL(10,1), disc DECIMAL(3,2), rf STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_lineitem.csv','format'='csv','csv.null-literal'='NULL');

SELECT a.ck, b.ck AS bk FROM customer a FULL JOIN orders b ON a.ck = b.ck;
SELECT a.nk, b.nk AS bnk FROM customer a FULL OUTER JOIN nation b ON a.nk = b.nk AND b.rk = 1;
SELECT a.cname, b.nname FROM customer a RIGHT JOIN nation b ON a.nk = b.nk AND a.bal > 0;
SELECT a.cname, b.ok FROM customer a LEFT JOIN orders b ON UPPER(a.seg) LIKE '%' || b.st || '%' AND b.total > a.bal;
SELECT a.cname, b.ok FROM customer a LEFT JOIN orders b ON a.bal BETWEEN b.total - 20 AND b.total + 20;
SELECT a.cname, b.ok FROM customer a FULL JOIN orders b ON a.bal < b.total - 400;
SELECT a.cname, b.ok FROM customer a JOIN orders b ON a.ck = b.ck OR a.ck + 100 = b.ok;
SELECT a.cname, b.ok FROM customer a LEFT JOIN orders b ON a.ck = b.ck WHERE b.ok IS NULL;
SELECT * FROM (SELECT ck AS k FROM customer) a, (SELECT ck AS k FROM orders) b WHERE a.k = b.k;
SELECT c.cname, s.n, s.t FROM customer c LEFT JOIN (SELECT ck, COUNT(*) AS n, SUM(total) AS t FROM orders GROUP BY ck) s ON c.ck = s.ck;
SELECT s.ck, l.q FROM (SELECT ck, MAX(ok) AS mo FROM orders GROUP BY ck) s JOIN (SELECT ok, SUM(qty) AS q FROM lineitem GROUP BY ok) l ON s.mo = l.ok;
SELECT s.ck, l.q FROM (SELECT ck, MAX(ok) AS mo FROM orders GROUP BY ck) s FULL JOIN (SELECT ok, SUM(qty) AS q FROM lineitem GROUP BY ok) l ON s.mo = l.ok;
SELECT x.st, y.st AS st2, x.n FROM (SELECT st, COUNT(*) AS n FROM orders GROUP BY st) x LEFT JOIN (SELECT st, SUM(total) AS t FROM orders GROUP BY st HAVING SUM(total) > 400) y ON x.st = y.st;
SELECT nname FROM (SELECT DISTINCT nk FROM customer) d JOIN nation n ON d.nk = n.nk;
SELECT c.cname, o.ok, l.lno FROM customer c LEFT JOIN (orders o JOIN lineitem l ON o.ok = l.ok) ON c.ck = o.ck;
SELECT c.cname, o.ok, l.lno FROM customer c LEFT JOIN orders o ON c.ck = o.ck LEFT JOIN lineitem l ON o.ok = l.ok AND l.rf <> 'N';
SELECT c.cname, o.st, COUNT(*) AS n, SUM(l.price) AS p FROM customer c LEFT JOIN orders o ON c.ck = o.ck LEFT JOIN lineitem l ON o.ok = l.ok GROUP BY c.cname, o.st;
SELECT o.ok, p.cname FROM orders o LEFT JOIN (SELECT ck, cname FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY nk ORDER BY bal DESC) AS rn FROM customer) WHERE rn = 1) p ON o.ck = p.ck;
SELECT a.st, a.n, b.s FROM (SELECT st, COUNT(*) AS n FROM orders GROUP BY st) a FULL OUTER JOIN (SELECT rf AS st, SUM(qty) AS s FROM lineitem GROUP BY rf) b ON a.st = b.st;
SELECT o1.ok, o2.ok AS ok2 FROM orders o1 LEFT JOIN orders o2 ON o1.ck = o2.ck AND o1.ok < o2.ok;
SELECT * FROM (SELECT ck FROM customer WHERE nk = 10) a FULL JOIN (SELECT ck FROM orders WHERE st = 'O') b ON a.ck = b.ck FULL JOIN (SELECT ck FROM orders WHERE st = 'F') c ON b.ck = c.ck;
SELECT t.ck, u.ck AS uk FROM (SELECT ck FROM customer UNION SELECT ck FROM orders) t LEFT JOIN (SELECT ck FROM orders EXCEPT SELECT ck FROM customer) u ON t.ck IS NOT DISTINCT FROM u.ck;
SELECT c.ck, o.ok FROM customer c JOIN orders o ON c.ck = o.ck AND c.bal + 10 > o.total * 2;
SELECT c.ck, o.ok FROM customer c LEFT JOIN orders o ON c.ck + 1 = o.ck - 1;
SELECT c.ck, o.ok FROM customer c LEFT JOIN orders o ON c.ck = o.ck AND FALSE;
SELECT c.ck, o.ok FROM customer c FULL JOIN orders o ON 1 = 0;
SELECT c.ck, o.ok FROM customer c INNER JOIN orders o ON c.ck = o.ck AND 1 = 1 AND o.st IN ('O', 'P');
SELECT c.ck, o.ok FROM customer c RIGHT JOIN orders o ON c.ck = o.ck AND c.seg = 'BUILDING' WHERE o.total > 10;
SELECT COUNT(*) AS n, COUNT(c.ck) AS m FROM customer c RIGHT JOIN orders o ON c.ck = o.ck;
