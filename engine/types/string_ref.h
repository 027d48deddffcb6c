// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir {

/// 16-byte view of bytes, laid out as Arrow's Utf8View in memory terms: up to 12 bytes lie inline, longer ones keep a 4-byte prefix
/// and point into a heap buffer that the column keeps alive. Unused inline bytes are zero, so equal short strings are equal words.
class StringRef {
public:
    static constexpr uint32_t InlineBytes = 12;
    StringRef() { std::memset(this, 0, sizeof *this); }
    /// `text` must outlive this reference when longer than InlineBytes.
    explicit StringRef(std::string_view text) {
        length_ = static_cast<uint32_t>(text.size());
        if (length_ <= InlineBytes) {
            std::memset(bytes_, 0, InlineBytes);
            if (length_ > 0) std::memcpy(bytes_, text.data(), length_);    // an empty text may have no address
        } else {
            std::memcpy(bytes_, text.data(), 4);
            const char* pointer = text.data();
            std::memcpy(bytes_ + 4, &pointer, sizeof pointer);
        }
    }
    uint32_t size() const { return length_; }
    bool isInline() const { return length_ <= InlineBytes; }
    const char* data() const {
        if (isInline()) return bytes_;
        const char* pointer;
        std::memcpy(&pointer, bytes_ + 4, sizeof pointer);
        return pointer;
    }
    std::string_view view() const { return {data(), length_}; }
    operator std::string_view() const { return view(); }
    bool operator==(const StringRef& other) const {
        uint64_t a, b;
        std::memcpy(&a, this, 8);
        std::memcpy(&b, &other, 8);
        if (a != b) return false;
        if (isInline()) return std::memcmp(bytes_ + 4, other.bytes_ + 4, 8) == 0;
        return std::memcmp(data() + 4, other.data() + 4, length_ - 4) == 0;
    }

private:
    uint32_t length_;
    char bytes_[InlineBytes];
};
static_assert(sizeof(StringRef) == 16);

} // namespace weir
