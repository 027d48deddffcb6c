-- title: Correlated scalar subqueries: one row a key, counts of nothing, and bounds that are no equalities
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE nation (nk INT, nname STRING, rk INT) WITH ('connector'='filesystem','path'='${DATA}/shop_nation.csv','format'='csv');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE lineitem (ok INT, lno INT, pk INT, qty INT, price DECIMAL(10,1), disc DECIMAL(3,2), rf STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_lineitem.csv','format'='csv','csv.null-literal'='NULL');

SELECT c.ck, (SELECT COUNT(*) FROM orders o WHERE o.ck = c.ck) AS n FROM customer c;
SELECT c.ck, (SELECT COUNT(*) + 1 FROM orders o WHERE o.ck = c.ck AND o.st = 'O') AS n FROM customer c;
SELECT c.ck, (SELECT COUNT(o.total) * 2 FROM orders o WHERE o.ck = c.ck) AS n, (SELECT MAX(o.total) FROM orders o WHERE o.ck = c.ck) AS m FROM customer c;
SELECT c.ck FROM customer c WHERE (SELECT COUNT(*) FROM orders o WHERE o.ck = c.ck) = 0;
SELECT o.ok, o.ck FROM orders o WHERE o.total = (SELECT MAX(o2.total) FROM orders o2 WHERE o2.ck = o.ck);
SELECT o.ok FROM orders o WHERE o.total = (SELECT MIN(o2.total) FROM orders o2 WHERE o2.st = o.st AND o2.od >= DATE '1995-02-01');
SELECT ck, (SELECT nname FROM nation n WHERE n.nk = c.nk) AS nn FROM customer c;
SELECT c.ck, (SELECT COUNT(*) FROM orders o WHERE o.total > c.bal) AS x FROM customer c;
SELECT c.ck, (SELECT COUNT(DISTINCT st) FROM orders o WHERE o.ck = c.ck) AS x FROM customer c;
SELECT c.ck, (SELECT LISTAGG(st) FROM orders o WHERE o.ck = c.ck AND o.ck <> 3) AS x FROM customer c;
SELECT c.ck, (SELECT total FROM orders o WHERE o.ck = c.ck AND o.st = 'O') AS x FROM customer c;
SELECT c.ck, (SELECT COUNT(*) FROM orders o WHERE o.total > c.bal AND o.ck <> c.ck) AS x FROM customer c;
SELECT c.ck, (SELECT SUM(o.total) FROM orders o WHERE o.total > c.bal) AS x FROM customer c;
SELECT c.ck FROM customer c WHERE (SELECT COUNT(*) FROM orders o WHERE o.total > c.bal) > 3;
SELECT c.ck FROM customer c WHERE c.bal < (SELECT AVG(o.total) FROM orders o WHERE o.ok > 100 + c.ck);
SELECT o.ok, (SELECT MAX(l.price) FROM lineitem l WHERE l.ok = o.ok AND l.qty > (SELECT AVG(l2.qty) FROM lineitem l2 WHERE l2.pk = l.pk)) AS x FROM orders o;
