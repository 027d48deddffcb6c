-- title: An unknown hint
-- compare: table
CREATE TABLE customer (ck INT, cname STRING, nk INT, bal DECIMAL(10,1), seg STRING) WITH ('connector'='filesystem','path'='${DATA}/shop_customer.csv','format'='csv','csv.null-literal'='NULL');

SELECT /*+ NOSUCH(zzz) */ c.cname FROM customer c;
