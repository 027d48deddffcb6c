-- title: a subquery's select list reads a query two levels up
-- compare: table
SET 'execution.runtime-mode' = 'batch';
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT a.ok FROM orders a WHERE EXISTS (SELECT 1 FROM orders b WHERE b.ok < a.ok AND b.ck IN (SELECT c.ck + a.ok - a.ok FROM orders c WHERE c.st = 'F'));
