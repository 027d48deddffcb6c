-- title: negative positions, empty texts and characters beyond the basic plane
SELECT s, SUBSTRING(s, 2, -1) AS a, INSTR(s, 'b', -1) AS b, INSTR(s, 'b', -2, 2) AS c, INSTR(s, 'b', 0) AS d, LPAD(s, 8, '*') AS e, RPAD(s, 9, '😀é') AS f, BTRIM(s, ' a') AS g, STR_TO_MAP(s) AS h,
    HASH_CODE(s) AS j, IS_DECIMAL(s) AS k, TRANSLATE3(s, 'ab', 'x') AS l
FROM (VALUES ('abcabc'), (''), (' 12 '), ('😀x'), (CAST(NULL AS STRING))) AS v(s);
SELECT PRINTF('%.2f|%X|%s', CAST(NULL AS DOUBLE), CAST(NULL AS INT), TIMESTAMP '2024-01-01 00:00:00') AS a, ELT(1, 'a', 'bc') AS b, TO_TIMESTAMP('2024', 'bad') AS c, DATE_FORMAT('2024-02-29', 'yyyy') AS d, DATE_FORMAT('2024-02-29 01:02:03', 'yyyy') AS e;
SELECT HASH_CODE(1.50), HASH_CODE(CAST(-7 AS BIGINT)), HASH_CODE(TRUE), HASH_CODE(2.5e0), HASH_CODE(DATE '2024-02-29'), HASH_CODE(TIMESTAMP '2024-02-29 12:34:56.789');
SELECT x, LN(x) AS a, LOG(x) AS b, LOG2(x) AS c, LOG(0.5, 8) AS d, LOG(x, 8) AS e, SQRT(x) AS f FROM (VALUES (-1e0), (0e0), (1e0), (8e0)) AS v(x);
