-- title: A sink with a primary key that the query's rows do not have asks for ON CONFLICT
CREATE TEMPORARY VIEW t AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (2, 'c')) AS v(k, s);
CREATE TABLE latest (n BIGINT, k INT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO latest SELECT COUNT(*), k FROM t GROUP BY k;
