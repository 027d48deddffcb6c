// SPDX-License-Identifier: Apache-2.0
#include "engine/types/java_hash.h"

#include "engine/types/datetime.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace weir {

namespace {

int32_t hashOfLong(int64_t value) { return static_cast<int32_t>(static_cast<uint64_t>(value) ^ static_cast<uint64_t>(value) >> 32); }

/// BigDecimal.hashCode.
int32_t hashOfDecimal(Int128 value, int scale) {
    UInt128 magnitude = value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
    uint32_t hash = 0;
    for (int shift = 96; shift >= 0; shift -= 32) hash = hash * 31 + static_cast<uint32_t>(magnitude >> shift);
    if (value < 0) hash = -hash;
    return static_cast<int32_t>(hash * 31 + static_cast<uint32_t>(scale));
}

int32_t hashOfTimestamp(Int128 physical, int precision) {
    int64_t millis = timestampToMillis(physical, precision);
    auto nanos = static_cast<uint32_t>(timestampToNanos(physical, precision) - Int128(millis) * 1'000'000);
    return static_cast<int32_t>(static_cast<uint32_t>(hashOfLong(millis)) * 31 + nanos);
}

Int128 wideAt(const Vector& column, int row) { return column.kind() == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row); }

uint32_t mixed(uint32_t hash, uint32_t word) {
    word = std::rotl(word * 0xcc9e2d51u, 15) * 0x1b873593u;
    return std::rotl(hash ^ word, 13) * 5 + 0xe6546b64u;
}

} // namespace

int32_t javaTextHash(std::string_view text) {
    uint32_t hash = 0;
    for (size_t at = 0; at < text.size();) {
        auto byte = [&](size_t i) -> uint32_t { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0; };
        uint32_t lead = byte(0);
        if (lead < 0xC0) {
            hash = hash * 31 + lead, at += 1;
        } else if (lead < 0xE0) {
            hash = hash * 31 + ((lead & 0x1F) << 6 | (byte(1) & 0x3F)), at += 2;
        } else if (lead < 0xF0) {
            hash = hash * 31 + ((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)), at += 3;
        } else {
            uint32_t point = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
            hash = hash * 31 + (0xD7C0 + (point >> 10));
            hash = hash * 31 + (0xDC00 + (point & 0x3FF)), at += 4;
        }
    }
    return static_cast<int32_t>(hash);
}

int32_t flinkTextHash(std::string_view text) {
    uint32_t hash = 42;
    size_t at = 0;
    for (; at + 4 <= text.size(); at += 4) {
        uint32_t word;
        std::memcpy(&word, text.data() + at, 4);
        hash = mixed(hash, word);
    }
    for (; at < text.size(); ++at) hash = mixed(hash, static_cast<uint32_t>(static_cast<int32_t>(static_cast<signed char>(text[at]))));
    hash ^= static_cast<uint32_t>(text.size());
    hash = (hash ^ hash >> 16) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
    return static_cast<int32_t>(hash ^ hash >> 16);
}

int32_t flinkHash(const Vector& column, const DataType& type, int row) {
    switch (type.kind()) {
    case TypeKind::Boolean: return column.at<bool>(row) ? 1231 : 1237;
    case TypeKind::TinyInt: return column.at<int8_t>(row);
    case TypeKind::SmallInt: return column.at<int16_t>(row);
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time: return column.at<int32_t>(row);
    case TypeKind::BigInt:
    case TypeKind::IntervalDayTime: return hashOfLong(column.at<int64_t>(row));
    case TypeKind::IntervalYearMonth: return static_cast<int32_t>(column.at<int64_t>(row));
    case TypeKind::Float: {
        float value = column.at<float>(row);
        return std::isnan(value) ? 0x7fc00000 : std::bit_cast<int32_t>(value);
    }
    case TypeKind::Double: {
        double value = column.at<double>(row);
        return hashOfLong(std::isnan(value) ? 0x7ff8000000000000 : std::bit_cast<int64_t>(value));
    }
    case TypeKind::Decimal: return hashOfDecimal(wideAt(column, row), type.scale());
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return hashOfTimestamp(wideAt(column, row), type.precision());
    case TypeKind::Char:
    case TypeKind::Varchar: return flinkTextHash(column.at<StringRef>(row).view());
    default: return 0;
    }
}

void javaMapOrder(std::span<const int32_t> hashes, std::vector<int>& order) {
    order.resize(hashes.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    uint32_t capacity = 16;
    while (hashes.size() * 4 > static_cast<size_t>(capacity) * 3) capacity *= 2;
    auto bucket = [&](int i) {
        auto hash = static_cast<uint32_t>(hashes[static_cast<size_t>(i)]);
        return (hash ^ hash >> 16) & (capacity - 1);
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return bucket(a) < bucket(b); });
}

} // namespace weir
