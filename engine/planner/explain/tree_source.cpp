// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/physical_tree.h"

#include <algorithm>

namespace weir {

using namespace plan;

namespace {

std::string path(const TableDefinition& table, const char* separator) { return table.catalog + separator + table.database + separator + table.name; }

/// Flink's connectors that read only the columns asked for; the others are followed by a Calc.
bool readsColumns(const std::string& connector) { return connector == "filesystem"; }

} // namespace

PlanTreeRef PhysicalTree::source(const Physical& node, const SourceSpec& spec) {
    const TableDefinition& table = *spec.table;
    Names read, readable, metadata;
    bool hasMetadata = false;
    for (const TableColumn& column : table.columns)
        if (column.kind != ColumnKind::Computed) readable.push_back(column.name), hasMetadata |= column.kind == ColumnKind::Metadata;
    for (int column : spec.columns) {
        read.push_back(table.columns[column].name);
        if (table.columns[column].kind == ColumnKind::Metadata)
            metadata.push_back(table.columns[column].metadataKey.empty() ? table.columns[column].name : table.columns[column].metadataKey);
    }
    bool narrowed = read.size() < readable.size();
    bool pushed = narrowed && readsColumns(table.connector());
    PlanTreeRef made = planTree("TableSourceScan", {});
    std::string name = "[" + path(table, ", ");
    if (pushed) {
        Names physical;
        for (int column : spec.columns)
            if (table.columns[column].kind == ColumnKind::Physical) physical.push_back(table.columns[column].name);
        name += ", project=[" + joined(physical) + "], metadata=[" + joined(metadata) + "]";
    } else if (hasMetadata) {
        name += ", metadata=[" + joined(metadata) + "]";
    }
    made->add("table", name + "]");
    made->fields = pushed || !narrowed ? read : readable;
    made->add("fields", joined(made->fields));
    if (!batch_) made->changelog = text(node.mode);

    auto above = [&](const char* title, const Names& fields) {
        PlanTreeRef next = planTree(title, {made});
        next->fields = fields;
        next->changelog = made->changelog;
        made = next;
    };
    if (!spec.projections.empty()) {
        Names output = namesOf(node.schema);
        bool passes = made->fields == read && passesAll(CalcSpec{nullptr, spec.projections}, static_cast<int>(read.size()));
        if (!passes) {
            above("Calc", output);
            made->add("select", projections(spec.projections, read, output));
        }
    } else if (made->fields != read) {
        above("Calc", read);
        made->add("select", joined(read));
    }
    if (spec.rowtime && spec.watermark) {
        // The watermark speaks of the columns read; Flink marks the column that came of them.
        Names fields = made->fields;
        int rowtime = -1;
        for (int i = 0; i < node.schema.size(); ++i)
            if (node.schema.fields[i].type.isRowtime()) rowtime = i;
        above("WatermarkAssigner", fields);
        if (rowtime >= 0 && rowtime < static_cast<int>(fields.size())) made->add("rowtime", fields[rowtime]);
        Names names = read;
        ExpressionRef watermark = spec.watermark;
        if (!spec.rowtime->isColumn() && rowtime >= 0) {
            names.push_back(fields[rowtime]);
            watermark = transform(watermark, [&](const ExpressionRef& part) {
                return part->equals(*spec.rowtime) ? columnExpression(static_cast<int>(read.size()), part->type, part->place) : part;
            });
        }
        made->add("watermark", words(watermark, names));
    }
    return made;
}

PlanTreeRef PhysicalTree::values(const Physical& node, const ValuesSpec& spec) {
    auto tuples = [&](const std::vector<std::vector<ExpressionRef>>& rows) {
        Names parts;
        for (const auto& row : rows) {
            Names cells;
            for (const ExpressionRef& each : row) {
                std::string cell = each->isLiteral() && each->value.isNull() ? "null" : expressionWords(*each, {}, ExpressionStyle::Prefix);
                if (size_t type = cell.rfind(":"); each->isLiteral() && !each->type.isTimestamp() && type != std::string::npos && each->type.kind() != TypeKind::Time && cell.back() != '\'')
                    cell = cell.substr(0, type);
                cells.push_back(cell);
            }
            parts.push_back("{ " + joined(cells) + " }");
        }
        return "[" + joined(parts) + "]";
    };
    auto made = [&](const Schema& schema, const std::string& content) {
        PlanTreeRef tree = planTree("Values", {});
        if (style_ == ExpressionStyle::Prefix) {
            Names types;
            for (const Field& field : schema.fields) {
                std::string type = typeWords(field.type, ExpressionStyle::Infix);
                types.push_back(type + " " + field.name);
            }
            tree->add("type", "RecordType(" + joined(types) + ")");
        }
        tree->add("tuples", content);
        tree->fields = namesOf(schema);
        finish(*tree, node);
        return tree;
    };
    Schema zero;
    zero.fields.push_back({"ZERO", DataType::integer().notNull()});
    if (node.schema.size() == 0) return made(zero, "[{ 0 }]");
    bool literal = std::all_of(spec.rows.begin(), spec.rows.end(), [](const auto& row) {
        return std::all_of(row.begin(), row.end(), [](const ExpressionRef& each) { return each->isLiteral(); });
    });
    if (literal) return made(node.schema, tuples(spec.rows));
    // A row with something to compute is a calculation over one row.
    std::vector<PlanTreeRef> rows;
    for (const auto& row : spec.rows) {
        PlanTreeRef calc = planTree("Calc", {made(zero, "[{ 0 }]")});
        calc->fields = namesOf(node.schema);
        calc->add("select", projections(row, {"ZERO"}, calc->fields));
        finish(*calc, node);
        rows.push_back(calc);
    }
    if (rows.size() == 1) return rows[0];
    PlanTreeRef all = planTree("Union", std::move(rows));
    all->fields = namesOf(node.schema);
    all->add("all", "true");
    all->add("union", joined(all->fields));
    finish(*all, node);
    return all;
}

PlanTreeRef PhysicalTree::sink(const Physical& node, const SinkSpec& spec) {
    const Physical* below = node.inputs[0].from.get();
    bool materialized = std::holds_alternative<SinkMaterializeSpec>(below->spec);
    if (materialized) below = below->inputs[0].from.get();
    Names names = namesOf(below->schema);
    PlanTreeRef made = planTree("Sink", {build(*below, &names)});
    made->fields = made->inputs[0]->fields;
    made->add("table", path(*spec.table, "."));
    made->add("fields", joined(made->fields));
    if (materialized) made->add("upsertMaterialize", "true");
    if (!node.conflict.empty()) made->add("conflictStrategy", node.conflict);
    if (!batch_) made->changelog = "[NONE]";
    return made;
}

PlanTreeRef PhysicalTree::calc(const Physical& node, const CalcSpec& spec, const Names* wanted) {
    const Physical& below = *node.inputs[0].from;
    int columns = below.schema.size();
    // Flink's window aggregates have the window's time only where it is asked for.
    const auto* window = std::get_if<WindowAggregateSpec>(&below.spec);
    if (window && !window->legacy && !below.isUnion && static_cast<int>(spec.projections.size()) == columns - 1) --columns;
    bool passes = passesAll(spec, columns);
    Names own = namesOf(node.schema);
    const Names* names = wanted;
    if (passes && !spec.projections.empty() && !names) names = &own;
    if (passes && !spec.condition) return input(node, 0, names && static_cast<int>(names->size()) == below.schema.size() ? names : nullptr);
    PlanTreeRef made = planTree("Calc", {input(node, 0, passes && names && static_cast<int>(names->size()) == below.schema.size() ? names : nullptr)});
    const Names& in = made->inputs[0]->fields;
    if (spec.projections.empty()) {
        made->fields = in;
        made->add("select", joined(in));
    } else {
        made->fields = wanted && wanted->size() == own.size() ? *wanted : own;
        // A column that only passes by keeps the name it has below.
        for (size_t i = 0; i < spec.projections.size(); ++i) {
            const ExpressionRef& each = spec.projections[i];
            if (each->isColumn() && below.schema.fields[each->column].name == node.schema.fields[i].name && made->fields[i] == own[i]) made->fields[i] = in[each->column];
        }
        made->fields = unique(made->fields);
        made->add("select", projections(spec.projections, in, made->fields));
    }
    if (spec.condition) made->add("where", words(spec.condition, in));
    return made;
}

PlanTreeRef PhysicalTree::unite(const Physical& node, const Names* wanted) {
    std::vector<PlanTreeRef> inputs;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
        const Physical& from = *node.inputs[i].from;
        // A union of unions is one.
        PlanTreeRef made = input(node, static_cast<int>(i), i == 0 ? wanted : nullptr);
        if (from.isUnion) inputs.insert(inputs.end(), made->inputs.begin(), made->inputs.end());
        else inputs.push_back(made);
    }
    PlanTreeRef made = planTree("Union", std::move(inputs));
    made->fields = made->inputs[0]->fields;
    made->add("all", "true");
    made->add("union", joined(made->fields));
    return made;
}

} // namespace weir
