// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/distinct_values.h"

#include "engine/base/error.h"

#include <cstring>
#include <functional>

namespace weir {

namespace {

void saveCounts(const KeyTable& table, uint32_t row, StateWriter& out) {
    const auto* counts = reinterpret_cast<const int64_t*>(table.payload(row));
    for (size_t slot = 0; slot < table.payloadBytes() / sizeof *counts; ++slot) out.number(counts[slot]);
}

void loadCounts(KeyTable& table, uint32_t row, StateEntry& in) {
    auto* counts = reinterpret_cast<int64_t*>(table.payload(row));
    for (size_t slot = 0; slot < table.payloadBytes() / sizeof *counts; ++slot) counts[slot] = in.number();
}

} // namespace

void ColdValues::saveRow(uint32_t row, StateWriter& out) { saveCounts(table_, row, out); }
void ColdValues::loadRow(uint32_t row, StateEntry& in) { loadCounts(table_, row, in); }
int ColdValues::groupOf(std::string_view key) const { return GroupNumbers::keyGroupOf(DistinctValues::groupOf(key)); }

uint64_t DistinctValues::groupOf(std::string_view key) {
    uint64_t group;
    std::memcpy(&group, key.data(), sizeof group);
    return group;
}

uint64_t DistinctValues::hashOf(std::string_view values, uint64_t group) {
    uint64_t hash = std::hash<std::string_view>{}(values) ^ (group + 1) * 0x9E3779B97F4A7C15ull;
    return hash ^ hash >> 29;
}

size_t DistinctValues::bytes() const {
    size_t bytes = 0;
    for (const KeyTable& table : tables) bytes += table.usedBytes();
    for (const auto& one : cold) bytes += one->rows.bytes();
    return bytes;
}

size_t DistinctValues::onDisk() const {
    size_t rows = 0;
    for (const auto& one : cold) rows += one->rows.rowsOnDisk();
    return rows;
}

void DistinctValues::spillTo(const OperatorContext& context) {
    for (KeyTable& table : tables) cold.push_back(std::make_unique<ColdValues>(table, context));
}

void DistinctValues::Frozen::save(StateWriter& out, std::initializer_list<int64_t> prefix) const {
    DistinctValues::save(*table, out, prefix);
    if (cold) cold->save(out, prefix);
}

void DistinctValues::save(const KeyTable& table, StateWriter& out, std::initializer_list<int64_t> prefix) {
    for (uint32_t row = 0; row < table.end(); ++row) {
        if (!table.live(row)) continue;
        out.entry(GroupNumbers::keyGroupOf(groupOf(table.keyBytes(row))));
        for (int64_t number : prefix) out.number(number);
        out.bytes(table.keyBytes(row));
        out.number(table.expiryOf(row));
        saveCounts(table, row, out);
    }
}

uint64_t DistinctValues::load(size_t which, StateEntry& in) {
    KeyTable& table = tables[which];
    std::string_view key = in.bytes();
    if (key.size() < sizeof(uint64_t)) throw RunError({ErrorCode::Data, "The state of a checkpoint makes no sense: a value has no group.", {}, "Start from another checkpoint."});
    Found found = Found::Old;
    const uint64_t group = groupOf(key);
    uint32_t row = table.findOrInsert(hashOf(key.substr(sizeof group), group), key, found);
    table.setExpiry(row, in.number());
    loadCounts(table, row, in);
    return group;
}

} // namespace weir
