-- Readings of sensors: some out of order, some far too late, and one gateway that falls silent.

CREATE TABLE hall (
  sensor STRING,
  celsius DOUBLE,
  reading_time TIMESTAMP(3),
  WATERMARK FOR reading_time AS reading_time - INTERVAL '10' SECONDS
) WITH (
  'connector' = 'filesystem',
  'path' = 'hall.csv',
  'format' = 'csv'
);

-- The gateway in the cellar sends five readings and then nothing. A source that is idle, or at its end, holds no one up.
CREATE TABLE cellar (
  sensor STRING,
  celsius DOUBLE,
  reading_time TIMESTAMP(3),
  WATERMARK FOR reading_time AS reading_time - INTERVAL '10' SECONDS
) WITH (
  'connector' = 'filesystem',
  'path' = 'cellar.csv',
  'format' = 'csv',
  'scan.watermark.idle-timeout' = '1 s'
);

-- What was read, the late readings included.
SELECT sensor, COUNT(*) AS readings
FROM hall
GROUP BY sensor;

-- What the windows took: the late readings are missing.
SELECT
  window_start,
  sensor,
  COUNT(*) AS readings,
  MIN(celsius) AS coldest,
  MAX(celsius) AS warmest
FROM TABLE(TUMBLE(TABLE hall, DESCRIPTOR(reading_time), INTERVAL '10' MINUTES))
GROUP BY window_start, window_end, sensor;

-- The coldest of hall and cellar together.
SELECT sensor, MIN(celsius) AS coldest
FROM (SELECT * FROM hall UNION ALL SELECT * FROM cellar)
GROUP BY sensor;
