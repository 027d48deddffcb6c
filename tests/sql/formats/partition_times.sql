-- title: Timestamps as names of partitions
-- compare: append
CREATE TABLE p (a INT, k TIMESTAMP(3)) PARTITIONED BY (k) WITH ('connector' = 'filesystem', 'path' = '${OUT}/p', 'format' = 'csv');
INSERT INTO p VALUES (1, TIMESTAMP '2024-01-02 00:00:00'), (2, TIMESTAMP '2024-01-02 00:00:07'), (3, TIMESTAMP '2024-01-02 00:01:00.1');
SELECT * FROM p;
CREATE TABLE r (l STRING, f STRING METADATA FROM 'file.path') WITH ('connector' = 'filesystem', 'path' = '${OUT}/p', 'format' = 'raw');
SELECT l, REGEXP_EXTRACT(f, '/p/(.*)/part', 1) AS folder FROM r;
