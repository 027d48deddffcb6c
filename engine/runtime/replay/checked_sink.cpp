// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/checked_sink.h"

#include "engine/types/hash.h"

namespace weir {

namespace {
constexpr int64_t RowsATelling = 64;      // a hash costs ten bytes: rows that trickle share one
} // namespace

void CheckedSink::write(const Batch& rows) {
    hashRows(rows.columns, rows, hashes_);
    int count = rows.size();
    uint64_t hash = hash_;
    for (int i = 0; i < count; ++i) {
        int row = rows.physicalRow(i);
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

void CheckedSink::flush() {
    tell();
    if (sink_) sink_->flush();
}
void CheckedSink::finish() {
    tell();
    if (sink_) sink_->finish();
}
void CheckedSink::prepare(int64_t checkpoint, StateWriter& out) {
    tell();
    if (sink_) sink_->prepare(checkpoint, out);
}

} // namespace weir
