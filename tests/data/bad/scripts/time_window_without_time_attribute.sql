-- expect: 6:43 happened
-- expect: time attribute
CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3))
WITH ('connector' = 'datagen', 'number-of-rows' = '10');
SELECT window_start, COUNT(*)
FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(happened), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end;
