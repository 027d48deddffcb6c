// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"

#include <algorithm>
#include <map>

namespace weir {

using namespace plan;

namespace {

/// Inputs before consumers; each physical operator becomes a vertex once, unions vanish into edges.
class Emitter {
public:
    explicit Emitter(const SessionConfig& config) : config_(config), parallelism_(std::max<int>(1, static_cast<int>(config.integer("parallelism.default", 1)))) {}

    JobGraph run(const std::vector<PhysicalRef>& roots) {
        graph_.batchMode = config_.batchMode();
        graph_.netChanges = config_.boolean("table.exec.mini-batch.enabled");
        graph_.miniBatchRows = config_.integer("table.exec.mini-batch.size", 0);
        graph_.miniBatchMillis = config_.durationMillis("table.exec.mini-batch.allow-latency");
        graph_.stateTtlMillis = config_.durationMillis("table.exec.state.ttl");
        graph_.zone = config_.text("table.local-time-zone");
        for (const PhysicalRef& root : roots) vertex(root);
        return std::move(graph_);
    }

private:
    struct End { int vertex; const Physical* from; };

    /// The vertices whose rows come out of this operator: one, or a union's inputs.
    void ends(const PhysicalRef& node, std::vector<End>& out) {
        if (!node->isUnion) {
            out.push_back({vertex(node), node.get()});
            return;
        }
        for (const auto& input : node->inputs) ends(input.from, out);
    }

    int vertex(const PhysicalRef& node) {
        auto found = made_.find(node.get());
        if (found != made_.end()) return found->second;
        struct Link { End end; const Physical::Input* input; };
        std::vector<Link> links;
        for (const auto& input : node->inputs) {
            std::vector<End> from;
            ends(input.from, from);
            for (const End& each : from) links.push_back({each, &input});
        }
        JobVertex vertex;
        vertex.id = static_cast<int>(graph_.vertices.size());
        vertex.name = node->name;
        vertex.detail = node->detail;
        vertex.spec = node->spec;
        vertex.schema = node->schema;
        vertex.mode = node->mode;
        if (!node->keys.empty()) vertex.upsertKey = node->keys[0];
        vertex.place = node->place;
        vertex.parallelism = parallelismOf(*node, links.empty() ? 0 : inherited(links));
        std::string base = (node->hint.empty() ? "" : node->hint + ".") + node->name;
        int again = ++uids_[base];
        vertex.uid = again == 1 ? base : base + "." + std::to_string(again);
        for (const Link& link : links) {
            const JobVertex& from = graph_.vertices[link.end.vertex];
            JobEdge edge{from.id, vertex.id, link.input->number, Shuffle::Forward, {}};
            bool alone = from.parallelism == 1 && vertex.parallelism == 1;
            if (!alone) {
                if (vertex.parallelism == 1) edge.shuffle = Shuffle::Global;
                else if (link.input->wants.kind == Distribution::Kind::Hash) {
                    // Rows already lie where they are wanted when the input was spread by the same columns.
                    bool inPlace = from.parallelism == vertex.parallelism && link.end.from->hashedBy == link.input->wants.keys && !link.end.from->hashedBy.empty();
                    if (!inPlace) {
                        edge.shuffle = Shuffle::Hash;
                        edge.keys = link.input->wants.keys;
                    }
                } else if (from.parallelism != vertex.parallelism && from.mode.insertOnly()) {
                    edge.shuffle = Shuffle::Rebalance;
                }
                if (std::holds_alternative<LookupJoinSpec>(node->spec) && link.input->number == 1) edge.shuffle = Shuffle::Broadcast, edge.keys.clear();
            }
            graph_.edges.push_back(edge);
        }
        made_[node.get()] = vertex.id;
        graph_.vertices.push_back(std::move(vertex));
        return graph_.vertices.back().id;
    }

    template <class Links>
    int inherited(const Links& links) const {
        int most = 1;
        for (const auto& link : links) most = std::max(most, graph_.vertices[link.end.vertex].parallelism);
        return most;
    }

    int parallelismOf(const Physical& node, int inheritedFrom) const {
        if (node.single) return 1;
        if (const auto* source = std::get_if<SourceSpec>(&node.spec)) return option(*source->table, "scan.parallelism", parallelism_);
        if (const auto* sink = std::get_if<SinkSpec>(&node.spec); sink && sink->table) return option(*sink->table, "sink.parallelism", inheritedFrom);
        bool keyed = std::any_of(node.inputs.begin(), node.inputs.end(), [](const auto& input) { return input.wants.kind == Distribution::Kind::Hash; });
        return keyed ? parallelism_ : inheritedFrom;
    }

    static int option(const TableDefinition& table, const char* name, int fallback) {
        std::string text = table.option(name);
        int value = text.empty() ? 0 : std::atoi(text.c_str());
        return value > 0 ? value : fallback;
    }

    const SessionConfig& config_;
    int parallelism_;
    JobGraph graph_;
    std::map<const Physical*, int> made_;
    std::map<std::string, int> uids_;
};

} // namespace

JobGraph emitGraph(const std::vector<PhysicalRef>& roots, const SessionConfig& config) { return Emitter(config).run(roots); }

} // namespace weir
