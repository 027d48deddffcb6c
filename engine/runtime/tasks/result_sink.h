// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/results.h"
#include "engine/connectors/sink.h"

namespace weir {

/// The end of a plain SELECT: rows go to the run's result ring.
class ResultSink final : public Sink {
public:
    explicit ResultSink(std::shared_ptr<ResultCollector> results) : results_(std::move(results)) {}
    void write(const Batch& rows) override { results_->add(rows); }
    bool ready() override { return results_->ready(); }

private:
    std::shared_ptr<ResultCollector> results_;
};

} // namespace weir
