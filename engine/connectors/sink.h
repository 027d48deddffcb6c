// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/types/batch.h"

namespace weir {

/// A subtask of a sink. Where checkpoints are taken and the sink can, rows are shown in two phases: prepare() makes durable what came so far, publish()
/// shows it when the whole checkpoint is durable, and may be repeated after a crash. Other sinks show rows as they come (at least once).
/// Called by one task at a time; must not block for long. Throws RunError when writing fails.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void write(const Batch& rows) = 0;      // may carry a selection
    virtual void watermark(int64_t) {}
    /// False: full for now, write() must wait (the task is backpressured by the sink).
    virtual bool ready() { return true; }
    virtual void flush() {}                         // the task ran out of input
    virtual void finish() {}                        // end of input: everything visible after this, or after the last publish()
    virtual void prepare(int64_t /*checkpoint*/, StateWriter&) { flush(); }
    virtual void publish(int64_t /*checkpoint*/) {}
    virtual bool holdsBack() const { return false; }    // rows are shown by publish() only
    virtual void restore(StateReader&) {}           // shows what was prepared, goes on behind it; before the first write()
    virtual void close() {}                         // also on cancel and failure
};

} // namespace weir
