-- title: a text that is no pattern reads nothing
SELECT TO_TIMESTAMP(a, f) AS x FROM (VALUES ('2024-01-02', 'yyyy-MM-dd'), ('2024-01-02', 'bad{pattern'), ('02.01.2024', 'dd.MM.yyyy'), ('x', 'bad{pattern')) AS t(a, f);
