-- title: A view whose columns have equal names
CREATE VIEW v AS SELECT a AS x, b AS x FROM (VALUES (1, 2)) AS t (a, b);
