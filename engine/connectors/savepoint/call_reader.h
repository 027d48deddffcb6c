// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/checkpoint/state_form.h"
#include "engine/types/vector_builder.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Reads what a checkpoint holds of an aggregate call as the value that the call has now. Any thread, one at a time.
struct CallReader {
    std::string name;        // "SUM(amount)"
    DataType type;
    std::function<void(std::string_view bytes, VectorBuilder& out)> read;      // appends one value
};

/// What reads types by their text.
using TypeReader = std::function<Result<DataType>(const std::string&)>;

/// A reader a call of a section, in their order. Of a call that is not known (the checkpoint is older, or its function is another one here) the bytes are given.
std::vector<CallReader> callReaders(const StateForm& form, size_t calls, const TypeReader& typeOf);

} // namespace weir
