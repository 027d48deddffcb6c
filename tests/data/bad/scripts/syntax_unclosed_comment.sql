-- expect: 2:10 comment
SELECT 1 /* never ends;
