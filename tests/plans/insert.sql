CREATE TABLE bids (auction BIGINT, bidder BIGINT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'x');
CREATE TABLE people (id BIGINT NOT NULL, name STRING, city STRING, tags ARRAY<STRING>, seen TIMESTAMP_LTZ(3), p AS PROCTIME(), shout AS UPPER(name), WATERMARK FOR seen AS seen) WITH ('connector' = 'x');

CREATE TABLE sink (a BIGINT, b DOUBLE, c VARCHAR(5), d AS a + 1) WITH ('connector' = 'y');
INSERT INTO sink SELECT auction, 1.5, channel FROM bids;
INSERT INTO sink (c, a) SELECT channel, bidder FROM bids;
INSERT INTO sink SELECT auction FROM bids;
INSERT INTO sink SELECT channel, 1, 'x' FROM bids;
CREATE VIEW v AS SELECT auction AS a, price FROM bids WHERE price > 5;
SELECT * FROM v WHERE a = 1;
SHOW CREATE VIEW v;
SHOW CREATE TABLE sink;
DESCRIBE people;
SELECT * FROM nowhere;
SELECT * FROM bits;
SELECT auction, UPER(channel) FROM bids WHERE chanel = 'x';
CREATE TABLE broken (a INT, a STRING, w AS z + 1, WATERMARK FOR b AS b) WITH ('connector' = 'y');
