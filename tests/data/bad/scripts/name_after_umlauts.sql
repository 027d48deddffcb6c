-- expect: 4:15 größen
-- expect: größe
CREATE TABLE maße (größe INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
SELECT 'äöü', größen FROM maße;
