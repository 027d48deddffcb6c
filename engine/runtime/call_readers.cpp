// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/call_readers.h"

#include "engine/runtime/operators/aggregate_calls.h"

namespace weir {

using namespace plan;

std::map<std::string, std::vector<CallReader>> callReaders(const JobGraph& graph) {
    std::map<std::string, std::vector<CallReader>> out;
    for (const JobVertex& vertex : graph.vertices) {
        const auto inputs = graph.inputs(vertex.id);
        if (inputs.empty()) continue;
        const Schema& input = graph.vertices[static_cast<size_t>(inputs.front()->from)].schema;
        auto read = [&](const auto& spec) { out[vertex.uid] = AggregateCalls(spec.calls, input.types(), spec.retracting).readers(input); };
        if (const auto* groups = std::get_if<GroupAggregateSpec>(&vertex.spec)) read(*groups);
        else if (const auto* windows = std::get_if<WindowAggregateSpec>(&vertex.spec)) read(*windows);
    }
    return out;
}

} // namespace weir
