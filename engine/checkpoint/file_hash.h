// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace weir {

/// XXH3-128 of the bytes as 32 hexadecimal digits: what a manifest says of each file.
std::string fileHash(std::string_view bytes);

} // namespace weir
