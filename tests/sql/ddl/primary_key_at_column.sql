-- title: A primary key written at its column
CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b STRING, c AS a + 1) WITH ('connector' = 'datagen');
DESCRIBE t;
SHOW CREATE TABLE t;
CREATE TABLE u (x STRING) LIKE t;
DESCRIBE u;
CREATE TABLE v (a INT PRIMARY KEY NOT ENFORCED, b STRING PRIMARY KEY NOT ENFORCED) WITH ('connector' = 'datagen');
