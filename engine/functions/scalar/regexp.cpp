// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/java_regex.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/pattern_functions.h"
#include "engine/functions/utf8.h"

namespace weir {
namespace {

/// The expression of each row: a literal pattern is compiled at binding, others once a call.
class Patterns {
public:
    explicit Patterns(KernelCall& call) : fixed_(call.state != nullptr), patterns_(*call.arguments[1]) {
        if (fixed_) regex_ = static_cast<const PreparedRegex*>(call.state)->regex.get();
    }
    /// Null when Java refuses the pattern.
    const JavaRegex* at(int row) { return fixed_ ? regex_ : cache_.get(patterns_[row]); }
    std::string_view text(int row) const { return patterns_[row]; }

    struct PreparedRegex {
        std::shared_ptr<const JavaRegex> regex;
    };
    static std::shared_ptr<const void> prepare(const BindArguments& arguments) {
        const auto& literal = arguments.literals[1];
        if (!literal || literal->isNull() || !arguments.types[1].isCharacter()) return nullptr;
        return std::make_shared<const PreparedRegex>(PreparedRegex{JavaRegex::compile(literal->text())});
    }

private:
    bool fixed_;
    Column<std::string_view> patterns_;
    const JavaRegex* regex_ = nullptr;
    RegexCache cache_;
};

/// Runs body(regex or null, text, row) for each row.
template <class Body> void eachText(KernelCall& call, Body body) {
    Patterns patterns(call);
    Column<std::string_view> texts(*call.arguments[0]);
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        body(patterns.at(row), texts[row], row, patterns);
    }
}

void regexp(KernelCall& call) {
    bool* out = call.result.mutableData<bool>();
    eachText(call, [&](const JavaRegex* regex, std::string_view text, int row, Patterns& patterns) {
        out[row] = regex && !patterns.text(row).empty() && regex->find(text, 0, {});
    });
}

void replace(KernelCall& call) {
    Column<std::string_view> replacements(*call.arguments[2]);
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    eachText(call, [&](const JavaRegex* regex, std::string_view text, int row, Patterns&) {
        if (!regex) {
            out[row] = StringRef();
            call.result.setNull(row);
            return;
        }
        std::string_view match;
        size_t at = 0;
        bool any = false;
        eachMatch(*regex, text, {&match, 1}, [&] {
            auto start = static_cast<size_t>(match.data() - text.data());
            writer.append(text.substr(at, start - at));
            writer.append(replacements[row]);   // taken literally: no $1
            at = start + match.size();
            return any = true;
        });
        if (any) writer.append(text.substr(at));
        else writer.view(text);
        out[row] = writer.finishRow();
    });
    writer.finish(call.result, call.arguments);
}

/// Group number of the match; the third argument or the default.
int64_t groupAt(KernelCall& call, int row, int64_t otherwise) { return call.arguments.size() > 2 ? call.arguments[2]->at<int64_t>(row) : otherwise; }

template <bool WithGroup> void extract(KernelCall& call) {
    call.result.shareHeaps(*call.arguments[0]);
    StringRef* out = call.result.mutableData<StringRef>();
    std::vector<std::string_view> matched;
    eachText(call, [&](const JavaRegex* regex, std::string_view text, int row, Patterns&) {
        int64_t group = WithGroup ? groupAt(call, row, 0) : 0;
        out[row] = StringRef();
        if (regex && group >= 0 && group <= regex->groups()) {
            matched.assign(static_cast<size_t>(group) + 1, {});
            if (regex->find(text, 0, matched) && matched.back().data()) {
                out[row] = StringRef(matched.back());
                return;
            }
        }
        call.result.setNull(row);
    });
}

void extractAll(KernelCall& call) {
    Patterns patterns(call);
    Column<std::string_view> texts(*call.arguments[0]);
    std::vector<std::string_view> matched;
    buildResult(call, DataType::array(DataType::string()), [&](int row, VectorBuilder& out) {
        const JavaRegex* regex = patterns.at(row);
        int64_t group = groupAt(call, row, 1);
        if (!regex || group < 0 || group > regex->groups()) return out.appendNull();
        matched.assign(static_cast<size_t>(group) + 1, {});
        eachMatch(*regex, texts[row], matched, [&] {
            if (matched.back().data()) out.child(0).appendBytes(matched.back());
            else out.child(0).appendNull();
            return true;
        });
        out.closeNested();
    });
}

void count(KernelCall& call) {
    int32_t* out = call.result.mutableData<int32_t>();
    eachText(call, [&](const JavaRegex* regex, std::string_view text, int row, Patterns&) {
        out[row] = 0;
        if (!regex) return call.result.setNull(row);
        std::string_view match;
        eachMatch(*regex, text, {&match, 1}, [&] { return ++out[row] > 0; });
    });
}

void instr(KernelCall& call) {
    int32_t* out = call.result.mutableData<int32_t>();
    eachText(call, [&](const JavaRegex* regex, std::string_view text, int row, Patterns&) {
        out[row] = 0;
        if (!regex) return call.result.setNull(row);
        std::string_view match;
        if (regex->find(text, 0, {&match, 1})) out[row] = static_cast<int32_t>(utf8::length(text.substr(0, static_cast<size_t>(match.data() - text.data())))) + 1;
    });
}

constexpr Overloads regexpRows{"REGEXP", {Overload{"ss", 'b', regexp}.with(Patterns::prepare)}};
constexpr Overloads replaceRows{"REGEXP_REPLACE", {Overload{"sss", 's', replace}.nullable().with(Patterns::prepare)}};
constexpr Overloads extractRows{"REGEXP_EXTRACT", {Overload{"ss", 's', extract<false>}.nullable().with(Patterns::prepare), Overload{"ssl", 's', extract<true>}.nullable().with(Patterns::prepare)}};
constexpr Overloads extractAllRows{"REGEXP_EXTRACT_ALL", {Overload{"ss", 'S', extractAll}.nullable().with(Patterns::prepare), Overload{"ssl", 'S', extractAll}.nullable().with(Patterns::prepare)}};
constexpr Overloads countRows{"REGEXP_COUNT", {Overload{"ss", 'i', count}.nullable().with(Patterns::prepare)}};
constexpr Overloads instrRows{"REGEXP_INSTR", {Overload{"ss", 'i', instr}.nullable().with(Patterns::prepare)}};
constexpr Overloads substrRows{"REGEXP_SUBSTR", {Overload{"ss", 's', extract<false>}.nullable().with(Patterns::prepare)}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"REGEXP", Scalar, "regexp", "REGEXP(text STRING, pattern STRING)", "Whether some part of the text matches the Java regular expression.", "REGEXP('order 66', '[0-9]+') -> 'TRUE'",
     bindRows<regexpRows>},
    {"REGEXP_REPLACE", Scalar, "regexp", "REGEXP_REPLACE(text STRING, pattern STRING, replacement STRING)",
     "The text with every match of the Java regular expression replaced; the replacement is taken literally.", "REGEXP_REPLACE('stream', '[aeiou]', '*') -> 'str**m'", bindRows<replaceRows>},
    {"REGEXP_EXTRACT", Scalar, "regexp", "REGEXP_EXTRACT(text STRING, pattern STRING [, group INT])",
     "The first match of the Java regular expression, or one of its groups; NULL when there is none.", "REGEXP_EXTRACT('k1=v1;k2=v2', '(\\w+)=(\\w+)', 2) -> 'v1'", bindRows<extractRows>},
    {"REGEXP_EXTRACT_ALL", Scalar, "regexp", "REGEXP_EXTRACT_ALL(text STRING, pattern STRING [, group INT])", "One group (the first by default) of all matches as an array.",
     "REGEXP_EXTRACT_ALL('k1=v1;k2=v2', '(\\w+)=(\\w+)', 2) -> '[v1, v2]'", bindRows<extractAllRows>},
    {"REGEXP_COUNT", Scalar, "regexp", "REGEXP_COUNT(text STRING, pattern STRING)", "How often the Java regular expression matches.", "REGEXP_COUNT('a1b2c', '[a-z]\\d') -> '2'",
     bindRows<countRows>},
    {"REGEXP_INSTR", Scalar, "regexp", "REGEXP_INSTR(text STRING, pattern STRING)", "Where the first match begins, counted from 1; 0 when there is none.", "REGEXP_INSTR('stream', 'r|a') -> '3'",
     bindRows<instrRows>},
    {"REGEXP_SUBSTR", Scalar, "regexp", "REGEXP_SUBSTR(text STRING, pattern STRING)", "The first match; NULL when there is none.", "REGEXP_SUBSTR('on 2024-05-06', '[0-9]+-[0-9]+') -> '2024-05'",
     bindRows<substrRows>},
    {"LIKE", Scalar, "regexp", "text STRING LIKE pattern STRING [ESCAPE character STRING]", "Whether the text fits the pattern: % is any text, _ any one character.",
     "'stream' LIKE 'st%m' -> 'TRUE'", bindLike},
    {"SIMILAR TO", Scalar, "regexp", "text STRING SIMILAR TO pattern STRING [ESCAPE character STRING]", "Whether the text fits the SQL regular expression.",
     "'hello' SIMILAR TO '(abc|hel%)' -> 'TRUE'", bindSimilar},
};

} // namespace

std::span<const FunctionInfo> regexpFunctions() { return functions; }

} // namespace weir
