// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/json_parts.h"

namespace weir {

std::span<const FunctionInfo> jsonFunctions() {
    static const std::vector<FunctionInfo> all = [] {
        std::vector<FunctionInfo> rows;
        for (auto part : {jsonQueryFunctions, jsonConstructFunctions, jsonTextFunctions}) rows.insert(rows.end(), part().begin(), part().end());
        return rows;
    }();
    return all;
}

} // namespace weir
