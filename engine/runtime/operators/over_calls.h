// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/evaluator.h"
#include "engine/plan/common.h"
#include "engine/runtime/operators/aggregate_calls.h"

#include <optional>
#include <string>

namespace weir {

/// The calls of an OVER window split into aggregates and ranking functions.
enum class RankingFunction : uint8_t { RowNumber, Rank, DenseRank, Ntile, PercentRank, CumeDist, Lag, Lead };

struct RankingCall {
    RankingFunction function;
    DataType type;
    int argument = -1;            // LAG, LEAD: input column
    int64_t number = 1;           // LAG, LEAD: offset; NTILE: buckets
    Value fallback;               // LAG, LEAD: default
    int fallbackColumn = -1;      // LAG, LEAD: a default that is a column
    Place place;
};

struct OverCalls {
    std::vector<plan::AggregateCall> aggregates;
    std::vector<RankingCall> rankings;
    std::vector<int> order;       // per output column: >= 0 aggregate, < 0: -1 - ranking

    OverCalls(const plan::OverWindow& window, const EvaluationContext& context);
};

/// Appends an integer in the physical form of a type.
void appendInteger(VectorBuilder& out, const DataType& type, int64_t value);

} // namespace weir
