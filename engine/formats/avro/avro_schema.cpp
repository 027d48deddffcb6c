// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_schema.h"

#include "engine/formats/format_options.h"

#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::string_view kindNames[] = {"null", "boolean", "int", "long", "float", "double", "bytes", "string", "fixed", "enum", "record", "array", "map", "union"};

Error wrong(const std::string& why) { return {ErrorCode::Data, "The Avro schema cannot be used: " + why + "."}; }

bool isName(std::string_view name) {
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
    for (char c : name)
        if (c != '_' && (static_cast<unsigned char>(c) >= 128 || !std::isalnum(static_cast<unsigned char>(c)))) return false;
    return true;
}

} // namespace

std::string_view avroName(AvroKind kind) { return kindNames[static_cast<size_t>(kind)]; }

/// Reads a schema's JSON.
class AvroSchemaReader {
public:
    Result<AvroSchema> read(std::string_view text) {
        auto json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded()) return wrong("it is no JSON");
        Result<int> root = read(json, "", 0);
        if (!root) return root.error();
        schema_.root_ = *root;
        return std::move(schema_);
    }

private:
    using Json = nlohmann::json;
    using Node = AvroSchema::Node;

    int add(Node node) {
        schema_.nodes_.push_back(std::move(node));
        return static_cast<int>(schema_.nodes_.size()) - 1;
    }

    Result<int> named(const std::string& name, const std::string& space) {
        for (size_t kind = 0; kind <= static_cast<size_t>(AvroKind::String); ++kind)
            if (name == kindNames[kind]) return add({static_cast<AvroKind>(kind), {}, {}, 0, {}, {}});
        for (const std::string& full : {name.find('.') == std::string::npos && !space.empty() ? space + "." + name : name, name})
            if (auto found = names_.find(full); found != names_.end()) return found->second;
        return wrong("the type '" + name + "' is unknown");
    }

    Result<int> read(const Json& json, const std::string& space, int depth) {
        if (depth > MaxNesting) return wrong("it is nested too deeply");
        if (json.is_string()) return named(json.get<std::string>(), space);
        if (json.is_array()) {
            int index = add({AvroKind::Union, {}, {}, 0, {}, {}});
            for (const Json& branch : json) {
                Result<int> child = read(branch, space, depth + 1);
                if (!child) return child;
                schema_.nodes_[static_cast<size_t>(index)].children.push_back(*child);
            }
            if (json.empty()) return wrong("a union has no branches");
            return index;
        }
        if (!json.is_object() || !json.contains("type")) return wrong("a type is missing");
        const Json& type = json["type"];
        if (!type.is_string()) return read(type, space, depth + 1);
        std::string kind = type.get<std::string>();
        if (kind == "array" || kind == "map") {
            const char* member = kind == "array" ? "items" : "values";
            if (!json.contains(member)) return wrong("'" + std::string(member) + "' of an " + kind + " is missing");
            int index = add({kind == "array" ? AvroKind::Array : AvroKind::Map, {}, {}, 0, {}, {}});
            Result<int> child = read(json[member], space, depth + 1);
            if (!child) return child;
            schema_.nodes_[static_cast<size_t>(index)].children.push_back(*child);
            return index;
        }
        if (kind == "record" || kind == "error") return readRecord(json, space, depth);
        if (kind == "enum" || kind == "fixed") {
            Node node{kind == "enum" ? AvroKind::Enum : AvroKind::Fixed, fullName(json, space), {}, 0, {}, {}};
            if (kind == "enum") {
                if (!json.contains("symbols") || !json["symbols"].is_array()) return wrong("an enum has no symbols");
                for (const Json& symbol : json["symbols"]) node.names.push_back(symbol.is_string() ? symbol.get<std::string>() : "");
            } else {
                if (!json.contains("size") || !json["size"].is_number_integer()) return wrong("a fixed has no size");
                node.size = json["size"].get<int64_t>();
                if (node.size < 0 || node.size > static_cast<int64_t>(MaxRecordBytes)) return wrong("the size of a fixed makes no sense");
            }
            std::string name = node.name;
            int index = add(std::move(node));
            names_[name] = index;
            return index;
        }
        return named(kind, space);
    }

    Result<int> readRecord(const Json& json, const std::string& space, int depth) {
        std::string name = fullName(json, space);
        int index = add({AvroKind::Record, name, {}, 0, {}, {}});
        names_[name] = index;      // before its fields: they may hold it again
        size_t dot = name.rfind('.');
        std::string inner = dot == std::string::npos ? "" : name.substr(0, dot);
        if (!json.contains("fields") || !json["fields"].is_array()) return wrong("a record has no fields");
        for (const Json& field : json["fields"]) {
            if (!field.is_object() || !field.contains("name") || !field["name"].is_string() || !field.contains("type")) return wrong("a field has no name or type");
            Result<int> child = read(field["type"], inner, depth + 1);
            if (!child) return child;
            Node& node = schema_.nodes_[static_cast<size_t>(index)];
            node.names.push_back(field["name"].get<std::string>());
            node.children.push_back(*child);
        }
        return index;
    }

    static std::string fullName(const Json& json, const std::string& space) {
        std::string name = json.contains("name") && json["name"].is_string() ? json["name"].get<std::string>() : "";
        if (name.find('.') != std::string::npos) return name;
        std::string own = json.contains("namespace") && json["namespace"].is_string() ? json["namespace"].get<std::string>() : space;
        return own.empty() ? name : own + "." + name;
    }

    AvroSchema schema_;
    std::map<std::string, int> names_;
};

/// Makes the schema of a table's rows.
class AvroSchemaMaker {
public:
    explicit AvroSchemaMaker(bool legacyTimes) : legacyTimes_(legacyTimes) {}

    Result<AvroSchema> make(const Schema& schema, bool nullableRow) {
        Result<int> root = record(schema.fields, "record", nullableRow);
        if (!root) return root.error();
        schema_.root_ = *root;
        return std::move(schema_);
    }

private:
    using Node = AvroSchema::Node;

    int add(Node node, bool nullable) {
        auto push = [&](Node one) {
            schema_.nodes_.push_back(std::move(one));
            return static_cast<int>(schema_.nodes_.size()) - 1;
        };
        int index = push(std::move(node));
        if (!nullable) return index;
        int nothing = push({AvroKind::Null, {}, {}, 0, {}, {}});
        return push({AvroKind::Union, {}, {}, 0, {}, {nothing, index}});
    }

    Result<int> record(const std::vector<Field>& fields, const std::string& name, bool nullable) {
        Node node{AvroKind::Record, name, {}, 0, {}, {}};
        for (const Field& field : fields) {
            if (!isName(field.name))
                return Error{ErrorCode::Invalid, "Avro cannot hold a field of the name '" + field.name + "'.", {}, "Letters, digits and '_' are possible, and no digit in front."};
            Result<int> child = any(field.type, name + "_" + field.name);
            if (!child) return child;
            node.names.push_back(field.name);
            node.children.push_back(*child);
        }
        return add(std::move(node), nullable);
    }

    Result<int> any(const DataType& type, const std::string& name) {
        bool nullable = type.nullable();
        auto simple = [&](AvroKind kind, const std::string& attributes = "") { return add({kind, {}, attributes, 0, {}, {}}, nullable); };
        auto logical = [&](const char* what) { return ",\"logicalType\":\"" + std::string(what) + "\""; };
        auto unsupported = [&](const std::string& more) { return Error{ErrorCode::Unsupported, "The 'avro' format cannot hold type " + type.text() + more + "."}; };
        switch (type.kind()) {
        case TypeKind::Null: return simple(AvroKind::Null);
        case TypeKind::Boolean: return simple(AvroKind::Boolean);
        case TypeKind::TinyInt:
        case TypeKind::SmallInt:
        case TypeKind::Int: return simple(AvroKind::Int);
        case TypeKind::BigInt: return simple(AvroKind::Long);
        case TypeKind::Float: return simple(AvroKind::Float);
        case TypeKind::Double: return simple(AvroKind::Double);
        case TypeKind::Char:
        case TypeKind::Varchar: return simple(AvroKind::String);
        case TypeKind::Binary:
        case TypeKind::Varbinary: return simple(AvroKind::Bytes);
        case TypeKind::Date: return simple(AvroKind::Int, logical("date"));
        case TypeKind::Time:
            if (type.precision() > 3) return unsupported(": TIME has at most milliseconds there");
            return simple(AvroKind::Int, logical("time-millis"));
        case TypeKind::Decimal:
            return simple(AvroKind::Bytes, logical("decimal") + ",\"precision\":" + std::to_string(type.precision()) + ",\"scale\":" + std::to_string(type.scale()));
        case TypeKind::Timestamp:
        case TypeKind::TimestampLtz: {
            bool local = type.kind() == TypeKind::Timestamp;
            if (legacyTimes_ && !local) return unsupported("; set 'avro.timestamp_mapping.legacy' to 'false' for messages");
            if (type.precision() <= 3) return simple(AvroKind::Long, logical(local && !legacyTimes_ ? "local-timestamp-millis" : "timestamp-millis"));
            if (legacyTimes_ || type.precision() > 6)
                return unsupported(legacyTimes_ ? ": TIMESTAMP has at most milliseconds there" : ": TIMESTAMP has at most microseconds there");
            return simple(AvroKind::Long, logical(local ? "local-timestamp-micros" : "timestamp-micros"));
        }
        case TypeKind::Row: return record(type.fields(), name, nullable);
        case TypeKind::Array: {
            Result<int> element = any(type.children()[0], name);
            if (!element) return element;
            return add({AvroKind::Array, {}, {}, 0, {}, {*element}}, nullable);
        }
        case TypeKind::Map:
        case TypeKind::Multiset: {
            if (!type.children()[0].isCharacter()) return unsupported(": keys of a map are text there");
            Result<int> value = type.kind() == TypeKind::Map ? any(type.children()[1], name) : Result<int>(add({AvroKind::Int, {}, {}, 0, {}, {}}, true));
            if (!value) return value;
            return add({AvroKind::Map, {}, {}, 0, {}, {*value}}, nullable);
        }
        default: return unsupported("");
        }
    }

    bool legacyTimes_;
    AvroSchema schema_;
};

Result<AvroSchema> AvroSchema::parse(std::string_view json) { return AvroSchemaReader().read(json); }

Result<AvroSchema> AvroSchema::ofRow(const Schema& schema, bool nullableRow, bool legacyTimes) { return AvroSchemaMaker(legacyTimes).make(schema, nullableRow); }

std::string AvroSchema::text() const {
    std::string out;
    append(root_, out);
    return out;
}

/// Of a schema made from rows: no names are shared, and names need no escapes.
void AvroSchema::append(int index, std::string& out) const {
    const Node& node = this->node(index);
    std::string kind = "\"" + std::string(avroName(node.kind)) + "\"";
    switch (node.kind) {
    case AvroKind::Union:
        out += '[';
        for (size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out += ',';
            append(node.children[i], out);
        }
        out += ']';
        return;
    case AvroKind::Array:
    case AvroKind::Map:
        out += "{\"type\":" + kind + (node.kind == AvroKind::Array ? ",\"items\":" : ",\"values\":");
        append(node.children[0], out);
        out += '}';
        return;
    case AvroKind::Record:
        out += "{\"type\":" + kind + ",\"name\":\"" + node.name + "\"";
        if (node.name == "record") out += ",\"namespace\":\"org.apache.flink.avro.generated\"";
        out += ",\"fields\":[";
        for (size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0) out += ',';
            out += "{\"name\":\"" + node.names[i] + "\",\"type\":";
            append(node.children[i], out);
            if (this->node(node.children[i]).kind == AvroKind::Union) out += ",\"default\":null";
            out += '}';
        }
        out += "]}";
        return;
    default:
        if (node.attributes.empty()) out += kind;
        else out += "{\"type\":" + kind + node.attributes + "}";
    }
}

} // namespace weir
