-- A coffee shop's orders, on their way through Kafka: how much of each product was sold in each minute?

-- Orders as the tills send them. Event time runs a hundred times faster than the clock on the wall: each order is 0.2 seconds
-- after the one before, and up to 4 seconds late on its way, so that a minute is complete every second or so.
CREATE TABLE tills (
  order_id BIGINT,
  product_number INT,
  cents INT,
  delay_ms INT
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '500',
  'fields.order_id.kind' = 'sequence',
  'fields.order_id.start' = '1',
  'fields.order_id.end' = '1000000',
  'fields.product_number.min' = '1',
  'fields.product_number.max' = '6',
  'fields.cents.min' = '180',
  'fields.cents.max' = '950',
  'fields.delay_ms.min' = '0',
  'fields.delay_ms.max' = '4000'
);

-- The topic. 'embedded' is a broker inside this process; put host:port there for a real one.
CREATE TABLE orders (
  order_id BIGINT,
  product STRING,
  amount DECIMAL(10, 2),
  order_time TIMESTAMP(3),
  WATERMARK FOR order_time AS order_time - INTERVAL '5' SECONDS
) WITH (
  'connector' = 'kafka',
  'topic' = 'orders',
  'properties.bootstrap.servers' = 'embedded',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

-- Start the job that fills the topic and go on, instead of waiting for its end.
SET 'table.dml-sync' = 'false';

INSERT INTO orders
SELECT
  order_id,
  CASE product_number
    WHEN 1 THEN 'Espresso'
    WHEN 2 THEN 'Cortado'
    WHEN 3 THEN 'Flat white'
    WHEN 4 THEN 'Filter coffee'
    WHEN 5 THEN 'Croissant'
    ELSE 'Cheesecake'
  END,
  CAST(cents * 0.01 AS DECIMAL(10, 2)),
  CAST(TO_TIMESTAMP_LTZ(1767247200000 + order_id * 200 - delay_ms, 3) AS TIMESTAMP(3))
FROM tills;

SELECT
  window_start,
  product,
  COUNT(*) AS orders,
  SUM(amount) AS revenue
FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(order_time), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, product;
