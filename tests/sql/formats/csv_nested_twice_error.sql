-- title: CSV holds no arrays of arrays
CREATE TABLE t (a ARRAY<ARRAY<INT>>) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'csv');
INSERT INTO t SELECT ARRAY[ARRAY[1]];
