// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/sink.h"

namespace weir {

/// The sink of a table that must not be written: rows come and are gone. Belongs to its task.
class UnwrittenSink final : public Sink {
public:
    void write(const Batch&) override {}
};

} // namespace weir
