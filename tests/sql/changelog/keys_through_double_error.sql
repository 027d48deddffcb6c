-- title: a key is none behind a cast to DOUBLE, so rows could meet
CREATE TABLE t (a INT, b STRING, c DOUBLE) WITH ('connector'='filesystem','path'='${DATA}/quotes_1.csv','format'='csv','csv.ignore-parse-errors'='true');
CREATE TABLE o (k DOUBLE, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector'='blackhole');
INSERT INTO o SELECT a, COUNT(*) FROM t GROUP BY a;
