// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/support/values.h"

/// Calls of scalar functions as tables: function, arguments as (type, value), expected "TYPE value".
namespace weir::test {

struct FunctionRow {
    const char* function;
    std::vector<std::pair<const char*, const char*>> arguments;   // type, value; arrays as "[1, NULL]", maps as "{a=1}"
    const char* expected;                                         // "STRING abc", "INT NULL", "INT ERROR" or "REFUSED"
    const char* zone = "UTC";
};

inline Value boxed(const std::string& text, const DataType& type) {
    if (text == "NULL") return Value();
    bool array = type.kind() == TypeKind::Array, map = type.kind() == TypeKind::Map;
    if (!array && !map) return valueNamed(text, type);
    Value::List list;
    std::string inside = text.substr(1, text.size() - 2);
    if (!inside.empty())
        for (const std::string& part : splitTop(inside, ',')) {
            if (array) {
                list.push_back(boxed(part, type.element()));
            } else {
                size_t equals = part.find('=');
                list.push_back(boxed(part.substr(0, equals), type.key()));
                list.push_back(boxed(part.substr(equals + 1), type.value()));
            }
        }
    return Value(std::move(list));
}

/// Binds as the expressions do: arguments are cast to what the function asked for. Values stand in row 1 of 3; `constant` as constant columns.
inline std::string outcome(const FunctionRow& row, bool constant) {
    const FunctionInfo* info = findFunction(row.function, FunctionKind::Scalar);
    if (!info) return "no such function";
    auto zone = TimeZone::find(row.zone);
    BindArguments given;
    given.zone = zone.get();
    for (auto [type, value] : row.arguments) {
        given.types.push_back(typeNamed(type));
        given.literals.emplace_back();
        if (constant || std::string(type).starts_with("CHAR")) given.literals.back() = boxed(value, given.types.back());
        given.names.emplace_back(value);
    }
    auto bound = info->bindScalar(given);
    if (!bound) return "REFUSED";
    std::string type = bound->result.text();
    try {
        EvaluationContext context;
        context.zone = zone.get();
        std::vector<ColumnRef> columns;
        for (size_t i = 0; i < bound->arguments.size(); ++i) {
            Value value = boxed(row.arguments[i].second, given.types[i]);
            ColumnRef column;
            if (constant) {
                column = std::make_shared<Vector>(Vector::constant(given.types[i], value, 3));
            } else {
                VectorBuilder builder(given.types[i], 3);
                for (int k = 0; k < 3; ++k) builder.appendValue(value);
                column = builder.finish();
            }
            if (!given.types[i].same(bound->arguments[i])) {
                auto cast = bindCast(given.types[i], bound->arguments[i], false, zone.get());
                if (!cast) return "cannot cast argument: " + cast.error().message;
                column = invoke(*cast, {&column, 1}, 3, nullptr, 3, context);
            }
            columns.push_back(column);
        }
        uint16_t middle = 1;
        ColumnRef result = invoke(*bound, columns, 3, &middle, 1, context);
        std::string text;
        appendText(text, *result, bound->result, 1, *zone);
        return type + " " + text;
    } catch (const RunError& error) {
        return type + " ERROR";
    }
}

inline std::string titleOf(const FunctionRow& row) {
    std::string name = row.function;
    for (auto [type, value] : row.arguments) name += std::string(" ") + type + ":" + value;
    return name;
}

} // namespace weir::test
