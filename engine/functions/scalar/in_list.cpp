// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/invoke.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"

#include <algorithm>

namespace weir {

namespace {

/// The list's values, sorted.
template <class T> struct InList {
    using Held = std::conditional_t<std::is_same_v<T, std::string_view>, std::string, T>;
    std::vector<Held> values;
    bool hasNull = false;
    bool contains(const T& value) const {
        if (values.size() <= 8) return std::any_of(values.begin(), values.end(), [&](const Held& held) { return held == value; });
        auto found = std::lower_bound(values.begin(), values.end(), value, [](const Held& a, const T& b) { return a < b; });
        return found != values.end() && *found == value;
    }
};

template <class T> bool isIn(KernelCall& call, std::optional<T> value, bool& out) {
    const auto& list = stateOf<InList<T>>(call);
    if (!value) return false;
    out = list.contains(*value);
    return out || !list.hasNull;
}

/// rowKernel passes as many arguments as the function has: the list's literals are in the state already.
template <class T> void inKernel(KernelCall& call) {
    KernelCall first{call.arguments.first(1), call.rows, call.selection, call.selected, call.result, call.state, call.context};
    rowKernel<isIn<T>>(first);
}

template <class T> T held(const Value& value) {
    if constexpr (std::is_same_v<T, bool>) return value.boolean();
    else if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value.real());
    else if constexpr (std::is_same_v<T, Int128>) return value.wide();
    else return static_cast<T>(value.integer());
}

} // namespace

Result<BoundScalar> bindIn(const BindArguments& given) {
    if (given.size() < 2) return wrongArguments("IN", "a value and a list", given);
    DataType type = given.types[0];
    for (int i = 1; i < given.size(); ++i) {
        auto common = comparisonType(type, given.types[i]);
        if (!common) return cannotApply("IN", given);
        if (!type.isCharacter()) type = *common;
    }
    if (type.isNested()) return Error{ErrorCode::Unsupported, "IN over values of type " + type.text() + " is not supported yet."};
    std::vector<Value> values;
    bool hasNull = false;
    EvaluationContext context;
    context.zone = given.zone;
    for (int i = 1; i < given.size(); ++i) {
        if (!given.literals[i]) return Error{ErrorCode::Unsupported, "IN over values that are no literals is not supported here.", {}, "Use = and OR."};
        if (given.literals[i]->isNull()) {
            hasNull = true;
            continue;
        }
        const DataType& from = given.types[i];
        if (from.same(type) || (from.isCharacter() && type.isCharacter())) {
            values.push_back(*given.literals[i]);
            continue;
        }
        auto cast = bindCast(from, type, false, given.zone);
        if (!cast) return cast.error();
        try {
            ColumnRef literal = std::make_shared<Vector>(Vector::constant(from, *given.literals[i], 1));
            Value value = valueAt(*invoke(*cast, {&literal, 1}, 1, nullptr, 1, context), type, 0);
            if (!value.isNull()) values.push_back(std::move(value));
        } catch (const RunError& error) {
            return error.error();
        }
    }
    BoundScalar bound;
    bound.nulls = NullRule::Own;
    // Only the value: the list is in the state, and nobody needs it as columns.
    bound.arguments = {given.types[0].isCharacter() ? given.types[0] : type.asNullable(given.types[0].nullable())};
    bound.result = DataType::boolean().asNullable(given.types[0].nullable() || hasNull);
    bound.kernel = kernelForScalar(type.physical(), [&]<class T>(std::type_identity<T>) -> Kernel {
        auto list = std::make_shared<InList<T>>();
        list->hasNull = hasNull;
        for (Value& value : values) {
            if constexpr (std::is_same_v<T, std::string_view>) list->values.push_back(value.text());
            else list->values.push_back(held<T>(value));
        }
        std::sort(list->values.begin(), list->values.end());
        bound.state = std::move(list);
        return inKernel<T>;
    });
    return bound;
}

} // namespace weir
