CREATE TABLE bids (auction BIGINT, bidder BIGINT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'x');
CREATE TABLE people (id BIGINT NOT NULL, name STRING, city STRING, tags ARRAY<STRING>, seen TIMESTAMP_LTZ(3), p AS PROCTIME(), shout AS UPPER(name), WATERMARK FOR seen AS seen) WITH ('connector' = 'x');

SELECT channel, COUNT(*) AS n, SUM(price * 2) AS s, COUNT(DISTINCT bidder) FILTER (WHERE price > 1) AS d FROM bids GROUP BY channel HAVING COUNT(*) > 1 ORDER BY n LIMIT 5;
SELECT COUNT(*) FROM bids;
SELECT UPPER(channel) || '!' AS c, MAX(price) - MIN(price) AS spread FROM bids GROUP BY UPPER(channel);
SELECT channel, auction, GROUPING_ID(channel, auction) AS gid, SUM(price) AS s FROM bids GROUP BY ROLLUP (channel, auction);
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
SELECT window_time, COUNT(*) AS n FROM TABLE(HOP(DATA => TABLE bids, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '5' SECOND, SIZE => INTERVAL '10' SECOND)) GROUP BY window_start, window_end, window_time;
SELECT bidder, TUMBLE_START(ts, INTERVAL '1' MINUTE) AS w, TUMBLE_ROWTIME(ts, INTERVAL '1' MINUTE) AS r, COUNT(*) AS n FROM bids GROUP BY bidder, TUMBLE(ts, INTERVAL '1' MINUTE);
SELECT channel, price FROM bids GROUP BY channel;
SELECT channel FROM bids WHERE COUNT(*) > 1 GROUP BY channel;
SELECT MAX(SUM(price)) FROM bids;
