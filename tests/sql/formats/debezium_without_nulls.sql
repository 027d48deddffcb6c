-- title: NULL parts of Debezium messages are left out too
-- compare: append
CREATE TABLE s (id INT, v DECIMAL(8, 1))
WITH ('connector' = 'filesystem', 'path' = '${OUT}/s', 'format' = 'debezium-json', 'debezium-json.encode.ignore-null-fields' = 'true', 'debezium-json.encode.decimal-as-plain-number' = 'true');
INSERT INTO s SELECT k, SUM(v) FROM (VALUES (1, 100000.0), (1, 5.5), (2, CAST(NULL AS DECIMAL(6, 1)))) AS t (k, v) GROUP BY k;
CREATE TABLE r (line STRING)
WITH ('connector' = 'filesystem', 'path' = '${OUT}/s', 'format' = 'raw');
SELECT line FROM r;
