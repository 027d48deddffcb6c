// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_row_reader.h"

#include "engine/formats/format_options.h"
#include "engine/formats/java_text.h"
#include "engine/formats/json/json_stream_reader.h"
#include "engine/formats/json/json_text.h"
#include "engine/types/decimal.h"
#include "engine/types/java_hash.h"
#include "engine/types/text.h"

#include <unordered_map>

namespace weir {

namespace {

std::vector<std::string> wantedNames(const Schema& schema, const std::vector<int>& wanted) {
    std::vector<std::string> names;
    for (int column : wanted) names.push_back(schema.fields[static_cast<size_t>(column)].name);
    return names;
}

bool hasDecimal(const DataType& type) {
    if (type.kind() == TypeKind::Decimal) return true;
    for (const DataType& part : type.children())
        if (hasDecimal(part)) return true;
    return false;
}

} // namespace

JsonRowReader::Part::Part(ValuePlan valuePlan, bool asTree) : plan(std::move(valuePlan)) {
    for (ValuePlan& child : plan.children) children.emplace_back(child, asTree);
    if (plan.kind != TypeKind::Row) return;
    std::vector<std::string> names;
    for (const ValuePlan& child : plan.children) names.push_back(child.name);
    size_t count = names.size();
    object.reset(new Nested{JsonObjectScanner(std::move(names), asTree), std::vector<JsonToken>(count)});
}

JsonRowReader::JsonRowReader(const JsonOptions& options, const Schema& schema, const std::vector<int>& wanted)
    : options_(options), scanner_(wantedNames(schema, wanted), options.asTree), slots_(wanted.size()) {
    for (int column : wanted) {
        const Field& field = schema.fields[static_cast<size_t>(column)];
        parts_.emplace_back(ValuePlan(field.name, field.type), options.asTree);
    }
    if (options.ignoreErrors && !options.asTree) stream_ = std::make_unique<JsonStreamReader>(*this);
    for (const Field& field : schema.fields) exactReals_ |= hasDecimal(field.type);
}

JsonRowReader::~JsonRowReader() = default;

const char* JsonRowReader::scan(const char* at, const char* end) {
    const char* why = nullptr;
    const char* begin = at;
    at = scanner_.scan(at, end, slots_.data(), why);
    if (at) record_ = {begin, static_cast<size_t>(at - begin)};
    if (!at) error_ = why;
    return at;
}

bool JsonRowReader::append(DecodedRows& rows) {
    missing_ = false;
    if (stream_) [[unlikely]]
        if (stream_->derails()) return stream_->append(record_, rows);
    for (size_t i = 0; i < parts_.size(); ++i)
        if (!convert(slots_[i], parts_[i], rows.columns[i])) return false;
    ++rows.rows;
    return true;
}

bool JsonRowReader::failed(const Part& part, VectorBuilder& out) {
    if (!options_.ignoreErrors) {
        if (missing_) error_ = "field '" + part.plan.name + "' is missing";
        else if (error_.empty()) error_ = "field '" + part.plan.name + "' is no " + part.plan.type.text();
        return false;
    }
    error_.clear();
    out.appendNull();
    return true;
}

bool JsonRowReader::convert(const JsonToken& token, Part& part, VectorBuilder& out) {
    if (token.kind == JsonKind::Missing && options_.failOnMissing) {
        missing_ = true;
        error_.clear();
        return failed(part, out);
    }
    if (token.kind == JsonKind::Null || token.kind == JsonKind::Missing) {
        out.appendNull();
        return true;
    }
    error_.clear();
    bool done = part.children.empty() ? convertScalar(token, part.plan, out) : convertNested(token, part, out);
    return done || (error_.empty() || options_.ignoreErrors ? failed(part, out) : false);
}

bool JsonRowReader::convertScalar(const JsonToken& token, const ValuePlan& plan, VectorBuilder& out) {
    auto integer = [&](int64_t least, int64_t most, bool truncates, int64_t& value) {
        if (token.kind == JsonKind::Integer) return parseJavaInteger(token.raw(), least, most, value);
        if (token.kind == JsonKind::Real && truncates) {
            double real;
            if (!parseJavaDouble(token.raw(), real) || !(real >= static_cast<double>(least) && real <= static_cast<double>(most))) return false;
            value = real >= 9223372036854775807.0 ? INT64_MAX : static_cast<int64_t>(real);
            return true;
        }
        return parseJavaInteger(trimJava(jsonText(token, scratch_)), least, most, value);
    };
    int64_t value = 0;
    switch (plan.kind) {
    case TypeKind::Boolean: {
        bool yes = token.kind == JsonKind::True;
        if (token.kind == JsonKind::Text || token.kind == JsonKind::EscapedText) {
            std::string_view word = trimJava(jsonText(token, scratch_));
            yes = word.size() == 4 && (word[0] | 32) == 't' && (word[1] | 32) == 'r' && (word[2] | 32) == 'u' && (word[3] | 32) == 'e';
        }
        out.append<uint8_t>(yes);
        return true;
    }
    case TypeKind::TinyInt:
        if (!integer(INT8_MIN, INT8_MAX, false, value)) return false;
        out.append(static_cast<int8_t>(value));
        return true;
    case TypeKind::SmallInt:
        if (!integer(INT16_MIN, INT16_MAX, false, value)) return false;
        out.append(static_cast<int16_t>(value));
        return true;
    case TypeKind::Int:
        if (!integer(INT32_MIN, INT32_MAX, true, value)) return false;
        out.append(static_cast<int32_t>(value));
        return true;
    case TypeKind::IntervalYearMonth:
        if (!integer(INT32_MIN, INT32_MAX, true, value)) return false;
        out.append(value);
        return true;
    case TypeKind::BigInt:
    case TypeKind::IntervalDayTime:
        if (!integer(INT64_MIN, INT64_MAX, true, value)) return false;
        out.append(value);
        return true;
    case TypeKind::Float: {
        float real;
        if (!parseJavaFloat(token.isNumber() ? token.raw() : jsonText(token, scratch_), real)) return false;
        out.append(real);
        return true;
    }
    case TypeKind::Double: {
        double real;
        if (!parseJavaDouble(token.isNumber() ? token.raw() : jsonText(token, scratch_), real)) return false;
        out.append(real);
        return true;
    }
    case TypeKind::Decimal: {
        std::optional<Int128> decimal;
        if (!parseJavaDecimal(trimJava(jsonText(token, scratch_)), plan.precision, plan.scale, decimal)) return false;
        if (!decimal) out.appendNull();
        else if (plan.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(*decimal));
        else out.append(*decimal);
        return true;
    }
    case TypeKind::Char:
    case TypeKind::Varchar:
        if (token.isNested()) {
            bytes_.clear();
            appendCompact(token, bytes_);
            out.appendBytes(bytes_);
        } else if (token.kind == JsonKind::Real && options_.asTree) {
            bytes_.clear();
            appendCompact(token, bytes_);
            out.appendBytes(bytes_);
        } else {
            out.appendBytes(jsonText(token, scratch_));
        }
        return true;
    case TypeKind::Binary:
    case TypeKind::Varbinary:
        if ((token.kind != JsonKind::Text && token.kind != JsonKind::EscapedText) || !decodeBase64(jsonText(token, scratch_), bytes_)) return false;
        out.appendBytes(bytes_);
        return true;
    case TypeKind::Date:
        if (!parseIsoDate(jsonText(token, scratch_), value)) return false;
        out.append(static_cast<int32_t>(value));
        return true;
    case TypeKind::Time:
        if (!parseIsoTime(jsonText(token, scratch_), value, true, true)) return false;
        value %= 86'400 * int64_t(1'000'000'000);
        out.append(static_cast<int32_t>(value / 1'000'000));        // TIME(0) keeps them too, unseen
        return true;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        LocalDateTime time;
        if (!parseLocalTimestamp(jsonText(token, scratch_), options_.timestamps, plan.kind == TypeKind::TimestampLtz, time)) return false;
        Int128 physical = timestampPhysical(time, plan.precision);
        if (plan.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(physical));
        else out.append(physical);
        return true;
    }
    default: return false;
    }
}

bool JsonRowReader::convertNested(const JsonToken& token, Part& part, VectorBuilder& out) {
    switch (part.plan.kind) {
    case TypeKind::Row: {
        if (token.kind != JsonKind::Object) return false;
        const char* why = nullptr;
        Nested& object = *part.object;
        object.scanner.scan(token.begin, token.begin + token.size, object.slots.data(), why);
        for (size_t i = 0; i < part.children.size(); ++i)
            if (!convert(object.slots[i], part.children[i], out.child(static_cast<int>(i)))) return false;
        out.closeNested();
        return true;
    }
    case TypeKind::Array: {
        if (token.kind != JsonKind::Array) return false;
        bool done = true;
        forEachElement(token, [&](const JsonToken& element) { done = done && convert(element, part.children[0], out.child(0)); });
        if (done) out.closeNested();
        return done;
    }
    case TypeKind::Map:
    case TypeKind::Multiset: {
        if (token.kind != JsonKind::Object && !options_.asTree) return false;
        return convertEntries(token, part, out);
    }
    default: return false;
    }
}

/// The last value of a key counts. A tree that is no object has no entries.
bool JsonRowReader::convertEntries(const JsonToken& object, Part& part, VectorBuilder& out) {
    std::vector<std::pair<JsonToken, JsonToken>> entries;
    std::vector<int32_t> hashes;
    std::unordered_multimap<int32_t, size_t> byHash;       // only of larger maps: small ones are looked through
    constexpr size_t Small = 12;
    std::string first, second;
    if (object.kind == JsonKind::Object)
        forEachEntry(object, [&](const JsonToken& key, const JsonToken& value) {
            std::string_view text = jsonText(key, first);
            int32_t hash = flinkTextHash(text);
            auto take = [&](size_t at) {
                if (hashes[at] != hash || jsonText(entries[at].first, second) != text) return false;
                entries[at].second = value;
                return true;
            };
            if (entries.size() <= Small) {
                for (size_t at = 0; at < entries.size(); ++at)
                    if (take(at)) return;
            } else {
                if (byHash.empty())
                    for (size_t at = 0; at < hashes.size(); ++at) byHash.emplace(hashes[at], at);
                auto [from, to] = byHash.equal_range(hash);
                for (auto at = from; at != to; ++at)
                    if (take(at->second)) return;
                byHash.emplace(hash, entries.size());
            }
            entries.emplace_back(key, value);
            hashes.push_back(hash);
        });
    bool counts = part.plan.kind == TypeKind::Multiset;
    std::vector<int> order;
    javaMapOrder(hashes, order);
    for (int at : order) {
        auto& [key, value] = entries[static_cast<size_t>(at)];
        if (!convert(key, part.children[0], out.child(0))) return false;
        if (counts && (value.kind == JsonKind::Null || options_.ignoreErrors)) {
            if (value.kind == JsonKind::Null || !convertScalar(value, part.children[1].plan, out.child(1))) out.child(1).append<int32_t>(0);        // never NULL
        } else if (!convert(value, part.children[1], out.child(1))) {
            return false;
        }
    }
    out.closeNested();
    return true;
}

/// As Jackson's tree prints itself: no spaces, numbers reformatted, texts escaped anew.
void JsonRowReader::appendCompact(const JsonToken& token, std::string& out) const {
    bool first = true;
    auto comma = [&] {
        if (!first) out += ',';
        first = false;
    };
    std::string text;
    switch (token.kind) {
    case JsonKind::Object: {
        // A key stays at its first place and has its last value.
        std::vector<std::pair<std::string, JsonToken>> entries;
        std::unordered_map<std::string, size_t> places;
        forEachEntry(token, [&](const JsonToken& key, const JsonToken& value) {
            auto [place, added] = places.emplace(std::string(jsonText(key, text)), entries.size());
            if (added) entries.emplace_back(place->first, value);
            else entries[place->second].second = value;
        });
        out += '{';
        for (const auto& [key, value] : entries) {
            comma();
            appendJsonText(out, key);
            out += ':';
            appendCompact(value, out);
        }
        out += '}';
        break;
    }
    case JsonKind::Array:
        out += '[';
        forEachElement(token, [&](const JsonToken& element) {
            comma();
            appendCompact(element, out);
        });
        out += ']';
        break;
    case JsonKind::Real: {
        std::optional<Int128> exact;
        double real = 0;
        constexpr int MostDigits = 18;
        if (exactReals_ && parseJavaDecimal(token.raw(), MaxDecimalPrecision, MostDigits, exact) && exact) appendJavaDecimal(out, *exact, MostDigits, true, false);
        else if (parseJavaDouble(token.raw(), real)) appendJavaDouble(out, real);
        break;
    }
    case JsonKind::Text:
    case JsonKind::EscapedText: appendJsonText(out, jsonText(token, text)); break;
    default: out += token.raw();
    }
}

} // namespace weir
