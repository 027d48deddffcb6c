// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog/catalog.h"

#include <algorithm>
#include <cctype>

namespace weir {

namespace {

std::string quotedName(const std::string& name) {
    std::string text = "`";
    for (char c : name)
        text += c == '`' ? "``" : std::string(1, c);
    return text + "`";
}

std::string quotedText(const std::string& value) {
    std::string text = "'";
    for (char c : value)
        text += c == '\'' ? "''" : std::string(1, c);
    return text + "'";
}

std::string nameList(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + quotedName(name);
    return text;
}

/// The spelling that keeps everything: VARCHAR(2147483647) and not STRING, NOT NULL everywhere.
std::string fullText(const DataType& type) {
    std::string text;
    switch (type.kind()) {
    case TypeKind::Varchar: text = "VARCHAR(" + std::to_string(type.length()) + ")"; break;
    case TypeKind::Varbinary: text = "VARBINARY(" + std::to_string(type.length()) + ")"; break;
    case TypeKind::TimestampLtz: text = "TIMESTAMP(" + std::to_string(type.precision()) + ") WITH LOCAL TIME ZONE"; break;
    case TypeKind::Array: text = "ARRAY<" + fullText(type.element()) + ">"; break;
    case TypeKind::Multiset: text = "MULTISET<" + fullText(type.element()) + ">"; break;
    case TypeKind::Map: text = "MAP<" + fullText(type.key()) + ", " + fullText(type.value()) + ">"; break;
    case TypeKind::Row: {
        for (const auto& field : type.fields())
            text += (text.empty() ? "ROW<" : ", ") + quotedName(field.name) + " " + fullText(field.type);
        text += ">";
        break;
    }
    default: text = type.text();
    }
    return text + (type.nullable() ? "" : " NOT NULL");
}

std::string optionLines(const OptionMap& options) {
    std::string text;
    for (const auto& [key, value] : options)
        text += (text.empty() ? "  " : ",\n  ") + quotedText(key) + " = " + quotedText(value);
    return text;
}

std::string viewText(const TableDefinition& view) {
    std::string text = std::string("CREATE ") + (view.temporary ? "TEMPORARY " : "") + "VIEW " + view.path() + " (\n";
    for (size_t i = 0; i < view.columns.size(); ++i)
        text += "  " + quotedName(view.columns[i].name) + (view.columns[i].comment.empty() ? "" : " COMMENT " + quotedText(view.columns[i].comment)) +
                (i + 1 < view.columns.size() ? ",\n" : "\n");
    text += ")\n";
    if (!view.comment.empty())
        text += "COMMENT " + quotedText(view.comment) + "\n";
    return text + "AS " + view.viewText + "\n";
}

bool likeAt(std::string_view text, std::string_view pattern, bool fold) {
    // Greedy matching with one point to go back to: the last %.
    size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
    auto same = [fold](char a, char b) { return fold ? std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)) : a == b; };
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '_' || same(pattern[p], text[t]))) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%')
        ++p;
    return p == pattern.size();
}

} // namespace

bool matchesLike(std::string_view text, std::string_view pattern, bool caseInsensitive) { return likeAt(text, pattern, caseInsensitive); }

std::string createTableText(const TableDefinition& table) {
    if (table.isView)
        return viewText(table);
    std::vector<std::string> lines;
    for (const auto& column : table.columns) {
        std::string line = quotedName(column.name) + " ";
        if (column.kind == ColumnKind::Computed) {
            line += "AS " + column.expressionText;
        } else {
            line += fullText(column.type);
            if (column.kind == ColumnKind::Metadata) {
                line += " METADATA";
                if (column.metadataKey != column.name)
                    line += " FROM " + quotedText(column.metadataKey);
                if (column.isVirtual)
                    line += " VIRTUAL";
            }
        }
        if (!column.comment.empty())
            line += " COMMENT " + quotedText(column.comment);
        lines.push_back(line);
    }
    if (table.watermark)
        lines.push_back("WATERMARK FOR " + quotedName(table.columns[table.watermark->column].name) + " AS " + table.watermark->text);
    if (!table.primaryKey.empty())
        lines.push_back("CONSTRAINT " + quotedName(table.primaryKeyName) + " PRIMARY KEY (" + nameList(table.primaryKey) + ") NOT ENFORCED");
    std::string text = std::string("CREATE ") + (table.temporary ? "TEMPORARY " : "") + "TABLE " + table.path() + " (\n";
    for (size_t i = 0; i < lines.size(); ++i)
        text += "  " + lines[i] + (i + 1 < lines.size() ? ",\n" : "\n");
    text += ")\n";
    if (!table.comment.empty())
        text += "COMMENT " + quotedText(table.comment) + "\n";
    if (!table.distribution.empty())
        text += table.distribution + "\n";
    if (!table.partitionKeys.empty())
        text += "PARTITIONED BY (" + nameList(table.partitionKeys) + ")\n";
    if (!table.options.empty())
        text += "WITH (\n" + optionLines(table.options) + "\n)\n";
    return text;
}

std::string createCatalogText(const std::string& name, const OptionMap& options, const std::string& comment) {
    std::string text = "CREATE CATALOG " + quotedName(name);
    if (!comment.empty())
        text += "\nCOMMENT " + quotedText(comment);
    return text + "\nWITH (\n" + optionLines(options) + "\n)\n";
}

std::vector<std::vector<std::string>> describeRows(const TableDefinition& table) {
    bool comments = std::any_of(table.columns.begin(), table.columns.end(), [](const TableColumn& column) { return !column.comment.empty(); });
    std::string key;
    for (const auto& name : table.primaryKey)
        key += (key.empty() ? "" : ", ") + name;
    std::vector<std::vector<std::string>> rows;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        bool marked = table.watermark && table.watermark->column == static_cast<int>(i);
        DataType type = marked ? column.type.withTimeAttribute(TimeAttribute::Rowtime) : column.type;
        std::string extras = "None";
        if (column.kind == ColumnKind::Computed) {
            extras = "AS " + column.expressionText;
        } else if (column.kind == ColumnKind::Metadata) {
            extras = "METADATA";
            if (column.metadataKey != column.name)
                extras += " FROM " + quotedText(column.metadataKey);
            if (column.isVirtual)
                extras += " VIRTUAL";
        }
        bool isKey = std::find(table.primaryKey.begin(), table.primaryKey.end(), column.name) != table.primaryKey.end();
        std::vector<std::string> row{column.name, type.text(false, true), column.type.nullable() ? "TRUE" : "FALSE", isKey ? "PRI(" + key + ")" : "None", extras,
                                     marked ? table.watermark->text : "None"};
        if (comments)
            row.push_back(column.comment.empty() ? "None" : column.comment);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace weir
