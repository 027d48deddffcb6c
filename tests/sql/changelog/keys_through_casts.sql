-- title: a key stays a key behind a cast that loses nothing: no ON CONFLICT is asked for
CREATE TABLE t (a INT, b STRING, c DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_1.csv','format'='csv','csv.ignore-parse-errors'='true');
CREATE TABLE wider (k BIGINT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector'='blackhole');
CREATE TABLE texts (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector'='blackhole');
CREATE TABLE eleven (k VARCHAR(11), n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector'='blackhole');
INSERT INTO wider SELECT MOD(a, 3), COUNT(*) FROM t GROUP BY MOD(a, 3);
INSERT INTO texts SELECT CAST(a AS STRING), COUNT(*) FROM t GROUP BY a;
INSERT INTO eleven SELECT CAST(a AS VARCHAR(11)), COUNT(*) FROM t GROUP BY a;
SELECT a, COUNT(*) AS n FROM t GROUP BY a;
