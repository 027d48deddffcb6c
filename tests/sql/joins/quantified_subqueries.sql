-- title: ANY and ALL: NULLs, subqueries without rows, and inside expressions
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT ok FROM orders WHERE total > ALL (SELECT total FROM orders WHERE st = 'F');
SELECT ok FROM orders WHERE total >= ALL (SELECT total FROM orders);
SELECT ok FROM orders WHERE total > ANY (SELECT total FROM orders WHERE st = 'F');
SELECT ok FROM orders WHERE total < SOME (SELECT total FROM orders WHERE st = 'O');
SELECT ok FROM orders WHERE total > ALL (SELECT total FROM orders WHERE st = 'nothing');
SELECT ok FROM orders WHERE ck <> ALL (SELECT ck FROM customer);
SELECT ok FROM orders WHERE ck = SOME (SELECT ck FROM customer WHERE seg = 'BUILDING');
SELECT cname FROM customer WHERE bal = ALL (SELECT bal FROM customer WHERE ck = 1);
SELECT cname FROM customer WHERE bal <> ANY (SELECT bal FROM customer WHERE ck = 1);
SELECT cname FROM customer WHERE bal <> ANY (SELECT bal FROM customer WHERE ck < 3);
SELECT cname FROM customer WHERE bal >= ALL (SELECT bal FROM customer);
SELECT cname FROM customer WHERE bal < ANY (SELECT bal FROM customer WHERE ck > 10);
SELECT cname, bal > ALL (SELECT total FROM orders) AS a, bal > ANY (SELECT total FROM orders) AS b FROM customer;
SELECT cname, bal > ALL (SELECT o.total FROM orders o WHERE o.ck = c.ck) AS a FROM customer c;
SELECT cname, CASE WHEN bal > ANY (SELECT total FROM orders WHERE st = 'F') THEN 1 ELSE 0 END AS x FROM customer;
SELECT cname FROM customer WHERE NOT (bal > ALL (SELECT total FROM orders WHERE st = 'F'));
SELECT cname FROM customer WHERE bal > ALL (SELECT total FROM orders WHERE st = 'F') OR ck = 2;
