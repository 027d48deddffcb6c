// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/over_calls.h"

#include "engine/base/error.h"
#include "engine/types/vector_builder.h"

namespace weir {

OverCalls::OverCalls(const plan::OverWindow& window, const EvaluationContext& context) {
    static constexpr std::pair<std::string_view, RankingFunction> names[] = {
        {"ROW_NUMBER", RankingFunction::RowNumber}, {"RANK", RankingFunction::Rank},          {"DENSE_RANK", RankingFunction::DenseRank},
        {"NTILE", RankingFunction::Ntile},          {"PERCENT_RANK", RankingFunction::PercentRank}, {"CUME_DIST", RankingFunction::CumeDist},
        {"LAG", RankingFunction::Lag},              {"LEAD", RankingFunction::Lead}};
    for (const plan::OverCall& call : window.calls) {
        if (!call.ranking) {
            order.push_back(static_cast<int>(aggregates.size()));
            aggregates.push_back(call.call);
            continue;
        }
        RankingCall ranking;
        bool known = false;
        for (const auto& [name, function] : names)
            if (name == call.call.name) ranking.function = function, known = true;
        if (!known) throw RunError(Error{ErrorCode::Unsupported, call.call.name + " in an OVER window is not supported yet.", call.call.place});
        ranking.type = call.type;
        ranking.place = call.call.place;
        if (!call.call.arguments.empty()) ranking.argument = call.call.arguments[0];
        if (call.call.arguments.size() > 1) ranking.fallbackColumn = call.call.arguments[1];
        if (!call.extra.empty()) {
            Value number = evaluateConstant(call.extra[0], context);
            if (number.isNull()) throw RunError(Error{ErrorCode::Invalid, "The offset of " + call.call.name + " must not be NULL.", call.call.place});
            ranking.number = number.integer();
        }
        if (call.extra.size() > 1) ranking.fallback = evaluateConstant(call.extra[1], context);
        if (ranking.function == RankingFunction::Ntile && ranking.number <= 0)
            throw RunError(Error{ErrorCode::Invalid, "NTILE takes a number of buckets above 0.", call.call.place});
        order.push_back(-1 - static_cast<int>(rankings.size()));
        rankings.push_back(std::move(ranking));
    }
}

void appendInteger(VectorBuilder& out, const DataType& type, int64_t value) {
    switch (type.physical()) {
    case PhysicalKind::Int8: return out.append<int8_t>(static_cast<int8_t>(value));
    case PhysicalKind::Int16: return out.append<int16_t>(static_cast<int16_t>(value));
    case PhysicalKind::Int32: return out.append<int32_t>(static_cast<int32_t>(value));
    case PhysicalKind::Float64: return out.append<double>(static_cast<double>(value));
    default: return out.append<int64_t>(value);
    }
}

} // namespace weir
