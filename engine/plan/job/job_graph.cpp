// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/job/job_graph.h"

#include <algorithm>

namespace weir::plan {

std::vector<const JobEdge*> JobGraph::inputs(int vertex) const {
    std::vector<const JobEdge*> found;
    for (const JobEdge& edge : edges)
        if (edge.to == vertex) found.push_back(&edge);
    std::stable_sort(found.begin(), found.end(), [](const JobEdge* a, const JobEdge* b) { return a->input < b->input; });
    return found;
}

std::vector<const JobEdge*> JobGraph::outputs(int vertex) const {
    std::vector<const JobEdge*> found;
    for (const JobEdge& edge : edges)
        if (edge.from == vertex) found.push_back(&edge);
    return found;
}

std::string text(const ChangelogMode& mode) {
    std::string out = "[I";
    if (mode.updateBefore) out += ",UB";
    if (mode.updateAfter) out += ",UA";
    if (mode.remove) out += ",D";
    return out + "]";
}

std::string text(const JobEdge& edge, const JobGraph& graph) {
    switch (edge.shuffle) {
    case Shuffle::Forward: return "FORWARD";
    case Shuffle::Global: return "GLOBAL";
    case Shuffle::Broadcast: return "BROADCAST";
    case Shuffle::Rebalance: return "REBALANCE";
    case Shuffle::Hash: break;
    }
    std::string out = "HASH[";
    const Schema& schema = graph.vertices[edge.from].schema;
    for (size_t i = 0; i < edge.keys.size(); ++i) out += (i ? ", " : "") + schema.fields[edge.keys[i]].name;
    return out + "]";
}

std::string print(const JobGraph& graph) {
    std::string out;
    for (const JobVertex& vertex : graph.vertices) {
        out += std::to_string(vertex.id) + ": " + vertex.name;
        if (!vertex.detail.empty()) out += "(" + vertex.detail + ")";
        out += " p=" + std::to_string(vertex.parallelism) + " " + text(vertex.mode);
        for (const JobEdge* edge : graph.inputs(vertex.id))
            out += " <- " + std::to_string(edge->from) + (edge->shuffle == Shuffle::Forward ? "" : " " + text(*edge, graph));
        out += "\n";
    }
    return out;
}

} // namespace weir::plan
