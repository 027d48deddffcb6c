-- title: Time to live by hint, of joins and of groups
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT /*+ STATE_TTL('c'='1d','o'='2h') */ c.cname, o.ok FROM customer c JOIN orders o ON c.ck = o.ck;
SELECT /*+ STATE_TTL('orders'='1d') */ ck, COUNT(*) AS n FROM orders GROUP BY ck;
SELECT /*+ STATE_TTL('v'='1d', 'o'='3d') */ o.ok FROM (SELECT * FROM customer) v JOIN orders o ON o.ck = v.ck;
