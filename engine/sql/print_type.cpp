// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/print_tree.h"

namespace weir::sql {
namespace {

const char* wordOf(TypeWord word) {
    switch (word) {
    case TypeWord::Char: return "CHAR";
    case TypeWord::Varchar: return "VARCHAR";
    case TypeWord::String: return "STRING";
    case TypeWord::Boolean: return "BOOLEAN";
    case TypeWord::Binary: return "BINARY";
    case TypeWord::Varbinary: return "VARBINARY";
    case TypeWord::Bytes: return "BYTES";
    case TypeWord::Decimal: return "DECIMAL";
    case TypeWord::TinyInt: return "TINYINT";
    case TypeWord::SmallInt: return "SMALLINT";
    case TypeWord::Int: return "INT";
    case TypeWord::BigInt: return "BIGINT";
    case TypeWord::Float: return "FLOAT";
    case TypeWord::Double: return "DOUBLE";
    case TypeWord::Date: return "DATE";
    case TypeWord::Time: return "TIME";
    case TypeWord::Timestamp: return "TIMESTAMP";
    case TypeWord::TimestampLtz: return "TIMESTAMP_LTZ";
    case TypeWord::Interval: return "INTERVAL ";
    case TypeWord::Array: return "ARRAY";
    case TypeWord::Map: return "MAP";
    case TypeWord::Multiset: return "MULTISET";
    case TypeWord::Row: return "ROW";
    case TypeWord::Raw: return "RAW";
    case TypeWord::Variant: return "VARIANT";
    case TypeWord::Bitmap: return "BITMAP";
    case TypeWord::Null: return "NULL";
    case TypeWord::Structured: return "STRUCTURED";
    case TypeWord::User: case TypeWord::Missing: return "";
    }
    return "";
}

} // namespace

void TreePrinter::print(const TypeTree& type) {
    out_ += wordOf(type.word);
    if (type.precision >= 0)
        out_ += "(" + std::to_string(type.precision) + (type.scale >= 0 ? ", " + std::to_string(type.scale) : "") + ")";
    if (type.withTimeZone)
        out_ += type.word == TypeWord::Time ? " WITH LOCAL TIME ZONE" : " WITH TIME ZONE";
    if (type.word == TypeWord::Interval)
        units(type.interval);
    if (type.word == TypeWord::User)
        out_ += toSql(type.userName);
    if (type.word == TypeWord::Raw)
        out_ += "(" + quoted(type.className) + ", " + quoted(type.snapshot) + ")";
    if (!type.elements.empty()) {
        out_ += '<';
        list(type.elements, [this](const TypeTree& element) { print(element); });
        out_ += '>';
    }
    if (type.word == TypeWord::Row || type.word == TypeWord::Structured) {
        out_ += '<';
        if (type.word == TypeWord::Structured)
            out_ += quoted(type.className) + (type.fields.empty() ? "" : ", ");
        list(type.fields, [this](const TypeField& field) {
            out_ += toSql(field.name) + " ";
            print(field.type);
            if (!field.comment.empty())
                out_ += " " + quoted(field.comment);
        });
        out_ += '>';
    }
    if (type.notNull)
        out_ += " NOT NULL";
    else if (type.explicitNull)
        out_ += " NULL";
}

} // namespace weir::sql
