// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL
#include "engine/types/hash.h"

#include <cmath>
#include <cstring>
#include <xxhash.h>

namespace weir {

namespace {

constexpr uint64_t Seed = 0x9e3779b97f4a7c15ULL;
constexpr uint64_t NullHash = 0x2127599bf4325c37ULL;

/// Multiply to 128 bits and fold (wyhash's mixing step).
uint64_t fold(uint64_t a, uint64_t b) {
    UInt128 product = static_cast<UInt128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t hashOne(uint64_t value) { return fold(value ^ 0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL); }
template <class T> requires std::is_integral_v<T> uint64_t hashOf(T value) { return hashOne(static_cast<uint64_t>(static_cast<int64_t>(value))); }
uint64_t hashOf(Int128 value) { return fold(static_cast<uint64_t>(value) ^ 0xa0761d6478bd642fULL, static_cast<uint64_t>(value >> 64) ^ 0xe7037ed1a0b428dbULL); }
uint64_t hashOf(double value) {
    uint64_t bits = 0x7ff8000000000000ULL;
    if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
    return hashOne(bits);
}
uint64_t hashOf(float value) {
    uint32_t bits = 0x7fc00000U;
    if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
    return hashOne(bits);
}
uint64_t hashOf(const StringRef& value) {
    uint64_t words[2];
    if (!value.isInline()) return XXH3_64bits(value.data(), value.size());
    std::memcpy(words, &value, sizeof words);
    return fold(words[0] ^ 0xa0761d6478bd642fULL, words[1] ^ 0xe7037ed1a0b428dbULL);
}

uint64_t combine(uint64_t hash, uint64_t value) { return fold(hash ^ Seed, value ^ 0x8ebc6af09c88c6e3ULL); }

uint64_t hashCell(const Vector& column, int row) {
    if (column.encoding() == Encoding::Dictionary) return hashCell(*column.base(), column.physicalRow(row));
    if (column.isNull(row)) return NullHash;
    int at = column.physicalRow(row);
    switch (column.kind()) {
    case PhysicalKind::Bool: return hashOf(static_cast<int8_t>(column.data<uint8_t>()[at] != 0));
    case PhysicalKind::Int8: return hashOf(column.data<int8_t>()[at]);
    case PhysicalKind::Int16: return hashOf(column.data<int16_t>()[at]);
    case PhysicalKind::Int32: return hashOf(column.data<int32_t>()[at]);
    case PhysicalKind::Int64: return hashOf(column.data<int64_t>()[at]);
    case PhysicalKind::Float32: return hashOf(column.data<float>()[at]);
    case PhysicalKind::Float64: return hashOf(column.data<double>()[at]);
    case PhysicalKind::Int128: return hashOf(column.data<Int128>()[at]);
    case PhysicalKind::Bytes: return hashOf(column.data<StringRef>()[at]);
    case PhysicalKind::Array: {
        uint64_t hash = Seed;
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i) hash = combine(hash, hashCell(column.child(0), i));
        return hash;
    }
    case PhysicalKind::Map: {
        uint64_t sum = 0;   // entries in any order
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i)
            sum += combine(hashCell(column.child(0), i), hashCell(column.child(1), i));
        return hashOne(sum);
    }
    case PhysicalKind::Row: {
        uint64_t hash = Seed;
        for (const ColumnRef& field : column.children()) hash = combine(hash, hashCell(*field, at));
        return hash;
    }
    }
    return NullHash;
}

/// Applies `step(row)` to the batch's rows.
template <class Step> void forRows(const Batch& batch, Step step) {
    if (batch.selection)
        for (uint16_t row : *batch.selection) step(row);
    else
        for (int row = 0; row < batch.rows; ++row) step(row);
}

/// `first`: the hash of a single-column key is the value's hash, with no combining.
template <class T> void hashFlat(const Vector& column, const Batch& batch, uint64_t* hashes, bool first) {
    const T* values = column.data<T>();
    if (column.validity()) {
        forRows(batch, [&](int row) {
            uint64_t hash = column.isNull(row) ? NullHash : hashOf(values[row]);
            hashes[row] = first ? hash : combine(hashes[row], hash);
        });
    } else if (first) {
        forRows(batch, [=](int row) { hashes[row] = hashOf(values[row]); });
    } else {
        forRows(batch, [=](int row) { hashes[row] = combine(hashes[row], hashOf(values[row])); });
    }
}

void hashColumn(const Vector& column, const Batch& batch, uint64_t* hashes, bool first) {
    if (column.isConstant()) {
        uint64_t hash = batch.rows ? hashCell(column, 0) : 0;
        forRows(batch, [=](int row) { hashes[row] = first ? hash : combine(hashes[row], hash); });
        return;
    }
    if (column.encoding() == Encoding::Dictionary) {
        const int32_t* codes = column.codes();
        if (column.base()->rows() <= batch.size()) {
            std::vector<uint64_t> base(static_cast<size_t>(column.base()->rows()));
            for (int i = 0; i < column.base()->rows(); ++i) base[i] = hashCell(*column.base(), i);
            forRows(batch, [&](int row) { hashes[row] = first ? base[codes[row]] : combine(hashes[row], base[codes[row]]); });
        } else {
            forRows(batch, [&](int row) {
                uint64_t hash = hashCell(*column.base(), codes[row]);
                hashes[row] = first ? hash : combine(hashes[row], hash);
            });
        }
        return;
    }
    switch (column.kind()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return hashFlat<int8_t>(column, batch, hashes, first);
    case PhysicalKind::Int16: return hashFlat<int16_t>(column, batch, hashes, first);
    case PhysicalKind::Int32: return hashFlat<int32_t>(column, batch, hashes, first);
    case PhysicalKind::Int64: return hashFlat<int64_t>(column, batch, hashes, first);
    case PhysicalKind::Float32: return hashFlat<float>(column, batch, hashes, first);
    case PhysicalKind::Float64: return hashFlat<double>(column, batch, hashes, first);
    case PhysicalKind::Int128: return hashFlat<Int128>(column, batch, hashes, first);
    case PhysicalKind::Bytes: return hashFlat<StringRef>(column, batch, hashes, first);
    default:
        forRows(batch, [&](int row) {
            uint64_t hash = hashCell(column, row);
            hashes[row] = first ? hash : combine(hashes[row], hash);
        });
    }
}

} // namespace

void hashRows(std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint64_t>& hashes) {
    hashes.resize(static_cast<size_t>(batch.rows));
    if (keys.empty()) {
        forRows(batch, [&](int row) { hashes[row] = hashOne(0); });
        return;
    }
    bool first = true;
    for (const ColumnRef& key : keys) {
        hashColumn(*key, batch, hashes.data(), first);
        first = false;
    }
}

} // namespace weir
