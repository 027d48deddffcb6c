CREATE TABLE bids (auction BIGINT, bidder BIGINT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'x');
CREATE TABLE people (id BIGINT NOT NULL, name STRING, city STRING, tags ARRAY<STRING>, seen TIMESTAMP_LTZ(3), p AS PROCTIME(), shout AS UPPER(name), WATERMARK FOR seen AS seen) WITH ('connector' = 'x');

SELECT auction, price * 2 AS twice FROM bids WHERE price > 10 AND channel = 'web';
SELECT * FROM people;
SELECT 1 AS uno, 'a' || 'b' AS ab;
SELECT b.*, b.price AS p FROM bids AS b ORDER BY p DESC, auction LIMIT 3;
SELECT DISTINCT channel FROM bids;
SELECT auction FROM bids ORDER BY price LIMIT 2 OFFSET 1;
WITH dear AS (SELECT * FROM bids WHERE price > 100) SELECT a.auction FROM dear a JOIN dear b ON a.auction = b.bidder;
VALUES (1, 'a'), (22, 'bbb');
SELECT auction FROM bids UNION ALL SELECT id FROM people;
SELECT price FROM bids INTERSECT SELECT 1;
SELECT auction FROM (SELECT auction FROM bids ORDER BY price) AS t;
