// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

#include <optional>
#include <string_view>

namespace weir {

// A VARIANT value is held as compact JSON text with sorted keys.

/// The text of a member, or of the element at an index from 1; none when there is none.
std::optional<std::string_view> variantMember(std::string_view variant, std::string_view key);
std::optional<std::string_view> variantElement(std::string_view variant, int64_t index);

/// ITEM over a VARIANT: (variant, text key or integer index).
Result<BoundScalar> bindVariantItem(const BindArguments& arguments);

} // namespace weir
