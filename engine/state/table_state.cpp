// SPDX-License-Identifier: Apache-2.0
#include "engine/state/table_state.h"

#include "engine/base/error.h"
#include "engine/types/hash.h"
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {
constexpr size_t RowsAtOnce = 1024;

/// Hashes of packed keys, through their columns: the same as when the rows came.
std::vector<ColumnRef> columnsOf(std::vector<VectorBuilder>& builders) {
    std::vector<ColumnRef> columns;
    for (VectorBuilder& builder : builders) columns.push_back(builder.finish());
    return columns;
}
} // namespace

std::vector<StateColumn> stateColumns(const Schema& schema, std::span<const int> columns) {
    std::vector<StateColumn> out;
    for (int column : columns) out.push_back({schema.fields[column].name, schema.fields[column].type.text()});
    return out;
}

std::vector<StateColumn> stateColumns(const Schema& schema) {
    std::vector<StateColumn> out;
    for (const Field& field : schema.fields) out.push_back({field.name, field.type.text()});
    return out;
}

bool TableKeys::next() {
    if (++at_ < rows_.size()) return true;
    return fill();
}

bool TableKeys::fill() {
    rows_.clear();
    at_ = 0;
    for (; nextRow_ < table_.end() && rows_.size() < RowsAtOnce; ++nextRow_)
        if (table_.live(nextRow_)) rows_.push_back(nextRow_);
    if (rows_.empty()) return false;
    groups_.resize(rows_.size());
    if (table_.keyTypes().empty()) {
        std::fill(groups_.begin(), groups_.end(), maxParallelism_ == 0 ? SameEverywhere : weir::keyGroup(0, maxParallelism_));
        return true;
    }
    Batch batch;
    batch.rows = static_cast<int>(rows_.size());
    if (builders_.empty()) builders_ = codec_.makeBuilders(static_cast<int>(RowsAtOnce));
    table_.decodeKeys(rows_, builders_);
    batch.columns = columnsOf(builders_);
    if (maxParallelism_ == 0) {
        std::fill(groups_.begin(), groups_.end(), SameEverywhere);
    } else {
        hashRows(batch.columns, batch, hashes_);
        for (size_t i = 0; i < rows_.size(); ++i) groups_[i] = weir::keyGroup(hashes_[i], maxParallelism_);
    }
    if (table_.hasPackedKeys()) return true;
    encoded_.clear();
    codec_.encode(batch.columns, batch, encoded_);
    return true;
}

bool TableEntries::next() {
    if (++at_ < entries_.size()) return true;
    return fill();
}

bool TableEntries::read(std::vector<int64_t>& prefix, StateEntry& entry, std::string_view& key) {
    while (in_.next(entry)) {
        if (entry.isRemoval()) {
            removed_.insert(entry.bytes());
            continue;
        }
        prefix.resize(prefixNumbers_);
        for (int64_t& number : prefix) number = entry.number();
        if (keeps_ && !keeps_(prefix, in_.formerSubtask())) continue;
        key = entry.bytes();
        if (removed_.empty() || !removed_.count(key)) return true;
    }
    return false;
}

bool TableEntries::fill() {
    at_ = 0;
    do {
        entries_.clear();
        std::vector<std::string_view> keys;
        std::vector<int64_t> expiries;
        while (entries_.size() < RowsAtOnce) {
            if (!holds_ && !read(nextPrefix_, held_, heldKey_)) break;
            // Entries of one table go in together.
            holds_ = !entries_.empty() && nextPrefix_ != prefix_;
            if (holds_) break;
            prefix_ = nextPrefix_;
            keys.push_back(heldKey_);
            expiries.push_back(held_.number());
            entries_.push_back(held_);
        }
        if (entries_.empty()) return false;
        KeyTable& table = choose_(prefix_);
        Batch batch;
        batch.rows = static_cast<int>(entries_.size());
        std::vector<uint64_t> hashes(entries_.size(), 0);
        if (!table.keyTypes().empty()) {
            RowCodec codec(table.keyTypes());
            auto builders = codec.makeBuilders(batch.rows);
            codec.decode(keys, builders);
            batch.columns = columnsOf(builders);
            hashRows(batch.columns, batch, hashes);
        }
        std::vector<Found> found;
        table.findOrInsert(hashes, batch.columns, batch, rows_, found);
        size_t kept = 0;
        for (size_t i = 0; i < rows_.size(); ++i) {
            if (found[i] != Found::New) {
                if (in_.isLayered()) continue;      // a newer layer had it
                throw RunError({ErrorCode::Data, "The state of a checkpoint makes no sense: a key is there twice.", {}, "Start from another checkpoint."});
            }
            std::memset(table.payload(rows_[i]), 0, table.payloadBytes());
            table.setExpiry(rows_[i], expiries[i]);
            rows_[kept] = rows_[i];
            if (kept != i) entries_[kept] = entries_[i];
            ++kept;
        }
        entries_.resize(kept);
        rows_.resize(kept);
    } while (entries_.empty());
    return true;
}

} // namespace weir
