-- title: NOT IN with NULLs, rows of several values, and a correlation beside
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE nation (nk INT, nname STRING, rk INT) WITH ('connector'='filesystem','path'='${DATA}/shop_nation.csv','format'='csv');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT cname FROM customer WHERE ck NOT IN (SELECT ck FROM orders);
SELECT cname FROM customer WHERE ck NOT IN (SELECT ck FROM orders WHERE ck IS NOT NULL);
SELECT cname FROM customer WHERE nk NOT IN (SELECT nk FROM nation WHERE rk = 2);
SELECT cname FROM customer WHERE nk NOT IN (SELECT nk FROM nation WHERE rk = 99);
SELECT cname FROM customer WHERE (nk, seg) IN (SELECT nk, seg FROM customer WHERE bal > 0);
SELECT cname FROM customer WHERE (nk, seg) NOT IN (SELECT nk, seg FROM customer WHERE bal < 0);
SELECT cname, ck IN (SELECT ck FROM orders) AS has FROM customer;
SELECT cname, ck NOT IN (SELECT ck FROM orders WHERE ck IS NOT NULL) AS hasnt FROM customer;
SELECT cname FROM customer WHERE 5 IN (SELECT ck FROM customer);
SELECT cname FROM customer c WHERE c.ck NOT IN (SELECT o.ck FROM orders o WHERE o.ck = c.ck AND o.total < 50);
