// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/string_parts.h"

namespace weir {

std::span<const FunctionInfo> stringFunctions() {
    static const std::vector<FunctionInfo> all = [] {
        std::vector<FunctionInfo> rows;
        for (auto part : {stringSearchFunctions, stringChangeFunctions, stringTrimFunctions, stringConcatFunctions, stringEncodingFunctions, printfFunctions})
            rows.insert(rows.end(), part().begin(), part().end());
        return rows;
    }();
    return all;
}

} // namespace weir
