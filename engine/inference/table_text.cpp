// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/file_schema.h"

#include "engine/sql/printer.h"

#include <algorithm>

namespace weir {

namespace {

std::string nameText(const std::string& name) { return sql::toSql(sql::Name{name, {}, false}); }

/// A column that the user renamed is named by its place.
std::string renamed(std::string text, const InferredFile& file, const TableDraft& table) {
    for (size_t i = 0; i < table.columns.size() && i < file.columns.size(); ++i) {
        if (table.columns[i].first == file.columns[i].name) continue;
        const std::string before = nameText(file.columns[i].name), after = nameText(table.columns[i].first);
        if (text == before) return after;
        const size_t at = text.find("(" + before);
        const size_t end = at == std::string::npos ? 0 : at + before.size() + 1;
        if (at != std::string::npos && (end == text.size() || std::string_view(" ,.)").find(text[end]) != std::string_view::npos)) text.replace(at + 1, before.size(), after);
    }
    return text;
}

/// As SQL names it.
std::string timeColumn(const InferredFile& file, const TableDraft& table) {
    const TimeCandidate& time = file.times[static_cast<size_t>(table.time)];
    if (time.expression.empty()) return renamed(nameText(time.column), file, table);
    std::string name = time.column;
    while (std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& each) { return each.first == name; })) name += "_";
    return nameText(name);
}

} // namespace

std::string identifierOf(const std::string& text, const std::string& fallback) {
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z', digit = c >= '0' && c <= '9';
        if (letter || digit || c == '_') out += c;
        else if (!out.empty() && out.back() != '_') out += '_';
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    if (out.empty()) return fallback;
    if (out.size() > 100) out.resize(100);
    return out[0] >= '0' && out[0] <= '9' ? "c_" + out : out;
}

std::string intervalText(int64_t millis) {
    if (millis <= 0) return "";
    // The leading field of an interval has two digits unless it says otherwise.
    struct Unit { const char* name; int64_t millis; };
    for (const Unit& unit : {Unit{"SECOND", 1'000}, Unit{"MINUTE", 60'000}, Unit{"HOUR", 3'600'000}, Unit{"DAY", 86'400'000}}) {
        const int64_t count = (millis + unit.millis - 1) / unit.millis;
        if (count <= 99 || unit.millis == 86'400'000) return "INTERVAL '" + std::to_string(count) + "' " + unit.name + (count > 99 ? "(" + std::to_string(std::to_string(count).size()) + ")" : "");
    }
    return "";
}

TableDraft proposedTable(const InferredFile& file) {
    TableDraft table{file.name, file.path, {}, file.times.empty() ? -1 : 0, file.times.empty() ? 0 : file.times[0].delayMillis};
    for (const auto& column : file.columns) table.columns.emplace_back(column.name, column.type);
    return table;
}

std::string queryOf(const InferredFile& file, const TableDraft& table, bool perMinute) {
    if (!perMinute || table.time < 0) return "SELECT * FROM " + nameText(table.name) + ";\n";
    return "SELECT window_start, window_end, COUNT(*) AS row_count\nFROM TABLE(TUMBLE(TABLE " + nameText(table.name) + ", DESCRIPTOR(" + timeColumn(file, table) +
           "), INTERVAL '1' MINUTE))\nGROUP BY window_start, window_end;\n";
}

std::string createTableText(const InferredFile& file, const TableDraft& table) {
    std::vector<std::string> lines;
    for (const auto& [name, type] : table.columns) lines.push_back(nameText(name) + " " + type);
    if (table.time >= 0 && table.time < static_cast<int>(file.times.size())) {
        const TimeCandidate& time = file.times[static_cast<size_t>(table.time)];
        const std::string column = timeColumn(file, table);
        if (!time.expression.empty()) lines.push_back(column + " AS " + renamed(time.expression, file, table));
        const std::string delay = intervalText(table.delayMillis);
        lines.push_back("WATERMARK FOR " + column + " AS " + column + (delay.empty() ? "" : " - " + delay));
    }
    std::string text = "CREATE TABLE " + nameText(table.name) + " (\n";
    for (size_t i = 0; i < lines.size(); ++i) text += "    " + lines[i] + (i + 1 < lines.size() ? ",\n" : "\n");
    text += ") WITH (\n    'connector' = 'filesystem',\n    'path' = " + sql::quoted(table.path) + ",\n    'format' = " + sql::quoted(file.format);
    for (const auto& [key, value] : file.options) text += ",\n    " + sql::quoted(key) + " = " + sql::quoted(value);
    return text + "\n);\n";
}

} // namespace weir
