// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_stream_reader.h"

#include "engine/types/java_hash.h"

#include <map>

namespace weir {

bool JsonStreamReader::derails(const JsonToken& token, const Part& part) {
    if (!token.isNested()) return false;
    bool found = false;
    switch (part.plan.kind) {
    case TypeKind::Char:
    case TypeKind::Varchar: return false;
    case TypeKind::Row: {
        if (token.kind != JsonKind::Object) return true;
        const char* why = nullptr;
        part.object->scanner.scan(token.begin, token.begin + token.size, part.object->slots.data(), why);
        for (size_t i = 0; i < part.children.size(); ++i) found = found || derails(part.object->slots[i], part.children[i]);
        return found;
    }
    case TypeKind::Array:
        if (token.kind != JsonKind::Array) return true;
        forEachElement(token, [&](const JsonToken& element) { found = found || derails(element, part.children[0]); });
        return found;
    case TypeKind::Map:
    case TypeKind::Multiset:
        if (token.kind != JsonKind::Object) return true;
        forEachEntry(token, [&](const JsonToken&, const JsonToken& value) { found = found || derails(value, part.children[1]); });
        return found;
    default: return true;
    }
}

bool JsonStreamReader::derails() const {
    for (size_t i = 0; i < reader_.parts_.size(); ++i)
        if (derails(reader_.slots_[i], reader_.parts_[i])) return true;
    return false;
}

void JsonStreamReader::tokenize(const JsonToken& value) {
    if (!value.isNested()) return tokens_.push_back({Kind::Scalar, value, 0});
    bool isObject = value.kind == JsonKind::Object;
    size_t begin = tokens_.size();
    tokens_.push_back({isObject ? Kind::ObjectBegin : Kind::ArrayBegin, value, 0});
    if (isObject)
        forEachEntry(value, [&](const JsonToken& key, const JsonToken& entry) {
            tokens_.push_back({Kind::Key, key, 0});
            tokenize(entry);
        });
    else forEachElement(value, [&](const JsonToken& element) { tokenize(element); });
    tokens_[begin].end = tokens_.size();
    tokens_.push_back({isObject ? Kind::ObjectEnd : Kind::ArrayEnd, value, 0});
}

const JsonStreamReader::Token& JsonStreamReader::token() const {
    if (at_ >= tokens_.size()) throw RanOut();
    return tokens_[at_];
}

const JsonStreamReader::Token& JsonStreamReader::next() {
    ++at_;
    return token();
}

void JsonStreamReader::skipToNextField() {
    if (token().kind == Kind::ObjectBegin || token().kind == Kind::ArrayBegin) at_ = token().end;
    ++at_;
}

bool JsonStreamReader::append(std::string_view record, DecodedRows& rows) {
    JsonToken whole;
    const char* why = nullptr;
    tokens_.clear();
    at_ = 0;
    if (!scanJsonValue(record.data(), record.data() + record.size(), whole, why)) return true;
    tokenize(whole);
    std::vector<ColumnRef> fields;
    try {
        fields = object(reader_.parts_);
    } catch (const RanOut&) {
        return true;
    }
    for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i]) rows.columns[i].appendFrom(*fields[i], 0);
        else rows.columns[i].appendNull();
    }
    ++rows.rows;
    return true;
}

/// The fields of the object whose bracket is the current token; stands at a closing bracket then. Null: not found.
std::vector<ColumnRef> JsonStreamReader::object(std::vector<Part>& parts) {
    std::vector<ColumnRef> fields(parts.size());
    size_t found = 0;
    next();
    while (token().kind != Kind::ObjectEnd) {
        if (found >= parts.size()) {
            skipToNextField();
            continue;
        }
        // Whatever stands here is taken for a key.
        const Token& key = token();
        int slot = -1;
        if (key.kind == Kind::Key || key.kind == Kind::Scalar) {
            std::string_view name = jsonText(key.value, text_);
            for (size_t i = 0; i < parts.size() && slot < 0; ++i)
                if (parts[i].plan.name == name) slot = static_cast<int>(i);
        }
        next();
        if (slot < 0) {
            skipToNextField();
            continue;
        }
        VectorBuilder value(parts[static_cast<size_t>(slot)].plan.type, 1);
        convert(parts[static_cast<size_t>(slot)], value);
        fields[static_cast<size_t>(slot)] = value.finish();
        next();
        ++found;
    }
    return fields;
}

void JsonStreamReader::convert(Part& part, VectorBuilder& out) {
    const Token& now = token();
    if (now.kind == Kind::Scalar && now.value.kind == JsonKind::Null) return out.appendNull();
    if (!part.children.empty()) {
        if (!convertNested(part, out)) out.appendNull();
        return;
    }
    bool opens = now.kind == Kind::ObjectBegin || now.kind == Kind::ArrayBegin;
    JsonToken value = now.value;
    if (opens && (part.plan.kind == TypeKind::Char || part.plan.kind == TypeKind::Varchar)) {
        at_ = now.end;      // a tree as text
    } else if (opens || now.kind == Kind::ObjectEnd || now.kind == Kind::ArrayEnd) {
        static constexpr std::string_view brackets = "{}[]";
        value = {JsonKind::Text, 1, brackets.data() + static_cast<int>(now.kind)};
    }
    if (!reader_.convertScalar(value, part.plan, out)) out.appendNull();
}

/// False: the token does not open what the type is, and nothing was read.
bool JsonStreamReader::convertNested(Part& part, VectorBuilder& out) {
    switch (part.plan.kind) {
    case TypeKind::Row: {
        if (token().kind != Kind::ObjectBegin) return false;
        std::vector<ColumnRef> fields = object(part.children);
        for (size_t i = 0; i < fields.size(); ++i) {
            if (fields[i]) out.child(static_cast<int>(i)).appendFrom(*fields[i], 0);
            else out.child(static_cast<int>(i)).appendNull();
        }
        break;
    }
    case TypeKind::Array:
        if (token().kind != Kind::ArrayBegin) return false;
        while (next().kind != Kind::ArrayEnd) convert(part.children[0], out.child(0));
        break;
    default: {
        if (token().kind != Kind::ObjectBegin) return false;
        std::vector<std::pair<ColumnRef, ColumnRef>> entries;
        std::vector<int32_t> hashes;
        std::map<std::string, size_t> places;
        while (next().kind != Kind::ObjectEnd) {
            VectorBuilder key(part.children[0].plan.type, 1), value(part.children[1].plan.type, 1);
            convert(part.children[0], key);
            next();
            convert(part.children[1], value);
            ColumnRef made = key.finish();
            std::string text = made->isNull(0) ? std::string() : std::string(made->at<StringRef>(0).view());
            auto [place, added] = places.emplace((made->isNull(0) ? "0" : "1") + text, entries.size());
            if (!added) {
                entries[place->second].second = value.finish();
                continue;
            }
            hashes.push_back(made->isNull(0) ? 0 : flinkTextHash(text));
            entries.emplace_back(std::move(made), value.finish());
        }
        std::vector<int> order;
        javaMapOrder(hashes, order);
        for (int at : order) {
            out.child(0).appendFrom(*entries[static_cast<size_t>(at)].first, 0);
            out.child(1).appendFrom(*entries[static_cast<size_t>(at)].second, 0);
        }
    }
    }
    out.closeNested();
    return true;
}

} // namespace weir
