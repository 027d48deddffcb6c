// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/collection_parts.h"
#include "engine/functions/scalar/overload.h"

#include <algorithm>

namespace weir {
namespace {

/// For each field of the result the argument that holds it, or -1 - field for a field of argument 0.
struct PreparedObject {
    DataType type;
    std::vector<int> sources;
};

void build(KernelCall& call) {
    const auto& state = stateOf<PreparedObject>(call);
    buildResult(call, state.type, [&](int row, VectorBuilder& out) {
        bool update = !state.sources.empty() && std::any_of(state.sources.begin(), state.sources.end(), [](int source) { return source < 0; });
        if (update && call.arguments[0]->isNull(row)) return out.appendNull();
        for (size_t i = 0; i < state.sources.size(); ++i) {
            int source = state.sources[i];
            VectorBuilder& field = out.child(static_cast<int>(i));
            if (source >= 0) field.appendFrom(*call.arguments[static_cast<size_t>(source)], row);
            else field.appendFrom(call.arguments[0]->child(-1 - source), call.arguments[0]->physicalRow(row));
        }
        out.closeNested();
    });
}

Result<BoundScalar> bindObjectOf(const BindArguments& arguments) {
    if (arguments.size() < 1 || arguments.size() % 2 == 0) return wrongArgumentCount("OBJECT_OF", arguments.size(), "a class name and pairs of name and value");
    if (!textLiteral(arguments, 0)) return wrongArgument("OBJECT_OF", arguments, 0, "a string literal: the name of a class");
    std::vector<Field> fields;
    PreparedObject prepared;
    for (int i = 1; i + 1 < arguments.size(); i += 2) {
        auto name = textLiteral(arguments, i);
        if (!name) return wrongArgument("OBJECT_OF", arguments, i, "a string literal: the name of a field");
        for (const Field& field : fields)
            if (field.name == *name) return Error{ErrorCode::Invalid, "The field name '" + *name + "' comes twice in OBJECT_OF."};
        fields.push_back({*name, arguments.types[static_cast<size_t>(i) + 1]});
        prepared.sources.push_back(i + 1);
    }
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = DataType::row(std::move(fields)).notNull();
    prepared.type = bound.result;
    bound.kernel = build;
    bound.nulls = NullRule::Own;
    bound.state = std::make_shared<const PreparedObject>(std::move(prepared));
    return bound;
}

Result<BoundScalar> bindObjectUpdate(const BindArguments& arguments) {
    if (arguments.size() < 3 || arguments.size() % 2 == 0) return wrongArgumentCount("OBJECT_UPDATE", arguments.size(), "an object and pairs of name and value");
    const DataType& object = arguments.types[0];
    if (object.kind() != TypeKind::Row) return wrongArgument("OBJECT_UPDATE", arguments, 0, "an object made by OBJECT_OF");
    std::vector<Field> fields = object.fields();
    PreparedObject prepared;
    for (size_t i = 0; i < fields.size(); ++i) prepared.sources.push_back(-1 - static_cast<int>(i));
    for (int i = 1; i + 1 < arguments.size(); i += 2) {
        auto name = textLiteral(arguments, i);
        if (!name) return wrongArgument("OBJECT_UPDATE", arguments, i, "a string literal: the name of a field");
        int field = object.fieldIndex(*name);
        if (field < 0) return Error{ErrorCode::Unknown, "The object has no field '" + *name + "'."};
        fields[static_cast<size_t>(field)].type = arguments.types[static_cast<size_t>(i) + 1];
        prepared.sources[static_cast<size_t>(field)] = i + 1;
    }
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = DataType::row(std::move(fields)).asNullable(object.nullable());
    prepared.type = bound.result;
    bound.kernel = build;
    bound.nulls = NullRule::Own;
    bound.state = std::make_shared<const PreparedObject>(std::move(prepared));
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"OBJECT_OF", Scalar, "collection", "OBJECT_OF(class STRING, name1 STRING, value1, ...)", "A structured object with named fields.", "OBJECT_OF('Point', 'x', 1).x -> 1", bindObjectOf},
    {"OBJECT_UPDATE", Scalar, "collection", "OBJECT_UPDATE(object, name1 STRING, value1, ...)", "The object with some fields replaced.", "OBJECT_UPDATE(OBJECT_OF('Point', 'x', 1), 'x', 2).x -> 2", bindObjectUpdate},
};

} // namespace

std::span<const FunctionInfo> objectFunctions() { return functions; }

} // namespace weir
