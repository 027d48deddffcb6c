// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_template.h"

#include "engine/sql/printer.h"

#include <algorithm>

namespace weir::graph {

namespace {

bool isNumber(const NodeColumn& column) {
    for (const char* type : {"INT", "BIGINT", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "DECIMAL"})
        if (column.type.rfind(type, 0) == 0) return true;
    return false;
}

bool isText(const NodeColumn& column) {
    for (const char* type : {"STRING", "VARCHAR", "CHAR"})
        if (column.type.rfind(type, 0) == 0) return true;
    return false;
}

bool isSimple(const NodeColumn& column) {
    return isText(column) || isNumber(column) || column.type.rfind("BOOLEAN", 0) == 0 || column.type.rfind("DATE", 0) == 0;
}

// What rows are likely to be grouped by: a text, else a whole number that is not the first (which tends to be unique).
std::string keyColumn(const std::vector<NodeColumn>& columns) {
    for (const auto& column : columns)
        if (isText(column)) return quotedName(column.name);
    for (size_t i = 1; i < columns.size(); ++i)
        if (columns[i].type.find("INT") != std::string::npos && columns[i].type.rfind("INTERVAL", 0) != 0) return quotedName(columns[i].name);
    for (const auto& column : columns)
        if (isSimple(column)) return quotedName(column.name);
    return {};
}

std::string numberColumn(const std::vector<NodeColumn>& columns, const std::string& butNot) {
    std::string found;
    for (const auto& column : columns)
        if (isNumber(column) && quotedName(column.name) != butNot) found = quotedName(column.name);
    return found;
}

std::string columnList(const std::vector<NodeColumn>& columns) {
    if (columns.empty()) return "*";
    std::string list;
    for (const auto& column : columns) list += (list.empty() ? "" : ", ") + quotedName(column.name);
    return list;
}

std::string joinQuery(const TemplateInput& left, const TemplateInput& right) {
    const std::string a = left.name == right.name ? left.name + " AS a" : left.name, b = left.name == right.name ? right.name + " AS b" : right.name;
    const std::string nameA = left.name == right.name ? "a" : left.name, nameB = left.name == right.name ? "b" : right.name;
    const std::string common = commonColumn(left.columns, right.columns);
    std::string items = nameA + ".*";
    for (const auto& column : right.columns)
        if (std::none_of(left.columns.begin(), left.columns.end(), [&](const NodeColumn& other) { return other.name == column.name; }))
            items += ", " + nameB + "." + quotedName(column.name);
    return "SELECT " + items + "\nFROM " + a + "\nJOIN " + b + " ON " + (common.empty() ? "TRUE" : nameA + "." + common + " = " + nameB + "." + common);
}

std::string query(Operator op, const std::vector<TemplateInput>& inputs) {
    const TemplateInput missing{std::string(MissingInput), {}};
    const TemplateInput& in = inputs.empty() ? missing : inputs[0];
    const std::string key = keyColumn(in.columns), number = numberColumn(in.columns, key), time = timeColumn(in.columns);
    const std::string from = "\nFROM " + in.name;
    const std::string window = "\nFROM TABLE(TUMBLE(TABLE " + in.name + ", DESCRIPTOR(" + (time.empty() ? "event_time" : time) + "), INTERVAL '1' MINUTE))";
    const std::string sum = number.empty() ? "" : ", SUM(" + number + ") AS " + quotedName("total_" + number);
    switch (op) {
    case Operator::Filter: return "SELECT *" + from + "\nWHERE " + (key.empty() ? "TRUE" : key + " IS NOT NULL");
    case Operator::Project: return "SELECT " + columnList(in.columns) + from;
    case Operator::Aggregate:
        return "SELECT " + (key.empty() ? "" : key + ", ") + "COUNT(*) AS row_count" + sum + from + (key.empty() ? "" : "\nGROUP BY " + key);
    case Operator::Window: return "SELECT *" + window;
    case Operator::WindowAggregate:
        return "SELECT window_start, window_end" + (key.empty() ? "" : ", " + key) + ", COUNT(*) AS row_count" + sum + window +
               "\nGROUP BY window_start, window_end" + (key.empty() ? "" : ", " + key);
    case Operator::Over:
        return "SELECT *, COUNT(*) OVER (" + (key.empty() ? "" : "PARTITION BY " + key + " ") + "ORDER BY " + (time.empty() ? "PROCTIME()" : time) +
               ") AS running_count" + from;
    case Operator::Join: return joinQuery(in, inputs.size() > 1 ? inputs[1] : missing);
    case Operator::TopN:
        return "SELECT " + columnList(in.columns) + "\nFROM (\n  SELECT *, ROW_NUMBER() OVER (" +
               (key.empty() || number.empty() ? "" : "PARTITION BY " + key + " ") + "ORDER BY " + (number.empty() ? key.empty() ? "1" : key : number) +
               " DESC) AS row_num\n  FROM " + in.name + "\n)\nWHERE row_num <= 3";
    case Operator::Deduplicate:
        return "SELECT " + columnList(in.columns) + "\nFROM (\n  SELECT *, ROW_NUMBER() OVER (PARTITION BY " + (key.empty() ? "id" : key) + " ORDER BY " +
               (time.empty() ? "PROCTIME()" : time) + ") AS row_num\n  FROM " + in.name + "\n)\nWHERE row_num = 1";
    case Operator::Union: return "SELECT *" + from + "\nUNION ALL\nSELECT *\nFROM " + (inputs.size() > 1 ? inputs[1].name : missing.name);
    case Operator::Match:
        return "SELECT *" + from + " MATCH_RECOGNIZE (\n  " + (key.empty() ? "" : "PARTITION BY " + key + "\n  ") + "ORDER BY " +
               (time.empty() ? "event_time" : time) + "\n  MEASURES\n    FIRST(A." + (time.empty() ? "event_time" : time) + ") AS started,\n    LAST(B." +
               (time.empty() ? "event_time" : time) +
               ") AS ended\n  ONE ROW PER MATCH\n  AFTER MATCH SKIP PAST LAST ROW\n  PATTERN (A B)\n  DEFINE\n    A AS TRUE,\n    B AS TRUE\n)";
    default: return "SELECT *" + from;
    }
}

} // namespace

std::string commonColumn(const std::vector<NodeColumn>& left, const std::vector<NodeColumn>& right) {
    for (const auto& a : left)
        for (const auto& b : right)
            if (a.name == b.name && a.type == b.type && !a.isTime) return quotedName(a.name);
    return {};
}

std::string timeColumn(const std::vector<NodeColumn>& columns) {
    for (const auto& column : columns)
        if (column.isTime) return quotedName(column.name);
    return {};
}

std::string templateQuery(Operator op, const std::vector<TemplateInput>& inputs, const std::string& indent) {
    std::string out;
    for (const char c : query(op, inputs)) {
        out += c;
        if (c == '\n') out += indent;
    }
    return out;
}

std::string templateTable(const NodeRequest& request, const std::string& name, const std::vector<NodeColumn>& columns) {
    std::string out = "CREATE TABLE " + quotedName(name) + " (\n";
    const std::string connector = request.connector.empty() ? request.op == Operator::Sink ? "print" : "datagen" : request.connector;
    auto options = request.options;
    if (!columns.empty()) {
        for (size_t i = 0; i < columns.size(); ++i) out += "  " + quotedName(columns[i].name) + " " + columns[i].type + (i + 1 < columns.size() ? ",\n" : "\n");
    } else if (connector == "datagen") {
        out += "  id BIGINT,\n  product INT,\n  amount INT,\n  event_time AS TO_TIMESTAMP_LTZ(1767225600000 + id * 1000, 3),\n"
               "  WATERMARK FOR event_time AS event_time - INTERVAL '5' SECONDS\n";
        if (options.empty())
            options = {{"rows-per-second", "100"}, {"fields.id.kind", "sequence"}, {"fields.id.start", "1"}, {"fields.id.end", "100000"},
                       {"fields.product.min", "1"}, {"fields.product.max", "5"}, {"fields.amount.min", "1"}, {"fields.amount.max", "100"}};
    } else if (request.op == Operator::Sink) {
        out += "  id BIGINT,\n  name STRING\n";
    } else {
        out += "  id BIGINT,\n  name STRING,\n  event_time TIMESTAMP(3),\n  WATERMARK FOR event_time AS event_time - INTERVAL '5' SECONDS\n";
    }
    out += ") WITH (\n  'connector' = " + sql::quoted(connector);
    for (const auto& [key, value] : options) out += ",\n  " + sql::quoted(key) + " = " + sql::quoted(value);
    return out + "\n)";
}

std::string templateName(Operator op, const std::string& input) {
    const char* word = "";
    switch (op) {
    case Operator::Source: case Operator::SourceAndSink: return "events";
    case Operator::Sink: return input.empty() ? "output" : input + "_output";
    case Operator::Filter: word = "filtered"; break;
    case Operator::Project: word = "selected"; break;
    case Operator::Aggregate: word = "totals"; break;
    case Operator::Window: word = "windows"; break;
    case Operator::WindowAggregate: word = "per_minute"; break;
    case Operator::Over: word = "running"; break;
    case Operator::Join: word = "joined"; break;
    case Operator::TopN: word = "top"; break;
    case Operator::Deduplicate: word = "unique"; break;
    case Operator::Union: word = "all"; break;
    case Operator::Match: word = "matches"; break;
    case Operator::Sql: word = "step"; break;
    }
    return input.empty() ? std::string("new_") + word : input + "_" + word;
}

} // namespace weir::graph
