// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace weir {

/// What became of a row that came into an operator: one verdict a row and operator.
enum class RowFate : uint8_t {
    // Counted by the operator, once a batch.
    Rejected,        // a record that could not be read, and was passed over as the table's options say
    Filtered,        // a condition was not TRUE
    Late,            // behind the watermark: what it belongs to had closed
    Dropped,         // by rank, LIMIT, a duplicate's key, a NULL where none may be
    Replaced,        // was kept, until another row took its place
    Retracted,       // a change that takes an earlier row back
    Folded,          // into a result
    Matched,         // met a row of the other side
    Expired,         // met none, and can meet none any more
    Committed,       // shown by a sink
    Counted,         // how many there are of these; no verdict
    // What is left when those, and where the operator passes rows on these too, are taken off what came in.
    PassedOn,        // went on
    Waiting,         // in state, for what decides
    Kept,            // in state: part of the present result
    TakenIn,         // kept or folded: the operator does not tell which
    Uncommitted,     // in a sink, shown with a checkpoint to come
    Written,         // given to a sink that shows rows as it can
    AtWork,          // being worked on; none at a pause
    // On the way.
    InFlight,        // between two operators
    Elsewhere        // goes on together with rows of others
};
constexpr int CountedFates = static_cast<int>(RowFate::Counted);

/// An operator's rows since its job began, over restarts: what was counted behind the checkpoint that an attempt began with is not counted twice.
struct FlowCounts {
    int64_t in[2] = {0, 0};                      // by input; of a source: what its connector gave
    int64_t out = 0;
    int64_t fates[2][CountedFates] = {};         // by input
    int64_t& fate(RowFate one, int input = 0) { return fates[input][static_cast<int>(one)]; }
    int64_t fate(RowFate one, int input = 0) const { return fates[input][static_cast<int>(one)]; }
    FlowCounts& operator+=(const FlowCounts& other) {
        out += other.out;
        for (int input = 0; input < 2; ++input) {
            in[input] += other.in[input];
            for (int i = 0; i < CountedFates; ++i) fates[input][i] += other.fates[input][i];
        }
        return *this;
    }
};

} // namespace weir
