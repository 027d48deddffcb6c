-- title: variances with OVER go step by step in the type of the values
-- compare: append
CREATE TABLE t (id INT, a INT, b DECIMAL(10, 7), e TINYINT, f BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'csv');
INSERT INTO t SELECT id, a, CAST(b AS DECIMAL(10, 7)), CAST(e AS TINYINT), f, TO_TIMESTAMP('2024-01-01 00:00:0' || CAST(id AS STRING))
FROM (VALUES (1, 1, 0.1234567, 100, 50), (2, 2, 3.5, 90, 70), (3, 4, 7.001, -3, -3), (4, 9, 7.1, 7, 3)) AS v(id, a, b, e, f);
SELECT id, VAR_POP(a) OVER w AS a1, VAR_SAMP(a) OVER w AS a2, STDDEV_POP(a) OVER w AS a3, STDDEV_SAMP(a) OVER w AS a4, VARIANCE(a) OVER w AS a5,
  VAR_POP(b) OVER w AS b1, STDDEV_POP(b) OVER w AS b3, STDDEV_SAMP(b) OVER w AS b4,
  VAR_POP(e) OVER w AS e1, STDDEV_POP(e) OVER w AS e3, VAR_POP(f) OVER w AS f1, STDDEV_SAMP(f) OVER w AS f4
FROM t WINDOW w AS (ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
SELECT id, STDDEV_SAMP(b) OVER w AS b4, VAR_POP(a) OVER w AS a1 FROM t WINDOW w AS (ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW);
