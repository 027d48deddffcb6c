-- expect: 2:* sink
CREATE TABLE sink (id INT, name STRING) WITH ('connector' = 'blackhole');
SELECT * FROM sink;
