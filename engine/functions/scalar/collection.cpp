// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/common_type.h"
#include "engine/functions/families.h"
#include "engine/functions/scalar/collection_parts.h"
#include "engine/functions/scalar/overload.h"

namespace weir {

Result<DataType> commonElement(std::string_view function, const BindArguments& arguments, int arrays, int elements) {
    std::vector<DataType> types;
    bool nullable = false;
    for (int i = 0; i < arrays + elements; ++i) {
        const DataType& type = arguments.types[static_cast<size_t>(i)];
        if (i < arrays) {
            if (type.kind() == TypeKind::Null) continue;
            if (type.kind() != TypeKind::Array) return wrongArgument(function, arguments, i, "an ARRAY");
            types.push_back(type.element());
            nullable = nullable || type.element().nullable();
        } else {
            types.push_back(type);
            nullable = nullable || type.nullable();
        }
    }
    if (types.empty()) return DataType::string();
    std::optional<DataType> common = commonArgumentType(types);
    if (!common) return wrongArgument(function, arguments, arrays + elements - 1, "of the array's element type " + types[0].text());
    return common->asNullable(nullable || common->kind() == TypeKind::Null);
}

std::span<const FunctionInfo> collectionFunctions() {
    static const std::vector<FunctionInfo> all = [] {
        std::vector<FunctionInfo> rows;
        for (auto part : {arrayFunctions, arraySetFunctions, arrayOrderFunctions, mapFunctions, objectFunctions}) rows.insert(rows.end(), part().begin(), part().end());
        return rows;
    }();
    return all;
}

} // namespace weir
