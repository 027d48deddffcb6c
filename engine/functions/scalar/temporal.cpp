// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/temporal_parts.h"

namespace weir {

std::span<const FunctionInfo> temporalFunctions() {
    static const std::vector<FunctionInfo> all = [] {
        std::vector<FunctionInfo> rows;
        for (auto part : {temporalExtractFunctions, temporalDifferenceFunctions, temporalTextFunctions, temporalNowFunctions})
            rows.insert(rows.end(), part().begin(), part().end());
        return rows;
    }();
    return all;
}

} // namespace weir
