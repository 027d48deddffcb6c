-- expect: 5:23 many
-- expect: rows-per-second
CREATE TABLE t (id INT) WITH (
  'connector' = 'datagen',
  'rows-per-second' = 'many'
);
SELECT * FROM t;
