// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/java_regex.h"

#include "engine/functions/utf8.h"

#include <re2/re2.h>
#include <unicode/regex.h>
#include <unicode/utext.h>

#include <array>

namespace weir {
namespace {

/// What a look over a Java pattern tells: RE2's spelling of it, and where the two differ.
struct Translation {
    std::string re2;
    bool needsIcu = false;       // something that RE2 reads differently
    bool refused = false;        // Java throws
    bool hasDollar = false;
    bool hasBoundary = false;
    bool literal = true;
    std::string required;        // the longest run of literal characters outside groups
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// The length of "{n}", "{n,}" or "{n,m}" at `at`; 0 when it is none.
size_t repetitionAt(std::string_view pattern, size_t at) {
    size_t i = at + 1;
    if (i >= pattern.size() || !isDigit(pattern[i])) return 0;
    while (i < pattern.size() && isDigit(pattern[i])) ++i;
    if (i < pattern.size() && pattern[i] == ',') {
        ++i;
        while (i < pattern.size() && isDigit(pattern[i])) ++i;
    }
    return i < pattern.size() && pattern[i] == '}' ? i + 1 - at : 0;
}

class Translator {
public:
    explicit Translator(std::string_view pattern) : pattern_(pattern) {}

    Translation run() {
        while (at_ < pattern_.size() && !out_.refused) step();
        endRun();
        if (alternatives_) out_.required.clear();
        if (depth_ != 0) out_.refused = true;
        return std::move(out_);
    }

private:
    void step() {
        char c = pattern_[at_];
        switch (c) {
        case '\\': return escape(false);
        case '[': return characterClass();
        case '(': return openGroup();
        case ')':
            if (--depth_ < 0) out_.refused = true;
            return special(")");
        case '|':
            if (depth_ == 0) alternatives_ = true;
            return special("|");
        case '.': return special("[^\\n\\r\\x{85}\\x{2028}\\x{2029}]");
        case '$': out_.hasDollar = true; return special("\\z");
        case '^': return special("^");
        case '*':
        case '+':
        case '?': return quantifier(1);
        case '{': {
            size_t length = repetitionAt(pattern_, at_);
            if (length == 0 || at_ == 0) {
                out_.refused = true;
                return;
            }
            return quantifier(length);
        }
        default: {
            size_t bytes = utf8::lengthAt(pattern_, at_);
            literal(pattern_.substr(at_, bytes), pattern_.substr(at_, bytes));
            at_ += bytes;
        }
        }
    }

    void literal(std::string_view character, std::string_view spelled) {
        out_.re2 += spelled;
        if (depth_ > 0) return;
        lastLength_ = character.size();
        run_ += character;
    }

    void endRun() {
        if (run_.size() > out_.required.size()) out_.required = run_;
        run_.clear();
        lastLength_ = 0;
    }

    void special(std::string_view text) {
        out_.literal = false;
        out_.re2 += text;
        endRun();
        ++at_;
    }

    void quantifier(size_t length) {
        out_.literal = false;
        if (!run_.empty()) run_.resize(run_.size() - lastLength_);   // the last character may be absent
        endRun();
        out_.re2 += pattern_.substr(at_, length);
        at_ += length;
        if (at_ < pattern_.size() && pattern_[at_] == '+') out_.needsIcu = true;   // possessive
    }

    void openGroup() {
        out_.literal = false;
        endRun();
        ++depth_;
        if (pattern_.substr(at_).starts_with("(?<") && at_ + 3 < pattern_.size() && pattern_[at_ + 3] != '=' && pattern_[at_ + 3] != '!') {
            out_.re2 += "(?P<";
            at_ += 3;
        } else if (pattern_.substr(at_).starts_with("(?")) {
            size_t i = at_ + 2;
            for (; i < pattern_.size() && pattern_[i] != ':' && pattern_[i] != ')'; ++i) {
                // (?m) and (?s) change `$`, `^` and `.`, which are spelled out here; (?x), (?u), (?d) are unknown to RE2.
                if (pattern_[i] != 'i' && pattern_[i] != '-') {
                    out_.needsIcu = true;
                    break;
                }
            }
            out_.re2 += "(?";
            at_ += 2;
        } else {
            out_.re2 += "(";
            ++at_;
        }
    }

    /// `\` and what follows, outside or inside a class.
    void escape(bool inClass) {
        if (at_ + 1 >= pattern_.size()) {
            out_.refused = true;
            return;
        }
        char c = pattern_[at_ + 1];
        if (c == 'Q') return quoted(inClass);
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
        if (!letter) {
            size_t bytes = utf8::lengthAt(pattern_, at_ + 1);
            std::string_view character = pattern_.substr(at_ + 1, bytes);
            if (inClass) out_.re2 += pattern_.substr(at_, bytes + 1);
            else literal(character, static_cast<unsigned char>(c) < 0x80 ? pattern_.substr(at_, bytes + 1) : character);
            if (!inClass) out_.literal = out_.literal && true;
            at_ += bytes + 1;
            return;
        }
        std::string_view spelled = pattern_.substr(at_, 2);
        switch (c) {
        case 's': spelled = inClass ? "\\t\\n\\x0B\\f\\r " : "[\\t\\n\\x0B\\f\\r ]"; break;
        case 'S': inClass ? out_.needsIcu = true : 0; spelled = "[^\\t\\n\\x0B\\f\\r ]"; break;
        case 'b':
        case 'B': out_.hasBoundary = true; break;
        case 'w':
        case 'W':
        case 'd':
        case 'D':
        case 't':
        case 'n':
        case 'r':
        case 'f':
        case 'a':
        case 'A':
        case 'z':
        case 'x': break;
        case 'p':
        case 'P': {
            // The general categories mean the same; POSIX names and scripts do not have to.
            bool category = at_ + 4 < pattern_.size() && pattern_[at_ + 2] == '{' && (pattern_[at_ + 4] == '}' || (at_ + 5 < pattern_.size() && pattern_[at_ + 5] == '}'));
            if (!category) out_.needsIcu = true;
            break;
        }
        default: out_.needsIcu = true;
        }
        if (inClass) {
            out_.re2 += spelled;
            at_ += 2;
        } else {
            out_.literal = false;
            out_.re2 += spelled;
            endRun();
            at_ += 2;
        }
    }

    void quoted(bool inClass) {
        size_t end = pattern_.find("\\E", at_ + 2);
        std::string_view text = pattern_.substr(at_ + 2, end == std::string_view::npos ? end : end - at_ - 2);
        if (inClass) out_.needsIcu = true;
        for (size_t i = 0; i < text.size();) {
            size_t bytes = utf8::lengthAt(text, i);
            std::string_view character = text.substr(i, bytes);
            bool punctuation = bytes == 1 && static_cast<unsigned char>(character[0]) < 0x80 && !isalnum(static_cast<unsigned char>(character[0])) && character[0] != '\n';
            literal(character, punctuation ? "\\" + std::string(character) : std::string(character));
            i += bytes;
        }
        at_ = end == std::string_view::npos ? pattern_.size() : end + 2;
    }

    void characterClass() {
        out_.literal = false;
        endRun();
        out_.re2 += '[';
        ++at_;
        if (at_ < pattern_.size() && pattern_[at_] == '^') {
            out_.re2 += '^';
            ++at_;
        }
        bool first = true;
        while (true) {
            if (at_ >= pattern_.size()) {
                out_.refused = true;
                return;
            }
            char c = pattern_[at_];
            if (c == ']' && !first) break;
            first = false;
            if (c == '\\') {
                escape(true);
                if (out_.refused) return;
                continue;
            }
            if (c == '[' || pattern_.substr(at_).starts_with("&&")) {   // union and intersection of classes
                out_.needsIcu = true;
                skipNested();
                return;
            }
            size_t bytes = utf8::lengthAt(pattern_, at_);
            out_.re2 += pattern_.substr(at_, bytes);
            at_ += bytes;
        }
        out_.re2 += ']';
        ++at_;
    }

    void skipNested() {
        int open = 1;
        for (; at_ < pattern_.size() && open > 0; ++at_) {
            if (pattern_[at_] == '\\') ++at_;
            else if (pattern_[at_] == '[') ++open;
            else if (pattern_[at_] == ']') --open;
        }
        if (open > 0) out_.refused = true;
    }

    std::string_view pattern_;
    size_t at_ = 0;
    int depth_ = 0;
    bool alternatives_ = false;
    std::string run_;
    size_t lastLength_ = 0;
    Translation out_;
};

constexpr int MaxGroups = 64;

} // namespace

struct JavaRegex::Icu {
    std::unique_ptr<icu::RegexPattern> pattern;

    /// Calls body(matcher) with a matcher over the text; offsets are bytes.
    template <class Body> bool match(std::string_view text, Body body) const {
        UErrorCode status = U_ZERO_ERROR;
        UText bytes = UTEXT_INITIALIZER;
        utext_openUTF8(&bytes, text.data() ? text.data() : "", static_cast<int64_t>(text.size()), &status);
        std::unique_ptr<icu::RegexMatcher> matcher(pattern->matcher(status));
        bool result = false;
        if (U_SUCCESS(status)) {
            matcher->reset(&bytes);
            matcher->setTimeLimit(100000, status);   // a pattern that backtracks for ever ends as "no match"
            result = body(*matcher, status) && U_SUCCESS(status);
        }
        matcher.reset();
        utext_close(&bytes);
        return result;
    }
};

JavaRegex::~JavaRegex() = default;

std::shared_ptr<const JavaRegex> JavaRegex::compile(std::string_view pattern) {
    Translation translation = Translator(pattern).run();
    if (translation.refused) return nullptr;
    std::shared_ptr<JavaRegex> regex(new JavaRegex);
    regex->hasDollar_ = translation.hasDollar;
    regex->hasBoundary_ = translation.hasBoundary;
    if (!translation.needsIcu) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto compiled = std::make_unique<re2::RE2>(re2::StringPiece(translation.re2.data(), translation.re2.size()), options);
        if (compiled->ok() && compiled->NumberOfCapturingGroups() < MaxGroups) {
            regex->groups_ = compiled->NumberOfCapturingGroups();
            regex->re2_ = std::move(compiled);
            regex->required_ = translation.required;
            regex->literal_ = translation.literal;
        }
    }
    if (!regex->re2_ || regex->hasDollar_ || regex->hasBoundary_) {
        UErrorCode status = U_ZERO_ERROR;
        UParseError where;
        regex->icu_ = std::make_unique<Icu>();
        icu::UnicodeString source = icu::UnicodeString::fromUTF8(icu::StringPiece(pattern.data(), static_cast<int32_t>(pattern.size())));
        regex->icu_->pattern.reset(icu::RegexPattern::compile(source, 0, where, status));
        if (U_FAILURE(status)) {
            if (!regex->re2_) return nullptr;
            regex->icu_.reset();
        } else if (!regex->re2_) {
            std::unique_ptr<icu::RegexMatcher> matcher(regex->icu_->pattern->matcher(status));
            regex->groups_ = matcher ? matcher->groupCount() : 0;
        }
    }
    return regex;
}

bool JavaRegex::fitsRe2(std::string_view text) const {
    if (!re2_) return false;
    if (!icu_) return true;
    if (hasBoundary_ && !utf8::isAscii(text)) return false;
    if (!hasDollar_ || text.empty()) return true;
    auto last = static_cast<unsigned char>(text.back());
    // \n, \r, and the last bytes of U+0085, U+2028 and U+2029
    return last != '\n' && last != '\r' && last != 0x85 && last != 0xA8 && last != 0xA9;
}

bool JavaRegex::find(std::string_view text, size_t from, std::span<std::string_view> matched) const {
    if (!required_.empty()) {
        size_t found = text.find(required_, from);
        if (found == std::string_view::npos) return false;
        if (literal_) {
            if (!matched.empty()) matched[0] = text.substr(found, required_.size());
            return true;
        }
    }
    if (!text.data()) text = "";
    if (fitsRe2(text)) {
        std::array<re2::StringPiece, MaxGroups> pieces;
        auto count = std::min<size_t>(matched.size(), static_cast<size_t>(groups_) + 1);
        if (!re2_->Match({text.data(), text.size()}, from, text.size(), re2::RE2::UNANCHORED, pieces.data(), static_cast<int>(count))) return false;
        for (size_t i = 0; i < count; ++i) matched[i] = {pieces[i].data(), pieces[i].size()};
        return true;
    }
    return icu_->match(text, [&](icu::RegexMatcher& matcher, UErrorCode& status) {
        // find(start) resets and looks from there; what lies before stays visible to look-behind.
        if (!matcher.find(static_cast<int64_t>(from), status)) return false;
        for (size_t i = 0; i < matched.size() && static_cast<int>(i) <= groups_; ++i) {
            int64_t start = matcher.start64(static_cast<int32_t>(i), status), end = matcher.end64(static_cast<int32_t>(i), status);
            matched[i] = start < 0 ? std::string_view() : text.substr(static_cast<size_t>(start), static_cast<size_t>(end - start));
        }
        return true;
    });
}

bool JavaRegex::matchesWhole(std::string_view text) const {
    if (literal_) return text == required_;
    if (!text.data()) text = "";
    if (fitsRe2(text)) return re2_->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
    return icu_->match(text, [](icu::RegexMatcher& matcher, UErrorCode& status) { return static_cast<bool>(matcher.matches(status)); });
}

const JavaRegex* RegexCache::get(std::string_view pattern) {
    for (const auto& [text, regex] : entries_)
        if (text == pattern) return regex.get();
    constexpr size_t Capacity = 16;
    if (entries_.size() < Capacity) return entries_.emplace_back(std::string(pattern), JavaRegex::compile(pattern)).second.get();
    auto& entry = entries_[next_++ % Capacity];
    entry = {std::string(pattern), JavaRegex::compile(pattern)};
    return entry.second.get();
}

} // namespace weir
