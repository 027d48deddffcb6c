-- expect: 6:8 colour
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
CREATE VIEW v AS SELECT id FROM plain;
SELECT id FROM v;
SELECT colour FROM v;
