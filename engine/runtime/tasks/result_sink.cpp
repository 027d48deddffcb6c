// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/tasks/result_sink.h"

#include "engine/runtime/operators/row_changes.h"
#include "engine/state/table_state.h"

namespace weir {

StateForm ResultSink::form() const { return {{}, stateColumns(results_->schema())}; }

void ResultSink::prepare(int64_t checkpoint, StateWriter& out) {
    hides_ |= checkpoint == until_;
    out.section("rows", form());
    for (Held& held : held_) {
        if (held.checkpoint == 0) held.checkpoint = checkpoint;
        EncodedRows encoded;
        codec_.encode(held.rows.columns, held.rows, encoded);
        for (int row = 0; row < held.rows.rows; ++row) {
            out.entry(EverySubtask);
            out.number(subtask_);
            out.number(held.checkpoint);
            out.number(static_cast<int64_t>(held.rows.kind(row)));
            out.bytes(encoded.row(row));
        }
    }
}

void ResultSink::publish(int64_t checkpoint) {
    for (; !held_.empty() && held_.front().checkpoint != 0 && held_.front().checkpoint <= checkpoint; held_.pop_front())
        results_->addOnce(subtask_, held_.front().checkpoint, std::move(held_.front().rows));
    results_->shown(subtask_, checkpoint);
}

void ResultSink::restore(StateReader& in) {
    if (!in.section("rows", form())) return;
    RowChanges rows(codec_.types());
    int64_t former = -1, checkpoint = 0, last = 0;
    auto take = [&] {
        if (rows.rows() > 0) results_->addOnce(static_cast<int>(former), checkpoint, rows.take());
    };
    auto end = [&] {
        take();
        if (last > 0) results_->shown(static_cast<int>(former), last);
        last = 0;
    };
    for (StateEntry entry; in.next(entry);) {
        int64_t subtask = entry.number(), number = entry.number();
        auto kind = static_cast<RowKind>(entry.number());
        // With another parallelism the rows of a former subtask are those of one now: what it has shown already is known as a whole.
        if (subtask % in.parallelism() != in.subtask()) continue;
        if (subtask != former) end();
        else if (number != checkpoint || rows.rows() >= 4096) take();
        former = subtask;
        checkpoint = number;
        last = std::max(last, number);
        rows.add(kind, entry.bytes());
    }
    end();
}

} // namespace weir
