// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir {

/// Avro's primitive encodings, read with bounds. After a failure isBad() holds and every read gives 0. Source: Avro specification, "Binary Encoding".
class AvroInput {
public:
    explicit AvroInput(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    bool isBad() const { return bad_; }
    /// Ran out of bytes, which more of them may cure.
    bool isShort() const { return short_; }
    const char* at() const { return at_; }
    size_t left() const { return static_cast<size_t>(end_ - at_); }

    int64_t number() {
        uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) return runOut();
            auto byte = static_cast<uint8_t>(*at_++);
            value |= static_cast<uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
        }
        return fail();
    }
    template <class T> T fixed() {
        T value{};
        if (left() < sizeof(T)) return static_cast<T>(runOut());
        std::memcpy(&value, at_, sizeof(T));      // little-endian, as this machine's
        at_ += sizeof(T);
        return value;
    }
    std::string_view bytes(int64_t count) {
        if (count < 0) return fail(), std::string_view();
        if (left() < static_cast<uint64_t>(count)) return runOut(), std::string_view();
        std::string_view got(at_, static_cast<size_t>(count));
        at_ += count;
        return got;
    }
    std::string_view text() {
        int64_t count = number();
        return bytes(count);
    }
    int64_t fail() {
        bad_ = true;
        at_ = end_;
        return 0;
    }

private:
    int64_t runOut() {
        short_ = true;
        return fail();
    }
    const char* at_;
    const char* end_;
    bool bad_ = false, short_ = false;
};

} // namespace weir
