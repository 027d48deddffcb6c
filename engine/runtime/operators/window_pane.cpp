// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/window_pane.h"

namespace weir {

WindowPane::WindowPane(const AggregateCalls& calls, const std::vector<DataType>& keys)
    : calls_(&calls), table(keys, HeaderBytes + calls.bytesWithNumber()), seen(calls.makeDistinctValues()) {}

WindowPane::~WindowPane() { clear(); }

void WindowPane::clear() {
    for (uint32_t row = 0; !calls_->isPlain() && row < table.end(); ++row)
        if (table.live(row)) calls_->clear(accumulators(row));
    table.clear();
}

void WindowPane::spillTo(const OperatorContext& context) {
    if (!table.keyTypes().empty()) cold.emplace(*context.coldStore, *context.memory, table, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
    seen.spillTo(context);
}

bool WindowPane::refill(size_t groups) {
    if (!cold || cold->rowsOnDisk() == 0) return false;
    clear();
    return cold->takeBack(groups) > 0;
}

void WindowPane::saveRow(uint32_t row, StateWriter& out) {
    out.number(count(row));
    calls_->save(accumulators(row), 0, {}, {}, out);
    if (calls_->hasDistinct()) out.number(static_cast<int64_t>(calls_->number(accumulators(row))));
}

uint64_t WindowPane::load(uint32_t row, uint64_t number, StateEntry& in) {
    count(row) = in.number();
    calls_->initialise(accumulators(row));
    calls_->load(accumulators(row), number, seen, in);
    if (calls_->hasDistinct() && !in.atEnd()) number = static_cast<uint64_t>(in.number());
    calls_->setNumber(accumulators(row), number);
    return number;
}

void WindowPane::dropRow(uint32_t row) {
    if (!calls_->isPlain()) calls_->clear(accumulators(row));
    table.erase(row);
}

} // namespace weir
