-- title: ON CONFLICT needs a table that takes upserts
CREATE TABLE k (id INT, n INT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'filesystem', 'path' = '${OUT}/k', 'format' = 'json');
INSERT INTO k VALUES (1, 2), (1, 3) ON CONFLICT DO NOTHING;
