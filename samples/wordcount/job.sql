-- The words of a text, counted.

CREATE TABLE lines (
  line STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 'words.txt',
  'format' = 'raw'
);

CREATE VIEW words AS
SELECT LOWER(word) AS word
FROM lines
CROSS JOIN UNNEST(SPLIT(REGEXP_REPLACE(line, '[^A-Za-z]+', ' '), ' ')) AS t (word)
WHERE word <> '';

SELECT word, COUNT(*) AS n
FROM words
GROUP BY word;

-- The five most frequent.
SELECT word, n
FROM (
  SELECT word, COUNT(*) AS n
  FROM words
  GROUP BY word
)
ORDER BY n DESC, word
LIMIT 5;
