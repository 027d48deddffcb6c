-- title: A subquery in ON of an inner join
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT o.ok, c.cname FROM orders o JOIN customer c ON o.ck = c.ck AND o.total > (SELECT AVG(total) FROM orders);
SELECT x.cname, y.ok FROM customer x JOIN orders y ON x.ck = y.ck AND y.total = (SELECT MAX(total) FROM orders);
