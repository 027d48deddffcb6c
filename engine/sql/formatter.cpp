// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/formatter.h"

#include "engine/sql/parser.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace weir::sql {
namespace {

constexpr int LineWidth = 100;
constexpr int IndentWidth = 4;

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (c & 0x80);
}

int codePoints(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Line ends as the lexer counts them: \n, \r\n and \r.
int lineEnds(std::string_view text) {
    int count = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    return count;
}

/// Two tokens that would read as something else without a space between them.
bool wouldFuse(char last, char first) {
    if (isWordByte(last) && (isWordByte(first) || first == '\''))
        return true;
    const std::string_view pairs[] = {"--", "//", "/*", "*/", "||", "<>", "<=", ">=", "!=", "=>", "''", "``"};
    return std::any_of(std::begin(pairs), std::end(pairs), [&](std::string_view pair) { return pair[0] == last && pair[1] == first; });
}

class Formatter {
public:
    explicit Formatter(std::string_view text) : text_(text), script_(parse(text)) {
        for (const auto& diagnostic : script_.diagnostics)
            markRaw(diagnostic.error.place.offset);
    }

    bool isBroken() const { return !script_.diagnostics.empty(); }

    std::string run() {
        std::size_t count = script_.tokens.size() - 1; // without End
        for (std::size_t i = 0; i < count; ++i) {
            if (!insideStatement(i) && significant_ >= 0 && textOf(static_cast<std::size_t>(significant_)) == ";") {
                // Whatever a broken statement has left open ends with it.
                frames_.clear();
                indent_ = 0;
            }
            if (const auto* raw = rawAt(i)) {
                i = emitRaw(i, *raw);
                continue;
            }
            emit(i);
        }
        if (!out_.empty())
            out_ += '\n';
        return std::move(out_);
    }

private:
    struct Frame {
        bool broken;
    };

    const Token& token(std::size_t i) const { return script_.tokens[i]; }
    std::string_view textOf(std::size_t i) const {
        const auto& place = token(i).place;
        return text_.substr(static_cast<std::size_t>(place.offset), static_cast<std::size_t>(place.length));
    }
    bool isComment(std::size_t i) const {
        return token(i).kind == TokenKind::Comment || (token(i).kind == TokenKind::Error && textOf(i).substr(0, 2) == "/*");
    }
    bool isLineComment(std::size_t i) const { return isComment(i) && textOf(i).substr(0, 2) != "/*"; }
    int lastLine(std::size_t i) const { return token(i).place.line + lineEnds(textOf(i)); }
    /// Line ends in the text between this token and the one before.
    int linesBefore(std::size_t i) const { return i == 0 ? 0 : token(i).place.line - lastLine(i - 1); }

    void markRaw(int offset) {
        const auto& statements = script_.statements;
        auto after = std::upper_bound(statements.begin(), statements.end(), offset,
                                      [](int place, const StatementPtr& statement) { return place < statement->place.offset; });
        if (after == statements.begin() && !statements.empty())
            ++after;
        if (after == statements.begin())
            return;
        const Statement* hit = (--after)->get();
        raw_[hit->place.offset] = hit;
    }

    /// Behind the begin of a whole statement and before its end.
    bool insideStatement(std::size_t i) const {
        const auto& statements = script_.statements;
        int offset = token(i).place.offset;
        auto after = std::lower_bound(statements.begin(), statements.end(), offset,
                                      [](const StatementPtr& statement, int place) { return statement->place.offset < place; });
        return after != statements.begin() && offset < (*std::prev(after))->place.offset + (*std::prev(after))->place.length;
    }

    const Statement* rawAt(std::size_t i) const {
        auto found = raw_.find(token(i).place.offset);
        return found != raw_.end() && found->second->place.length > 0 ? found->second : nullptr;
    }

    std::size_t emitRaw(std::size_t i, const Statement& statement) {
        int end = statement.place.offset + statement.place.length;
        while (nextMark_ < script_.layout.size() && script_.layout[nextMark_].token <= static_cast<int>(i))
            ++nextMark_;
        separate(i, true, false);
        write(text_.substr(static_cast<std::size_t>(statement.place.offset), static_cast<std::size_t>(statement.place.length)));
        while (i + 1 < script_.tokens.size() - 1 && token(i + 1).place.offset < end)
            ++i;
        // What the grammar noted about the statement, up to its semicolon, does not count.
        auto skipTo = static_cast<int>(i + 1);
        while (nextMark_ < script_.layout.size() && script_.layout[nextMark_].token <= skipTo &&
               (script_.layout[nextMark_].token < skipTo || textOf(static_cast<std::size_t>(skipTo)) == ";"))
            ++nextMark_;
        previous_ = static_cast<int>(i);
        significant_ = previous_;
        breakPending_ = false;
        return i;
    }

    void emit(std::size_t i) {
        bool comment = isComment(i);
        bool tight = applyMarks(i, comment);
        bool lineBreak = false;
        if (comment) {
            lineBreak = linesBefore(i) > 0;
        } else {
            lineBreak = breakPending_ && textOf(i) != ";";      // what a broken statement left open does not move its end
            breakPending_ = false;
        }
        bool afterStatement = significant_ < 0 || textOf(static_cast<std::size_t>(significant_)) == ";";
        if (afterStatement && !comment && textOf(i) != ";")
            lineBreak = true;
        if (previous_ >= 0 && isComment(static_cast<std::size_t>(previous_)) &&
            (isLineComment(static_cast<std::size_t>(previous_)) || linesBefore(i) > 0))
            lineBreak = true;
        separate(i, lineBreak, tight);
        if (token(i).kind == TokenKind::Keyword) {
            std::string word(textOf(i));
            for (auto& c : word)
                c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            write(word);
        } else if (isLineComment(i)) {
            auto text = textOf(i);
            write(text.substr(0, text.find_last_not_of(" \t\f") + 1));
        } else {
            write(textOf(i));
        }
        previous_ = static_cast<int>(i);
        if (!comment)
            significant_ = previous_;
    }

    /// Handles what the grammar noted for token `i`; for a comment what opens at the token it stands before, so that it is
    /// indented like that one. Says whether the token wants no space before it.
    bool applyMarks(std::size_t i, bool comment) {
        std::size_t target = i;
        while (target + 1 < script_.tokens.size() && isComment(target))
            ++target;
        bool tight = false;
        for (; nextMark_ < script_.layout.size() && script_.layout[nextMark_].token <= static_cast<int>(target); ++nextMark_) {
            auto kind = script_.layout[nextMark_].kind;
            bool opens = kind == LayoutKind::OpenBlock || kind == LayoutKind::OpenList || kind == LayoutKind::OpenLongList;
            if (comment && !opens)
                break;
            switch (kind) {
            case LayoutKind::Clause: breakPending_ = true; break;
            case LayoutKind::OpenBlock:
                frames_.push_back({true});
                ++indent_;
                breakPending_ = true;
                break;
            case LayoutKind::OpenList: open(!fits(i, nextMark_)); break;
            case LayoutKind::OpenLongList: open(true); break;
            case LayoutKind::Item: breakPending_ = breakPending_ || (!frames_.empty() && frames_.back().broken); break;
            case LayoutKind::CloseList: close(false); break;
            case LayoutKind::CloseBlock:
            case LayoutKind::CloseParenthesizedList: close(true); break;
            case LayoutKind::Tight: tight = true; break;
            case LayoutKind::TightAfter: break;
            }
        }
        return tight;
    }

    void open(bool broken) {
        frames_.push_back({broken});
        indent_ += broken;
    }

    void close(bool lineBreak) {
        if (frames_.empty())
            return;
        bool broken = frames_.back().broken;
        frames_.pop_back();
        indent_ -= broken;
        breakPending_ = breakPending_ || (broken && lineBreak);
    }

    /// The list that the mark opens at token `i` fits on the current line, up to where it closes.
    bool fits(std::size_t i, std::size_t mark) const {
        int width = breakPending_ ? indent_ * IndentWidth : column_ + 1;
        int depth = 0;
        auto at = mark + 1;
        for (; i < script_.tokens.size() - 1; ++i) {
            bool tight = false;
            for (; at < script_.layout.size() && script_.layout[at].token <= static_cast<int>(i); ++at) {
                switch (script_.layout[at].kind) {
                case LayoutKind::OpenList: ++depth; break;
                case LayoutKind::CloseList:
                case LayoutKind::CloseParenthesizedList:
                    if (depth-- == 0)
                        return true;
                    break;
                case LayoutKind::Clause:
                case LayoutKind::OpenBlock:
                case LayoutKind::CloseBlock:
                case LayoutKind::OpenLongList: return false;
                case LayoutKind::Tight: tight = true; break;
                case LayoutKind::Item:
                case LayoutKind::TightAfter: break;
                }
            }
            auto text = textOf(i);
            if (text == ";")
                return true;
            if (isComment(i) && (isLineComment(i) || linesBefore(i) > 0 || (i + 2 < script_.tokens.size() && linesBefore(i + 1) > 0)))
                return false;
            if (lineEnds(text) > 0)
                return false;
            width += codePoints(text) + (i > 0 && spaceBetween(i - 1, i, tight) ? 1 : 0);
            if (width > LineWidth)
                return false;
        }
        return true;
    }

    bool spaceBetween(std::size_t before, std::size_t i, bool tight) const {
        auto left = textOf(before);
        auto right = textOf(i);
        bool close = tight || right == "," || right == ";" || right == ")" || right == "]" || right == "." || right == "[";
        bool open = left == "(" || left == "[" || left == ".";
        bool braces = (left == "{" && right == "-") || (left == "-" && right == "}");
        if (isComment(before) || isComment(i))
            return true;
        if (close || open || braces)
            return wouldFuse(left.back(), right.front()) && !(left == "(" || left == "[");
        return true;
    }

    void separate(std::size_t i, bool lineBreak, bool tight) {
        if (out_.empty())
            return;
        if (lineBreak) {
            bool betweenStatements = significant_ < 0 || textOf(static_cast<std::size_t>(significant_)) == ";";
            bool blank = linesBefore(i) > 1 && (betweenStatements || isComment(i));
            out_ += blank ? "\n\n" : "\n";
            out_.append(static_cast<std::size_t>(std::max(indent_, 0) * IndentWidth), ' ');
            column_ = std::max(indent_, 0) * IndentWidth;
        } else if (previous_ >= 0 && spaceBetween(static_cast<std::size_t>(previous_), i, tight)) {
            out_ += ' ';
            ++column_;
        }
    }

    void write(std::string_view text) {
        out_ += text;
        auto line = text.find_last_of("\r\n");
        if (line == std::string_view::npos)
            column_ += codePoints(text);
        else
            column_ = codePoints(text.substr(line + 1));
    }

    std::string_view text_;
    Script script_;
    std::unordered_map<int, const Statement*> raw_; // by offset
    std::string out_;
    std::vector<Frame> frames_;
    std::size_t nextMark_ = 0;
    int indent_ = 0;
    int column_ = 0;
    int previous_ = -1;    // the last token written
    int significant_ = -1; // the last one that is no comment
    bool breakPending_ = false;
};

bool sameTokens(std::string_view before, std::string_view after) {
    auto left = tokenize(before);
    auto right = tokenize(after);
    if (left.size() != right.size())
        return false;
    auto textOf = [](std::string_view text, const Token& token) {
        auto piece = text.substr(static_cast<std::size_t>(token.place.offset), static_cast<std::size_t>(token.place.length));
        bool padded = token.kind == TokenKind::Comment; // blanks at its end may go
        return padded ? piece.substr(0, piece.find_last_not_of(" \t\f") + 1) : piece;
    };
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto a = textOf(before, left[i]);
        auto b = textOf(after, right[i]);
        bool same = left[i].kind == right[i].kind &&
                    (left[i].kind == TokenKind::Keyword || left[i].kind == TokenKind::Identifier
                         ? std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); })
                         : a == b);
        if (!same)
            return false;
    }
    return true;
}

} // namespace

std::string format(std::string_view text) {
    // Layout must never change what a text says. If it did, the text stays.
    auto formatted = [](std::string_view before, bool& isBroken) {
        Formatter formatter(before);
        isBroken = formatter.isBroken();
        auto after = formatter.run();
        return sameTokens(before, after) ? after : std::string(before);
    };
    bool isBroken = false;
    auto result = formatted(text, isBroken);
    // What is broken has no layout of its own: what stands around it moves until it is at rest, or not at all.
    constexpr int Patience = 4;
    for (int i = 0; isBroken; ++i) {
        auto again = formatted(result, isBroken);
        if (again == result)
            break;
        if (i == Patience)
            return std::string(text);
        result = std::move(again);
    }
    return result;
}

} // namespace weir::sql
