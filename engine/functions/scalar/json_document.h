// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// JSON text taken apart. Numbers keep their spelling. Reusable: parse() forgets what was before; views live until then.
class JsonDocument {
public:
    enum class Kind : uint8_t { Null, True, False, Number, String, Array, Object };
    struct Node {
        Kind kind = Kind::Null;
        int32_t first = -1;          // first child
        int32_t next = -1;           // next sibling
        std::string_view key;        // in an object
        std::string_view text;       // Number as spelled, String unescaped
        bool isScalar() const { return kind < Kind::Array; }
    };

    /// `text` must outlive the nodes. False when it does not begin with JSON; error() then says why and where.
    bool parse(std::string_view text);
    const std::string& error() const { return error_; }
    const Node& root() const { return nodes_[0]; }
    const Node& node(int32_t index) const { return nodes_[static_cast<size_t>(index)]; }
    /// The last member of that name (as in Java the last duplicate wins); null when absent.
    const Node* member(const Node& object, std::string_view key) const;
    std::vector<const Node*> children(const Node& parent) const;

    /// Compact JSON with sorted keys, as Flink's functions write it; numbers as BigDecimal prints them unless `asSpelled`.
    void write(std::string& out, const Node& node, bool asSpelled = false) const;

private:
    bool value(int depth);
    bool string(std::string_view& out);
    bool number(std::string_view& out);
    bool fail(const char* why);
    void skipBlanks();
    std::vector<Node> nodes_;
    std::deque<std::string> unescaped_;
    std::string_view text_;
    size_t at_ = 0;
    std::string error_;
};

/// Appends a JSON number as Java's BigDecimal prints it: "1.0E+10", "0.00010", "1.5E-7"; a zero has no sign.
void appendBigDecimal(std::string& out, std::string_view number);
/// Appends `text` as a JSON string with quotation marks.
void appendJsonString(std::string& out, std::string_view text);
/// Appends what the inside of a JSON string means; false when an escape is wrong.
bool appendUnescaped(std::string& out, std::string_view inside);

} // namespace weir
