-- title: Change data aggregated and joined: the tables that come out
-- compare: table
CREATE TABLE orders (id INT, who STRING, qty INT, PRIMARY KEY (id) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/orders_cdc.json', 'format' = 'debezium-json');
CREATE TEMPORARY VIEW totals AS SELECT who, SUM(qty) AS s, COUNT(*) AS n FROM orders GROUP BY who;
CREATE TEMPORARY VIEW people AS SELECT * FROM (VALUES ('ann', 'Rome'), ('bob', 'Oslo'), ('eve', 'Bern')) AS p(name, city);
SELECT t.who, t.s, p.city FROM totals t JOIN people p ON t.who = p.name;
SELECT p.name, t.s FROM people p LEFT JOIN totals t ON t.who = p.name;
