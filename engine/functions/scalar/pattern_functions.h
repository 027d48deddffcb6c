// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

namespace weir {

Result<BoundScalar> bindLike(const BindArguments& arguments);       // text, pattern [, escape]
Result<BoundScalar> bindSimilar(const BindArguments& arguments);    // text, pattern [, escape]

} // namespace weir
