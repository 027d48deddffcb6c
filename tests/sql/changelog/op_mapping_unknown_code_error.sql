-- title: A code that the mapping does not have fails the job
-- compare: table
CREATE VIEW c AS SELECT * FROM (VALUES ('c', 1, 'a'), ('r', 5, 'q'), ('ub', 1, 'a'), ('ua', 1, 'b'), ('c', 2, 'z'), ('d', 2, 'z')) AS t(op, id, s);
SELECT * FROM FROM_CHANGELOG(input => TABLE c, op_mapping => MAP['c', 'INSERT', 'd', 'DELETE']);
