// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Whole numbers in as few bytes as they need, seven bits a byte; signed ones zigzag.
inline void putVarint(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}
inline void putSigned(std::string& out, int64_t value) { putVarint(out, (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63)); }
inline void putText(std::string& out, std::string_view text) {
    putVarint(out, text.size());
    out += text;
}

/// Reads them back; ok() turns false where the bytes end too early, and everything after is zero.
class VarintReader {
public:
    VarintReader() = default;
    explicit VarintReader(std::string_view bytes) : bytes_(bytes) {}
    bool ok() const { return ok_; }
    bool atEnd() const { return at_ >= bytes_.size(); }
    uint64_t number() {
        uint64_t value = 0;
        for (int shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
            auto byte = static_cast<uint8_t>(bytes_[at_++]);
            value |= static_cast<uint64_t>(byte & 0x7f) << shift;
            if (!(byte & 0x80)) return value;
        }
        ok_ = false;
        return 0;
    }
    char byte() {
        if (at_ < bytes_.size()) return bytes_[at_++];
        ok_ = false;
        return 0;
    }
    int64_t signedNumber() {
        uint64_t value = number();
        return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
    }
    std::string_view rest() const { return bytes_.substr(at_); }
    std::string_view text() {
        uint64_t size = number();
        if (size > bytes_.size() - at_) {
            ok_ = false;
            return {};
        }
        std::string_view found = bytes_.substr(at_, size);
        at_ += size;
        return found;
    }

private:
    std::string_view bytes_;
    size_t at_ = 0;
    bool ok_ = true;
};

} // namespace weir
