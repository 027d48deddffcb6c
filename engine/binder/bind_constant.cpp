// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

namespace weir::binder {

std::optional<ExpressionRef> QueryBinder::constantLiteral(const sql::Expression& expression) {
    SelectFrame frame;
    frame.subqueriesAllowed = false;
    frame.clause = "a constant";
    ExpressionRef value = bindExpression(expression, frame);
    if (!value->isLiteral()) {
        EvaluationContext context;
        context.zone = zone_.get();
        value = simplify(value, context);
    }
    if (!value->isLiteral())
        return std::nullopt;
    return value;
}

int64_t QueryBinder::constantInteger(const sql::Expression& expression, const char* what) {
    auto value = constantLiteral(expression);
    if (!value || !(*value)->type.isInteger() || (*value)->value.isNull())
        fail(ErrorCode::Invalid, std::string(what) + " must be a whole number.", expression.place);
    int64_t number = (*value)->value.integer();
    if (number < 0)
        fail(ErrorCode::Invalid, std::string(what) + " cannot be negative.", expression.place);
    return number;
}

int64_t QueryBinder::intervalMillis(const sql::Expression& expression, const char* what) {
    auto value = constantLiteral(expression);
    if (value && (*value)->type.kind() == TypeKind::IntervalYearMonth)
        fail(ErrorCode::Invalid, std::string(what) + " cannot be given in months or years.", expression.place, "Use days or smaller units.");
    if (!value || (*value)->type.kind() != TypeKind::IntervalDayTime || (*value)->value.isNull())
        fail(ErrorCode::Invalid, std::string(what) + " must be an interval such as INTERVAL '10' SECOND.", expression.place);
    return (*value)->value.integer();
}

} // namespace weir::binder
