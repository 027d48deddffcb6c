// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/state/key_table.h"

#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <unordered_set>

namespace weir {

/// Columns of a schema as state is matched by them.
std::vector<StateColumn> stateColumns(const Schema& schema, std::span<const int> columns);
std::vector<StateColumn> stateColumns(const Schema& schema);

/// The live rows of a table, in the order of their numbers, with key group and packed key: how a table goes into a checkpoint.
class TableKeys {
public:
    /// `maxParallelism` 0: every subtask has the whole table.
    TableKeys(const KeyTable& table, int maxParallelism) : table_(table), codec_(table.keyTypes()), maxParallelism_(maxParallelism) {}
    bool next();
    uint32_t row() const { return rows_[at_]; }
    /// The rows that are looked at together, and which of them is at hand: work over columns is due at the first.
    std::span<const uint32_t> rows() const { return rows_; }
    size_t at() const { return at_; }
    int keyGroup() const { return groups_[at_]; }
    std::string_view key() const {
        if (table_.hasPackedKeys()) return table_.keyBytes(row());
        return table_.keyTypes().empty() ? std::string_view() : encoded_.row(static_cast<int>(at_));
    }
    /// Begins the row's entry: the prefix, key and end of its time to live.
    void beginEntry(StateWriter& out, std::initializer_list<int64_t> prefix = {}) const {
        out.entry(keyGroup());
        std::string_view packed = key();
        out.fields(StateWriter::mostBytes(prefix.size() + 1, 1, packed.size()), [&](char* to) {
            for (int64_t number : prefix) to = StateWriter::put(to, number);
            to = StateWriter::put(to, packed);
            return StateWriter::put(to, table_.expiryOf(row()));
        });
    }

private:
    bool fill();
    const KeyTable& table_;
    RowCodec codec_;
    int maxParallelism_;
    uint32_t nextRow_ = 0;
    std::vector<uint32_t> rows_;
    size_t at_ = 0;
    std::vector<VectorBuilder> builders_;
    std::vector<uint64_t> hashes_;
    std::vector<int> groups_;
    EncodedRows encoded_;
};

/// The entries of the reader's section whose keys go into a table: each begins with `prefixNumbers` numbers that choose it (a window), then key and
/// end of its time to live. The row's payload is the caller's to fill.
class TableEntries {
public:
    using Choose = std::function<KeyTable&(std::span<const int64_t> prefix)>;
    TableEntries(StateReader& in, size_t prefixNumbers, Choose choose) : in_(in), prefixNumbers_(prefixNumbers), choose_(std::move(choose)) {}
    TableEntries(StateReader& in, KeyTable& table) : TableEntries(in, 0, [&table](std::span<const int64_t>) -> KeyTable& { return table; }) { table.reserve(static_cast<size_t>(in.expectedEntries())); }
    /// Entries of which that says false, by prefix and former subtask, are left out.
    void only(std::function<bool(std::span<const int64_t> prefix, int formerSubtask)> keeps) { keeps_ = std::move(keeps); }
    bool next();
    /// Of the entry at hand.
    std::span<const int64_t> prefix() const { return prefix_; }
    uint32_t row() const { return rows_[at_]; }
    StateEntry& entry() { return entries_[at_]; }
    /// Whether all rows that are in the table so far have been handed out: then rows may leave it.
    bool atBoundary() const { return at_ + 1 == entries_.size(); }

private:
    bool fill();
    bool read(std::vector<int64_t>& prefix, StateEntry& entry, std::string_view& key);
    StateReader& in_;
    size_t prefixNumbers_;
    Choose choose_;
    std::function<bool(std::span<const int64_t>, int)> keeps_;
    std::vector<int64_t> prefix_, nextPrefix_;
    StateEntry held_;
    std::string_view heldKey_;
    std::unordered_set<std::string_view> removed_;        // keys whose entries in older layers are out of date
    bool holds_ = false;
    std::vector<StateEntry> entries_;
    std::vector<uint32_t> rows_;
    size_t at_ = 0;
};

} // namespace weir
