CREATE TABLE bids (auction BIGINT, bidder BIGINT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'x');
CREATE TABLE people (id BIGINT NOT NULL, name STRING, city STRING, tags ARRAY<STRING>, seen TIMESTAMP_LTZ(3), p AS PROCTIME(), shout AS UPPER(name), WATERMARK FOR seen AS seen) WITH ('connector' = 'x');

SELECT auction FROM bids WHERE bidder IN (SELECT id FROM people WHERE city = 'Oslo');
SELECT auction FROM bids WHERE bidder NOT IN (SELECT id FROM people);
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM bids b WHERE b.bidder = p.id AND b.price > 10);
SELECT name FROM people p WHERE NOT EXISTS (SELECT 1 FROM bids b WHERE b.bidder = p.id);
SELECT auction, (SELECT MAX(price) FROM bids) AS top FROM bids;
SELECT name, (SELECT COUNT(*) FROM bids b WHERE b.bidder = p.id) AS n FROM people p;
SELECT auction FROM bids o WHERE price > (SELECT AVG(price) FROM bids i WHERE i.channel = o.channel);
SELECT auction FROM bids WHERE price > ALL (SELECT price FROM bids WHERE channel = 'web');
SELECT name, p.id IN (SELECT bidder FROM bids) AS bought FROM people p;
SELECT city, t.price FROM (SELECT DISTINCT city, id FROM people) c, LATERAL (SELECT price FROM bids WHERE bidder = c.id ORDER BY price DESC LIMIT 2) AS t;
SELECT channel, SUM(price) AS s FROM bids GROUP BY channel HAVING SUM(price) > (SELECT AVG(price) FROM bids);
