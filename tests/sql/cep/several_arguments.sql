-- title: aggregates of several arguments in measures; SUBSET is read and has no effect
-- compare: append
CREATE TABLE ev (id INT, k STRING, v INT, d DOUBLE, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '3' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${DATA}/windows_ev.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT * FROM ev MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts
  MEASURES LISTAGG(CAST(A.id AS STRING), '-') AS l, LISTAGG(A.s, ' + ') AS t, B.id AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS A.d < 3, B AS B.id > 2);
SELECT * FROM ev MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts
  MEASURES LAST(U.id) AS u, A.id AS a, B.id AS b
  AFTER MATCH SKIP TO NEXT ROW PATTERN (A B) SUBSET U = (A, B) DEFINE A AS A.d < 3, B AS B.id > 2);
