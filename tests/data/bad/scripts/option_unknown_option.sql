-- expect: 5:* rows-per-secnd
-- expect: rows-per-second
CREATE TABLE t (id INT) WITH (
  'connector' = 'datagen',
  'rows-per-secnd' = '5'
);
SELECT * FROM t;
