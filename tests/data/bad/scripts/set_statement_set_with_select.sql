-- expect: 5:1 SELECT
CREATE TABLE sink (id INT, name STRING) WITH ('connector' = 'blackhole');
EXECUTE STATEMENT SET
BEGIN
SELECT 1;
END;
