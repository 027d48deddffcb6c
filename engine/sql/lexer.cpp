// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/lexer.h"

#include <cstdint>

namespace weir::sql {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Length of the UTF-8 sequence at `at` and its code point; length 0 where the bytes are no UTF-8.
int decode(std::string_view text, std::size_t at, std::uint32_t& point) {
    auto first = static_cast<unsigned char>(text[at]);
    int length = first < 0x80 ? 1 : first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
    if (length == 0 || at + length > text.size())
        return 0;
    point = length == 1 ? first : first & (0xFF >> (length + 1));
    for (int i = 1; i < length; ++i) {
        if (!isContinuation(text[at + i]))
            return 0;
        point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    return length;
}

/// The letters that Flink's parser takes into names.
bool isWideLetter(std::uint32_t point) {
    return (point >= 0xC0 && point <= 0x1FFF && point != 0xD7 && point != 0xF7) || (point >= 0x3040 && point <= 0x318F) ||
           (point >= 0x3300 && point <= 0x337F) || (point >= 0x3400 && point <= 0x3D2D) || (point >= 0x4E00 && point <= 0x9FFF) ||
           (point >= 0xF900 && point <= 0xFAFF);
}

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) { tokens_.reserve(text.size() / 5 + 8); }

    std::vector<Token> run() {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF")
            at_ = lineStart_ = 3;
        for (skipSpace(); at_ < text_.size(); skipSpace())
            readToken();
        add(TokenKind::End, at_);
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    void newLine() {
        ++line_;
        lineStart_ = at_ + 1;
        wideBytes_ = 0;
    }

    void skipSpace() {
        for (; at_ < text_.size(); ++at_) {
            char c = text_[at_];
            if (c == '\n' || (c == '\r' && peek(1) != '\n'))
                newLine();
            else if (c != ' ' && c != '\t' && c != '\r' && c != '\f')
                return;
        }
    }

    /// Makes the token [at_, end) and moves behind it, counting the lines and wide characters inside.
    void add(TokenKind kind, std::size_t end, Keyword keyword = Keyword::NoKeyword) {
        Token token;
        token.place = {static_cast<int>(at_), static_cast<int>(end - at_), line_, static_cast<int>(at_ - lineStart_) - wideBytes_ + 1};
        token.kind = kind;
        token.keyword = keyword;
        tokens_.push_back(token);
        if (kind == TokenKind::Keyword || kind == TokenKind::Operator || kind == TokenKind::Number) {
            at_ = end;
            return;
        }
        for (; at_ < end; ++at_) {
            char c = text_[at_];
            if (c == '\n' || (c == '\r' && peek(1) != '\n'))
                newLine();
            else if (isContinuation(c))
                ++wideBytes_;
        }
    }

    std::size_t lineEnd(std::size_t from) const {
        auto end = text_.find_first_of("\r\n", from);
        return end == std::string_view::npos ? text_.size() : end;
    }

    void readToken() {
        char c = peek();
        if (isAsciiLetter(c) || (c & 0x80))
            return readWord();
        if (isDigit(c) || (c == '.' && isDigit(peek(1))))
            return readNumber();
        if (c == '\'')
            return readString(at_, TokenKind::String, false);
        if (c == '`')
            return readQuotedName();
        if ((c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '/'))
            return add(TokenKind::Comment, lineEnd(at_));
        if (c == '/' && peek(1) == '*')
            return peek(2) == '+' ? readHint() : readComment();
        readOperator();
    }

    void readWord() {
        char c = peek();
        char next = peek(1);
        if (next == '\'' && (c == 'x' || c == 'X'))
            return readString(at_ + 1, TokenKind::Binary, false);
        if (next == '\'' && (c == 'n' || c == 'N'))
            return readString(at_ + 1, TokenKind::String, false);
        if (next == '\'' && (c == 'e' || c == 'E'))
            return readString(at_ + 1, TokenKind::String, true);
        if (next == '&' && peek(2) == '\'' && (c == 'u' || c == 'U'))
            return readString(at_ + 2, TokenKind::String, false);
        if (c == '$' && !isAsciiLetter(next) && !isDigit(next) && !(next & 0x80))
            return add(TokenKind::Operator, at_ + 1);
        auto end = at_;
        bool ascii = true;
        while (end < text_.size()) {
            if (isAsciiLetter(text_[end]) || isDigit(text_[end])) {
                ++end;
                continue;
            }
            std::uint32_t point = 0;
            int length = text_[end] & 0x80 ? decode(text_, end, point) : 0;
            if (length == 0 || !isWideLetter(point))
                break;
            end += length;
            ascii = false;
        }
        if (end == at_)
            return readStrangeCharacter();
        if (c == '_' && end < text_.size() && text_[end] == '\'')
            return readString(end, TokenKind::String, false);
        auto keyword = ascii ? findKeyword(text_.substr(at_, end - at_)) : Keyword::NoKeyword;
        add(keyword == Keyword::NoKeyword ? TokenKind::Identifier : TokenKind::Keyword, end, keyword);
    }

    void readStrangeCharacter() {
        std::uint32_t point = 0;
        int length = decode(text_, at_, point);
        add(TokenKind::Error, at_ + (length == 0 ? 1 : length));
    }

    void readNumber() {
        auto end = at_;
        while (end < text_.size() && isDigit(text_[end]))
            ++end;
        if (end < text_.size() && text_[end] == '.') {
            ++end;
            while (end < text_.size() && isDigit(text_[end]))
                ++end;
        }
        if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
            auto digits = end + 1;
            if (digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-'))
                ++digits;
            if (digits < text_.size() && isDigit(text_[digits])) {
                end = digits;
                while (end < text_.size() && isDigit(text_[end]))
                    ++end;
            }
        }
        add(TokenKind::Number, end);
    }

    /// Behind the closing quote of what opens at `open`, or npos.
    std::size_t closeQuote(std::size_t open, bool escapes) const {
        for (auto i = open + 1; i < text_.size(); ++i) {
            if (escapes && text_[i] == '\\')
                ++i;
            else if (text_[i] == '\'') {
                if (i + 1 >= text_.size() || text_[i + 1] != '\'')
                    return i + 1;
                ++i;
            }
        }
        return std::string_view::npos;
    }

    void readString(std::size_t open, TokenKind kind, bool escapes) {
        auto end = closeQuote(open, escapes);
        // An unfinished string ends with its line, so that the rest of a script being typed still makes sense.
        if (end == std::string_view::npos)
            add(TokenKind::Error, lineEnd(at_));
        else
            add(kind, end);
    }

    void readQuotedName() {
        auto end = at_ + 1;
        for (; end < text_.size() && text_[end] != '\n' && text_[end] != '\r'; ++end) {
            if (text_[end] != '`')
                continue;
            if (end + 1 < text_.size() && text_[end + 1] == '`')
                ++end;
            else
                return add(end == at_ + 1 ? TokenKind::Error : TokenKind::QuotedIdentifier, end + 1);
        }
        add(TokenKind::Error, end);
    }

    void readComment() {
        auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos)
            add(TokenKind::Error, text_.size());
        else
            add(TokenKind::Comment, end + 2);
    }

    void readHint() {
        for (auto end = at_ + 3; end < text_.size(); ++end) {
            char c = text_[end];
            if (c == '*' && end + 1 < text_.size() && text_[end + 1] == '/')
                return add(TokenKind::Hint, end + 2);
            if (c == '\'' || c == '`') {
                auto close = c == '`' ? text_.find('`', end + 1) : closeQuote(end, false) - 1;
                if (close >= text_.size())
                    break;
                end = close;
            }
        }
        readComment();
        if (tokens_.back().kind == TokenKind::Comment)
            tokens_.back().kind = TokenKind::Hint;
    }

    void readOperator() {
        char c = peek();
        char next = peek(1);
        bool two = (c == '<' && (next == '>' || next == '=')) || (c == '>' && next == '=') || (c == '!' && next == '=') ||
                   (c == '|' && next == '|') || (c == '=' && next == '>');
        if (two)
            return add(TokenKind::Operator, at_ + 2);
        if (std::string_view("()[]{},;.+-*/%=<>|?^:$").find(c) != std::string_view::npos)
            return add(TokenKind::Operator, at_ + 1);
        if (c == '"') {
            auto close = text_.find_first_of("\"\r\n", at_ + 1);
            bool closed = close != std::string_view::npos && text_[close] == '"';
            return add(TokenKind::Error, closed ? close + 1 : lineEnd(at_));
        }
        add(TokenKind::Error, at_ + 1);
    }

    std::string_view text_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t lineStart_ = 0;
    int wideBytes_ = 0; // continuation bytes since the start of the line
    int line_ = 1;
};

} // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

} // namespace weir::sql
