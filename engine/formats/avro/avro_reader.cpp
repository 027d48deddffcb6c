// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_reader.h"

#include "engine/formats/java_text.h"
#include "engine/formats/json/json_scanner.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/java_hash.h"

#include <algorithm>
#include <unordered_map>

namespace weir {

namespace {

constexpr int MaxDepth = 256;                      // of values: recursive schemas have no other end
constexpr int64_t MostEmptyItems = 1 << 20;        // items without bytes in one record
constexpr int64_t GoesOn = -1, Senseless = -2;

AvroKind wantedKind(TypeKind kind) {
    switch (kind) {
    case TypeKind::Boolean: return AvroKind::Boolean;
    case TypeKind::TinyInt:
    case TypeKind::SmallInt:
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time: return AvroKind::Int;
    case TypeKind::BigInt:
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return AvroKind::Long;
    case TypeKind::Float: return AvroKind::Float;
    case TypeKind::Double: return AvroKind::Double;
    case TypeKind::Char:
    case TypeKind::Varchar: return AvroKind::String;
    case TypeKind::Row: return AvroKind::Record;
    case TypeKind::Array: return AvroKind::Array;
    case TypeKind::Map:
    case TypeKind::Multiset: return AvroKind::Map;
    case TypeKind::Null: return AvroKind::Null;
    default: return AvroKind::Bytes;
    }
}

bool promotes(AvroKind from, AvroKind to) {
    if (from == to) return true;
    switch (from) {
    case AvroKind::Int: return to == AvroKind::Long || to == AvroKind::Float || to == AvroKind::Double;
    case AvroKind::Long: return to == AvroKind::Float || to == AvroKind::Double;
    case AvroKind::Float: return to == AvroKind::Double;
    case AvroKind::String: return to == AvroKind::Bytes;
    case AvroKind::Bytes: return to == AvroKind::String;
    default: return false;
    }
}

} // namespace

AvroReader::AvroReader(AvroSchema writer, const Schema& table, const std::vector<int>& wanted) : writer_(std::move(writer)) {
    for (int column : wanted) {
        const Field& field = table.fields[static_cast<size_t>(column)];
        targets_.emplace_back(field.name, field.type);
    }
    const AvroSchema::Node& top = writer_.node(writer_.root());
    if (top.kind == AvroKind::Union) {
        root_.action = Action::Union;
        for (int branch : top.children) root_.children.push_back(planRecord(branch, targets_));
    } else {
        root_ = planRecord(writer_.root(), targets_);
    }
}

AvroReader::Plan AvroReader::refuse(std::string why) {
    Plan plan;
    plan.refusal = std::move(why);
    return plan;
}

AvroReader::Plan AvroReader::planRecord(int index, const std::vector<ValuePlan>& fields) {
    const AvroSchema::Node& node = writer_.node(index);
    if (node.kind != AvroKind::Record) return refuse("Avro has a value of type " + std::string(avroName(node.kind)) + " where a record is expected");
    Plan plan;
    plan.action = Action::Record;
    plan.node = index;
    plan.places.assign(node.children.size(), -1);
    for (size_t i = 0; i < fields.size(); ++i) {
        auto found = std::find(node.names.begin(), node.names.end(), fields[i].name);
        if (found == node.names.end()) {
            if (!fields[i].type.nullable()) return refuse("the Avro record has no field '" + fields[i].name + "', and the column is NOT NULL");
            plan.missing.push_back(static_cast<int>(i));
            plan.children.emplace_back();
            continue;
        }
        auto place = static_cast<size_t>(found - node.names.begin());
        plan.places[place] = static_cast<int>(i);
        plan.children.push_back(this->plan(node.children[place], fields[i]));
    }
    return plan;
}

AvroReader::Plan AvroReader::plan(int index, const ValuePlan& target) {
    const AvroSchema::Node& node = writer_.node(index);
    Plan plan;
    plan.node = index;
    plan.target = &target;
    if (node.kind == AvroKind::Union) {
        plan.action = Action::Union;
        for (int branch : node.children)
            // A union in a union is no Avro, so that this ends.
            plan.children.push_back(writer_.node(branch).kind == AvroKind::Union ? refuse("a union holds a union") : this->plan(branch, target));
        return plan;
    }
    if (node.kind == AvroKind::Null) {
        if (!target.type.nullable()) return refuse("column '" + target.name + "' is NOT NULL, but the Avro value is null");
        plan.action = Action::Null;
        return plan;
    }
    AvroKind wanted = wantedKind(target.kind);
    if (!promotes(node.kind, wanted))
        return refuse("column '" + target.name + "' of type " + target.type.text() + " needs Avro's " + std::string(avroName(wanted)) + ", but the value is of type " +
                      std::string(avroName(node.kind)));
    switch (node.kind) {
    case AvroKind::Boolean: plan.action = Action::Boolean; break;
    case AvroKind::Int: plan.action = Action::Int; break;
    case AvroKind::Long: plan.action = Action::Long; break;
    case AvroKind::Float: plan.action = Action::Float; break;
    case AvroKind::Double: plan.action = Action::Double; break;
    case AvroKind::Bytes:
    case AvroKind::String: plan.action = Action::Text; break;
    case AvroKind::Array:
        plan.action = Action::Array;
        plan.children.push_back(this->plan(node.children[0], target.children[0]));
        break;
    case AvroKind::Map:
        plan.action = Action::Map;
        plan.children.push_back(this->plan(node.children[0], target.children[1]));
        break;
    case AvroKind::Record: {
        Plan record = planRecord(index, target.children);
        record.target = &target;
        return record;
    }
    default: break;
    }
    return plan;
}

/// The fewest bytes that a value of this kind takes.
int64_t AvroReader::leastBytes(int index, int depth) const {
    const AvroSchema::Node& node = writer_.node(index);
    if (depth > MaxDepth) return 1;
    switch (node.kind) {
    case AvroKind::Null: return 0;
    case AvroKind::Fixed: return node.size;
    case AvroKind::Record:
        for (int child : node.children)
            if (leastBytes(child, depth + 1) > 0) return 1;
        return 0;
    default: return 1;
    }
}

bool AvroReader::skipBlocks(int index, AvroInput& in, int depth) const {
    const AvroSchema::Node& node = writer_.node(index);
    int64_t empty = 0;
    const bool items = node.kind == AvroKind::Map || leastBytes(node.children[0], 0) > 0;
    for (int64_t count = in.number(); count != 0; count = in.number()) {
        if (count < 0) {
            // A block that tells its size.
            int64_t size = in.number();
            if (in.isBad()) return false;
            if (items) {
                in.bytes(size);
                if (in.isBad()) return false;
                continue;
            }
            if (count == INT64_MIN) return in.fail(), false;
            count = -count;
        }
        if (!items && ((empty += count) < 0 || empty > MostEmptyItems)) return in.fail(), false;
        if (!items) continue;
        for (; count > 0; --count) {
            if (node.kind == AvroKind::Map) in.text();
            if (!skip(node.children[0], in, depth + 1)) return false;
        }
    }
    return !in.isBad();
}

bool AvroReader::skip(int index, AvroInput& in, int depth) const {
    const AvroSchema::Node& node = writer_.node(index);
    if (depth > MaxDepth) return in.fail(), false;
    switch (node.kind) {
    case AvroKind::Null: break;
    case AvroKind::Boolean: in.bytes(1); break;
    case AvroKind::Int:
    case AvroKind::Long:
    case AvroKind::Enum: in.number(); break;
    case AvroKind::Float: in.bytes(sizeof(float)); break;
    case AvroKind::Double: in.bytes(sizeof(double)); break;
    case AvroKind::Bytes:
    case AvroKind::String: in.text(); break;
    case AvroKind::Fixed: in.bytes(node.size); break;
    case AvroKind::Record:
        for (int child : node.children)
            if (!skip(child, in, depth + 1)) return false;
        break;
    case AvroKind::Array:
    case AvroKind::Map: return skipBlocks(index, in, depth);
    case AvroKind::Union: {
        int64_t branch = in.number();
        if (in.isBad()) return false;
        if (branch < 0 || branch >= static_cast<int64_t>(node.children.size())) return in.fail(), false;
        return skip(node.children[static_cast<size_t>(branch)], in, depth + 1);
    }
    }
    return !in.isBad();
}

int64_t AvroReader::measure(std::string_view bytes) const {
    AvroInput in(bytes);
    if (skip(writer_.root(), in, 0)) return in.at() - bytes.data();
    return in.isShort() ? GoesOn : Senseless;
}

bool AvroReader::failed(std::string why) {
    error_ = std::move(why);
    return false;
}

Status AvroReader::read(std::string_view record, DecodedRows& rows) {
    AvroInput in(record);
    const Plan* plan = &root_;
    error_.clear();
    if (plan->action == Action::Union) plan = &plan->children[static_cast<size_t>(in.number())];
    auto bad = [&](const std::string& why) { return Error{ErrorCode::Data, "An Avro record cannot be read: " + why + "."}; };
    if (plan->action == Action::Refuse) return bad(plan->refusal);
    const AvroSchema::Node& node = writer_.node(plan->node);
    for (size_t i = 0; i < plan->places.size(); ++i) {
        int place = plan->places[i];
        bool done = place < 0 ? skip(node.children[i], in, 1) : convert(plan->children[static_cast<size_t>(place)], in, rows.columns[static_cast<size_t>(place)]);
        if (!done || in.isBad()) return bad(error_.empty() ? "it is broken" : error_);
    }
    for (int place : plan->missing) rows.columns[static_cast<size_t>(place)].appendNull();
    ++rows.rows;
    return {};
}

bool AvroReader::convert(const Plan& plan, AvroInput& in, VectorBuilder& out) {
    switch (plan.action) {
    case Action::Null: out.appendNull(); return true;
    case Action::Refuse: return failed(plan.refusal);
    case Action::Union: {
        // Blocks that tell their size were passed over as a whole, so what is in them is new here.
        int64_t branch = in.number();
        if (in.isBad() || branch < 0 || branch >= static_cast<int64_t>(plan.children.size())) return failed("a union has no such branch");
        return convert(plan.children[static_cast<size_t>(branch)], in, out);
    }
    case Action::Boolean: out.append<uint8_t>(in.fixed<uint8_t>() != 0); return true;
    case Action::Int:
    case Action::Long:
    case Action::Float:
    case Action::Double: return convertNumber(plan, in, out);
    case Action::Text: return convertText(plan, in.text(), out);
    case Action::Record: {
        const AvroSchema::Node& node = writer_.node(plan.node);
        for (size_t i = 0; i < plan.places.size(); ++i) {
            int place = plan.places[i];
            if (place < 0 ? !skip(node.children[i], in, 1) : !convert(plan.children[static_cast<size_t>(place)], in, out.child(place))) return false;
        }
        for (int place : plan.missing) out.child(place).appendNull();
        out.closeNested();
        return true;
    }
    case Action::Array:
        for (int64_t count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                count = count == INT64_MIN ? in.fail() : -count;
                in.number();
            }
            for (; count > 0 && !in.isBad(); --count)
                if (!convert(plan.children[0], in, out.child(0))) return false;
        }
        out.closeNested();
        return true;
    case Action::Map: return convertMap(plan, in, out);
    }
    return false;
}

bool AvroReader::convertNumber(const Plan& plan, AvroInput& in, VectorBuilder& out) {
    const ValuePlan& target = *plan.target;
    int64_t whole = 0;
    double real = 0;
    bool isWhole = plan.action == Action::Int || plan.action == Action::Long;
    if (plan.action == Action::Int) whole = static_cast<int32_t>(in.number());
    else if (plan.action == Action::Long) whole = in.number();
    else if (plan.action == Action::Float) real = static_cast<double>(in.fixed<float>());
    else real = in.fixed<double>();
    switch (target.kind) {
    case TypeKind::TinyInt: out.append(static_cast<int8_t>(whole)); return true;
    case TypeKind::SmallInt: out.append(static_cast<int16_t>(whole)); return true;
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time: out.append(static_cast<int32_t>(whole)); return true;
    case TypeKind::BigInt: out.append(whole); return true;
    case TypeKind::Float: out.append(isWhole ? static_cast<float>(whole) : static_cast<float>(real)); return true;
    case TypeKind::Double: out.append(isWhole ? static_cast<double>(whole) : real); return true;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        // Up to three digits are written as milliseconds, up to six as microseconds.
        Int128 physical = target.precision <= 3 ? timestampFromMillis(whole, target.precision) : Int128(whole);
        if (target.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(physical));
        else out.append(physical);
        return true;
    }
    default: return failed("column '" + target.name + "' of type " + target.type.text() + " cannot hold a number");
    }
}

bool AvroReader::convertText(const Plan& plan, std::string_view text, VectorBuilder& out) {
    const ValuePlan& target = *plan.target;
    if (target.kind == TypeKind::Decimal) {
        constexpr size_t Widest = sizeof(Int128);
        // Big-endian, two's complement; more digits than the column has are NULL.
        bool negative = !text.empty() && (text[0] & 0x80) != 0;
        while (text.size() > Widest && text[0] == (negative ? '\xff' : '\0')) text.remove_prefix(1);
        if (text.empty() || text.size() > Widest) return failed("column '" + target.name + "' of type " + target.type.text() + " cannot hold so large a number");
        UInt128 bits = negative ? ~UInt128(0) : UInt128(0);
        for (char byte : text) bits = bits << 8 | static_cast<uint8_t>(byte);
        auto unscaled = static_cast<Int128>(bits);
        if (unscaled >= powerOfTen(target.precision) || unscaled <= -powerOfTen(target.precision)) out.appendNull();
        else if (target.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(unscaled));
        else out.append(unscaled);
        return true;
    }
    if (target.type.isCharacter() && !validUtf8(text)) {
        repairUtf8(text, scratch_);
        text = scratch_;
    }
    out.appendBytes(text);
    return true;
}

/// The last value of a key counts; entries lie as in Java's map.
bool AvroReader::convertMap(const Plan& plan, AvroInput& in, VectorBuilder& out) {
    std::vector<std::pair<std::string_view, AvroInput>> entries;
    std::unordered_map<std::string_view, size_t> places;
    for (int64_t count = in.number(); count != 0; count = in.number()) {
        if (count < 0) {
            count = count == INT64_MIN ? in.fail() : -count;
            in.number();
        }
        for (; count > 0 && !in.isBad(); --count) {
            std::string_view key = in.text();
            auto [place, added] = places.emplace(key, entries.size());
            if (added) entries.emplace_back(key, in);
            else entries[place->second].second = in;
            if (!skip(writer_.node(plan.node).children[0], in, 1)) return false;
        }
    }
    std::vector<int32_t> hashes;
    for (const auto& entry : entries) hashes.push_back(flinkTextHash(entry.first));
    std::vector<int> order;
    javaMapOrder(hashes, order);
    for (int at : order) {
        auto& [key, value] = entries[static_cast<size_t>(at)];
        out.child(0).appendBytes(key);
        if (!convert(plan.children[0], value, out.child(1))) return false;
    }
    out.closeNested();
    return true;
}

} // namespace weir
