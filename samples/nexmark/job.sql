-- Nexmark, the benchmark of an auction house: an endless stream of persons, auctions and bids, as fast as this machine can.

CREATE TABLE nexmark (
  event_type INT,
  person ROW<id BIGINT, name STRING, `emailAddress` STRING, `creditCard` STRING, city STRING, state STRING,
             `dateTime` TIMESTAMP(3), extra STRING>,
  auction ROW<id BIGINT, `itemName` STRING, description STRING, `initialBid` BIGINT, reserve BIGINT,
              `dateTime` TIMESTAMP(3), expires TIMESTAMP(3), seller BIGINT, category BIGINT, extra STRING>,
  bid ROW<auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING,
          `dateTime` TIMESTAMP(3), extra STRING>,
  event_time AS
    CASE
      WHEN event_type = 0 THEN person.`dateTime`
      WHEN event_type = 1 THEN auction.`dateTime`
      ELSE bid.`dateTime`
    END,
  WATERMARK FOR event_time AS event_time - INTERVAL '4' SECONDS
) WITH (
  'connector' = 'nexmark',
  'first-event.rate' = '100000',
  'next-event.rate' = '100000'
);

CREATE VIEW bids AS
SELECT bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, event_time
FROM nexmark
WHERE event_type = 2;

CREATE VIEW auctions AS
SELECT auction.id AS id, auction.category AS category, auction.reserve AS reserve, event_time
FROM nexmark
WHERE event_type = 1;

-- How lively is it? Bids, bidders' highest and mean price, ten seconds at a time.
SELECT
  window_start,
  COUNT(*) AS bids,
  MAX(price) AS highest,
  AVG(price) AS mean
FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(event_time), INTERVAL '10' SECONDS))
GROUP BY window_start, window_end;

-- Which auction has the most bids of the last ten seconds, asked every two? (q5 of the benchmark)
WITH counts AS (
  SELECT auction, COUNT(*) AS num, window_start, window_end
  FROM TABLE(HOP(TABLE bids, DESCRIPTOR(event_time), INTERVAL '2' SECONDS, INTERVAL '10' SECONDS))
  GROUP BY auction, window_start, window_end
)
SELECT counts.window_end, counts.auction, counts.num
FROM counts
JOIN (
  SELECT MAX(num) AS most, window_start, window_end
  FROM counts
  GROUP BY window_start, window_end
) AS best
ON counts.window_start = best.window_start AND counts.window_end = best.window_end AND counts.num >= best.most;

-- What is put up for sale?
SELECT
  window_start,
  category,
  COUNT(*) AS auctions,
  MAX(reserve) AS dearest
FROM TABLE(TUMBLE(TABLE auctions, DESCRIPTOR(event_time), INTERVAL '10' SECONDS))
GROUP BY window_start, window_end, category;
