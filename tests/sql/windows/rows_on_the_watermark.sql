-- title: Keep-first deduplication takes a row that lies on the watermark; an OVER call that nobody reads drops nothing
-- compare: table
CREATE TABLE ticks (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${DATA}/fuzz_ticks.csv', 'format' = 'csv');

SELECT k, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS r FROM ticks) WHERE r = 1;
SELECT k FROM (SELECT k, ROW_NUMBER() OVER (ORDER BY ts) AS r, SUM(1) OVER (ORDER BY ts) AS s FROM ticks);
SELECT k, COUNT(*) AS n FROM (SELECT k, COUNT(*) OVER (PARTITION BY k ORDER BY ts) AS c FROM ticks) GROUP BY k;
SELECT k, c FROM (SELECT k, COUNT(*) OVER (ORDER BY ts) AS c, MAX(k) OVER (ORDER BY ts) AS m FROM ticks);
