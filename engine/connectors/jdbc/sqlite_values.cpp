// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/jdbc/sqlite_values.h"

#include "engine/base/error.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/types/datetime.h"
#include "engine/types/text.h"

#include <cmath>
#include <cstring>

namespace weir {

namespace {

enum class Tag : char { Null = 'n', Integer = 'i', Real = 'r', Text = 't', Bytes = 'b' };

Tag tagOf(const DataType& type) {
    switch (type.kind()) {
    case TypeKind::Boolean:
    case TypeKind::TinyInt:
    case TypeKind::SmallInt:
    case TypeKind::Int:
    case TypeKind::BigInt: return Tag::Integer;
    case TypeKind::Float:
    case TypeKind::Double: return Tag::Real;
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Decimal:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return Tag::Text;
    case TypeKind::Binary:
    case TypeKind::Varbinary: return Tag::Bytes;
    default: return Tag::Null;
    }
}

template <class T> void put(std::string& out, Tag tag, T value) {
    out += static_cast<char>(tag);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void putBytes(std::string& out, Tag tag, std::string_view bytes) {
    put(out, tag, static_cast<uint32_t>(bytes.size()));
    out += bytes;
}

std::string_view cut(std::string_view& from, size_t bytes) {
    if (from.size() < bytes) throw RunError(ErrorCode::Data, "A row that a checkpoint kept for a database is cut short.");
    std::string_view out = from.substr(0, bytes);
    from.remove_prefix(bytes);
    return out;
}

template <class T> T take(std::string_view& from) {
    T value;
    std::memcpy(&value, cut(from, sizeof value).data(), sizeof value);
    return value;
}

int64_t wholeAt(const Vector& column, const DataType& type, int row) {
    switch (type.kind()) {
    case TypeKind::Boolean: return column.at<uint8_t>(row) != 0;
    case TypeKind::TinyInt: return column.at<int8_t>(row);
    case TypeKind::SmallInt: return column.at<int16_t>(row);
    case TypeKind::Int: return column.at<int32_t>(row);
    default: return column.at<int64_t>(row);
    }
}

} // namespace

bool fitsSqlite(const DataType& type) { return tagOf(type) != Tag::Null; }

std::string_view sqliteType(const DataType& type) {
    switch (tagOf(type)) {
    case Tag::Integer: return "INTEGER";
    case Tag::Real: return "REAL";
    case Tag::Text: return "TEXT";
    default: return "BLOB";
    }
}

void appendSpooled(std::string& out, const Vector& column, const DataType& type, int row) {
    if (column.isNull(row)) {
        out += static_cast<char>(Tag::Null);
        return;
    }
    switch (Tag tag = tagOf(type)) {
    case Tag::Integer: return put(out, tag, wholeAt(column, type, row));
    case Tag::Real: {
        double value = type.kind() == TypeKind::Float ? static_cast<double>(column.at<float>(row)) : column.at<double>(row);
        return put(out, tag, value);
    }
    case Tag::Bytes: return putBytes(out, tag, column.at<StringRef>(row).view());
    default:
        if (type.kind() == TypeKind::Char || type.kind() == TypeKind::Varchar) return putBytes(out, tag, column.at<StringRef>(row).view());
        std::string text;
        appendText(text, column, type, row, *TimeZone::utc());
        return putBytes(out, tag, text);
    }
}

void bindSpooled(SqliteStatement& statement, int parameter, std::string_view& from) {
    switch (static_cast<Tag>(cut(from, 1)[0])) {
    case Tag::Null: return statement.bindNull(parameter);
    case Tag::Integer: return statement.bind(parameter, take<int64_t>(from));
    case Tag::Real: return statement.bind(parameter, take<double>(from));
    case Tag::Text: return statement.bindText(parameter, cut(from, take<uint32_t>(from)));
    case Tag::Bytes: return statement.bindBytes(parameter, cut(from, take<uint32_t>(from)));
    }
    throw RunError(ErrorCode::Data, "A row that a checkpoint kept for a database makes no sense.");
}

void skipSpooled(std::string_view& from) {
    switch (static_cast<Tag>(cut(from, 1)[0])) {
    case Tag::Null: return;
    case Tag::Integer:
    case Tag::Real: cut(from, 8); return;
    case Tag::Text:
    case Tag::Bytes: cut(from, take<uint32_t>(from)); return;
    }
    throw RunError(ErrorCode::Data, "A row that a checkpoint kept for a database makes no sense.");
}

bool takeSqliteValue(const SqliteStatement& statement, int column, const DataType& type, VectorBuilder& out) {
    using Kind = SqliteStatement::Kind;
    Kind kind = statement.kind(column);
    if (kind == Kind::Null) {
        out.appendNull();
        return true;
    }
    Tag tag = tagOf(type);
    bool isText = type.kind() == TypeKind::Char || type.kind() == TypeKind::Varchar;
    if (tag == Tag::Bytes || isText) {
        out.appendBytes(statement.text(column));
        return true;
    }
    if (tag == Tag::Real && (kind == Kind::Real || kind == Kind::Integer)) {
        if (type.kind() == TypeKind::Float) out.append(static_cast<float>(statement.real(column)));
        else out.append(statement.real(column));
        return true;
    }
    if (type.kind() == TypeKind::Boolean && kind == Kind::Integer) {
        out.append(static_cast<uint8_t>(statement.integer(column) != 0));
        return true;
    }
    if (kind == Kind::Bytes || (tag == Tag::Integer && kind == Kind::Real)) return false;
    std::optional<Value> value = partitionValue(statement.text(column), type);
    if (!value) return false;
    out.appendValue(*value);
    return true;
}

} // namespace weir
