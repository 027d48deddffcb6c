// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"

#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace weir {

/// Numbers of groups by which values know whose they are: never used twice, also not behind a restore with another parallelism, as all groups of a key group
/// are in one subtask.
class GroupNumbers {
public:
    uint64_t next(int keyGroup) { return static_cast<uint64_t>(keyGroup) << CounterBits | ++last_; }
    /// A checkpoint has this one.
    void saw(uint64_t number) { last_ = std::max(last_, number & ((uint64_t{1} << CounterBits) - 1)); }
    static int keyGroupOf(uint64_t number) { return static_cast<int>(number >> CounterBits); }

private:
    static constexpr int CounterBits = 48;
    uint64_t last_ = 0;
};

/// The part of a table of seen values that lies on disk. Values move for themselves: a group may have any number of them.
class ColdValues final : private ColdRows::Owner {
public:
    ColdValues(KeyTable& table, const OperatorContext& context)
        : table_(table), rows(*context.coldStore, *context.memory, table, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters) {}

private:
    void saveRow(uint32_t row, StateWriter& out) override;
    void loadRow(uint32_t row, StateEntry& in) override;
    void dropRow(uint32_t row) override { table_.erase(row); }
    int groupOf(std::string_view key) const override;
    size_t usedBytes() const override { return table_.usedBytes() + rows.bytes(); }
    KeyTable& table_;

public:
    ColdRows rows;
};

/// The values that DISTINCT calls have seen, one table per different list of arguments: (group, values) -> how often, per filter.
struct DistinctValues {
    std::vector<KeyTable> tables;
    std::vector<std::unique_ptr<ColdValues>> cold;      // one a table; none: all are in memory

    size_t bytes() const;
    size_t onDisk() const;
    /// From now on values that have not been used for long go to disk when memory is full. The tables stay where they are. Groups have numbers of GroupNumbers.
    void spillTo(const OperatorContext& context);
    void keepBudget() {
        for (auto& one : cold) one->rows.keepBudget();
    }

    // Checkpoints: where values may be on disk they are entries of their own, behind a prefix that chooses among several (a window). ---------------------
    /// One table as it is now, for a reader on any thread; `table` is null while an earlier copy is still read.
    struct Frozen {
        std::shared_ptr<const KeyTable> table;
        std::shared_ptr<const ColdRows::Frozen> cold;
        void save(StateWriter& out, std::initializer_list<int64_t> prefix = {}) const;
    };
    static void save(const KeyTable& table, StateWriter& out, std::initializer_list<int64_t> prefix = {});
    /// The entry at hand, behind its prefix, goes into a table; the number of its group.
    uint64_t load(size_t table, StateEntry& in);
    static uint64_t hashOf(std::string_view values, uint64_t group);
    static uint64_t groupOf(std::string_view key);
};

} // namespace weir
