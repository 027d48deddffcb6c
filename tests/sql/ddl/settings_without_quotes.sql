-- title: Settings without quotes, mini-batch without its size
SET execution.runtime-mode=batch;
SELECT COUNT(*) AS n FROM (VALUES 1, 2) AS t (a);
RESET execution.runtime-mode;
SET table.exec.mini-batch.enabled = true;
SELECT a FROM (VALUES 1, 2) AS t (a);
SET 'table.exec.mini-batch.allow-latency' = '1 s';
SELECT COUNT(*) FROM (VALUES 1, 2) AS t (a);
