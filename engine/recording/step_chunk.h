// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// A piece of what one task did, as a chunk of kind Steps holds it.
struct StepChunk {
    uint64_t attempt = 0, task = 0;
    uint64_t first = 0;            // the number of its first step
    std::string steps;             // deflated in the chunk: what tasks do repeats itself
    std::string texts;             // of steps that have one, as they are: rows that were kept lie here
    std::string fulls, notes;
};

std::string encode(const StepChunk& chunk);
/// False where the bytes make no sense. Without `whole` the steps stay as they are and `steps` is empty.
bool decode(std::string_view content, bool whole, StepChunk& out);

} // namespace weir
