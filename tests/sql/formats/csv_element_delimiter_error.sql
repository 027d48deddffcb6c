-- title: The delimiter of elements is one character
CREATE TABLE t (a ARRAY<INT>) WITH ('connector' = 'filesystem', 'path' = '${OUT}/t', 'format' = 'csv', 'csv.array-element-delimiter' = '||');
INSERT INTO t SELECT ARRAY[1];
