-- title: EXPLAIN CHANGELOG_MODE of INSERT: what append, retract and upsert sinks ask of the query
CREATE TABLE orders (id INT, who STRING, qty INT) WITH ('connector' = 'filesystem', 'path' = '/nowhere/orders', 'format' = 'csv');
CREATE TABLE changes (k INT, v STRING, n INT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'filesystem', 'path' = '/nowhere/changes', 'format' = 'debezium-json');
CREATE TABLE shown (who STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE latest (who STRING, n BIGINT, PRIMARY KEY (who) NOT ENFORCED) WITH ('connector' = 'upsert-kafka', 'topic' = 'latest', 'properties.bootstrap.servers' = 'localhost:9092', 'key.format' = 'json', 'value.format' = 'json');
CREATE TABLE files (who STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '/nowhere/out', 'format' = 'debezium-json');
EXPLAIN CHANGELOG_MODE INSERT INTO shown SELECT who, COUNT(*) FROM orders GROUP BY who;
EXPLAIN CHANGELOG_MODE INSERT INTO latest SELECT who, COUNT(*) FROM orders GROUP BY who;
EXPLAIN CHANGELOG_MODE INSERT INTO files SELECT who, COUNT(*) FROM orders GROUP BY who;
EXPLAIN CHANGELOG_MODE INSERT INTO latest SELECT who, COUNT(*) FROM orders GROUP BY who HAVING COUNT(*) > 1;
EXPLAIN CHANGELOG_MODE INSERT INTO latest SELECT UPPER(who), COUNT(*) FROM orders GROUP BY who ON CONFLICT DO DEDUPLICATE;
SET 'table.exec.sink.require-on-conflict' = 'false';
EXPLAIN CHANGELOG_MODE INSERT INTO latest SELECT UPPER(who), COUNT(*) FROM orders GROUP BY who;
