-- A day of shop orders from a file: each minute by product, and the running count by product.

CREATE TABLE orders (
  order_id BIGINT,
  name STRING,
  amount DECIMAL(10, 2),
  order_time TIMESTAMP(3),
  WATERMARK FOR order_time AS order_time - INTERVAL '5' SECONDS
) WITH (
  'connector' = 'filesystem',
  'path' = 'orders.json.gz',
  'format' = 'json'
);

SELECT
  window_start,
  name,
  COUNT(*) AS orders,
  SUM(amount) AS revenue
FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(order_time), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, name;

SELECT name, COUNT(*) AS n
FROM orders
GROUP BY name;
