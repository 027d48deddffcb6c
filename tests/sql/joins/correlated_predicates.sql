-- title: EXISTS and IN that read the query around, in WHERE, in expressions, and two deep
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE nation (nk INT, nname STRING, rk INT) WITH ('connector'='filesystem','path'='${DATA}/shop_nation.csv','format'='csv');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE lineitem (ok INT, lno INT, pk INT, qty INT, price DECIMAL(10,1), disc DECIMAL(3,2), rf STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_lineitem.csv','format'='csv','csv.null-literal'='NULL');

SELECT o.ok, o.total FROM orders o WHERE EXISTS (SELECT 1 FROM lineitem l WHERE l.ok = o.ok AND l.qty > 4);
SELECT o.ok FROM orders o WHERE NOT EXISTS (SELECT 1 FROM lineitem l WHERE l.ok = o.ok);
SELECT o.ok FROM orders o WHERE EXISTS (SELECT 1 FROM lineitem l WHERE l.ok = o.ok AND l.price < o.total);
SELECT o.ok FROM orders o WHERE EXISTS (SELECT 1 FROM lineitem l WHERE l.price > o.total);
SELECT o.ok FROM orders o WHERE NOT EXISTS (SELECT 1 FROM lineitem l WHERE l.price > o.total AND l.ok <> o.ok);
SELECT cname, ck NOT IN (SELECT ck FROM orders WHERE ck IS NOT NULL) AS hasnt FROM customer;
SELECT cname, EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck) AS e FROM customer c;
SELECT cname, NOT EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck AND o.total > 100) AS e FROM customer c;
SELECT cname, CASE WHEN EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck) THEN 'yes' ELSE 'no' END AS e FROM customer c;
SELECT cname, CASE WHEN c.ck IN (SELECT ck FROM orders WHERE st = 'F') THEN 'F' WHEN c.bal > (SELECT AVG(bal) FROM customer) THEN 'rich' ELSE '-' END AS e FROM customer c;
SELECT cname FROM customer c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck) OR c.nk = 30;
SELECT cname FROM customer c WHERE NOT (c.ck IN (SELECT ck FROM orders WHERE st = 'F') AND c.nk = 10);
SELECT ok FROM orders o WHERE total > ALL (SELECT price FROM lineitem l WHERE l.ok = o.ok);
SELECT ok FROM orders o WHERE total = ANY (SELECT price FROM lineitem l WHERE l.ok = o.ok);
SELECT nname, (SELECT COUNT(*) FROM customer c WHERE c.nk = n.nk AND EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck)) AS buyers FROM nation n;
SELECT nname FROM nation n WHERE EXISTS (SELECT 1 FROM customer c WHERE c.nk = n.nk AND EXISTS (SELECT 1 FROM orders o WHERE o.ck = c.ck AND o.total > 100));
SELECT nname FROM nation n WHERE n.nk IN (SELECT c.nk FROM customer c WHERE c.ck IN (SELECT o.ck FROM orders o WHERE o.ok IN (SELECT l.ok FROM lineitem l WHERE l.qty >= 5)));
SELECT cname FROM customer WHERE EXISTS (SELECT 1 FROM lineitem l1 WHERE l1.ok = 103 AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.ok = l1.ok AND l2.lno <> l1.lno) AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.ok = l1.ok AND l3.rf = 'N'));
SELECT l1.ok, l1.lno FROM lineitem l1 WHERE EXISTS (SELECT * FROM lineitem l2 WHERE l2.ok = l1.ok AND l2.pk <> l1.pk) AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.ok = l1.ok AND l3.pk <> l1.pk AND l3.rf = 'N');
SELECT c.ck, c.ck IN (SELECT o.ck FROM orders o WHERE o.total > c.bal) AS i FROM customer c;
SELECT cname FROM customer c WHERE EXISTS (SELECT COUNT(*) FROM orders o WHERE o.ck = c.ck HAVING COUNT(*) > 1);
SELECT cname FROM customer c WHERE c.ck NOT IN (SELECT o.ck FROM orders o WHERE o.ck = c.ck AND o.total < 50);
SELECT c.ck, EXISTS (SELECT 1 FROM orders o WHERE o.total < c.bal) AS e FROM customer c;
SELECT c.ck FROM customer c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.total < c.bal) OR c.nk = 30;
SELECT c.ck, c.nk IN (SELECT n.nk FROM nation n WHERE n.rk < c.ck) AS i FROM customer c;
