-- title: maps and multisets come in the order that Java's HashMap has
CREATE TEMPORARY TABLE m (id INT, m MAP<STRING, INT>) WITH ('connector' = 'filesystem', 'path' = '${DATA}/maps.json', 'format' = 'json');
SELECT id, m, MAP_KEYS(m) AS k, MAP_VALUES(m) AS v, MAP_UNION(m, MAP['z', 9, 'a', 8]) AS u, CAST(m AS STRING) AS t FROM m;
SELECT STR_TO_MAP('k1=1,k2=2,k3=3,k10=10,abc=5,zz=6,a=7,b=8') AS a, STR_TO_MAP('e=1,d=2,c=3,b=4,a=5') AS b, MAP['zz', 1, 'a', 2, 'mm', 3] AS c, MAP['a', 1, 'a', 2] AS d, MAP_UNION(MAP['a', 1], MAP['b', 2], MAP['a', 3]) AS e;
SET 'execution.runtime-mode' = 'batch';
SELECT COLLECT(k) AS a, COLLECT(i) AS b, COLLECT(i * 100) AS c, COLLECT(CAST(i AS DOUBLE)) AS d FROM (VALUES (1, 'b'), (2, 'a'), (3, 'z'), (4, 'q'), (5, 'mm'), (6, 'b')) AS v(i, k);
