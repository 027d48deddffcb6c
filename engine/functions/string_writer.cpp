// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/string_writer.h"

#include "engine/types/vector.h"

#include <algorithm>
#include <charconv>

namespace weir {

void StringWriter::appendInteger(int64_t value) {
    char* at = reserve(24);
    advance(static_cast<size_t>(std::to_chars(at, at + 24, value).ptr - at));
}

void StringWriter::grow(size_t bytes) {
    size_t begun = size();
    size_t wanted = std::max<size_t>({4096, capacity_ * 2, (begun + bytes) * 2});
    wanted = std::max(std::min<size_t>(wanted, 1 << 20), begun + bytes);
    BufferRef next(wanted);
    if (begun) std::memcpy(next.as<char>(), memory_ + start_, begun);
    memory_ = next.as<char>();
    start_ = 0;
    used_ = begun;
    capacity_ = wanted;
    buffers_.push_back(std::move(next));
}

void StringWriter::finish(Vector& result, std::span<const Vector* const> arguments) {
    for (BufferRef& buffer : buffers_) result.addHeap(std::move(buffer));
    buffers_.clear();
    if (!anyView_) return;
    for (const Vector* argument : arguments)
        if (argument->kind() == PhysicalKind::Bytes) result.shareHeaps(*argument);
}

} // namespace weir
