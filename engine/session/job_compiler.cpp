// SPDX-License-Identifier: Apache-2.0
#include "engine/session/job_compiler.h"

#include "engine/connectors/connector_info.h"
#include "engine/planner/planner.h"

#include <set>

namespace weir {

using namespace plan;

namespace {

const ConnectorInfo* connectorOf(const TableDefinition& table) { return findConnector(table.connector()); }

TableTraits builtinTraits() {
    TableTraits traits;
    traits.reads = [](const TableDefinition& table) {
        const ConnectorInfo* connector = connectorOf(table);
        return connector ? connector->reads ? connector->reads(table) : connector->traits.reads : ChangelogMode::append();
    };
    traits.writes = [](const TableDefinition& table) {
        const ConnectorInfo* connector = connectorOf(table);
        return connector ? connector->writes ? connector->writes(table) : connector->traits.writes : ChangelogMode::append();
    };
    traits.bounded = [](const TableDefinition& table) {
        const ConnectorInfo* connector = connectorOf(table);
        return connector && (connector->bounded ? connector->bounded(table) : connector->traits.alwaysBounded);
    };
    return traits;
}

Status validateTable(const TableDefinition& table, bool asSink) {
    std::string name = table.connector();
    std::vector<std::string> names;
    for (const ConnectorInfo* each : builtinConnectors()) names.emplace_back(each->traits.name);
    auto placeOf = [&](const std::string& option) {
        auto found = table.optionPlaces.find(option);
        return found == table.optionPlaces.end() ? table.place : found->second;
    };
    if (name.empty())
        return Error{ErrorCode::Invalid, "Table '" + table.name + "' has no connector.", table.place, "Add 'connector' = '...' to its WITH options."};
    const ConnectorInfo* connector = connectorOf(table);
    if (!connector) {
        std::string near = nearest(name, names);
        return Error{ErrorCode::Unknown, "There is no connector '" + name + "'.", placeOf("connector"), near.empty() ? "" : "Did you mean '" + near + "'?"};
    }
    if (asSink ? !connector->makeSink : !connector->makeSource)
        return Error{ErrorCode::Invalid, "Connector '" + name + "' of table '" + table.name + "' cannot be " + (asSink ? "written to." : "read from."), placeOf("connector"), {}};
    return connector->validate ? connector->validate(table, asSink) : Status{};
}

void collectTables(const NodeRef& node, std::set<const Node*>& seen, Status& status) {
    if (!status || !seen.insert(node.get()).second) return;
    if (const auto* scan = std::get_if<Scan>(&node->spec)) {
        TableDefinition table = *scan->table;
        for (const auto& [key, value] : scan->hintOptions) table.options[key] = value;
        status = validateTable(table, false);
    }
    if (const auto* sink = std::get_if<plan::Sink>(&node->spec); sink && sink->table) status = validateTable(*sink->table, true);
    if (!status && !status.error().place.known()) {
        Error error = status.error();
        error.place = node->place;
        status = error;
    }
    for (const NodeRef& input : node->inputs) collectTables(input, seen, status);
}

} // namespace

Status validateTables(const std::vector<NodeRef>& roots) {
    std::set<const Node*> seen;
    Status status;
    for (const NodeRef& root : roots) collectTables(root, seen, status);
    return status;
}

Result<JobGraph> compileJob(const std::vector<NodeRef>& roots, const SessionConfig& config) {
    if (Status valid = validateTables(roots); !valid) return valid.error();
    TableTraits traits = builtinTraits();
    if (config.batchMode())
        for (const NodeRef& root : roots) {
            std::vector<const Node*> open{root.get()};
            while (!open.empty()) {
                const Node* node = open.back();
                open.pop_back();
                if (const auto* scan = std::get_if<Scan>(&node->spec); scan && !traits.bounded(*scan->table))
                    return Error{ErrorCode::Invalid, "Table '" + scan->table->name + "' has no end and cannot be read in batch mode.", node->place,
                                 "Bound the source, or SET 'execution.runtime-mode' = 'streaming'."};
                for (const NodeRef& input : node->inputs) open.push_back(input.get());
            }
        }
    return Planner(config, std::move(traits)).plan(roots);
}

Result<std::string> explainText(const bound::Explain& explain, const SessionConfig& config) {
    if (Status valid = validateTables(explain.roots); !valid) return valid.error();
    return Planner(config, builtinTraits()).explain(explain.roots, {explain.changelogMode, explain.json, explain.advice});
}

Result<std::string> jobGraphText(const std::vector<NodeRef>& roots, const SessionConfig& config) {
    std::string out = "== Abstract Syntax Tree ==\n";
    for (const NodeRef& root : roots) out += print(*root) + "\n";
    if (Status valid = validateTables(roots); !valid) return valid.error();
    Planner planner(config, builtinTraits());
    out += "== Optimized Logical Plan ==\n" + planner.optimizedText(roots) + "\n";
    auto graph = planner.plan(roots);
    if (!graph) return graph.error();
    return out + "== Execution Plan ==\n" + print(*graph);
}

Catalog builtinCatalog() {
    std::vector<ConnectorTraits> connectors;
    for (const ConnectorInfo* each : builtinConnectors()) connectors.push_back(each->traits);
    auto formats = builtinFormatTraits();
    return Catalog(std::move(connectors), {formats.begin(), formats.end()});
}

std::string statementTitle(std::string_view text, Place place) {
    constexpr size_t Longest = 72;
    std::string title;
    if (!place.known()) return title;
    for (char c : text.substr(static_cast<size_t>(place.offset), static_cast<size_t>(place.length))) {
        bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (space && (title.empty() || title.back() == ' ')) continue;
        title += space ? ' ' : c;
        if (c == '(' && title.rfind("CREATE", 0) == 0) {
            title.pop_back();
            break;
        }
        if (title.size() > Longest && (static_cast<unsigned char>(c) & 0xC0) != 0x80) {
            title += "…";
            break;
        }
    }
    while (!title.empty() && title.back() == ' ') title.pop_back();
    return title;
}

std::vector<NodeRef> rootsOf(const BoundStatement& statement) {
    if (const auto* query = statement.as<bound::Query>()) return {query->root};
    if (const auto* insert = statement.as<bound::Insert>()) return {insert->root};
    if (const auto* set = statement.as<bound::StatementSet>()) return set->roots;
    if (const auto* table = statement.as<bound::CreateTable>(); table && table->query) return {table->query};
    return {};
}

Schema schemaOf(const BoundStatement& statement) {
    if (const auto* query = statement.as<bound::Query>()) return query->schema;
    return {};
}

} // namespace weir
