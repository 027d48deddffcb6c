// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"
#include "engine/planner/rewrite.h"

#include <algorithm>

namespace weir {

using namespace plan;

namespace {

std::string columnList(const Schema& schema) {
    std::string out;
    for (const Field& field : schema.fields) out += (out.empty() ? "" : ", ") + field.name;
    return out;
}

} // namespace

PhysicalRef Converter::scan(const Node& node, const Scan& scan, const Node* watermark, const Node* project) {
    SourceSpec source;
    if (scan.hintOptions.empty()) {
        source.table = scan.table;
    } else {
        auto table = std::make_shared<TableDefinition>(*scan.table);
        for (const auto& [key, value] : scan.hintOptions) table->options[key] = value;
        source.table = table;
    }
    const TableDefinition& table = *source.table;
    source.columns = scan.columns;
    if (project) source.projections = std::get<Project>(project->spec).expressions;
    const Schema& schema = watermark ? watermark->schema : project ? project->schema : node.schema;
    if (watermark && !batch_) {
        const auto& mark = std::get<plan::Watermark>(watermark->spec);
        ExpressionRef rowtime = columnExpression(mark.column, schema.fields[mark.column].type, watermark->place);
        source.watermark = project ? substitute(mark.expression, source.projections) : mark.expression;
        source.rowtime = project ? substitute(rowtime, source.projections) : rowtime;
        int64_t idle = config_.durationMillis("table.exec.source.idle-timeout");
        auto option = [&](const char* name) { return table.option(name); };
        if (std::string text = option("scan.watermark.idle-timeout"); !text.empty()) {
            auto parsed = parseDurationMillis(text);
            if (!parsed) throw RunError(parsed.error());
            idle = *parsed;
        }
        source.idleTimeoutMillis = idle;
    }
    Node shown{node.spec, schema, {}, node.place, node.name.empty() ? table.name : node.name};
    PhysicalRef made = make(std::move(source), "Source: " + table.name, shown, {});
    made->detail = columnList(schema);
    made->mode = traits_.reads(table);

    // Which output column a table column ends in.
    auto outputOf = [&](const std::string& name) {
        for (int i = 0; i < schema.size(); ++i) {
            if (!project) {
                if (table.columns[scan.columns[i]].name == name) return i;
                continue;
            }
            const Expression& each = *std::get<Project>(project->spec).expressions[i];
            if (each.isColumn() && table.columns[scan.columns[each.column]].name == name) return i;
        }
        return -1;
    };
    std::vector<int> key;
    for (const std::string& name : table.primaryKey) key.push_back(outputOf(name));
    bool wholeKey = !key.empty() && std::find(key.begin(), key.end(), -1) == key.end();
    if (wholeKey) made->keys.push_back(key);

    bool upsert = made->mode.updateAfter && !made->mode.updateBefore;
    bool duplicates = !made->insertOnly() && config_.boolean("table.exec.source.cdc-events-duplicate");
    if ((upsert || duplicates) && wholeKey && !batch_) {
        PhysicalRef normalized = make(ChangelogNormalizeSpec{key, true, ttl_}, "ChangelogNormalize", shown, {made});
        normalized->inputs[0].wants = {Distribution::Kind::Hash, key};
        normalized->mode = ChangelogMode::all();
        normalized->keys = made->keys;
        normalized->hashedBy = key;
        return normalized;
    }
    if (upsert && !wholeKey) refuse(node, "Table '" + table.name + "' is read as upserts and needs a PRIMARY KEY.", "Declare PRIMARY KEY (...) NOT ENFORCED.");
    return made;
}

PhysicalRef Converter::watermark(const Node& node) {
    const Node* below = node.inputs[0].get();
    const Node* project = nullptr;
    if (std::holds_alternative<Project>(below->spec)) {
        project = below;
        below = below->inputs[0].get();
    }
    if (const auto* source = std::get_if<Scan>(&below->spec)) return scan(*below, *source, &node, project);
    const auto& spec = std::get<plan::Watermark>(node.spec);
    PhysicalRef input = convert(node.inputs[0]);
    PhysicalRef made = make(WatermarkSpec{spec.column, spec.expression}, "WatermarkAssigner", node, {input});
    made->mode = input->mode;
    made->keys = input->keys;
    made->hashedBy = input->hashedBy;
    return made;
}

namespace {

/// The operator at which changes of other kinds than inserts begin.
const Physical& producerOf(const Physical& node, bool updates) {
    for (const auto& input : node.inputs) {
        bool same = updates ? input.from->mode.updateAfter : input.from->mode.remove;
        bool passes = node.isUnion || std::holds_alternative<CalcSpec>(node.spec) || std::holds_alternative<SinkMaterializeSpec>(node.spec);
        if (same && passes) return producerOf(*input.from, updates);
    }
    return node;
}

} // namespace

bool Converter::needsMaterializer(const Node& node, const Sink& spec, const std::vector<int>& key, const Physical& input, const ChangelogMode& writes) const {
    std::string mode = config_.text("table.exec.sink.upsert-materialize");
    if (mode == "NONE") return false;
    if (mode == "FORCE") return true;
    const std::string connector = spec.table->connector();
    bool upserts = !writes.updateBefore && writes.updateAfter, asGiven = connector == "print" || connector == "blackhole";
    // print and blackhole take what comes; a sink whose format writes -U and +U needs no order.
    bool meets = asGiven ? !input.insertOnly() : upserts;
    if (!meets || input.hasKeyWithin(key)) return false;
    if (spec.conflict != Conflict::None) return !(spec.conflict == Conflict::Deduplicate && input.insertOnly());
    if (!config_.boolean("table.exec.sink.require-on-conflict")) return true;
    auto names = [&](const std::vector<int>& columns) {
        std::string out;
        for (int column : columns) out += (out.empty() ? "" : ", ") + input.schema.fields[static_cast<size_t>(column)].name;
        return "[" + out + "]";
    };
    std::string primary;
    for (const std::string& name : spec.table->primaryKey) primary += (primary.empty() ? "" : ", ") + name;
    refuse(node, "The query's upsert key differs from the primary key of table '" + spec.table->name + "': primary key [" + primary + "], upsert key " +
                     (input.keys.empty() ? "none" : names(input.keys[0])) + ". Rows of several upsert keys can meet at one primary key, and which one stands would be left to chance.",
           "Add ON CONFLICT DO DEDUPLICATE (the latest row stands), or SET 'table.exec.sink.require-on-conflict' = 'false'.");
}

bool Converter::dropsNulls() const {
    std::string enforcer = config_.text("table.exec.sink.not-null-enforcer");
    return enforcer == "DROP" || enforcer == "drop";
}

/// Whether the column is one that a table promises to be NOT NULL: what a file holds there may be another thing.
bool Converter::isStoredNotNull(const Node& node, int column) {
    if (node.schema.fields[column].type.nullable()) return false;
    if (const auto* scan = std::get_if<Scan>(&node.spec)) {
        const TableColumn& stored = scan->table->columns[static_cast<size_t>(scan->columns[static_cast<size_t>(column)])];
        return stored.kind == ColumnKind::Physical && !stored.type.nullable();
    }
    if (const auto* project = std::get_if<Project>(&node.spec)) {
        const ExpressionRef& expression = project->expressions[static_cast<size_t>(column)];
        return expression->isColumn() && isStoredNotNull(*node.inputs[0], expression->column);
    }
    if (std::holds_alternative<Filter>(node.spec) || std::holds_alternative<Watermark>(node.spec)) return isStoredNotNull(*node.inputs[0], column);
    return false;
}

PhysicalRef Converter::sink(const Node& node, const Sink& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    SinkSpec sink;
    sink.table = spec.table;
    sink.overwrite = spec.overwrite;
    sink.staticPartition = spec.staticPartition;
    if (!spec.table) {
        sink.result = results_++;
        for (int column = 0; column < input->schema.size(); ++column)
            if (isStoredNotNull(*node.inputs[0], column)) sink.notNullColumns.push_back(column);
        sink.dropNullRows = dropsNulls();
        sink.input = ChangelogMode::all();
        PhysicalRef made = make(std::move(sink), spec.name.empty() ? "Results" : spec.name, node, {input});
        made->mode = input->mode;
        return made;
    }
    const TableDefinition& table = *spec.table;
    ChangelogMode writes = traits_.writes(table);
    bool updates = input->mode.updateAfter && !(writes.updateAfter || writes.updateBefore), deletes = input->mode.remove && !writes.remove;
    if (updates || deletes) {
        std::string kinds = updates && deletes ? "update and delete" : updates ? "update" : "delete";
        std::string made = producerOf(*input, updates).name;
        refuse(node, "Table '" + table.name + "' (connector '" + table.connector() + "') takes only inserts, but the query produces " + kinds + " changes, by its " + made + ".",
               "Aggregate in windows, or write to a sink that takes updates (upsert-kafka, debezium-json, print).");
    }
    sink.input = writes;
    std::vector<int> writable;       // input column of each table column
    std::map<std::string, int> at;
    int next = 0;
    for (const TableColumn& column : table.columns) {
        if (column.kind == ColumnKind::Computed || (column.kind == ColumnKind::Metadata && column.isVirtual)) continue;
        if (!column.type.nullable() && input->schema.fields[next].type.nullable()) sink.notNullColumns.push_back(next);
        at[column.name] = next++;
    }
    sink.dropNullRows = dropsNulls();
    for (const std::string& name : table.primaryKey)
        if (at.count(name)) sink.keyColumns.push_back(at[name]);
    std::vector<int> key = sink.keyColumns;
    static const char* conflicts[] = {"", "DEDUPLICATE", "ERROR", "NOTHING"};
    std::string conflict = conflicts[static_cast<int>(spec.conflict)];
    if (!batch_ && spec.conflict != Conflict::None && !writes.updateAfter && !writes.updateBefore)
        refuse(node, "ON CONFLICT is possible only for a table that takes upserts; '" + table.name + "' takes new rows only.", "Leave ON CONFLICT out.");
    if (!batch_ && !key.empty() && needsMaterializer(node, spec, key, *input, writes)) {
        if (spec.conflict == Conflict::Error || spec.conflict == Conflict::Nothing)
            refuse(node, "ON CONFLICT DO " + conflict + " is not supported yet where rows of several upsert keys can meet at one primary key.",
                   "Say ON CONFLICT DO DEDUPLICATE.", ErrorCode::Unsupported);
        Node shown{node.spec, input->schema, {}, node.place, node.name};
        PhysicalRef materialized = make(SinkMaterializeSpec{key, input->keys.empty() ? std::vector<int>{} : input->keys[0], ttl_}, "SinkMaterializer", shown, {input});
        materialized->inputs[0].wants = {Distribution::Kind::Hash, key};
        materialized->mode = ChangelogMode::all();
        materialized->keys = {key};
        materialized->hashedBy = key;
        input = materialized;
    }
    PhysicalRef made = make(std::move(sink), "Sink: " + table.name, node, {input});
    made->conflict = std::move(conflict);
    made->detail = columnList(input->schema);
    made->mode = input->mode;
    if (!key.empty() && !input->insertOnly()) made->inputs[0].wants = {Distribution::Kind::Hash, key};
    return made;
}

} // namespace weir
