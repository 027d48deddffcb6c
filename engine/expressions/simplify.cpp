// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"

namespace weir {

namespace {

bool isTrue(const Expression& expression) { return expression.isLiteral() && !expression.value.isNull() && expression.value.boolean(); }
bool isFalse(const Expression& expression) { return expression.isLiteral() && !expression.value.isNull() && !expression.value.boolean(); }
bool isNullLiteral(const Expression& expression) { return expression.isLiteral() && expression.value.isNull(); }

ExpressionRef withArguments(const Expression& expression, std::vector<ExpressionRef> arguments) {
    auto copy = std::make_shared<Expression>(expression);
    copy->arguments = std::move(arguments);
    return copy;
}

ExpressionRef simplifyLogic(const ExpressionRef& expression) {
    bool isAnd = expression->kind == ExpressionKind::And;
    std::vector<ExpressionRef> kept;
    for (const ExpressionRef& argument : expression->arguments) {
        if (isAnd ? isTrue(*argument) : isFalse(*argument)) continue;
        // What stands before a deciding literal may fail at run time, so it is kept; what follows is never reached.
        if (isAnd ? isFalse(*argument) : isTrue(*argument)) {
            bool canDrop = true;
            for (const ExpressionRef& before : kept) canDrop = canDrop && before->deterministic();
            if (canDrop) return literalExpression(argument->value, expression->type, expression->place);
            kept.push_back(argument);
            break;
        }
        bool known = false;
        for (const ExpressionRef& other : kept) known = known || (argument->deterministic() && other->equals(*argument));
        if (!known) kept.push_back(argument);
    }
    if (kept.size() == expression->arguments.size()) return expression;
    return isAnd ? makeAnd(std::move(kept), expression->place) : makeOr(std::move(kept), expression->place);
}

ExpressionRef simplifyCase(const ExpressionRef& expression) {
    std::vector<ExpressionRef> kept;
    const auto& arguments = expression->arguments;
    for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
        if (isFalse(*arguments[i]) || isNullLiteral(*arguments[i])) continue;
        if (isTrue(*arguments[i])) {
            if (kept.empty()) return arguments[i + 1];
            kept.push_back(arguments[i + 1]);
            return withArguments(*expression, std::move(kept));
        }
        kept.push_back(arguments[i]);
        kept.push_back(arguments[i + 1]);
    }
    if (kept.empty()) return arguments.back();
    if (kept.size() + 1 == arguments.size()) return expression;
    kept.push_back(arguments.back());
    return withArguments(*expression, std::move(kept));
}

ExpressionRef simplifyCoalesce(const ExpressionRef& expression) {
    std::vector<ExpressionRef> kept;
    for (const ExpressionRef& argument : expression->arguments) {
        if (isNullLiteral(*argument)) continue;
        kept.push_back(argument);
        if (!argument->type.nullable() || argument->isLiteral()) break;
    }
    if (kept.empty()) return literalExpression(Value(), expression->type, expression->place);
    if (kept.size() == 1) return kept[0];
    if (kept.size() == expression->arguments.size()) return expression;
    return withArguments(*expression, std::move(kept));
}

ExpressionRef simplifyCall(const ExpressionRef& expression, const EvaluationContext& context) {
    const BoundScalar& bound = expression->bound;
    if (!bound.deterministic || bound.perRowTime) return expression;
    if ((expression->function == "IS NULL" || expression->function == "IS NOT NULL") && !expression->arguments[0]->type.nullable())
        return literalExpression(Value(expression->function == "IS NOT NULL"), expression->type, expression->place);
    bool constant = true;
    for (const ExpressionRef& argument : expression->arguments) {
        if (bound.nulls == NullRule::Propagate && isNullLiteral(*argument)) return literalExpression(Value(), expression->type, expression->place);
        constant = constant && argument->isLiteral();
    }
    if (constant) {
        try {
            return literalExpression(evaluateConstant(expression, context), expression->type, expression->place);
        } catch (const RunError&) {
            return expression;
        }
    }
    return expression;
}

} // namespace

ExpressionRef simplify(const ExpressionRef& expression, const EvaluationContext& context) {
    return transform(expression, [&](const ExpressionRef& node) -> ExpressionRef {
        ExpressionRef result = node;
        switch (node->kind) {
        case ExpressionKind::And:
        case ExpressionKind::Or: result = simplifyLogic(node); break;
        case ExpressionKind::Case: result = simplifyCase(node); break;
        case ExpressionKind::Coalesce: result = simplifyCoalesce(node); break;
        case ExpressionKind::Call: result = simplifyCall(node, context); break;
        default: break;
        }
        // Parents were bound to this type.
        if (!result->type.same(node->type)) return node;
        return result;
    });
}

} // namespace weir
