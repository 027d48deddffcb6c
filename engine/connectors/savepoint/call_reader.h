// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/vector_builder.h"

#include <functional>
#include <string>
#include <string_view>

namespace weir {

/// Reads what a checkpoint holds of an aggregate call as the value that the call has now. Any thread, one at a time.
struct CallReader {
    std::string name;        // "SUM(amount)"
    DataType type;
    std::function<void(std::string_view bytes, VectorBuilder& out)> read;      // appends one value
};

} // namespace weir
