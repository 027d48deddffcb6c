// SPDX-License-Identifier: Apache-2.0
// After any edit the text parses, its graph is the graph that the edit asked for and nothing else, and the inverse restores the text.
#include "engine/graph/graph_edits.h"

#include "graph_scripts.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace weir::graph;

namespace {

/// A node without its place: what two graphs are compared by. Queries without a name bear their own contents.
struct Block {
    std::string label;
    std::map<std::string, std::string> fields;
    std::multiset<std::string> inputs;
    std::string text() const {
        std::string out = label + "\n";
        for (const auto& [key, value] : fields) out += "  " + key + ": " + value + "\n";
        for (const auto& input : inputs) out += "  < " + input + "\n";
        return out;
    }
};

std::string unnumbered(std::string id) {
    if (id.rfind("SELECT ", 0) == 0) {
        const size_t slash = id.find('/');
        return "SELECT" + (slash == std::string::npos ? "" : id.substr(slash));
    }
    const size_t number = id.find(" #"), slash = id.find('/');
    return number == std::string::npos ? id : id.substr(0, number) + (slash != std::string::npos && slash > number ? id.substr(slash) : "");
}

std::vector<Block> shapeOf(const ScriptGraph& graph) {
    std::vector<Block> blocks;
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        Block block{unnumbered(node.id), {}, {}};
        for (const auto& clause : node.clauses)
            if (clause.kind != ClauseKind::From) block.fields[std::string(clauseName(clause.kind)) + std::to_string(clause.index)] = graph.part(clause.content);
        for (const auto& option : node.options) block.fields["option " + option.key] = option.value;
        if (node.window) {
            std::string window = node.window->kind + " " + node.window->timeColumn;
            for (const auto& size : node.window->sizes) window += ", " + size;
            block.fields["window"] = window;
        }
        if (node.ranking)
            block.fields["ranking"] = std::string(graph.part(node.ranking->partition)) + "|" + std::string(graph.part(node.ranking->order)) + "|" +
                                      std::string(graph.part(node.ranking->limit));
        for (size_t j = 0; j < node.joins.size(); ++j) block.fields["join" + std::to_string(j)] = node.joins[j].kind;
        for (const auto& reference : graph.references)
            if (reference.node == static_cast<int>(i) && reference.kind != ReferenceKind::Mention)
                block.inputs.insert((reference.kind == ReferenceKind::Write ? "> " : "") +
                                    (reference.target >= 0 ? unnumbered(graph.nodes[static_cast<size_t>(reference.target)].id) : "? " + reference.name));
        blocks.push_back(std::move(block));
    }
    return blocks;
}

std::string textOf(const std::vector<Block>& blocks) {
    std::vector<std::string> texts;
    for (const auto& block : blocks) texts.push_back(block.text());
    std::sort(texts.begin(), texts.end());
    std::string out;
    for (const auto& text : texts) out += text;
    return out;
}

bool isWord(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whole words that qualify a column or stand behind FROM; some samples call a column like a table.
std::string renamed(const std::string& text, const std::string& from, const std::string& to) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const bool begins =
            text.compare(i, from.size(), from) == 0 && (i == 0 || !isWord(text[i - 1])) && (i + from.size() >= text.size() || !isWord(text[i + from.size()]));
        const bool means = begins && ((i + from.size() < text.size() && text[i + from.size()] == '.') || out.ends_with("FROM ") || out.ends_with("JOIN "));
        if (means) out += to, i += from.size();
        else out += text[i++];
    }
    return out;
}

class Law {
public:
    Law(std::string text, unsigned seed) : text_(std::move(text)), maker_(seed) {}

    /// One random edit; false when it was refused.
    bool step(QString& failure) {
        const ScriptGraph graph = buildGraph(text_);
        if (graph.hasErrors) {
            failure = "the script has errors: " + QString::fromStdString(graph.firstError);
            return false;
        }
        expected_ = shapeOf(graph);
        grown_.clear();
        const weir::Result<GraphEdit> edit = random(graph);
        if (!edit) {
            reasons_.insert(edit.error().message.substr(0, 60));
            return false;
        }
        const std::string after = applied(text_, edit->edits);
        const ScriptGraph now = buildGraph(after);
        std::vector<Block> actual = shapeOf(now);
        auto fail = [&](const std::string& why) {
            failure = QString::fromStdString(what_ + ": " + why + "\n---- before\n" + text_ + "\n---- after\n" + after + "\n---- expected\n" +
                                             textOf(expected_) + "\n---- actual\n" + textOf(actual));
        };
        if (now.hasErrors) fail("does not parse: " + now.firstError);
        else if (applied(after, inverse(text_, edit->edits)) != text_) fail("the inverse does not restore the text");
        else {
            // What a template writes is its own business; that a node of that name came is not.
            for (auto& block : expected_)
                for (const auto& [label, keys] : grown_)
                    if (block.label == label)
                        for (const auto& found : actual)
                            if (found.label == label)
                                for (const auto& [key, value] : found.fields)
                                    if (keys.empty() || keys.contains(key)) block.fields[key] = value;
            if (textOf(expected_) != textOf(actual)) fail("the graph is another one");
            if (!edit->focus.empty() && now.find(edit->focus) < 0) fail("nothing to look at: " + edit->focus);
        }
        text_ = after;
        return failure.isEmpty();
    }
    const std::string& text() const { return text_; }
    std::set<std::string> reasons_;
    std::map<std::string, int> done_;

private:
    Block& block(const ScriptGraph& graph, const std::string& id) {
        // Blocks lie as the nodes.
        return expected_[static_cast<size_t>(graph.find(id))];
    }

    weir::Result<GraphEdit> random(const ScriptGraph& graph) {
        const auto& node = graph.nodes[static_cast<size_t>(maker_.pick(static_cast<int>(graph.nodes.size())))];
        const auto& other = graph.nodes[static_cast<size_t>(maker_.pick(static_cast<int>(graph.nodes.size())))];
        switch (maker_.pick(12)) {
        case 0: {
            const ClauseKind kind = maker_.chance(2) ? ClauseKind::Where : ClauseKind::Limit;
            const std::string text = maker_.chance(4) ? "" : kind == ClauseKind::Limit ? "7" : maker_.condition();
            what_ = "set " + std::string(clauseName(kind)) + " of " + node.id;
            auto& fields = block(graph, node.id).fields;
            if (text.empty()) fields.erase(std::string(clauseName(kind)) + "0");
            else fields[std::string(clauseName(kind)) + "0"] = text;
            auto edit = setClause(graph, node.id, kind, text);
            forgetSubqueries(graph, node, kind, edit);
            if (node.ranking) {
                auto& f = fields["ranking"];
                (void)f;
                if (edit && !buildGraph(applied(graph.text, edit->edits)).nodes[static_cast<size_t>(graph.find(node.id))].ranking) fields.erase("ranking");
            }
            return done("clause", std::move(edit));
        }
        case 1: {
            const std::string name = "n" + std::to_string(++names_) + (maker_.chance(3) ? " x" : "");
            what_ = "rename " + node.id + " to " + name;
            const auto edit = renameNode(graph, node.id, name);
            if (!edit) return edit.error();
            const std::string from = unnumbered(node.id), to = unnumbered(edit->focus);
            for (auto& b : expected_) {
                auto moved = [&](const std::string& id) {
                    if (id == from) return to;
                    if (id.rfind(from + "/", 0) == 0) return to + id.substr(from.size());
                    if (id == "INSERT INTO " + from) return "INSERT INTO " + to;
                    if (id.rfind("INSERT INTO " + from + "/", 0) == 0) return "INSERT INTO " + to + id.substr(12 + from.size());
                    if (id == "> " + from) return "> " + to;
                    return id;
                };
                b.label = moved(b.label);
                std::multiset<std::string> inputs;
                for (const auto& input : b.inputs) inputs.insert(moved(input));
                b.inputs = inputs;
                // Where the old name is an alias it goes on to mean that.
                const int index = static_cast<int>(&b - expected_.data());
                if (std::any_of(graph.references.begin(), graph.references.end(),
                                [&](const Reference& reference) { return reference.node == index && reference.alias == node.name; }))
                    continue;
                for (auto& [key, value] : b.fields) {
                    value = renamed(value, quotedName(node.name), quotedName(name));
                    if (key.rfind("option", 0) == 0) value = shapeOf(graph)[static_cast<size_t>(&b - expected_.data())].fields[key];
                }
            }
            return done("rename", edit);
        }
        case 2: {
            const Removal removal = maker_.chance(2) ? Removal::Bypass : Removal::Refuse;
            what_ = "remove " + node.id;
            const auto edit = removeNode(graph, node.id, removal);
            const auto readers = graph.readers(graph.find(node.id));
            if (!edit) return edit.error();
            const auto inputs = graph.inputs(graph.find(node.id));
            std::string instead;
            if (!readers.empty()) instead = unnumbered(graph.nodes[static_cast<size_t>(graph.references[static_cast<size_t>(inputs.at(0))].target)].id);
            for (const int reader : readers) {
                auto& b = expected_[static_cast<size_t>(graph.references[static_cast<size_t>(reader)].node)];
                b.inputs.erase(b.inputs.find(unnumbered(node.id)));
                b.inputs.insert(instead);
                retarget(graph, graph.references[static_cast<size_t>(reader)],
                         graph.nodes[static_cast<size_t>(graph.references[static_cast<size_t>(inputs.at(0))].target)].name);
            }
            std::vector<Block> left;
            for (size_t i = 0; i < expected_.size(); ++i) {
                const bool itsStep = graph.nodes[i].kind == NodeKind::Step && graph.nodes[i].statement == node.statement && node.kind != NodeKind::Step;
                if (static_cast<int>(i) != graph.find(node.id) && !itsStep) left.push_back(expected_[i]);
            }
            expected_ = left;
            return done("remove", edit);
        }
        case 3: {
            const bool take = maker_.chance(3);
            const std::string key = node.options.empty() || maker_.chance(3)
                                        ? "k" + std::to_string(maker_.pick(3))
                                        : node.options[static_cast<size_t>(maker_.pick(static_cast<int>(node.options.size())))].key;
            what_ = "option " + key + " of " + node.id;
            auto& fields = block(graph, node.id).fields;
            if (take) fields.erase("option " + key);
            else fields["option " + key] = "it's; --";
            return done("option", setOption(graph, node.id, key, take ? "" : "it's; --"));
        }
        case 4: {
            if (!node.window) return weir::Error{};
            const bool hop = maker_.chance(2);
            what_ = "window of " + node.id;
            const std::vector<std::string> sizes =
                hop ? std::vector<std::string>{"INTERVAL '1' SECOND", "INTERVAL '3' SECONDS"} : std::vector<std::string>{"INTERVAL '9' SECONDS"};
            block(graph, node.id).fields["window"] = std::string(hop ? "HOP" : "TUMBLE") + " ts" + (hop ? ", " + sizes[0] + ", " + sizes[1] : ", " + sizes[0]);
            return done("window", setWindow(graph, node.id, hop ? "HOP" : "TUMBLE", "ts", sizes));
        }
        case 5: {
            if (!node.ranking) return weir::Error{};
            const int part = maker_.pick(3);
            const std::string texts[] = {"name, id", "ts DESC, id", "12"};
            std::string ranking[] = {std::string(graph.part(node.ranking->partition)), std::string(graph.part(node.ranking->order)),
                                     std::string(graph.part(node.ranking->limit))};
            ranking[part] = texts[part];
            what_ = "ranking of " + node.id;
            block(graph, node.id).fields["ranking"] = ranking[0] + "|" + ranking[1] + "|" + ranking[2];
            if (part == 2)
                block(graph, node.id).fields["WHERE0"] =
                    std::string(graph.clauseText(node, ClauseKind::Where))
                        .replace(graph.clauseText(node, ClauseKind::Where).rfind(std::string(graph.part(node.ranking->limit))),
                                 static_cast<size_t>(node.ranking->limit.length()), "12");
            return done("ranking", setRanking(graph, node.id, static_cast<RankingPart>(part), texts[part]));
        }
        case 6: {
            const char* kinds[] = {"JOIN", "LEFT JOIN", "FULL JOIN"};
            const std::string kind = kinds[maker_.pick(3)];
            what_ = "join of " + node.id;
            block(graph, node.id).fields["join0"] = kind;
            return done("join kind", setJoinKind(graph, node.id, 0, kind));
        }
        case 7: {
            const Operator ops[] = {Operator::Filter, Operator::Project,     Operator::Aggregate, Operator::WindowAggregate, Operator::Join,
                                    Operator::TopN,   Operator::Deduplicate, Operator::Union,     Operator::Match,           Operator::Sql};
            NodeRequest request;
            request.op = ops[maker_.pick(10)];
            if (!maker_.chance(4)) request.inputs.push_back(node.id);
            if (maker_.chance(4)) request.kind = NodeKind::Select;
            what_ = "add " + std::string(operatorName(request.op)) + " after " + node.id;
            const auto edit = addNode(graph, request, Columns);
            if (!edit) return edit.error();
            Block fresh{unnumbered(edit->focus), {}, {}};
            fresh.inputs.insert(request.inputs.empty() ? "? choose_input" : unnumbered(node.id));
            if (request.op == Operator::Join || request.op == Operator::Union) fresh.inputs.insert("? choose_input");
            const bool two = request.kind == NodeKind::Select;
            if (two) {
                // Other queries may look the same: this one is known by its text only.
                const ScriptGraph after = buildGraph(applied(graph.text, edit->edits));
                fresh.fields = shapeOf(after)[static_cast<size_t>(after.find(edit->focus))].fields;
            } else {
                grown_[fresh.label] = {};
            }
            expected_.push_back(fresh);
            return done("add", edit);
        }
        case 8: {
            NodeRequest request;
            request.op = maker_.chance(2) ? Operator::Sink : Operator::Source;
            request.kind = NodeKind::Table;
            if (request.op == Operator::Sink) request.inputs.push_back(node.id);
            what_ = "add " + std::string(operatorName(request.op)) + " for " + node.id;
            const auto edit = addNode(graph, request, Columns);
            if (!edit) return edit.error();
            expected_.push_back({edit->focus, {}, {}});
            grown_[edit->focus] = {};
            if (request.op == Operator::Sink) {
                expected_.push_back({"INSERT INTO " + edit->focus, {}, {"> " + edit->focus, unnumbered(node.id)}});
                grown_["INSERT INTO " + edit->focus] = {};
            }
            return done("table", edit);
        }
        case 9: {
            const ConnectMode mode = static_cast<ConnectMode>(maker_.pick(4));
            what_ = "connect " + node.id + " to " + other.id;
            const auto edit = connectNodes(graph, {node.id, other.id, mode, -1}, {});
            if (!edit) return edit.error();
            auto& to = block(graph, other.id);
            const auto inputs = graph.inputs(graph.find(other.id));
            if (other.kind == NodeKind::Table) {
                if (node.kind == NodeKind::Insert) {
                    auto& b = block(graph, node.id);
                    const std::string old = b.label, now = "INSERT INTO " + unnumbered(other.id);
                    std::multiset<std::string> kept;
                    for (const auto& input : b.inputs)
                        kept.insert(input.rfind("> ", 0) == 0        ? "> " + unnumbered(other.id)
                                    : input.rfind(old + "/", 0) == 0 ? now + input.substr(old.size())
                                                                     : input);
                    b.inputs = kept;
                    b.label = now;
                    for (size_t i = 0; i < expected_.size(); ++i)
                        if (graph.nodes[i].kind == NodeKind::Step && graph.nodes[i].statement == node.statement) {
                            expected_[i].label = now + expected_[i].label.substr(old.size());
                            std::multiset<std::string> moved;
                            for (const auto& input : expected_[i].inputs) moved.insert(input.rfind(old + "/", 0) == 0 ? now + input.substr(old.size()) : input);
                            expected_[i].inputs = moved;
                        }
                } else {
                    expected_.push_back({"INSERT INTO " + unnumbered(other.id), {{"SELECT0", "*"}}, {"> " + unnumbered(other.id), unnumbered(node.id)}});
                }
                return done("write", edit);
            }
            ConnectMode used = mode;
            int missing = -1;
            for (const int input : inputs)
                if (missing < 0 && graph.references[static_cast<size_t>(input)].name == MissingInput) missing = input;
            if (mode == ConnectMode::Auto)
                used = missing >= 0 || inputs.empty() ? ConnectMode::Replace
                       : other.op == Operator::Join   ? ConnectMode::Join
                       : other.op == Operator::Union  ? ConnectMode::Union
                                                      : ConnectMode::Replace;
            if (used == ConnectMode::Replace) {
                const auto& replaced = graph.references[static_cast<size_t>(missing >= 0 ? missing : inputs.at(0))];
                const std::string old = replaced.target >= 0 ? unnumbered(graph.nodes[static_cast<size_t>(replaced.target)].id) : "? " + replaced.name;
                to.inputs.erase(to.inputs.find(old));
                retarget(graph, replaced, node.name);
            } else if (used == ConnectMode::Join) {
                const int joins = static_cast<int>(other.joins.size());
                // The new condition is a template's.
                const ScriptGraph after = buildGraph(applied(graph.text, edit->edits));
                for (const auto& b : shapeOf(after))
                    if (b.label == to.label && b.fields.contains("ON" + std::to_string(joins)))
                        to.fields["ON" + std::to_string(joins)] = b.fields.at("ON" + std::to_string(joins));
                to.fields["join" + std::to_string(joins)] = "JOIN";
                to.fields.erase("window");
                to.fields.erase("ranking");
            } else {
                // A union has no clauses of its own.
                to.fields.clear();
            }
            to.inputs.insert(unnumbered(node.id));
            return done("connect", edit);
        }
        default: {
            if (graph.references.empty()) return weir::Error{};
            const int reference = maker_.pick(static_cast<int>(graph.references.size()));
            const auto& edge = graph.references[static_cast<size_t>(reference)];
            const Operator ops[] = {Operator::Filter, Operator::Project, Operator::Deduplicate};
            what_ = "insert on the edge to " + edge.name;
            const auto edit = insertOnEdge(graph, reference, ops[maker_.pick(3)], Columns);
            if (!edit) return edit.error();
            auto& reader = expected_[static_cast<size_t>(edge.node)];
            const std::string old = unnumbered(graph.nodes[static_cast<size_t>(edge.target)].id);
            reader.inputs.erase(reader.inputs.find(old));
            reader.inputs.insert(unnumbered(edit->focus));
            retarget(graph, edge, edit->focus.substr(edit->focus.rfind('/') + 1));
            expected_.push_back({unnumbered(edit->focus), {}, {old}});
            grown_[unnumbered(edit->focus)] = {};
            return done("edge", edit);
        }
        }
    }

    // A name inside a clause's subquery changes that clause.
    void retarget(const ScriptGraph& graph, const Reference& reference, const std::string& name) {
        for (const auto& clause : graph.nodes[static_cast<size_t>(reference.node)].clauses) {
            if (clause.kind == ClauseKind::From || !clause.content.contains(reference.range)) continue;
            const bool keeps = reference.plain && reference.alias.empty() && !reference.qualifiers.empty();
            auto& field = expected_[static_cast<size_t>(reference.node)].fields[std::string(clauseName(clause.kind)) + std::to_string(clause.index)];
            // From the end, so that a second change of the same clause finds its place.
            const std::string was(graph.part(reference.range)), now = quotedName(name) + (keeps ? " AS " + quotedName(reference.name) : "");
            const size_t at = field.size() - static_cast<size_t>(clause.content.to - reference.range.from);
            if (at < field.size()) field.replace(at, was.size(), now);
        }
    }

    // Taking a WHERE away takes what its subqueries read.
    void forgetSubqueries(const ScriptGraph& graph, const Node& node, ClauseKind kind, const weir::Result<GraphEdit>& edit) {
        const Clause* clause = graph.clause(node, kind);
        if (!edit || edit->edits.empty() || !clause) return;
        for (const auto& reference : graph.references)
            if (reference.node == graph.find(node.id) && reference.kind == ReferenceKind::Read && clause->whole.contains(reference.range)) {
                auto& inputs = block(graph, node.id).inputs;
                inputs.erase(inputs.find(reference.target >= 0 ? unnumbered(graph.nodes[static_cast<size_t>(reference.target)].id) : "? " + reference.name));
            }
    }

    weir::Result<GraphEdit> done(const char* kind, weir::Result<GraphEdit> edit) {
        if (edit) ++done_[kind];
        return edit;
    }

    std::string text_, what_;
    ScriptMaker maker_;
    std::vector<Block> expected_;
    std::map<std::string, std::set<std::string>> grown_;
    int names_ = 0;
    const NodeColumns Columns;
};

} // namespace

class EditLawTest : public QObject {
    Q_OBJECT
private slots:
    void samples() {
        const auto scripts = sampleScripts();
        QVERIFY(scripts.size() >= 5);
        for (const auto& [name, text] : scripts)
            for (unsigned seed = 0; seed < 20; ++seed) follow(text, seed, 15, name);
    }
    void generatedScripts() {
        for (unsigned seed = 0; seed < 200; ++seed) follow(ScriptMaker(seed).make(), seed + 1000, 20, "seed " + std::to_string(seed));
        for (const auto& [kind, count] : done_) qInfo("%6d %s", count, kind.c_str());
        for (const char* kind : {"clause", "rename", "remove", "option", "ranking", "join kind", "add", "table", "connect", "write", "edge"})
            QVERIFY2(done_[kind] >= 20, kind);
    }

private:
    void follow(const std::string& text, unsigned seed, int steps, const std::string& name) {
        Law law(text, seed);
        for (int i = 0; i < steps; ++i) {
            QString failure;
            (void)law.step(failure);
            if (!failure.isEmpty()) QFAIL(qPrintable(QString::fromStdString(name) + ", step " + QString::number(i) + ": " + failure));
        }
        for (const auto& [kind, count] : law.done_) done_[kind] += count;
    }
    std::map<std::string, int> done_;
};

QTEST_APPLESS_MAIN(EditLawTest)
#include "edit_law_test.moc"
