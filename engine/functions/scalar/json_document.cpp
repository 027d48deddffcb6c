// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_document.h"

#include "engine/functions/utf8.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace weir {
namespace {

constexpr int MaxDepth = 1000;

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<char32_t> fourHex(std::string_view text, size_t at) {
    if (at + 4 > text.size()) return std::nullopt;
    char32_t value = 0;
    for (size_t i = at; i < at + 4; ++i) {
        int digit = hexDigit(text[i]);
        if (digit < 0) return std::nullopt;
        value = value << 4 | static_cast<char32_t>(digit);
    }
    return value;
}

} // namespace

bool appendUnescaped(std::string& out, std::string_view inside) {
    for (size_t at = 0; at < inside.size(); ++at) {
        char c = inside[at];
        if (c != '\\') {
            out += c;
            continue;
        }
        if (++at >= inside.size()) return false;
        switch (inside[at]) {
        case '"': out += '"'; break;
        case '\\': out += '\\'; break;
        case '/': out += '/'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
            std::optional<char32_t> unit = fourHex(inside, at + 1);
            if (!unit) return false;
            at += 4;
            char32_t point = *unit;
            if (point >= 0xD800 && point < 0xDC00 && inside.substr(at + 1).starts_with("\\u")) {
                std::optional<char32_t> low = fourHex(inside, at + 3);
                if (low && *low >= 0xDC00 && *low < 0xE000) {
                    point = 0x10000 + ((point - 0xD800) << 10) + (*low - 0xDC00);
                    at += 6;
                }
            }
            if (point >= 0xD800 && point < 0xE000) point = 0xFFFD;
            char buffer[4];
            out.append(buffer, utf8::encode(point, buffer));
            break;
        }
        default: return false;
        }
    }
    return true;
}

void appendJsonString(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    out += '"';
    size_t from = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        auto c = static_cast<unsigned char>(text[at]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, from, at - from);
        from = at + 1;
        out += '\\';
        switch (c) {
        case '"':
        case '\\': out += static_cast<char>(c); break;
        case '\b': out += 'b'; break;
        case '\f': out += 'f'; break;
        case '\n': out += 'n'; break;
        case '\r': out += 'r'; break;
        case '\t': out += 't'; break;
        default:
            out += "u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        }
    }
    out.append(text, from, text.size() - from);
    out += '"';
}

void appendBigDecimal(std::string& out, std::string_view number) {
    bool negative = number.starts_with('-');
    if (negative) number.remove_prefix(1);
    std::string digits;
    int64_t fraction = 0, exponent = 0;
    bool point = false;
    for (size_t at = 0; at < number.size(); ++at) {
        char c = number[at];
        if (c == '.') {
            point = true;
        } else if (c >= '0' && c <= '9') {
            digits += c;
            fraction += point;
        } else {
            std::string_view tail = number.substr(at + 1);   // behind e
            if (tail.starts_with('+')) tail.remove_prefix(1);
            std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
            break;
        }
    }
    size_t zeros = std::min(digits.find_first_not_of('0'), digits.empty() ? size_t(0) : digits.size() - 1);
    digits.erase(0, zeros);
    if (negative && digits != "0") out += '-';
    int64_t scale = fraction - exponent, length = static_cast<int64_t>(digits.size()), adjusted = length - 1 - scale;
    if (scale >= 0 && adjusted >= -6) {
        if (scale == 0) out += digits;
        else if (length > scale) out.append(digits, 0, static_cast<size_t>(length - scale)).append(1, '.').append(digits, static_cast<size_t>(length - scale));
        else out.append("0.").append(static_cast<size_t>(scale - length), '0').append(digits);
        return;
    }
    out += digits[0];
    if (length > 1) out.append(1, '.').append(digits, 1);
    if (adjusted != 0) out.append(adjusted > 0 ? "E+" : "E").append(std::to_string(adjusted));
}

bool JsonDocument::parse(std::string_view text) {
    nodes_.clear();
    unescaped_.clear();
    error_.clear();
    text_ = text;
    at_ = 0;
    skipBlanks();
    if (!value(0)) return false;
    // As in Jackson, what follows the first value does not count; but a number or word must end there.
    bool closed = root().kind >= Kind::String;
    bool ends = at_ == text_.size() || text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r';
    return closed || ends || fail("there is more text behind the value");
}

bool JsonDocument::fail(const char* why) {
    if (error_.empty()) error_ = std::string(why) + " at character " + std::to_string(utf8::length(text_.substr(0, at_)) + 1);
    return false;
}

void JsonDocument::skipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
}

bool JsonDocument::string(std::string_view& out) {
    size_t begin = ++at_;
    bool escaped = false;
    for (;; ++at_) {
        if (at_ >= text_.size()) return fail("a string is not closed");
        auto c = static_cast<unsigned char>(text_[at_]);
        if (c == '"') break;
        if (c < 0x20) return fail("a string holds a control character");
        if (c == '\\') {
            escaped = true;
            ++at_;
        }
    }
    std::string_view inside = text_.substr(begin, at_ - begin);
    ++at_;
    out = inside;
    if (!escaped) return true;
    std::string& text = unescaped_.emplace_back();
    if (!appendUnescaped(text, inside)) return fail("a string has a wrong escape");
    out = text;
    return true;
}

bool JsonDocument::number(std::string_view& out) {
    size_t begin = at_;
    auto digits = [&] {
        size_t start = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        return at_ > start;
    };
    if (text_[at_] == '-') ++at_;
    size_t first = at_;
    if (!digits()) return fail("a value is missing or unknown");
    if (text_[first] == '0' && at_ - first > 1) return fail("a number has a leading zero");
    if (at_ < text_.size() && text_[at_] == '.') {
        ++at_;
        if (!digits()) return fail("a number ends with its point");
    }
    if (at_ < text_.size() && (text_[at_] | 32) == 'e') {
        ++at_;
        if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
        if (!digits()) return fail("a number has an empty exponent");
    }
    out = text_.substr(begin, at_ - begin);
    return true;
}

bool JsonDocument::value(int depth) {
    if (depth > MaxDepth) return fail("the nesting is deeper than 1000");
    if (at_ >= text_.size()) return fail("a value is missing");
    auto index = static_cast<int32_t>(nodes_.size());
    nodes_.emplace_back();
    auto self = [&]() -> Node& { return nodes_[static_cast<size_t>(index)]; };
    auto word = [&](std::string_view name, Kind kind) {
        if (!text_.substr(at_).starts_with(name)) return fail("a value is missing or unknown");
        at_ += name.size();
        if (at_ < text_.size() && (isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) return fail("a word is unknown");
        self().kind = kind;
        return true;
    };
    char c = text_[at_];
    switch (c) {
    case 'n': return word("null", Kind::Null);
    case 't': return word("true", Kind::True);
    case 'f': return word("false", Kind::False);
    case '"': {
        std::string_view text;
        if (!string(text)) return false;
        self().kind = Kind::String;
        self().text = text;
        return true;
    }
    case '[':
    case '{': {
        bool object = c == '{';
        char end = object ? '}' : ']';
        self().kind = object ? Kind::Object : Kind::Array;
        ++at_;
        skipBlanks();
        if (at_ < text_.size() && text_[at_] == end) return ++at_, true;
        int32_t last = -1;
        while (true) {
            std::string_view key;
            if (object) {
                if (at_ >= text_.size() || text_[at_] != '"') return fail("a member name in quotation marks is missing");
                if (!string(key)) return false;
                skipBlanks();
                if (at_ >= text_.size() || text_[at_] != ':') return fail("a colon is missing");
                ++at_;
                skipBlanks();
            }
            auto child = static_cast<int32_t>(nodes_.size());
            if (!value(depth + 1)) return false;
            nodes_[static_cast<size_t>(child)].key = key;
            if (last < 0) self().first = child;
            else nodes_[static_cast<size_t>(last)].next = child;
            last = child;
            skipBlanks();
            if (at_ < text_.size() && text_[at_] == ',') {
                ++at_;
                skipBlanks();
            } else if (at_ < text_.size() && text_[at_] == end) {
                return ++at_, true;
            } else {
                return fail(object ? "a comma or } is missing" : "a comma or ] is missing");
            }
        }
    }
    default: {
        std::string_view text;
        if (!number(text)) return false;
        self().kind = Kind::Number;
        self().text = text;
        return true;
    }
    }
}

const JsonDocument::Node* JsonDocument::member(const Node& object, std::string_view key) const {
    const Node* found = nullptr;
    if (object.kind == Kind::Object)
        for (int32_t child = object.first; child >= 0; child = node(child).next)
            if (node(child).key == key) found = &node(child);
    return found;
}

std::vector<const JsonDocument::Node*> JsonDocument::children(const Node& parent) const {
    std::vector<const Node*> all;
    for (int32_t child = parent.first; child >= 0; child = node(child).next) all.push_back(&node(child));
    return all;
}

void JsonDocument::write(std::string& out, const Node& node, bool asSpelled) const {
    switch (node.kind) {
    case Kind::Null: out += "null"; break;
    case Kind::True: out += "true"; break;
    case Kind::False: out += "false"; break;
    case Kind::Number:
        if (asSpelled || node.text.find_first_of("eE") == std::string_view::npos) out += node.text;
        else appendBigDecimal(out, node.text);
        break;
    case Kind::String: appendJsonString(out, node.text); break;
    case Kind::Array: {
        out += '[';
        for (int32_t child = node.first; child >= 0; child = this->node(child).next) {
            if (child != node.first) out += ',';
            write(out, this->node(child), asSpelled);
        }
        out += ']';
        break;
    }
    case Kind::Object: {
        std::vector<const Node*> members = children(node);
        std::stable_sort(members.begin(), members.end(), [](const Node* a, const Node* b) { return a->key < b->key; });
        out += '{';
        bool first = true;
        for (size_t i = 0; i < members.size(); ++i) {
            if (i + 1 < members.size() && members[i + 1]->key == members[i]->key) continue;
            if (!first) out += ',';
            first = false;
            appendJsonString(out, members[i]->key);
            out += ':';
            write(out, *members[i], asSpelled);
        }
        out += '}';
        break;
    }
    }
}

} // namespace weir
