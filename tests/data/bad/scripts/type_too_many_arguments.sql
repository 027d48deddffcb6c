-- expect: 2:8 ABS
SELECT ABS(1, 2);
