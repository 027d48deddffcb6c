-- expect: 5:* v
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE VIEW v AS SELECT id FROM plain;
INSERT INTO v SELECT id FROM plain;
