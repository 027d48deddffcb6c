// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/classify.h"
#include "engine/graph/clause_scan.h"
#include "engine/graph/reference_walk.h"
#include "engine/sql/parser.h"

#include <algorithm>
#include <map>

namespace weir::graph {

namespace {

bool endsWith(const std::string& whole, const std::string& part) {
    return whole.size() > part.size() && whole[whole.size() - part.size() - 1] == '.' && whole.compare(whole.size() - part.size(), part.size(), part) == 0;
}

// db.t and t may be the same table: what a script means by a name is told by its last parts.
bool sameName(const std::string& a, const std::string& b) { return a == b || endsWith(a, b) || endsWith(b, a); }

class Builder {
public:
    explicit Builder(std::string_view text) : script_(sql::parse(text)) {
        graph_.text = std::string(text);
        graph_.hasErrors = script_.hasErrors();
        for (const auto& diagnostic : script_.diagnostics)
            if (diagnostic.severity == Severity::Error && graph_.firstError.empty()) graph_.firstError = diagnostic.error.text();
    }

    ScriptGraph run() {
        for (const auto& statement : script_.statements) graph_.statements.push_back(rangeOf(statement->place));
        for (size_t i = 0; i < script_.statements.size(); ++i) define(*script_.statements[i], static_cast<int>(i));
        for (auto& task : walks_) task();
        std::stable_sort(graph_.references.begin(), graph_.references.end(),
                         [](const Reference& a, const Reference& b) { return a.range.from < b.range.from; });
        classifyTables();
        for (auto& node : graph_.nodes)
            for (const auto& diagnostic : script_.diagnostics)
                if (diagnostic.severity == Severity::Error && diagnostic.error.place.offset >= node.place.from &&
                    diagnostic.error.place.offset <= node.place.to)
                    node.broken = true;
        return std::move(graph_);
    }

private:
    std::string freshId(const std::string& wanted) {
        const int seen = ++ids_[wanted];
        return seen == 1 ? wanted : wanted + " #" + std::to_string(seen);
    }

    int add(NodeKind kind, const std::string& name, const Range& nameRange, const Range& place, int statement, const std::string& id) {
        Node node;
        node.kind = kind;
        node.name = name;
        node.nameRange = nameRange;
        node.place = place;
        node.statement = statement;
        node.id = freshId(id);
        graph_.nodes.push_back(std::move(node));
        return static_cast<int>(graph_.nodes.size()) - 1;
    }

    /// The table or view of that name which was defined last before the statement, else the first behind it.
    int findDefined(const std::string& name, int statement) const {
        int found = -1;
        for (size_t i = 0; i < graph_.nodes.size(); ++i) {
            const Node& node = graph_.nodes[i];
            if ((node.kind != NodeKind::Table && node.kind != NodeKind::View) || !sameName(node.name, name)) continue;
            if (found < 0 || node.statement <= statement) found = static_cast<int>(i);
        }
        return found;
    }

    void mention(const sql::CompoundName& name, int statement, int node = -1) {
        if (name.empty()) return;
        walks_.push_back([this, &name, statement, node] {
            Reference reference;
            reference.kind = ReferenceKind::Mention;
            reference.name = name.dotted();
            reference.node = node;
            reference.target = findDefined(reference.name, statement);
            reference.range = rangeOf(name.place);
            graph_.references.push_back(std::move(reference));
        });
    }

    void query(const sql::QueryPtr& query, const std::string& owner, NodeKind kind, const std::string& name, const Range& nameRange, const Range& place,
               int statement, const std::string& id) {
        if (!query) {
            add(kind, name, nameRange, place, statement, id);
            return;
        }
        auto steps = std::make_shared<std::vector<std::pair<std::string, int>>>();
        for (const auto& step : query->with) {
            if (!step.query) continue;
            const int node = add(NodeKind::Step, step.name.text, rangeOf(step.name.place), rangeOf(step.place), statement, owner + "/" + step.name.text);
            fill(node, *step.query);
            walk(node, step.query, *steps, statement);
            steps->push_back({step.name.text, node});
        }
        const int node = add(kind, name, nameRange, place, statement, id);
        fill(node, *query);
        walk(node, query, *steps, statement);
    }

    void walk(int node, const sql::QueryPtr& query, std::vector<std::pair<std::string, int>> steps, int statement) {
        walks_.push_back([this, node, query, steps = std::move(steps), statement] {
            ReferenceWalk(graph_.references, node, [&](const sql::CompoundName& name) {
                if (name.parts.size() == 1)
                    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
                        if (step->first == name.parts[0].text) return step->second;
                return findDefined(name.dotted(), statement);
            }).query(*query, graph_.nodes[static_cast<size_t>(node)].kind == NodeKind::Step);
        });
    }

    void fill(int index, const sql::Query& query) {
        Node& node = graph_.nodes[static_cast<size_t>(index)];
        node.query = rangeOf(query.place);
        QueryForm form = classify(query, graph_.text);
        node.op = form.op;
        node.window = std::move(form.window);
        node.ranking = form.ranking;
        if (!form.plainSelect) return;
        ScannedQuery scanned = scanQuery(script_, graph_.text, node.query);
        node.clauses = std::move(scanned.clauses);
        node.joins = std::move(scanned.joins);
    }

    void table(const sql::CreateTable& table, const sql::Statement& statement, int index) {
        const std::string name = table.name.dotted();
        if (table.query) query(table.query, name, NodeKind::Table, name, rangeOf(table.name.place), rangeOf(statement.place), index, name);
        else add(NodeKind::Table, name, rangeOf(table.name.place), rangeOf(statement.place), index, name);
        Node& node = graph_.nodes.back();
        for (const auto& option : table.options) {
            node.options.push_back({option.key, option.value, {rangeOf(option.keyPlace).from, rangeOf(option.valuePlace).to}, rangeOf(option.valuePlace)});
            if (option.key == "connector") node.connector = option.value;
        }
        parentheses(node, table);
        if (table.like) mention(table.like->table, index, static_cast<int>(graph_.nodes.size()) - 1);
    }

    // Where the columns and the options stand between their parentheses.
    void parentheses(Node& node, const sql::CreateTable& table) {
        const TokenWindow tokens(script_, node.place);
        int depth = 0, open = -1;
        bool with = false;
        for (int i = 0; i < tokens.size(); ++i) {
            const auto& token = tokens.at(i);
            if (depth == 0 && table.query && token.place.offset >= rangeOf(table.query->place).from) return;
            const bool sign = token.kind == sql::TokenKind::Operator;
            const char c = graph_.text[static_cast<size_t>(token.place.offset)];
            if (depth == 0 && token.keyword == sql::Keyword::With) with = true;
            if (sign && c == '(' && depth++ == 0) open = i;
            if (sign && c == ')' && --depth == 0) {
                const Range inside{tokens.at(open).place.offset + 1, token.place.offset};
                if (with) node.optionList = inside;
                else if (tokens.at(open).place.offset >= node.nameRange.to &&
                         std::none_of(node.clauses.begin(), node.clauses.end(), [](const Clause& c) { return c.kind == ClauseKind::Columns; }) &&
                         table.columns.size())
                    node.clauses.push_back({ClauseKind::Columns, 0, {inside.from - 1, inside.to + 1}, trimmed(inside)});
            }
        }
    }

    Range trimmed(Range range) const {
        auto blank = [this](int at) { const char c = graph_.text[static_cast<size_t>(at)]; return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
        while (!range.empty() && blank(range.from)) ++range.from;
        while (!range.empty() && blank(range.to - 1)) --range.to;
        return range;
    }

    void define(const sql::Statement& statement, int index) {
        const Range place = rangeOf(statement.place);
        if (const auto* created = statement.as<sql::CreateTable>()) {
            table(*created, statement, index);
        } else if (const auto* view = statement.as<sql::CreateView>()) {
            const std::string name = view->name.dotted();
            query(view->query, name, NodeKind::View, name, rangeOf(view->name.place), place, index, name);
        } else if (const auto* insert = statement.as<sql::Insert>()) {
            const std::string name = insert->table.dotted(), id = "INSERT INTO " + name;
            query(insert->query, id, NodeKind::Insert, name, rangeOf(insert->table.place), place, index, id);
            const int node = static_cast<int>(graph_.nodes.size()) - 1;
            walks_.push_back([this, insert, node, index] {
                if (insert->table.empty()) return;
                Reference reference;
                reference.kind = ReferenceKind::Write;
                reference.name = insert->table.dotted();
                reference.node = node;
                reference.target = findDefined(reference.name, index);
                reference.range = rangeOf(insert->table.place);
                graph_.references.push_back(std::move(reference));
            });
        } else if (const auto* select = statement.as<sql::QueryStatement>()) {
            const std::string id = "SELECT " + std::to_string(++selects_);
            query(select->query, id, NodeKind::Select, "", {}, place, index, id);
        } else if (const auto* set = statement.as<sql::StatementSet>()) {
            for (const auto& inner : set->statements) define(*inner, index);
        } else if (const auto* execute = statement.as<sql::Execute>()) {
            if (execute->statement) define(*execute->statement, index);
        } else if (const auto* drop = statement.as<sql::Drop>()) {
            if (drop->kind == sql::ObjectKind::Table || drop->kind == sql::ObjectKind::View) mention(drop->name, index);
        } else if (const auto* alter = statement.as<sql::AlterTable>()) {
            mention(alter->name, index);
        } else if (const auto* alterView = statement.as<sql::AlterView>()) {
            mention(alterView->name, index);
        } else if (const auto* describe = statement.as<sql::Describe>()) {
            if (describe->kind == sql::ObjectKind::Table || describe->kind == sql::ObjectKind::View) mention(describe->name, index);
        } else if (const auto* explain = statement.as<sql::Explain>()) {
            // Its query moves no rows, but names what others may rename.
            if (!explain->statement) return;
            const auto* asked = explain->statement->as<sql::QueryStatement>();
            const auto* insert = explain->statement->as<sql::Insert>();
            const sql::QueryPtr query = asked ? asked->query : insert ? insert->query : nullptr;
            if (insert) mention(insert->table, index);
            if (query)
                walks_.push_back([this, query, index] {
                    const size_t before = graph_.references.size();
                    ReferenceWalk(graph_.references, -1, [&](const sql::CompoundName& name) { return findDefined(name.dotted(), index); }).query(*query, true);
                    for (size_t i = before; i < graph_.references.size(); ++i) graph_.references[i].kind = ReferenceKind::Mention;
                });
        }
    }

    // A table is a source or a sink by what is done with it, and by its connector where nothing is.
    void classifyTables() {
        for (size_t i = 0; i < graph_.nodes.size(); ++i) {
            Node& node = graph_.nodes[i];
            if (node.kind != NodeKind::Table) continue;
            bool read = false, written = !node.query.empty();
            for (const auto& reference : graph_.references) {
                if (reference.target != static_cast<int>(i)) continue;
                read = read || reference.kind == ReferenceKind::Read;
                written = written || reference.kind == ReferenceKind::Write;
            }
            const bool writesOnly = node.connector == "print" || node.connector == "blackhole";
            node.op = read && written ? Operator::SourceAndSink : written || (!read && writesOnly) ? Operator::Sink : Operator::Source;
        }
    }

    sql::Script script_;
    ScriptGraph graph_;
    std::map<std::string, int> ids_;
    std::vector<std::function<void()>> walks_;
    int selects_ = 0;
};

} // namespace

ScriptGraph buildGraph(std::string_view text) { return Builder(text).run(); }

} // namespace weir::graph
