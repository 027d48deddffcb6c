// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/checked_sink.h"

#include "engine/types/hash.h"

namespace weir {

namespace {
constexpr int64_t RowsATelling = 64;      // a hash costs ten bytes: rows that trickle share one
constexpr int LargeBatch = 64;
constexpr uint32_t Stride = 32;
} // namespace

void CheckedSink::write(const Batch& rows) {
    int count = rows.size();
    uint64_t hash = hash_ ^ static_cast<uint64_t>(count);
    SelectionRef looked = rows.selection;
    if (count > LargeBatch) {
        auto some = std::make_shared<Selection>();
        uint32_t at = next_;
        for (; at < static_cast<uint32_t>(count); at += Stride) some->push_back(static_cast<uint16_t>(rows.physicalRow(static_cast<int>(at))));
        next_ = (at + 1) % Stride;
        looked = std::move(some);
    }
    Batch seen = rows;
    seen.selection = std::move(looked);
    hashRows(seen.columns, seen, hashes_);
    int seenRows = seen.size();
    for (int i = 0; i < seenRows; ++i) {
        int row = seen.physicalRow(i);
        hash = (hash ^ hashes_[static_cast<size_t>(row)]) * 0x9e3779b97f4a7c15ULL + static_cast<uint64_t>(rows.kind(row));
        hash ^= hash >> 29;
    }
    hash_ = hash;
    untold_ += count;
    if (untold_ >= RowsATelling) tell();
    if (sink_) sink_->write(rows);
}

void CheckedSink::tell() {
    if (untold_ == 0) return;
    untold_ = 0;
    tape_.check({StepKind::Sunk, node_, static_cast<int64_t>(hash_)});
}

void CheckedSink::finish() {
    tell();
    if (sink_) sink_->finish();
}
void CheckedSink::prepare(int64_t checkpoint, StateWriter& out) {
    tell();
    hash_ = 0;      // a replay may begin here
    next_ = 0;
    if (sink_) sink_->prepare(checkpoint, out);
}

} // namespace weir
