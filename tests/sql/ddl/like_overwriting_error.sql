-- title: Constraints cannot be overwritten
CREATE TABLE b (a INT) WITH ('connector' = 'filesystem', 'path' = '/nowhere', 'format' = 'csv');
CREATE TABLE t LIKE b (OVERWRITING CONSTRAINTS);
