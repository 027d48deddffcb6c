-- title: OFFSET alone is not possible over a stream
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');

SELECT ck FROM customer OFFSET 3 ROWS;
