CREATE TABLE bids (auction BIGINT, bidder BIGINT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'x');
CREATE TABLE people (id BIGINT NOT NULL, name STRING, city STRING, tags ARRAY<STRING>, seen TIMESTAMP_LTZ(3), p AS PROCTIME(), shout AS UPPER(name), WATERMARK FOR seen AS seen) WITH ('connector' = 'x');

SELECT b.price, p.name FROM bids b JOIN people p ON b.bidder = p.id;
SELECT b.price, p.name FROM bids b, people p WHERE b.bidder = p.id;
SELECT * FROM (SELECT bidder AS id, price FROM bids) LEFT JOIN (SELECT id, name FROM people) USING (id);
SELECT p.name, t.tag FROM people p CROSS JOIN UNNEST(p.tags) AS t(tag);
SELECT p.name, t.tag, t.pos FROM people p LEFT JOIN UNNEST(tags) WITH ORDINALITY AS t(tag, pos) ON TRUE;
SELECT b.auction, p.name FROM bids b JOIN people FOR SYSTEM_TIME AS OF b.ts AS p ON b.bidder = p.id;
SELECT price FROM bids a JOIN bids b ON a.auction = b.auction;
SELECT a.prize FROM bids a;
SELECT x.price FROM bids a;
