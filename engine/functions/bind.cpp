// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"

namespace weir {

std::string typeList(std::span<const DataType> types) {
    std::string out = "(";
    for (const DataType& type : types) {
        if (out.size() > 1) out += ", ";
        out += type.text();
    }
    return out + ")";
}

Error wrongArguments(std::string_view function, std::string_view takes, const BindArguments& given) {
    return Error{ErrorCode::Type, std::string(function) + " takes " + std::string(takes) + "; it was given " + typeList(given.types) + "."};
}

bool anyNullable(std::span<const DataType> types) {
    for (const DataType& type : types)
        if (type.nullable()) return true;
    return false;
}

Result<BoundScalar> bindSpec(const BindArguments& given, ScalarSpec spec) {
    int all = static_cast<int>(spec.parameters.size());
    int required = spec.required < 0 ? all : spec.required;
    auto refuse = [&]() -> Error {
        std::string takes = "(";
        for (int i = 0; i < all; ++i)
            takes += std::string(i >= required ? " [" : "") + (i ? ", " : "") + spec.parameters[i].text() + (i >= required ? "]" : "");
        return wrongArguments(spec.function, takes + (spec.variadic ? ", ...)" : ")"), given);
    };
    if (given.size() < required || (given.size() > all && !spec.variadic)) return refuse();

    BoundScalar bound;
    for (int i = 0; i < given.size(); ++i) {
        const DataType& from = given.types[i];
        const DataType& to = spec.parameters[std::min(i, all - 1)];
        bool keeps = from.same(to) || (from.isCharacter() && to.kind() == TypeKind::Varchar && to.length() == DataType::MaxLength) ||
                     (from.isBinary() && to.kind() == TypeKind::Varbinary && to.length() == DataType::MaxLength);
        if (!keeps && !isImplicitCast(from, to)) return refuse();
        bound.arguments.push_back(keeps ? from : to.asNullable(from.nullable()));
    }
    bool nullable = spec.alwaysNullable || (spec.nulls == NullRule::Propagate ? anyNullable(bound.arguments) : spec.result.nullable());
    bound.result = spec.result.asNullable(nullable);
    bound.kernel = spec.kernel;
    bound.state = std::move(spec.state);
    bound.nulls = spec.nulls;
    bound.deterministic = spec.deterministic;
    bound.perRowTime = spec.perRowTime;
    bound.canFail = spec.canFail;
    return bound;
}

std::optional<std::string> textLiteral(const BindArguments& given, int index) {
    if (index >= given.size() || !given.literals[index] || given.literals[index]->isNull()) return std::nullopt;
    if (!given.types[index].isCharacter()) return std::nullopt;
    return given.literals[index]->text();
}

std::optional<int64_t> integerLiteral(const BindArguments& given, int index) {
    if (index >= given.size() || !given.literals[index] || given.literals[index]->isNull()) return std::nullopt;
    if (!given.types[index].isInteger()) return std::nullopt;
    return given.literals[index]->integer();
}

} // namespace weir
