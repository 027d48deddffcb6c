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
    /// From now on groups that have not been used for long go to disk when memory is full. Not with DISTINCT calls, not without a key.
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

    size_t bytes() const { return usedBytes(); }
    size_t onDisk() const { return cold ? cold->rowsOnDisk() : 0; }
    /// The groups on disk as they are now; null: none.
    std::shared_ptr<const ColdRows::Frozen> freezeCold() const { return onDisk() > 0 ? cold->freeze() : nullptr; }
    size_t groups() const { return table.size() + onDisk(); }

private:
    size_t usedBytes() const override { return table.usedBytes() + seen.bytes() + (cold ? cold->bytes() : 0); }
    void saveRow(uint32_t row, StateWriter& out) override;
    void loadRow(uint32_t row, StateEntry& in) override;
    void dropRow(uint32_t row) override;
    const AggregateCalls* calls_;

public:
    KeyTable table;
    DistinctValues seen;
    std::optional<ColdRows> cold;
    int64_t rows = 0;       // that all groups consist of, where no row takes one back
};

} // namespace weir
