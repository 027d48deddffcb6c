-- title: A global aggregate over a filter that is never true is known while planning
-- compare: table
CREATE TABLE ticks (k STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '${DATA}/fuzz_ticks.csv', 'format' = 'csv');
CREATE TEMPORARY VIEW v AS SELECT * FROM (VALUES (1, 'b'), (2, 'x')) AS t(id, s);

SELECT COUNT(*) AS a, MAX(k) AS b, SUM(1) AS c, MIN(ts) AS d FROM ticks WHERE 1 = 2;
SELECT COUNT(*) AS a FROM (SELECT * FROM ticks WHERE FALSE UNION ALL SELECT * FROM ticks WHERE NULL);
SELECT COUNT(*) AS a FROM ticks JOIN (SELECT id, s FROM v WHERE FALSE) AS q ON ticks.k = q.s;
SELECT COUNT(*) AS a FROM (SELECT DISTINCT k FROM ticks WHERE FALSE);
SELECT k, (SELECT COUNT(*) FROM ticks WHERE FALSE) AS n FROM ticks;
SELECT COUNT(*) AS a FROM ticks WHERE k = 'nothing';
SELECT k, COUNT(*) AS a FROM ticks WHERE FALSE GROUP BY k;
SELECT COUNT(*) AS a FROM (SELECT COUNT(*) AS n FROM ticks WHERE FALSE) WHERE n > 0;
SELECT t.k, q.id FROM ticks AS t LEFT JOIN (SELECT id, s FROM v WHERE FALSE) AS q ON t.k = q.s;
SELECT t.k FROM ticks AS t WHERE t.k NOT IN (SELECT s FROM v WHERE FALSE);
SELECT k FROM ticks WHERE FALSE EXCEPT SELECT s FROM v;
SELECT s FROM v EXCEPT SELECT k FROM ticks WHERE FALSE;
SELECT AVG(id) AS a, COUNT(*) AS n FROM v WHERE FALSE;
