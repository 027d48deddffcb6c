// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weir {

// How the clauses of the JSON functions reach the function table. The binder passes them as leading STRING literals in upper case, always all of
// them, filled with the defaults of Flink where the user wrote none. A RETURNING type travels as a NULL literal of that type (literalExpression(
// Value{}, type)); without the clause it is a NULL literal of type STRING.
//
// JSON_EXISTS(onError, value, path)
//     onError: 'FALSE' (default) | 'TRUE' | 'UNKNOWN' | 'ERROR'
// JSON_VALUE(onEmpty, onError, returning, defaultOnEmpty, defaultOnError, value, path)
//     onEmpty, onError: 'NULL' (default) | 'ERROR' | 'DEFAULT'
//     defaultOnEmpty, defaultOnError: the DEFAULT expressions, NULL literals (of NULL type) where there are none
// JSON_QUERY(wrapper, onEmpty, onError, returning, value, path)
//     wrapper: 'WITHOUT' (default) | 'CONDITIONAL' | 'UNCONDITIONAL'
//     onEmpty, onError: 'NULL' (default) | 'EMPTY ARRAY' | 'EMPTY OBJECT' | 'ERROR'
//     returning: STRING, or ARRAY<STRING>
// JSON_OBJECT(onNull, forms, key1, value1, key2, value2, ...)
//     onNull: 'NULL' (default) | 'ABSENT'
//     forms: a letter a value: 'J' where the value expression is itself a call of JSON_OBJECT, JSON_ARRAY, JSON or JSON_QUERY-like
//     constructors whose text goes in as JSON (Flink: JSON_OBJECT, JSON_ARRAY, JSON), else 'V'
// JSON_ARRAY(onNull, forms, value1, value2, ...)
//     onNull: 'ABSENT' (default) | 'NULL'
// IS JSON: the function "IS JSON"(kind, value) with kind 'VALUE' (default) | 'OBJECT' | 'ARRAY' | 'SCALAR'; IS NOT JSON is NOT around it.
// JSON, JSON_STRING, JSON_QUOTE, JSON_UNQUOTE, PARSE_JSON, TRY_PARSE_JSON are plain calls.
//
// OVERLAPS: the function "OVERLAPS"(start1, end1, start2, end2); an end may be an interval.
// CURRENT_WATERMARK(rowtime) is a plain call. CURRENT_TIMESTAMP, CURRENT_DATE, CURRENT_TIME, LOCALTIME, LOCALTIMESTAMP, NOW, PROCTIME,
// CURRENT_ROW_TIMESTAMP are calls without arguments. OVERLAY(text, replacement, start [, length]), POSITION(needle, text [, from]),
// SUBSTRING(text, start [, length]) and TRIM(mode, characters, text) are plain calls whatever the spelling.
// (later - earlier) unit: "MINUS_DATE"(unit literal, later, earlier) gives the interval; unit as written, e.g. 'DAY TO SECOND' or 'MONTH'.

} // namespace weir
