// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/source.h"
#include "engine/expressions/evaluator.h"
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <cstdlib>

namespace weir {

/// The rows of VALUES, computed once.
class ValuesSource final : public Source {
public:
    ValuesSource(const std::vector<std::vector<ExpressionRef>>& rows, const Schema& schema, const EvaluationContext& context) {
        std::vector<VectorBuilder> builders;
        for (const Field& field : schema.fields) builders.emplace_back(field.type, static_cast<int>(rows.size()));
        for (const auto& row : rows)
            for (size_t i = 0; i < builders.size(); ++i) builders[i].appendValue(evaluateConstant(row[i], context));
        rows_.rows = static_cast<int>(rows.size());
        for (VectorBuilder& builder : builders) rows_.columns.push_back(builder.finish());
    }
    Poll poll(int maxRows) override {
        Poll poll;
        if (next_ == rows_.rows) {
            poll.state = PollState::Finished;
            return poll;
        }
        int count = std::min(maxRows, rows_.rows - next_);
        poll.state = PollState::Produced;
        poll.batch = rows_.slice(next_, count);
        poll.batch.span = SourceSpan{0, 0, next_};
        next_ += count;
        return poll;
    }
    std::vector<SplitProgress> progress() const override { return {{0, "values", std::to_string(next_), next_ == rows_.rows}}; }
    bool bounded() const override { return true; }
    std::vector<SplitState> snapshot() const override { return {{0, "values", std::to_string(next_), next_ > 0, next_ == rows_.rows}}; }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool) override {
        // Of all former subtasks only one had rows.
        size_t from = 0;
        for (size_t i = 0; i < splits.size(); ++i) {
            int next = std::clamp(std::atoi(splits[i].position.c_str()), next_, rows_.rows);
            if (next > next_) from = i;
            next_ = next;
        }
        if (splits.empty()) return {};
        return {{from, 0}};
    }

private:
    Batch rows_;
    int next_ = 0;
};

} // namespace weir
