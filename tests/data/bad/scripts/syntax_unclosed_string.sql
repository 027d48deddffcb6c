-- expect: 2:8
SELECT 'abc;
