-- title: Change data through filters, aggregations and top-N, and the kinds of every step
-- compare: changelog
CREATE TABLE orders (id INT, who STRING, qty INT, PRIMARY KEY (id) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/orders_cdc.json', 'format' = 'debezium-json');
CREATE TEMPORARY VIEW totals AS SELECT who, SUM(qty) AS s, COUNT(*) AS n FROM orders GROUP BY who;
SELECT * FROM orders;
SELECT * FROM totals;
SELECT who, s FROM totals WHERE s > 5;
SELECT who, s FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY s DESC, who) AS r FROM totals) WHERE r <= 2;
SELECT who, s, r FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY s DESC, who) AS r FROM totals) WHERE r <= 2;
SELECT n, COUNT(*) AS k FROM totals GROUP BY n;
SELECT DISTINCT n FROM totals;
SELECT who FROM orders WHERE qty > 2 UNION ALL SELECT who FROM totals;
SELECT * FROM orders WHERE qty > 2;
