-- title: Reports over customers, orders and their lines
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE nation (nk INT, nname STRING, rk INT) WITH ('connector'='filesystem','path'='${DATA}/shop_nation.csv','format'='csv');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE lineitem (ok INT, lno INT, pk INT, qty INT, price DECIMAL(10,1), disc DECIMAL(3,2), rf STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_lineitem.csv','format'='csv','csv.null-literal'='NULL');

SELECT nname, COUNT(*) AS c, SUM(total) AS s FROM customer c JOIN orders o ON c.ck = o.ck JOIN nation n ON n.nk = c.nk GROUP BY nname HAVING SUM(total) > 50;
SELECT l.ok, l.lno FROM lineitem l WHERE l.qty < (SELECT AVG(l2.qty) FROM lineitem l2 WHERE l2.pk = l.pk);
SELECT l.ok, l.lno FROM lineitem l WHERE l.qty < (SELECT 0.5 * AVG(l2.qty) FROM lineitem l2 WHERE l2.pk = l.pk);
SELECT SUM(l.price) / 7.0 AS avg_yearly FROM lineitem l WHERE l.qty < (SELECT 2.2 * AVG(l2.qty) FROM lineitem l2 WHERE l2.pk = l.pk);
SELECT c.ck FROM customer c WHERE (SELECT COUNT(*) FROM orders o WHERE o.ck = c.ck) >= 1 AND c.nk IN (SELECT nk FROM nation WHERE rk = 1);
SELECT st, SUM(total) FROM orders GROUP BY st HAVING SUM(total) > (SELECT AVG(total) FROM orders);
SELECT st, SUM(total) AS s FROM orders o GROUP BY st HAVING COUNT(*) > (SELECT COUNT(*) FROM customer c WHERE c.seg = 'AUTO');
SELECT ck, SUM(total) AS s FROM orders o GROUP BY ck HAVING ck IN (SELECT ck FROM customer);
SELECT l.rf, SUM(qty) AS sq, SUM(price) AS sp, SUM(price * (1 - disc)) AS sd, AVG(qty) AS aq, AVG(price) AS ap, AVG(disc) AS ad, COUNT(*) AS c FROM lineitem l GROUP BY l.rf;
SELECT SUM(price * disc) AS revenue FROM lineitem WHERE disc BETWEEN 0.05 AND 0.1 AND qty < 24;
SELECT cn.nname AS a, sn.nname AS b, COUNT(*) AS c FROM customer x JOIN customer y ON x.ck < y.ck JOIN nation cn ON cn.nk = x.nk JOIN nation sn ON sn.nk = y.nk WHERE cn.nk <> sn.nk GROUP BY cn.nname, sn.nname;
SELECT st, SUM(CASE WHEN total > 50 THEN 1 ELSE 0 END) AS hi, SUM(CASE WHEN total <= 50 THEN 1 ELSE 0 END) AS lo FROM orders GROUP BY st;
SELECT c_count, COUNT(*) AS custdist FROM (SELECT c.ck, COUNT(o.ok) AS c_count FROM customer c LEFT OUTER JOIN orders o ON c.ck = o.ck AND o.st NOT LIKE '%F%' GROUP BY c.ck) AS co GROUP BY c_count;
WITH revenue (pk, rev) AS (SELECT pk, SUM(price * (1 - COALESCE(disc, 0))) FROM lineitem GROUP BY pk) SELECT pk, rev FROM revenue WHERE rev = (SELECT MAX(rev) FROM revenue);
SELECT cname, o.ok, SUM(qty) AS q FROM customer c, orders o, lineitem l WHERE o.ok IN (SELECT ok FROM lineitem GROUP BY ok HAVING SUM(qty) > 10) AND c.ck = o.ck AND o.ok = l.ok GROUP BY cname, o.ok;
SELECT SUM(x) AS s FROM (SELECT (SELECT COUNT(*) FROM orders o WHERE o.ck = c.ck) AS x FROM customer c);
SELECT COUNT(*) AS n FROM customer c WHERE c.ck IN (SELECT o.ck FROM orders o WHERE o.total > c.bal);
SELECT (SELECT MAX(total) FROM orders) AS mx, (SELECT MIN(total) FROM orders) AS mn;
SELECT (SELECT COUNT(*) FROM orders WHERE st = 'zz') AS n, (SELECT MAX(total) FROM orders WHERE st = 'zz') AS m, cname FROM customer WHERE ck < 3;
SELECT cname FROM customer WHERE ck IN (SELECT ck FROM orders WHERE st = 'O' INTERSECT SELECT ck FROM orders WHERE st = 'F');
SELECT cname FROM customer WHERE ck IN (SELECT ck FROM orders WHERE st = 'O' EXCEPT SELECT ck FROM orders WHERE st = 'F');
SELECT cname FROM customer WHERE ck IN (SELECT ck FROM orders UNION SELECT 5);
SELECT DISTINCT c.seg FROM customer c WHERE c.ck IN (SELECT DISTINCT ck FROM orders);
SELECT cname FROM customer c WHERE 2 <= (SELECT COUNT(DISTINCT st) FROM orders o WHERE o.ck = c.ck);
SELECT cname FROM customer c WHERE c.nk IN (10, 20) AND c.ck IN (SELECT ck FROM orders WHERE od < DATE '1996-06-01');
