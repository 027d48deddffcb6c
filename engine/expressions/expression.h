// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/functions/function_info.h"
#include "engine/types/data_type.h"
#include "engine/types/value.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace weir {

struct Expression;
using ExpressionRef = std::shared_ptr<const Expression>;

enum class ExpressionKind : uint8_t {
    Column,      // `column` of the input row
    Literal,     // `value`
    Call,        // `bound` over arguments; casts are calls named CAST / TRY_CAST
    And, Or,     // any number of arguments, three-valued, left to right by selection
    Case,        // condition, value, condition, value, ..., otherwise (always present, maybe a NULL literal)
    Coalesce     // first argument that is not NULL
};

/// A typed expression over the columns of one input. Immutable, shared.
struct Expression {
    ExpressionKind kind = ExpressionKind::Literal;
    DataType type;
    Place place;                             // in the user's text
    int column = -1;
    Value value;
    std::string function;                    // Call: name as in the function table ("+", "UPPER", "CAST")
    BoundScalar bound;
    std::vector<ExpressionRef> arguments;

    bool isLiteral() const { return kind == ExpressionKind::Literal; }
    bool isColumn() const { return kind == ExpressionKind::Column; }
    /// No RAND, clock or watermark anywhere below.
    bool deterministic() const;
    /// "`price` * 2" with the given column names ("$0" where none).
    std::string text(const std::vector<std::string>& names = {}) const;
    bool equals(const Expression& other) const;   // same shape, columns, literals and types; places do not count
};

ExpressionRef columnExpression(int column, DataType type, Place place = {});
ExpressionRef literalExpression(Value value, DataType type, Place place = {});
ExpressionRef callExpression(std::string function, BoundScalar bound, std::vector<ExpressionRef> arguments, Place place = {});
/// Binds the named function of the table over these arguments, with implicit casts inserted.
Result<ExpressionRef> makeCall(std::string_view function, std::vector<ExpressionRef> arguments, Place place = {}, const TimeZone* zone = nullptr);
Result<ExpressionRef> makeCast(ExpressionRef argument, const DataType& to, bool tryCast, Place place = {}, const TimeZone* zone = nullptr);
ExpressionRef makeAnd(std::vector<ExpressionRef> arguments, Place place = {});    // flattens; one argument: itself; none: TRUE
ExpressionRef makeOr(std::vector<ExpressionRef> arguments, Place place = {});

/// Rebuilds the tree bottom-up; `change` gets a node whose arguments are already changed and returns it or another.
ExpressionRef transform(const ExpressionRef& expression, const std::function<ExpressionRef(const ExpressionRef&)>& change);
/// Column c becomes mapping[c] (must be >= 0).
ExpressionRef remapColumns(const ExpressionRef& expression, const std::vector<int>& mapping);
void collectColumns(const Expression& expression, std::set<int>& columns);
/// The AND's parts, or the expression itself.
std::vector<ExpressionRef> conjuncts(const ExpressionRef& expression);
/// Folds constant sub-trees, double casts, TRUE AND x and the like. Folding that fails at run time is left as it is.
ExpressionRef simplify(const ExpressionRef& expression, const EvaluationContext& context);

} // namespace weir
