-- expect: 3:6 ;
SELECT name
FROM ;
