// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"

#include "engine/base/error.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <map>
#include <set>

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
        name();
        graph_.maxParallelism = keyGroups();
        return std::move(graph_);
    }

private:
    /// As many as were asked for, else what Flink takes for the greatest parallelism.
    int keyGroups() const {
        constexpr int Most = 1 << 15;
        const int64_t asked = config_.integer("pipeline.max-parallelism", -1);
        if (asked != -1 && (asked < 1 || asked > Most))
            throw RunError({ErrorCode::Invalid, "'pipeline.max-parallelism' is " + std::to_string(asked) + ".", {}, "It must be from 1 to " + std::to_string(Most) + ", or -1."});
        const JobVertex* widest = nullptr;
        for (const JobVertex& vertex : graph_.vertices)
            if (!widest || vertex.parallelism > widest->parallelism) widest = &vertex;
        const int parallelism = widest ? widest->parallelism : 1, groups = asked == -1 ? std::min(Most, std::max(DefaultMaxParallelism, static_cast<int>(std::bit_ceil(static_cast<unsigned>(parallelism + parallelism / 2))))) : static_cast<int>(asked);
        if (parallelism > groups)
            throw RunError({ErrorCode::Invalid, "'" + widest->name + "' has a parallelism of " + std::to_string(parallelism) + ", more than the " + std::to_string(groups) + " key groups of the job.",
                            widest->place, "Raise 'pipeline.max-parallelism', at most to " + std::to_string(Most) + ", or lower the parallelism."});
        return groups;
    }

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
        vertex.uid = node->name.find(": ") != std::string::npos || node->hint.empty() ? node->name : node->hint + "." + node->name;
        for (const Link& link : links) {
            const JobVertex& from = graph_.vertices[link.end.vertex];
            // The keys stand also where rows need not move: those in a checkpoint may have to.
            JobEdge edge{from.id, vertex.id, link.input->number, Shuffle::Forward, {}};
            if (link.input->wants.kind == Distribution::Kind::Hash) edge.keys = link.input->wants.keys;
            bool alone = from.parallelism == 1 && vertex.parallelism == 1;
            if (!alone) {
                if (vertex.parallelism == 1) edge.shuffle = Shuffle::Global;
                else if (link.input->wants.kind == Distribution::Kind::Hash) {
                    // Rows already lie where they are wanted when the input was spread by the same columns.
                    bool inPlace = from.parallelism == vertex.parallelism && link.end.from->hashedBy == link.input->wants.keys && !link.end.from->hashedBy.empty();
                    if (!inPlace) edge.shuffle = Shuffle::Hash;
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

    /// Where names alone are not enough, what an operator does and where its rows end tell it apart; never the order of the statements.
    void name() {
        std::map<std::string, std::vector<JobVertex*>> families;
        for (JobVertex& vertex : graph_.vertices) families[vertex.uid].push_back(&vertex);
        std::vector<std::set<std::string>> sinks(graph_.vertices.size());
        for (size_t i = graph_.vertices.size(); i-- > 0;) {
            if (std::holds_alternative<SinkSpec>(graph_.vertices[i].spec)) sinks[i].insert(graph_.vertices[i].name);
            for (const JobEdge& edge : graph_.edges)
                if (edge.to == static_cast<int>(i)) sinks[static_cast<size_t>(edge.from)].insert(sinks[i].begin(), sinks[i].end());
        }
        for (auto& [base, members] : families) {
            if (members.size() == 1) continue;
            std::map<std::string, int> taken;
            for (JobVertex* vertex : members) {
                std::string tells = vertex->detail;
                for (const std::string& sink : sinks[static_cast<size_t>(vertex->id)]) tells += "\n" + sink;
                uint64_t hash = 14695981039346656037u;
                for (char c : tells) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
                char digits[8];
                std::snprintf(digits, sizeof digits, "#%04x", static_cast<unsigned>(hash >> 20 & 0xffff));
                vertex->uid = base + digits;
                if (int again = ++taken[vertex->uid]; again > 1) vertex->uid += "." + std::to_string(again);
            }
        }
        // SET 'weir.uid.NAME' = 'OTHER': the user's name for it.
        std::set<std::string> all;
        for (JobVertex& vertex : graph_.vertices) {
            if (std::string key = "weir.uid." + vertex.uid; config_.has(key)) vertex.uid = config_.text(key);
            if (!all.insert(vertex.uid).second)
                throw RunError({ErrorCode::Invalid, "Two operators of the job have the uid '" + vertex.uid + "'.", vertex.place, "Look at the 'weir.uid.*' settings."});
        }
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
};

} // namespace

JobGraph emitGraph(const std::vector<PhysicalRef>& roots, const SessionConfig& config) { return Emitter(config).run(roots); }

} // namespace weir
