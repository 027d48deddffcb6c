// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/aggregate_calls.h"
#include "engine/runtime/operators/operator.h"
#include "engine/state/cold_rows.h"

#include <optional>

namespace weir {

/// The groups of one window or slice.
class WindowPane final : private ColdRows::Owner {
public:
    static constexpr uint32_t HeaderBytes = sizeof(int64_t);   // rows of the group
    WindowPane(const AggregateCalls& calls, const std::vector<DataType>& keys);
    ~WindowPane() override;
    /// From now on groups, and values of DISTINCT calls, that have not been used for long go to disk when memory is full.
    void spillTo(const OperatorContext& context);
    /// When all groups in memory are emitted: the next ones from disk in their place; false when there are none.
    bool refill(size_t groups);
    static int64_t& countOf(std::byte* group) { return *reinterpret_cast<int64_t*>(group); }
    static int64_t countOf(const std::byte* group) { return *reinterpret_cast<const int64_t*>(group); }
    int64_t& count(uint32_t row) { return table.as<int64_t>(row); }
    int64_t count(uint32_t row) const { return table.as<int64_t>(row); }
    std::byte* accumulators(uint32_t row) { return table.payload(row) + HeaderBytes; }
    const std::byte* accumulators(uint32_t row) const { return table.payload(row) + HeaderBytes; }
    void clear();

    /// A new group.
    void begin(uint32_t row, uint64_t number) {
        count(row) = 0;
        calls_->initialise(accumulators(row));
        calls_->setNumber(accumulators(row), number);
    }
    /// The entry at hand into a new group. The number it was given, or that it has where its values lie apart.
    uint64_t load(uint32_t row, uint64_t number, StateEntry& in);
    void keepBudget() {
        if (cold) cold->keepBudget();
        seen.keepBudget();
    }

    size_t bytes() const { return usedBytes() + seen.bytes(); }
    size_t onDisk() const { return cold ? cold->rowsOnDisk() : 0; }
    /// The groups on disk as they are now; null: none.
    std::shared_ptr<const ColdRows::Frozen> freezeCold() const { return onDisk() > 0 ? cold->freeze() : nullptr; }
    size_t groups() const { return table.size() + onDisk(); }

private:
    size_t usedBytes() const override { return table.usedBytes() + (cold ? cold->bytes() : 0); }
    void saveRow(uint32_t row, StateWriter& out) override;
    void loadRow(uint32_t row, StateEntry& in) override { load(row, 0, in); }
    void dropRow(uint32_t row) override;
    const AggregateCalls* calls_;

public:
    KeyTable table;
    DistinctValues seen;
    std::optional<ColdRows> cold;
    int64_t rows = 0;       // that all groups consist of, where no row takes one back
};

} // namespace weir
