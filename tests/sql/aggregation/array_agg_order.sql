-- title: ARRAY_AGG takes an order and does not keep it
-- compare: changelog
CREATE TABLE ev (id INT, k STRING, v INT, ts TIMESTAMP(3), pt AS PROCTIME(), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector'='filesystem','path'='${DATA}/stream_left.csv','format'='csv','csv.null-literal'='NULL');

SELECT k, ARRAY_AGG(v ORDER BY v DESC) AS a FROM ev GROUP BY k;
