// SPDX-License-Identifier: Apache-2.0
// The only file that knows the TOML library.
#include "engine/workspace/toml_text.h"

#include <algorithm>
#include <charconv>
#include <toml++/toml.h>

namespace weir {

namespace {

/// From lines and columns in code points, as the library counts them, to bytes.
class Places {
public:
    explicit Places(std::string_view text) : text_(text) {
        starts_.push_back(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
        for (size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') starts_.push_back(i + 1);
    }

    Place at(const toml::source_region& region) const {
        const size_t begin = offset(region.begin), end = std::max(begin, offset(region.end));
        return {static_cast<int>(begin), static_cast<int>(end - begin), static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
    }

private:
    size_t offset(const toml::source_position& position) const {
        if (position.line == 0) return 0;
        size_t at = position.line <= starts_.size() ? starts_[position.line - 1] : text_.size();
        for (toml::source_index column = 1; column < position.column && at < text_.size(); ++column) {
            ++at;
            while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80) ++at;
        }
        return at;
    }

    std::string_view text_;
    std::vector<size_t> starts_;
};

class Flattening {
public:
    Flattening(std::string_view text, std::vector<TomlEntry>& entries) : text_(text), places_(text), entries_(entries) {}

    void table(const toml::table& table, bool isInline) {
        for (const auto& [name, node] : table) {
            path_.emplace_back(name.str());
            TomlEntry entry;
            entry.path = path_;
            entry.key = places_.at(name.source());
            entry.value = places_.at(node.source());
            entry.isInline = isInline;
            if (const toml::table* inner = node.as_table()) {
                entry.kind = TomlEntry::Kind::Table;
                entry.hasHeader = !inner->is_inline() && text_.substr(static_cast<size_t>(entry.value.offset), 1) == "[" && endsHeader(entry.key);
                entries_.push_back(std::move(entry));
                this->table(*inner, isInline || inner->is_inline());
            } else {
                scalar(node, entry);
                entries_.push_back(std::move(entry));
            }
            path_.pop_back();
        }
    }

private:
    static void scalar(const toml::node& node, TomlEntry& entry) {
        if (const auto* text = node.as_string()) {
            entry.kind = TomlEntry::Kind::Text;
            entry.text = text->get();
        } else if (const auto* integer = node.as_integer()) {
            entry.kind = TomlEntry::Kind::Integer;
            entry.integer = integer->get();
            entry.text = std::to_string(entry.integer);
        } else if (const auto* boolean = node.as_boolean()) {
            entry.kind = TomlEntry::Kind::Boolean;
            entry.boolean = boolean->get();
            entry.text = entry.boolean ? "true" : "false";
        } else if (const auto* real = node.as_floating_point()) {
            entry.kind = TomlEntry::Kind::Real;
            char digits[64];
            entry.text.assign(digits, std::to_chars(digits, digits + sizeof digits, real->get()).ptr);
        }
    }

    /// A table that only comes with the header of one inside has its place there, too: its name is not the last one.
    bool endsHeader(const Place& key) const {
        size_t at = static_cast<size_t>(key.offset + key.length);
        while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
        return at < text_.size() && text_[at] == ']';
    }

    std::string_view text_;
    Places places_;
    std::vector<TomlEntry>& entries_;
    std::vector<std::string> path_;
};

} // namespace

Result<std::vector<TomlEntry>> readToml(std::string_view text) {
    if (text.size() > MostTomlBytes) return Error{ErrorCode::Invalid, "The file has more than 1 MB, which no project needs."};
    try {
        const toml::table whole = toml::parse(text);
        std::vector<TomlEntry> entries;
        Flattening(text, entries).table(whole, false);
        std::stable_sort(entries.begin(), entries.end(), [](const TomlEntry& a, const TomlEntry& b) { return a.key.offset < b.key.offset; });
        return entries;
    } catch (const toml::parse_error& error) {
        return Error{ErrorCode::Syntax, "This is not TOML: " + std::string(error.description()) + ".", Places(text).at(error.source())};
    }
}

std::string tomlText(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out += '\\', out += c;
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (byte < 0x20 || byte == 0x7F) {
            constexpr char Digits[] = "0123456789ABCDEF";
            out += "\\u00", out += Digits[byte >> 4], out += Digits[byte & 15];
        } else out += c;
    }
    return out + '"';
}

std::string tomlKey(std::string_view name) {
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return bare ? std::string(name) : tomlText(name);
}

} // namespace weir
