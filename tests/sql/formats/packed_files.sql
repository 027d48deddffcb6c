-- Files are unpacked by the end of their name.
CREATE TABLE t (n INT, s STRING) WITH ('connector' = 'filesystem', 'path' = '${DATA}/packed', 'format' = 'csv');
SELECT n, s FROM t;
