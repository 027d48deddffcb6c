-- expect: 2:12 nothing
DROP TABLE nothing;
