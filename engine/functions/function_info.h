// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/functions/kernel.h"
#include "engine/types/data_type.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

/// What a binder knows of a call when it asks for its meaning.
struct BindArguments {
    std::vector<DataType> types;
    std::vector<std::optional<Value>> literals;   // set where the argument is a literal (NULL literal: Value{} with Null type)
    std::vector<std::string> names;               // SQL text of each argument, for messages
    const TimeZone* zone = nullptr;
    int size() const { return static_cast<int>(types.size()); }
};

/// A scalar function with its types decided.
struct BoundScalar {
    DataType result;
    std::vector<DataType> arguments;              // the binder inserts implicit casts to these
    Kernel kernel = nullptr;
    std::shared_ptr<const void> state;
    NullRule nulls = NullRule::Propagate;
    bool deterministic = true;                    // foldable and shareable
    bool perRowTime = false;                      // depends on EvaluationContext's clock or watermark
    bool canFail = false;                         // may throw RunError on some rows: never evaluated on rows outside the selection
};

class AggregateFunction;   // aggregate.h
struct BoundAggregate {
    DataType result;
    std::vector<DataType> arguments;
    std::shared_ptr<const AggregateFunction> function;       // for append-only input
    std::shared_ptr<const AggregateFunction> retracting;     // for input with retractions; null = refused
};

class TableFunction;       // table_function.h
struct BoundTable {
    std::vector<Field> columns;
    std::vector<DataType> arguments;
    std::shared_ptr<const TableFunction> function;
};

enum class FunctionKind : uint8_t { Scalar, Aggregate, Table };

/// One row of the function table. Binder, completion, hover, help pages and tests read it.
struct FunctionInfo {
    std::string_view name;          // upper case, as Flink's documentation spells it
    FunctionKind kind;
    std::string_view group;         // "string", "temporal", "math", "json", ...
    std::string_view signature;     // "SUBSTRING(text STRING, start INT [, length INT])"
    std::string_view doc;           // one or two plain sentences
    std::string_view example;       // "SUBSTRING('stream', 2, 3) -> 'tre'"; run by a test when not empty
    Result<BoundScalar> (*bindScalar)(const BindArguments&) = nullptr;
    Result<BoundAggregate> (*bindAggregate)(const BindArguments&) = nullptr;
    Result<BoundTable> (*bindTable)(const BindArguments&) = nullptr;
};

/// All built-in functions, each family's table behind the other. Same name may appear as scalar and aggregate.
std::span<const FunctionInfo* const> builtinFunctions();
/// By name, any case; null when absent.
const FunctionInfo* findFunction(std::string_view name, FunctionKind kind);

// Operators are functions too; the binder asks for them by these names:
// "+" "-" "*" "/" "%" (incl. temporal + interval), "NEGATE", "=" "<>" "<" "<=" ">" ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM",
// "IS NULL" "IS NOT NULL" "IS TRUE" "IS FALSE" "IS UNKNOWN" "IS NOT TRUE" "IS NOT FALSE" "IS NOT UNKNOWN", "NOT", "||", "LIKE" (2 or 3 args),
// "SIMILAR TO", "ITEM" (array[i], map[k], variant[k]), "FIELD" (row, literal field index as INT), "IN" (value, list of literals...),
// "ARRAY" "MAP" "ROW" constructors, "EXTRACT" (unit literal STRING, value), "FLOOR"/"CEIL" with (value, unit literal STRING),
// "TIMESTAMPADD"/"TIMESTAMPDIFF" (unit literal STRING, ...), "TRIM" (mode literal 'BOTH'|'LEADING'|'TRAILING', characters, text),
// "JSON_VALUE"/"JSON_QUERY"/"JSON_EXISTS"/"JSON_OBJECT"/"JSON_ARRAY" as documented in functions/scalar/json.h.
// AND, OR, CASE, COALESCE, IF, NULLIF are not functions but expression kinds (expressions/expression.h), evaluated by selection.

/// CAST. Explicit: what CAST(x AS t) allows; the kernel fails the job on bad input, or gives NULL when `tryCast`.
Result<BoundScalar> bindCast(const DataType& from, const DataType& to, bool tryCast, const TimeZone* zone);
/// Whether a value of `from` goes into `to` without a written CAST (function arguments, set operations, INSERT is wider).
bool isImplicitCast(const DataType& from, const DataType& to);
/// Whether INSERT INTO casts `from` to a column of `to` without a written CAST, as Flink does.
bool isStoreCast(const DataType& from, const DataType& to);
/// Least common type of CASE branches, COALESCE, UNION, ARRAY elements, comparison sides; none when there is none.
std::optional<DataType> commonType(std::span<const DataType> types);

} // namespace weir
