// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/types/batch.h"

namespace weir {

/// A subtask of a sink. Called by one task at a time; must not block for long. Throws RunError when writing fails.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void write(const Batch& rows) = 0;      // may carry a selection
    virtual void watermark(int64_t) {}
    /// False: full for now, write() must wait (the task is backpressured by the sink).
    virtual bool ready() { return true; }
    virtual void flush() {}                         // the task ran out of input
    virtual void finish() {}                        // end of input: everything visible after this
    virtual void close() {}                         // also on cancel and failure
};

} // namespace weir
