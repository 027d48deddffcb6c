# SPDX-License-Identifier: Apache-2.0
"""What makes a value of each family: a row a shape. {INT} is an expression of that family, {#1..4} a number, {'a;b;c'} one of the words as it stands."""

NUMERIC = """
{same} + {same}            | 4
{same} - {same}            | 3
ABS({same})
- {same}
"""

TEMPLATES = {
    "BOOLEAN": """
{BOOLEAN} AND {BOOLEAN}                          | 4
{BOOLEAN} OR {BOOLEAN}                           | 4
NOT {BOOLEAN}                                    | 2
{compare}                                        | 14
{any} IS NULL                                    | 3
{any} IS NOT NULL                                | 2
{BOOLEAN} IS TRUE
{BOOLEAN} IS NOT FALSE
{BOOLEAN} IS UNKNOWN
{between}                                        | 2
{in}                                             | 3
{STRING} LIKE {"a%;%b%;_b;%"}  | 2
{STRING} NOT LIKE {"a%;%o%"}
{STRING} SIMILAR TO {"[a-c]+;(a|b)%"}
REGEXP({STRING}, {"^[a-z]+$;[0-9];o"})
STARTSWITH({STRING}, {"a;b;"})
ENDSWITH({STRING}, {"b;y"})
IS_DIGIT({STRING})
IS_ALPHA({STRING})
IS_DECIMAL({STRING})
{distinct}                                       | 2
CAST({INT} AS BOOLEAN)
ARRAY_CONTAINS({ARRAY_INT}, {INT})
""",
    "TINYINT": NUMERIC + "CAST({INT} AS TINYINT) | 2\n",
    "SMALLINT": NUMERIC + "CAST({INT} AS SMALLINT) | 2\nCAST({TINYINT} AS SMALLINT)\n",
    "INT": NUMERIC + """
{INT} * {INT}                                    | 2
{INT} / {#1..9}
{INT} / NULLIF({INT}, 0)
MOD({INT}, {#1..7})
{INT} % {#2..5}
CHAR_LENGTH({STRING})                            | 2
POSITION({"a;b;o"} IN {STRING})
LOCATE({"a;b"}, {STRING})
INSTR({STRING}, {"a; "})
ASCII({STRING})
CARDINALITY({ARRAY_INT})                         | 2
CARDINALITY({MAP})
CAST(CARDINALITY({ARRAY_STRING}) AS INT)
CAST({SMALLINT} AS INT)
CAST({BIGINT} AS INT)
CAST({DOUBLE} AS INT)
CAST({DECIMAL} AS INT)
CAST({BOOLEAN} AS INT)
TRY_CAST({STRING} AS INT)                        | 2
CAST({DATE} AS INT){never}
SIGN({INT})
{ARRAY_INT}[{#1..3}]                             | 2
{MAPITEM}                            | 2
{ROWX}
TIMESTAMPDIFF({'SECOND;MINUTE;HOUR;DAY;MONTH;YEAR'}, {TIMESTAMP}, {TIMESTAMP})   | 2
ARRAY_POSITION({ARRAY_INT}, {INT})
ARRAY_MAX({ARRAY_INT})
ARRAY_MIN({ARRAY_INT})
GREATEST({INT}, {INT})
LEAST({INT}, {INT}, {#-2..4})
""",
    "BIGINT": NUMERIC + """
{BIGINT} * {#-3..5}
CAST({INT} AS BIGINT)                            | 3
EXTRACT({'YEAR;MONTH;DAY;HOUR;MINUTE;SECOND;DOY;DOW;WEEK;QUARTER'} FROM {TIMESTAMP})   | 3
YEAR({DATE})
MONTH({DATE})
DAYOFMONTH({DATE})
DAYOFYEAR({DATE})
DAYOFWEEK({DATE})
WEEK({DATE})
QUARTER({DATE})
HOUR({TIMESTAMP})
MINUTE({TIMESTAMP})
SECOND({TIMESTAMP})
CAST({STRING} AS BIGINT){never}
TRY_CAST({STRING} AS BIGINT)
{BIGINT} / {#2..5}
MOD({BIGINT}, CAST({#2..7} AS BIGINT))
UNIX_TIMESTAMP(CAST({TIMESTAMP} AS STRING))
""",
    "FLOAT": NUMERIC + "CAST({INT} AS FLOAT) | 2\nCAST({DOUBLE} AS FLOAT)\n",
    "DOUBLE": NUMERIC + """
{DOUBLE} * {DOUBLE}                              | 2
{DOUBLE} / {#2..8}
{DOUBLE} / NULLIF({DOUBLE}, 0)
CAST({INT} AS DOUBLE)                            | 2
CAST({DECIMAL} AS DOUBLE)
TRY_CAST({STRING} AS DOUBLE)
SQRT(ABS({DOUBLE}))
POWER({DOUBLE}, 2)
EXP({DOUBLE} / 16)
LN(ABS({DOUBLE}) + 1)
LOG10(ABS({DOUBLE}) + 1)
LOG2(ABS({DOUBLE}) + 1)
SIN({DOUBLE})
COS({DOUBLE})
ATAN({DOUBLE})
ROUND({DOUBLE}, {#0..2})                         | 2
TRUNCATE({DOUBLE}, 1)
FLOOR({DOUBLE})
CEIL({DOUBLE})
SIGN({DOUBLE})
DEGREES({DOUBLE})
PI()
{INT} * {DOUBLE}
""",
    "DECIMAL": NUMERIC + """
{DECIMAL} * {DECIMAL}                            | 2
{DECIMAL} / {'3;7;2.5;CAST(4 AS DECIMAL(10, 2))'}
{DECIMAL} / NULLIF({DECIMAL}, 0)
{DECIMAL} + {INT}
{BIGINT} * {DECIMAL}
CAST({INT} AS DECIMAL({'10, 2;5, 0;20, 4'}))     | 2
CAST({DOUBLE} AS DECIMAL({'10, 2;12, 3'}))
CAST({DECIMAL} AS DECIMAL({'8, 1;20, 5;38, 10;6, 0'}))   | 2
TRY_CAST({STRING} || '0' AS DECIMAL(10, 3))
ROUND({DECIMAL}, {#0..2})                        | 2
FLOOR({DECIMAL})
CEIL({DECIMAL})
TRUNCATE({DECIMAL}, 1)
MOD({DECIMAL}, {'3;2.5'})
SIGN({DECIMAL})
""",
    "STRING": """
{STRING} || {STRING}                             | 4
CONCAT({STRING}, {STRING}, {"-;x"})          | 2
CONCAT_WS({"-;,;"}, {STRING}, {STRING})
UPPER({STRING})                                  | 2
LOWER({STRING})
INITCAP({STRING})
SUBSTRING({STRING}, {#1..4})
SUBSTRING({STRING} FROM {#1..3} FOR {#0..3})     | 2
SUBSTR({STRING}, {#-2..3}, {#1..3})
LEFT({STRING}, {#0..3})
RIGHT({STRING}, {#0..3})
TRIM({STRING})
TRIM({'BOTH;LEADING;TRAILING'} {"a;b; "} FROM {STRING})
LTRIM({STRING})
RTRIM({STRING})
BTRIM({STRING})
REPLACE({STRING}, {"a;b; "}, {"z;"})
LPAD({STRING}, {#0..6}, {"*;xy"})
RPAD({STRING}, {#0..6}, {"*;xy"})
REVERSE({STRING})
REPEAT({STRING}, {#0..3})
OVERLAY({STRING} PLACING {"Z;ZZ"} FROM {#1..3})
SPLIT_INDEX({STRING}, {",;=; "}, {#0..2})        | 2
REGEXP_EXTRACT({STRING}, {"([a-z]+)([0-9]*);(.)(.)"}, {#0..2})
REGEXP_REPLACE({STRING}, {"[aeiou];[0-9]+;b"}, {"_;"})
TRANSLATE({STRING}, {"abc;ob"}, {"xyz;1"})
MD5({STRING})
SHA1({STRING})
SHA256({STRING})
TO_BASE64({STRING})
HEX({STRING})
HEX({BIGINT})
BIN({BIGINT})
CHR({#60..90})
CAST({INT} AS STRING)                            | 2
CAST({BIGINT} AS STRING)
CAST({DOUBLE} AS STRING)                         | 2
CAST({DECIMAL} AS STRING)                        | 2
CAST({BOOLEAN} AS STRING)
CAST({DATE} AS STRING)
CAST({TIME} AS STRING)
CAST({TIMESTAMP} AS STRING)                      | 2
CAST({LTZ} AS STRING)
CAST({ARRAY_INT} AS STRING)
CAST({ARRAY_STRING} AS STRING)
CAST({STRING} AS VARCHAR({#1..4}))
CAST({STRING} AS CHAR({#1..5}))
DATE_FORMAT({TIMESTAMP}, {"yyyy-MM-dd;HH:mm;yyyy/MM/dd HH:mm:ss;yyMMdd;EEE d MMM"})   | 2
DATE_FORMAT({LTZ}, {"yyyy-MM-dd HH:mm:ss;HH"})
FROM_UNIXTIME({BIGINT} * 1000)
JSON_VALUE({STRING}, {"$.a;$.b[1];$.c"})    | 2
JSON_QUERY({STRING}, {"$.b;$.a"})
JSON_OBJECT({"x;y"} VALUE {INT})
JSON_ARRAY({INT}, {STRING})
JSON_STRING({STRING})
PARSE_URL({STRING}, {"HOST;PATH;QUERY;PROTOCOL"})
ELT({#1..3}, {STRING}, {STRING})
{ARRAY_STRING}[{#1..3}]                          | 2
{ROWY}
ARRAY_JOIN({ARRAY_STRING}, {"-;,"})
ARRAY_JOIN({ARRAY_STRING}, '+', 'nil')
URL_ENCODE({STRING})
GREATEST({STRING}, {STRING})
DECODE({BYTES}, 'UTF-8')
CAST({BYTES} AS STRING)
""",
    "BYTES": "ENCODE({STRING}, 'UTF-8') | 2\nCAST({STRING} AS BYTES)\n",
    "DATE": """
CAST({TIMESTAMP} AS DATE)                        | 3
{DATE} + INTERVAL {"1;-2;40"} DAY           | 2
{DATE} + INTERVAL {"1;13"} MONTH              | 2
{DATE} - INTERVAL '1' YEAR
TO_DATE({"2024-02-29;2024-02-30;2023-12-31;x"})
FLOOR({DATE} TO {'MONTH;YEAR'})
CEIL({DATE} TO {'MONTH;YEAR'})
TRY_CAST({STRING} AS DATE)
""",
    "TIME": """
CAST({TIMESTAMP} AS TIME)                        | 3
TIME {"12:30:45;00:00:00;23:59:59"}
{TIME} + INTERVAL {"1;25"} HOUR
TRY_CAST({STRING} AS TIME)
""",
    "TIMESTAMP": """
{TIMESTAMP} + INTERVAL {"1;-3;90"} SECOND   | 3
{TIMESTAMP} - INTERVAL {"1;36"} HOUR
{TIMESTAMP} + INTERVAL {"1;11"} MONTH
CAST({DATE} AS TIMESTAMP(3))                     | 2
CAST({LTZ} AS TIMESTAMP(3))
FLOOR({TIMESTAMP} TO {'SECOND;MINUTE;HOUR;DAY;MONTH;YEAR'})   | 2
CEIL({TIMESTAMP} TO {'SECOND;MINUTE;HOUR;DAY;MONTH;YEAR'})    | 2
TIMESTAMPADD({'SECOND;MINUTE;HOUR;DAY;MONTH;YEAR'}, {#-5..20}, {TIMESTAMP})    | 2
TO_TIMESTAMP({"2024-02-29 12:34:56;2024-13-01 00:00:00;2024-03-31 02:30:00"})
TO_TIMESTAMP({"29.02.2024 07"}, 'dd.MM.yyyy HH')
TRY_CAST({STRING} AS TIMESTAMP(3))
CAST({TIMESTAMP} AS TIMESTAMP(0))
""",
    "LTZ": """
CAST({TIMESTAMP} AS TIMESTAMP_LTZ(3))            | 3
TO_TIMESTAMP_LTZ({BIGINT} * 100000, 3)           | 2
TO_TIMESTAMP_LTZ({#0..1800000000}, 0)
{LTZ} + INTERVAL {"1;90"} MINUTE
""",
    "ARRAY_INT": """
ARRAY[{INT}, {INT}, {#0..3}]                     | 3
ARRAY_DISTINCT({ARRAY_INT})
ARRAY_APPEND({ARRAY_INT}, {INT})
ARRAY_PREPEND({ARRAY_INT}, {INT})
ARRAY_CONCAT({ARRAY_INT}, {ARRAY_INT})
ARRAY_REVERSE({ARRAY_INT})
ARRAY_SLICE({ARRAY_INT}, {#1..2}, {#1..3})
ARRAY_REMOVE({ARRAY_INT}, {INT})
ARRAY_SORT({ARRAY_INT})
ARRAY_UNION({ARRAY_INT}, {ARRAY_INT})
ARRAY_EXCEPT({ARRAY_INT}, {ARRAY_INT})
ARRAY_INTERSECT({ARRAY_INT}, {ARRAY_INT})
""",
    "ARRAY_STRING": """
ARRAY[{STRING}, {STRING}]                        | 3
SPLIT({STRING}, {"a;,; "})                  | 2
ARRAY_DISTINCT({ARRAY_STRING})
ARRAY_SORT({ARRAY_STRING}, {'TRUE;FALSE'})
ARRAY_SORT(MAP_KEYS({MAP}))
""",
    "MAP": "MAP['a', {INT}, 'b', {INT}] | 2\n",
    "ROW": "",
}
