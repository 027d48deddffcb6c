-- expect: 2:10
SELECT 1 \ 2;
