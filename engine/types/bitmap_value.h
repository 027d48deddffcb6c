// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A BITMAP value is a set of 32-bit numbers; its bytes are the portable form of Roaring bitmaps, which other systems read.
namespace weir::bitmap {

/// Ascending as unsigned numbers; none when the bytes are no bitmap.
std::optional<std::vector<uint32_t>> decode(std::string_view bytes);
/// `values` ascending, each once.
std::string encode(std::span<const uint32_t> values);
/// The number of values, without decoding them; none when the bytes are no bitmap.
std::optional<int64_t> cardinality(std::string_view bytes);
/// "{1,2,3}".
std::string text(std::span<const uint32_t> values);

} // namespace weir::bitmap
