-- title: Change events that come twice are normalised by primary key; the tables with and without filters
-- compare: table
SET 'table.exec.source.cdc-events-duplicate' = 'true';
CREATE TABLE orders (id INT, who STRING, qty INT, PRIMARY KEY (id) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/orders_cdc_twice.json', 'format' = 'debezium-json');
SELECT * FROM orders;
SELECT * FROM orders WHERE qty > 2;
SELECT * FROM orders WHERE id > 1;
SELECT who FROM orders WHERE qty > 2 AND id < 4;
SELECT who, COUNT(*) AS n FROM orders GROUP BY who;
