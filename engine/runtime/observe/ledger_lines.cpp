// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/ledger_lines.h"

#include "engine/runtime/observe/ledger_words.h"

#include <algorithm>

namespace weir {

namespace {

using namespace plan;

class Ledger {
public:
    Ledger(const JobGraph& graph, const LedgerCounts& counts) : graph_(graph), counts_(counts) {}

    std::vector<LedgerLine> run() {
        for (const JobVertex& vertex : graph_.vertices)
            if (isSource(vertex.id)) addFlow(vertex.id);
        for (const JobVertex& vertex : graph_.vertices)
            for (int input = 0; input < 2; ++input)
                if (!edgesInto(vertex.id, input).empty() && isMixed(vertex.id, input)) addMixed(vertex.id, input);
        for (const JobVertex& vertex : graph_.vertices)
            if (!isSource(vertex.id) && !passesOn(vertex.id) && !graph_.outputs(vertex.id).empty()) addFlow(vertex.id);
        return std::move(lines_);
    }

private:
    struct Leaf {
        RowFate fate;
        int vertex, input;
        int64_t rows;
    };
    using Path = std::vector<Leaf>;

    const LedgerCounts::Vertex& of(int vertex) const { return counts_.vertices[static_cast<size_t>(vertex)]; }
    const JobVertex& vertex(int id) const { return graph_.vertices[static_cast<size_t>(id)]; }
    bool isSource(int id) const { return std::holds_alternative<SourceSpec>(vertex(id).spec) || std::holds_alternative<ValuesSpec>(vertex(id).spec); }
    bool passesOn(int id) const { return isSource(id) || (of(id).passesOn && of(id).isKnown); }
    std::vector<const JobEdge*> edgesInto(int to, int input) const {
        std::vector<const JobEdge*> out;
        for (const JobEdge& edge : graph_.edges)
            if (edge.to == to && edge.input == input) out.push_back(&edge);
        return out;
    }
    int64_t copies(const JobEdge& edge) const { return edge.shuffle == Shuffle::Broadcast ? vertex(edge.to).parallelism : 1; }
    int64_t elsewhere(int to, int input) const {
        auto found = counts_.elsewhere.find({to, input});
        return found == counts_.elsewhere.end() ? 0 : found->second;
    }
    bool isMixed(int to, int input) const {
        auto edges = edgesInto(to, input);
        return edges.size() != 1 || copies(*edges.front()) != 1 || elsewhere(to, input) != 0;
    }

    /// The operator's own verdicts on what came into the input.
    void addVerdicts(int id, int input, Path& path) const {
        const LedgerCounts::Vertex& one = of(id);
        int64_t rest = one.flow.in[input];
        if (one.isKnown || isSource(id)) {
            for (int i = 0; i < CountedFates; ++i) {
                const auto fate = static_cast<RowFate>(i);
                const int64_t rows = one.flow.fate(fate, input);
                if (rows == 0) continue;
                path.push_back({fate, id, input, rows});
                if (fate != RowFate::Rejected) rest -= rows;      // never came to be a row
            }
            if (passesOn(id)) rest -= one.flow.out;
        }
        if (rest != 0) path.push_back({one.isKnown || isSource(id) ? one.rest : RowFate::TakenIn, id, input, rest});
    }

    void follow(int from, const Path& path, std::vector<Path>& paths) const {
        for (const JobEdge* edge : graph_.outputs(from)) {
            Path longer = path;
            const int64_t given = of(from).flow.out;
            if (isMixed(edge->to, edge->input)) {
                if (given != 0) longer.push_back({RowFate::Elsewhere, edge->to, edge->input, given});
                paths.push_back(std::move(longer));
            } else {
                arrive(*edge, given, std::move(longer), paths);
            }
        }
        if (graph_.outputs(from).empty()) paths.push_back(path);
    }

    void arrive(const JobEdge& edge, int64_t given, Path path, std::vector<Path>& paths) const {
        if (const int64_t rows = given - of(edge.to).flow.in[edge.input]; rows != 0) path.push_back({RowFate::InFlight, edge.to, edge.input, rows});
        addVerdicts(edge.to, edge.input, path);
        if (passesOn(edge.to)) follow(edge.to, path, paths);
        else paths.push_back(std::move(path));
    }

    void addFlow(int id) {
        LedgerLine flow;
        flow.vertex = id;
        flow.rows = isSource(id) ? of(id).flow.in[0] + of(id).flow.fate(RowFate::Rejected) : of(id).flow.out;
        flow.words = (isSource(id) ? "" : "results of ") + nameOf(id);
        Path path;
        if (isSource(id)) addVerdicts(id, 0, path);
        std::vector<Path> paths;
        follow(id, path, paths);
        add(std::move(flow), paths);
    }

    void addMixed(int id, int input) {
        LedgerLine flow;
        flow.vertex = id;
        flow.input = input;
        flow.isMixed = true;
        int64_t given = -elsewhere(id, input);
        std::vector<std::string> names;
        for (const JobEdge* edge : edgesInto(id, input)) {
            given += of(edge->from).flow.out * copies(*edge);
            for (const std::string& name : originsOf(edge->from))
                if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
        for (const std::string& name : names) flow.words += (flow.words.empty() ? "" : ", ") + name;
        flow.words += " into " + nameOf(id);
        flow.rows = given;
        std::vector<Path> paths;
        arrive(*edgesInto(id, input).front(), given, {}, paths);
        add(std::move(flow), paths);
    }

    /// Where rows that it gives were made.
    std::vector<std::string> originsOf(int id) const {
        if (isSource(id)) return {nameOf(id)};
        std::vector<std::string> out;
        if (passesOn(id))
            for (const JobEdge* edge : graph_.inputs(id))
                for (const std::string& name : originsOf(edge->from)) out.push_back(name);
        else out.push_back("results of " + nameOf(id));
        return out;
    }
    std::string nameOf(int id) const {
        const std::string& name = vertex(id).name;
        return name.rfind("Source: ", 0) == 0 ? name.substr(8) : name;
    }

    void add(LedgerLine flow, std::vector<Path>& paths) {
        const int root = static_cast<int>(lines_.size());
        const int64_t rows = flow.rows;
        lines_.push_back(std::move(flow));
        for (Path& path : paths) {
            int parent = root;
            if (paths.size() > 1) {
                LedgerLine way;
                way.kind = LedgerLine::Kind::Way;
                way.parent = root;
                way.vertex = path.empty() ? lines_[static_cast<size_t>(root)].vertex : path.back().vertex;
                way.rows = rows;
                way.words = "to " + nameOf(way.vertex);
                parent = static_cast<int>(lines_.size());
                lines_.push_back(std::move(way));
            }
            addVerdictLines(parent, path);
        }
    }

    void addVerdictLines(int parent, Path& path) {
        std::stable_sort(path.begin(), path.end(), [](const Leaf& a, const Leaf& b) { return a.fate < b.fate; });
        for (size_t first = 0, end; first < path.size(); first = end) {
            LedgerLine verdict;
            verdict.kind = LedgerLine::Kind::Verdict;
            verdict.parent = parent;
            verdict.fate = path[first].fate;
            for (end = first; end < path.size() && path[end].fate == verdict.fate; ++end) verdict.rows += path[end].rows;
            const int at = static_cast<int>(lines_.size());
            if (end - first == 1) tell(verdict, path[first]);
            lines_.push_back(std::move(verdict));
            for (size_t i = first; end - first > 1 && i < end; ++i) {
                LedgerLine one;
                one.kind = LedgerLine::Kind::Operator;
                one.parent = at;
                one.fate = path[i].fate;
                one.rows = path[i].rows;
                tell(one, path[i]);
                lines_.push_back(std::move(one));
            }
        }
    }

    void tell(LedgerLine& line, const Leaf& leaf) const {
        line.vertex = leaf.vertex;
        line.input = leaf.input;
        line.words = ledgerWords(vertex(leaf.vertex).spec, leaf.fate);
    }

    const JobGraph& graph_;
    const LedgerCounts& counts_;
    std::vector<LedgerLine> lines_;
};

} // namespace

std::vector<LedgerLine> ledgerLines(const JobGraph& graph, const LedgerCounts& counts) { return Ledger(graph, counts).run(); }

std::optional<std::string> imbalanceOf(const LedgerPage& page) {
    if (!page.isExact) return std::nullopt;
    std::vector<int64_t> sums(page.lines.size(), 0);
    std::vector<char> hasParts(page.lines.size(), 0);
    auto told = [](const LedgerLine& line) { return std::to_string(line.rows) + " rows " + nameOf(line.fate) + (line.words.empty() ? "" : " (" + line.words + ")"); };
    for (const LedgerLine& line : page.lines) {
        if (line.rows < 0) return told(line);
        if (line.fate == RowFate::AtWork) return told(line);
        if (line.parent < 0 || line.kind == LedgerLine::Kind::Way) continue;
        sums[static_cast<size_t>(line.parent)] += line.rows;
        hasParts[static_cast<size_t>(line.parent)] = 1;
    }
    for (size_t i = 0; i < page.lines.size(); ++i)
        if (hasParts[i] && sums[i] != page.lines[i].rows) return std::to_string(sums[i]) + " of " + std::to_string(page.lines[i].rows) + " rows of " + page.lines[i].words;
    return std::nullopt;
}

} // namespace weir
