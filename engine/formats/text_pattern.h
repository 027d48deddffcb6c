// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// A regular expression of an option (path patterns, topic patterns, table filters), matched against whole texts in time linear in their
/// length. Java's look-around and back-references are not known. Thread-safe after construction.
class TextPattern {
public:
    /// Null when the pattern is malformed; `why` says where.
    static std::unique_ptr<TextPattern> compile(const std::string& pattern, std::string& why);
    ~TextPattern();
    bool matches(std::string_view text) const;

private:
    struct Compiled;
    explicit TextPattern(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

} // namespace weir
