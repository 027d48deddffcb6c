-- title: TO_CHANGELOG and FROM_CHANGELOG with codes of one's own
-- compare: changelog
CREATE VIEW v AS SELECT a, COUNT(*) AS c FROM (VALUES (1), (1), (2)) AS t(a) GROUP BY a;
CREATE VIEW c AS SELECT * FROM (VALUES ('c', 1, 'a'), ('r', 5, 'q'), ('ub', 1, 'a'), ('ua', 1, 'b'), ('c', 2, 'z'), ('d', 2, 'z')) AS t(op, id, s);
SELECT * FROM TO_CHANGELOG(input => TABLE v, op_mapping => MAP['INSERT, UPDATE_AFTER', 'U', 'DELETE', 'D']);
SELECT * FROM TO_CHANGELOG(input => TABLE v, op_mapping => MAP['INSERT', 'a', 'INSERT', 'b']);
SELECT * FROM TO_CHANGELOG(input => TABLE v, op_mapping => MAP['INSERT ,  DELETE', 'longer value']);
SELECT * FROM TO_CHANGELOG(input => TABLE v, op_mapping => MAP['INSERT', '']);
SELECT * FROM TO_CHANGELOG(input => TABLE v, op_mapping => MAP['DELETE', 'D']);
SELECT * FROM TO_CHANGELOG(TABLE v, DESCRIPTOR(k), MAP['INSERT','I', 'UPDATE_BEFORE', 'B']);
SELECT o, COUNT(*) AS n FROM TO_CHANGELOG(input => TABLE v, op => DESCRIPTOR(o), op_mapping => MAP['INSERT, UPDATE_AFTER','I']) GROUP BY o;
SELECT * FROM FROM_CHANGELOG(input => TABLE c, op_mapping => MAP['c, r', 'INSERT', 'ub', 'UPDATE_BEFORE', 'ua', 'UPDATE_AFTER', 'd', 'DELETE']);
SELECT * FROM FROM_CHANGELOG(input => TABLE c, op_mapping => MAP['c,r,ub ,ua, d', 'INSERT']);
SELECT s, COUNT(*) AS n, SUM(id) AS t FROM FROM_CHANGELOG(input => TABLE c, op => DESCRIPTOR(op), op_mapping => MAP['c, r', 'INSERT', 'ub', 'UPDATE_BEFORE', 'ua', 'UPDATE_AFTER', 'd', 'DELETE']) GROUP BY s;
CREATE VIEW l AS SELECT * FROM TO_CHANGELOG(input => TABLE v, op => DESCRIPTOR(k), op_mapping => MAP['INSERT', 'I', 'UPDATE_BEFORE', 'B', 'UPDATE_AFTER', 'A']);
SELECT * FROM FROM_CHANGELOG(input => TABLE l, op => DESCRIPTOR(k), op_mapping => MAP['I', 'INSERT', 'B', 'UPDATE_BEFORE', 'A', 'UPDATE_AFTER']);
