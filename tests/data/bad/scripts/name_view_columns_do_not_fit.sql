-- expect: 2:* 2
CREATE VIEW v (a, b) AS SELECT 1;
