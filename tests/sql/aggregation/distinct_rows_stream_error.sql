-- title: DISTINCT of ROW values over a stream
-- compare: table
CREATE TABLE ev (id INT, k STRING, v INT, ts TIMESTAMP(3), pt AS PROCTIME(), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector'='filesystem','path'='${DATA}/stream_left.csv','format'='csv','csv.null-literal'='NULL');

SELECT COUNT(DISTINCT ROW(k, v)) AS x FROM ev;
