// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/java_regex.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/pattern_functions.h"
#include "engine/functions/utf8.h"

namespace weir {
namespace {

/// A LIKE pattern: texts between the %. A text may hold _ (any one character).
struct LikePattern {
    struct Piece {
        std::string text;              // with '_' placeholders where wild says so
        std::vector<bool> wild;        // per byte; empty = no _ in here
        bool matchesAt(std::string_view in, size_t at, size_t& end) const {
            if (wild.empty()) {
                end = at + text.size();
                return in.substr(at).starts_with(text);
            }
            for (size_t i = 0; i < text.size(); ++i) {
                if (at >= in.size()) return false;
                if (wild[i]) at += utf8::lengthAt(in, at);
                else if (in[at++] != text[i]) return false;
            }
            end = at;
            return true;
        }
        /// The first place at or behind `at`.
        bool findFrom(std::string_view in, size_t at, size_t& end) const {
            if (wild.empty()) {
                size_t found = in.find(text, at);
                end = found + text.size();
                return found != std::string_view::npos;
            }
            for (; at <= in.size(); ++at)
                if ((at == in.size() || !utf8::isContinuation(in[at])) && matchesAt(in, at, end)) return true;
            return false;
        }
        /// Whether the end of `in` from `at` on is this piece.
        bool matchesEnd(std::string_view in, size_t at) const {
            size_t end = 0;
            if (wild.empty()) return in.size() - at >= text.size() && in.ends_with(text);
            size_t start = in.size();
            for (size_t i = 0; i < text.size(); ++i) {
                if (start <= at) return false;
                --start;
                if (wild[text.size() - 1 - i])
                    while (start > at && utf8::isContinuation(in[start])) --start;
            }
            return matchesAt(in, start, end) && end == in.size();
        }
    };
    std::vector<Piece> pieces;         // at least one; more = a % between each two

    bool matches(std::string_view text) const {
        size_t at = 0;
        if (!pieces[0].matchesAt(text, 0, at)) return false;
        if (pieces.size() == 1) return at == text.size();
        for (size_t i = 1; i + 1 < pieces.size(); ++i)
            if (!pieces[i].findFrom(text, at, at)) return false;
        return pieces.back().matchesEnd(text, at);
    }
};

std::string_view escapeOf(std::string_view escape) {
    if (utf8::length(escape) != 1) failRow("The ESCAPE of LIKE must be one character, but it is '" + std::string(escape) + "'.");
    return escape;
}

LikePattern parseLike(std::string_view pattern, std::optional<std::string_view> escape) {
    LikePattern like;
    like.pieces.emplace_back();
    auto add = [&](std::string_view bytes, bool wild) {
        LikePattern::Piece& piece = like.pieces.back();
        if (wild && piece.wild.empty()) piece.wild.assign(piece.text.size(), false);
        piece.text += bytes;
        if (wild || !piece.wild.empty()) piece.wild.resize(piece.text.size(), wild);
    };
    for (size_t at = 0; at < pattern.size();) {
        size_t bytes = utf8::lengthAt(pattern, at);
        std::string_view character = pattern.substr(at, bytes);
        at += bytes;
        if (escape && character == *escape) {
            std::string_view next = at < pattern.size() ? pattern.substr(at, utf8::lengthAt(pattern, at)) : std::string_view();
            if (next != "%" && next != "_" && next != *escape)
                failRow("The LIKE pattern '" + std::string(pattern) + "' has the escape character before something other than %, _ or itself.");
            add(next, false);
            at += next.size();
        } else if (character == "%") {
            if (like.pieces.size() > 1 && like.pieces.back().text.empty()) continue;   // %% is %
            like.pieces.emplace_back();
        } else {
            add(character, character == "_");
        }
    }
    return like;
}

/// SQL's regular expression as a Java one (the whole text must match).
std::string similarToJava(std::string_view pattern, std::optional<std::string_view> escape) {
    std::string out;
    bool inClass = false;
    for (size_t at = 0; at < pattern.size();) {
        size_t bytes = utf8::lengthAt(pattern, at);
        std::string_view character = pattern.substr(at, bytes);
        at += bytes;
        if (escape && character == *escape) {
            if (at >= pattern.size()) failRow("The SIMILAR TO pattern '" + std::string(pattern) + "' ends with its escape character.");
            size_t next = utf8::lengthAt(pattern, at);
            out += "\\" + std::string(pattern.substr(at, next));
            at += next;
            continue;
        }
        char c = character[0];
        if (inClass) {
            struct Named { std::string_view sql, java; };
            static constexpr Named names[] = {{"[:ALPHA:]", "a-zA-Z"}, {"[:UPPER:]", "A-Z"}, {"[:LOWER:]", "a-z"}, {"[:DIGIT:]", "0-9"}, {"[:ALNUM:]", "a-zA-Z0-9"},
                                              {"[:SPACE:]", " "}, {"[:WHITESPACE:]", "\\s"}, {"[:alpha:]", "a-zA-Z"}, {"[:upper:]", "A-Z"}, {"[:lower:]", "a-z"},
                                              {"[:digit:]", "0-9"}, {"[:alnum:]", "a-zA-Z0-9"}, {"[:space:]", " "}, {"[:whitespace:]", "\\s"}};
            bool named = false;
            for (const Named& name : names) {
                if (!pattern.substr(at - 1).starts_with(name.sql)) continue;
                out += name.java;
                at += name.sql.size() - 1;
                named = true;
                break;
            }
            if (named) continue;
            if (c == ']') inClass = false;
            if (c == '\\' || c == '[' || c == '&') out += '\\';
            out += character;
        } else if (c == '_') {
            out += "[\\s\\S]";
        } else if (c == '%') {
            out += "[\\s\\S]*";
        } else {
            if (c == '[') inClass = true;
            if (c == '.' || c == '^' || c == '$' || c == '\\') out += '\\';
            out += character;
        }
    }
    return out;
}

struct PreparedLike {
    LikePattern pattern;
};

void likePrepared(KernelCall& call) {
    const LikePattern& pattern = stateOf<PreparedLike>(call).pattern;
    Column<std::string_view> texts(*call.arguments[0]);
    bool* out = call.result.mutableData<bool>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = pattern.matches(texts[row]);
    }
}

bool likeColumn(std::string_view text, std::string_view pattern) { return parseLike(pattern, std::nullopt).matches(text); }
bool likeColumnEscaped(std::string_view text, std::string_view pattern, std::string_view escape) { return parseLike(pattern, escapeOf(escape)).matches(text); }

struct PreparedSimilar {
    std::shared_ptr<const JavaRegex> regex;
};

std::shared_ptr<const JavaRegex> compileSimilar(std::string_view pattern, std::optional<std::string_view> escape) {
    auto regex = JavaRegex::compile(similarToJava(pattern, escape));
    if (!regex) failRow("The SIMILAR TO pattern '" + std::string(pattern) + "' is no SQL regular expression.");
    return regex;
}

bool similarPrepared(KernelCall& call, std::string_view text) { return stateOf<PreparedSimilar>(call).regex->matchesWhole(text); }
bool similarColumn(std::string_view text, std::string_view pattern) { return compileSimilar(pattern, std::nullopt)->matchesWhole(text); }
bool similarColumnEscaped(std::string_view text, std::string_view pattern, std::string_view escape) {
    return compileSimilar(pattern, escapeOf(escape))->matchesWhole(text);
}

constexpr Overloads likeRows{"LIKE", {overload<likeColumn>("ss", 'b').failing(), overload<likeColumnEscaped>("sss", 'b').failing()}};
constexpr Overloads similarRows{"SIMILAR TO", {overload<similarColumn>("ss", 'b').failing(), overload<similarColumnEscaped>("sss", 'b').failing()}};

/// Whether pattern and escape are literals, so that the pattern can be parsed now.
bool isPreparable(const BindArguments& arguments) {
    for (int i = 1; i < arguments.size(); ++i) {
        auto at = static_cast<size_t>(i);
        if (!arguments.literals[at] || arguments.literals[at]->isNull() || !arguments.types[at].isCharacter()) return false;
    }
    return arguments.types[0].isCharacter();
}

std::optional<std::string_view> literalEscape(const BindArguments& arguments) {
    if (arguments.size() < 3) return std::nullopt;
    return escapeOf(arguments.literals[2]->text());
}

} // namespace

Result<BoundScalar> bindLike(const BindArguments& arguments) {
    Result<BoundScalar> bound = bindOverloads(likeRows, arguments);
    if (!bound || !isPreparable(arguments)) return bound;
    try {
        bound->state = std::make_shared<const PreparedLike>(PreparedLike{parseLike(arguments.literals[1]->text(), literalEscape(arguments))});
    } catch (const RunError& error) {
        return Error{ErrorCode::Invalid, error.error().message};
    }
    bound->kernel = likePrepared;
    bound->canFail = false;
    return bound;
}

Result<BoundScalar> bindSimilar(const BindArguments& arguments) {
    Result<BoundScalar> bound = bindOverloads(similarRows, arguments);
    if (!bound || !isPreparable(arguments)) return bound;
    try {
        bound->state = std::make_shared<const PreparedSimilar>(PreparedSimilar{compileSimilar(arguments.literals[1]->text(), literalEscape(arguments))});
    } catch (const RunError& error) {
        return Error{ErrorCode::Invalid, error.error().message};
    }
    bound->kernel = rowKernel<similarPrepared>;
    bound->canFail = false;
    return bound;
}

} // namespace weir
