// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/buffer.h"
#include "engine/types/string_ref.h"

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

class Vector;

/// Collects the text results of one kernel call in a few shared buffers: nothing is allocated per row.
/// Per row either append pieces, or view() bytes that live elsewhere (an argument's heap, a static string). Owned by a kernel call.
class StringWriter {
public:
    void append(std::string_view bytes) {
        if (bytes.empty()) return;
        std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
        used_ += bytes.size();
    }
    void append(char c) { *reserve(1) = c, ++used_; }
    void append(size_t count, char c) {
        if (count == 0) return;
        std::memset(reserve(count), c, count);
        used_ += count;
    }
    void appendInteger(int64_t value);
    /// Room for `bytes` more; write there, then advance() by what was written.
    char* reserve(size_t bytes) {
        if (used_ + bytes > capacity_) [[unlikely]] grow(bytes);
        return memory_ + used_;
    }
    void advance(size_t bytes) { used_ += bytes; }
    /// The row's result is these bytes, not copied when longer than 12. They must lie in an argument or be static.
    void view(std::string_view bytes) { view_ = StringRef(bytes), viewed_ = true, anyView_ = true; }
    /// What was appended for this row so far; may be changed in place until the next append.
    std::string_view text() const { return {memory_ + start_, used_ - start_}; }
    size_t size() const { return used_ - start_; }
    char* data() { return memory_ + start_; }
    void truncate(size_t size) { used_ = start_ + size; }
    void clear() { used_ = start_, viewed_ = false; }

    // For kernel templates.
    StringRef finishRow() {
        if (viewed_) {
            clear();
            return view_;
        }
        StringRef ref = size() ? StringRef(text()) : StringRef();
        if (ref.isInline()) used_ = start_;
        else start_ = used_;
        return ref;
    }
    /// Makes `result` keep alive what was written, and the arguments' bytes when a row viewed them.
    void finish(Vector& result, std::span<const Vector* const> arguments);

private:
    void grow(size_t bytes);
    char* memory_ = nullptr;
    size_t used_ = 0, start_ = 0, capacity_ = 0;
    std::vector<BufferRef> buffers_;
    StringRef view_;
    bool viewed_ = false, anyView_ = false;
};

} // namespace weir
