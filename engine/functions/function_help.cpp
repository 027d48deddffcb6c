// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/function_help.h"

#include <algorithm>

namespace weir {

namespace {

constexpr FunctionKind Scalar = FunctionKind::Scalar, Aggregate = FunctionKind::Aggregate, Table = FunctionKind::Table;

constexpr FunctionInfo Language[] = {
    {"AND", Scalar, "logic", "a AND b", "TRUE when both are; FALSE when one is FALSE, else NULL.", "TRUE AND FALSE -> FALSE"},
    {"OR", Scalar, "logic", "a OR b", "TRUE when one is; FALSE when both are FALSE, else NULL.", "TRUE OR FALSE -> TRUE"},
    {"BETWEEN", Scalar, "comparison", "value [NOT] BETWEEN [SYMMETRIC] low AND high", "Whether the value lies between two others, both included; SYMMETRIC takes them in any order.",
     "2 BETWEEN SYMMETRIC 3 AND 1 -> TRUE"},
    {"CASE", Scalar, "conditional", "CASE [value] WHEN condition THEN result ... [ELSE result] END", "The result of the first condition that is TRUE (or value that is equal).",
     "CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END -> 'b'"},
    {"COALESCE", Scalar, "conditional", "COALESCE(value, ...)", "The first argument that is not NULL.", "COALESCE(CAST(NULL AS INT), 5) -> 5"},
    {"IF", Scalar, "conditional", "IF(condition, yes, no)", "One of two values; the second one when the condition is NULL.", "IF(1 < 2, 'yes', 'no') -> 'yes'"},
    {"IFNULL", Scalar, "conditional", "IFNULL(value, otherwise)", "The value, or the other when it is NULL.", "IFNULL(CAST(NULL AS INT), 5) -> 5"},
    {"NULLIF", Scalar, "conditional", "NULLIF(a, b)", "NULL when a = b, else a.", "NULLIF(5, 0) -> 5"},
    {"CAST", Scalar, "conversion", "CAST(value AS type)", "The value as another type; fails when it cannot be one.", "CAST('42' AS INT) -> 42"},
    {"TRY_CAST", Scalar, "conversion", "TRY_CAST(value AS type)", "The value as another type; NULL when it cannot be one.", "TRY_CAST('x' AS INT) -> NULL"},
    {"CURRENT_DATABASE", Scalar, "conditional", "CURRENT_DATABASE()", "The name of the database that names are looked up in.", "CURRENT_DATABASE() -> 'default_database'"},
    {"EXISTS", Scalar, "comparison", "EXISTS (query)", "Whether the query has a row.", ""},
    {"ROW_NUMBER", Aggregate, "over", "ROW_NUMBER() OVER ([PARTITION BY ...] ORDER BY ...)", "Numbers the rows of each partition from 1.", ""},
    {"RANK", Aggregate, "over", "RANK() OVER ([PARTITION BY ...] ORDER BY ...)", "The rank of the row; equal rows share one, and leave a gap behind them.", ""},
    {"DENSE_RANK", Aggregate, "over", "DENSE_RANK() OVER ([PARTITION BY ...] ORDER BY ...)", "The rank of the row; equal rows share one, without gaps.", ""},
    {"NTILE", Aggregate, "over", "NTILE(n INT) OVER ([PARTITION BY ...] ORDER BY ...)", "The number, from 1, of the equal part of the partition that the row is in.", ""},
    {"PERCENT_RANK", Aggregate, "over", "PERCENT_RANK() OVER ([PARTITION BY ...] ORDER BY ...)", "The rank as a part of the partition, 0 to 1.", ""},
    {"CUME_DIST", Aggregate, "over", "CUME_DIST() OVER ([PARTITION BY ...] ORDER BY ...)", "The part of the partition's rows that are not behind this one.", ""},
    {"LAG", Aggregate, "over", "LAG(value [, offset INT [, default]]) OVER ([PARTITION BY ...] ORDER BY ...)", "The value of an earlier row.", ""},
    {"LEAD", Aggregate, "over", "LEAD(value [, offset INT [, default]]) OVER ([PARTITION BY ...] ORDER BY ...)", "The value of a later row.", ""},
    {"GROUPING", Aggregate, "grouping", "GROUPING(column, ...)", "For GROUPING SETS: a bit for each column, 1 where the row is a total over it.", ""},
    {"GROUPING_ID", Aggregate, "grouping", "GROUPING_ID(column, ...)", "The same as GROUPING.", ""},
    {"GROUP_ID", Aggregate, "grouping", "GROUP_ID()", "Tells equal grouping sets apart, from 0.", ""},
    {"TUMBLE", Table, "window", "TUMBLE(TABLE t, DESCRIPTOR(time), size [, offset])", "Windows of one size side by side: adds window_start, window_end and window_time.", ""},
    {"HOP", Table, "window", "HOP(TABLE t, DESCRIPTOR(time), slide, size [, offset])", "Windows of one size that start every slide, so that rows can be in several.", ""},
    {"CUMULATE", Table, "window", "CUMULATE(TABLE t, DESCRIPTOR(time), step, size [, offset])", "Windows that grow by a step up to a size.", ""},
    {"SESSION", Table, "window", "SESSION(TABLE t [PARTITION BY key], DESCRIPTOR(time), gap)", "Windows that end after a gap without rows.", ""},
    {"UNNEST", Table, "window", "UNNEST(array or map) [WITH ORDINALITY] AS t (column, ...)", "The elements of an ARRAY, or the entries of a MAP, as rows.", ""},
    {"TO_CHANGELOG", Table, "window", "TO_CHANGELOG(input => TABLE t [, op => DESCRIPTOR(column)] [, op_mapping => MAP[kinds, code, ...]])", "The changes of a table as rows of their own, with the kind as text; kinds that a mapping leaves out are dropped.", ""},
    {"FROM_CHANGELOG", Table, "window", "FROM_CHANGELOG(input => TABLE t [, op => DESCRIPTOR(column)] [, op_mapping => MAP[codes, kind, ...]])", "The table that rows of changes describe; a column tells the kind of each.", ""},
};

/// A pipe would end the cell.
std::string cell(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

/// Names that the parser and planner use among themselves.
bool isInternal(const FunctionInfo& function) {
    constexpr std::string_view Internal[] = {"$SUM0", "SINGLE_VALUE", "MINUS_DATE", "NEGATE", "ITEM", "FIELD"};
    return std::find(std::begin(Internal), std::end(Internal), function.name) != std::end(Internal) && function.example.empty();
}

} // namespace

std::span<const FunctionInfo> languageFunctions() { return Language; }

std::vector<const FunctionInfo*> documentedFunctions() {
    std::vector<const FunctionInfo*> all;
    for (const FunctionInfo* function : builtinFunctions())
        if (!isInternal(*function)) all.push_back(function);
    for (const FunctionInfo& function : Language) all.push_back(&function);
    return all;
}

std::string functionHelpPage() {
    std::vector<std::string_view> groups;
    auto all = documentedFunctions();
    for (const FunctionInfo* function : all)
        if (std::find(groups.begin(), groups.end(), function->group) == groups.end()) groups.push_back(function->group);
    std::string page = "# Functions\n`weir functions NAME` shows one of them. The page is made by `weir functions --markdown`.\n";
    for (std::string_view group : groups) {
        page += "\n## " + std::string(group) + "\n| function | what it gives | example |\n| --- | --- | --- |\n";
        for (const FunctionInfo* function : all) {
            if (function->group != group) continue;
            page += "| `" + cell(function->signature) + "` | " + cell(function->doc) + " | " + (function->example.empty() ? "" : "`" + cell(function->example) + "`") + " |\n";
        }
    }
    return page;
}

} // namespace weir
