-- title: ON CONFLICT DO DEDUPLICATE, or the setting, let such rows pass
CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (2, 'c')) AS v(k, s);
CREATE TABLE latest (n BIGINT, k INT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'blackhole');
CREATE TABLE by_key (k INT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO latest SELECT COUNT(*), k FROM t GROUP BY k ON CONFLICT DO DEDUPLICATE;
INSERT INTO by_key SELECT k, COUNT(*) FROM t GROUP BY k;
SET 'table.exec.sink.require-on-conflict' = 'false';
INSERT INTO latest SELECT COUNT(*), k FROM t GROUP BY k;
SELECT k, COUNT(*) AS n FROM t GROUP BY k;
