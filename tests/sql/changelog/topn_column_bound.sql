-- title: Top-N bound by a column
-- compare: changelog
CREATE TABLE orders (ok INT, ck INT, st STRING, od DATE, total DECIMAL(10,1)) WITH ('connector'='filesystem','path'='${DATA}/shop_orders.csv','format'='csv','csv.null-literal'='NULL');

SELECT ok, st FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY st ORDER BY od DESC) AS rn FROM orders) WHERE rn <= ck;
