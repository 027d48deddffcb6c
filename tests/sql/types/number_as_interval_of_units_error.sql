-- A number is no interval of several units.
SELECT CAST(5 AS INTERVAL DAY TO SECOND);
