-- title: Types with more digits than there are
CREATE TABLE t (a TIME(10), b TIMESTAMP(10), c DECIMAL(39, 0), d TIME(6), e TIMESTAMP_LTZ(12), f CHAR(0), g ARRAY<TIME(9)>) WITH ('connector' = 'datagen');
DESCRIBE t;
