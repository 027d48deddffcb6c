// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace weir {

/// A regular expression with Java's meaning over UTF-8 text. RE2 matches where its meaning is Java's for pattern and text; ICU does the rest
/// (look-around, back references, possessive quantifiers, class intersections). Immutable, thread-safe.
class JavaRegex {
public:
    /// Null when Java refuses the pattern.
    static std::shared_ptr<const JavaRegex> compile(std::string_view pattern);
    ~JavaRegex();

    int groups() const { return groups_; }
    /// The first match that starts at byte `from` or behind. matched[0] becomes the match, matched[k] group k; the data() of a group without part in
    /// the match is null. `matched` may be empty.
    bool find(std::string_view text, size_t from, std::span<std::string_view> matched) const;
    bool matchesWhole(std::string_view text) const;

private:
    struct Icu;
    JavaRegex() = default;
    bool fitsRe2(std::string_view text) const;
    std::unique_ptr<re2::RE2> re2_;      // null: always ICU
    std::unique_ptr<Icu> icu_;           // null: never needed
    std::string required_;               // every match has this text
    bool literal_ = false;               // the pattern is `required_` and nothing else
    bool hasDollar_ = false;             // `$` also matches before a final line end, which RE2 does not know
    bool hasBoundary_ = false;           // \b looks at all letters, RE2 at ASCII
    int groups_ = 0;
};

/// The expressions of one kernel call whose pattern is a column: compiled once a distinct pattern, while they are few.
class RegexCache {
public:
    /// Null when Java refuses the pattern; valid until the next call.
    const JavaRegex* get(std::string_view pattern);

private:
    std::vector<std::pair<std::string, std::shared_ptr<const JavaRegex>>> entries_;
    size_t next_ = 0;
};

/// Calls `use(match)` for every match from left to right, as Java's Matcher.find() does, until it returns false.
template <class Use> void eachMatch(const JavaRegex& regex, std::string_view text, std::span<std::string_view> matched, Use use) {
    for (size_t from = 0; from <= text.size() && regex.find(text, from, matched);) {
        if (!use()) return;
        size_t end = static_cast<size_t>(matched[0].data() - text.data()) + matched[0].size();
        if (matched[0].empty()) {
            ++end;
            while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        }
        from = end;
    }
}

} // namespace weir
