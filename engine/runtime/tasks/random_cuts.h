// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/random.h"
#include "engine/connectors/source.h"

#include <algorithm>
#include <memory>

namespace weir {

/// A source whose batches are cut where the seed says, mostly small ones: the answer of a job must not depend on it. For tests.
class RandomCuts final : public Source {
public:
    RandomCuts(std::unique_ptr<Source> source, Random random) : source_(std::move(source)), random_(random) {}
    Poll poll(int maxRows) override {
        uint64_t most = 1 + random_.below(static_cast<uint64_t>(std::clamp(maxRows, 1, 64)));
        return source_->poll(static_cast<int>(1 + random_.below(most)));
    }
    std::vector<SplitProgress> progress() const override { return source_->progress(); }
    bool bounded() const override { return source_->bounded(); }
    int64_t rejectedRecords() const override { return source_->rejectedRecords(); }
    std::vector<SplitState> snapshot() const override { return source_->snapshot(); }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override { return source_->restore(splits, isRescaled); }
    void close() override { source_->close(); }

private:
    std::unique_ptr<Source> source_;
    Random random_;
};

} // namespace weir
