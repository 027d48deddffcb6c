// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/cursor.h"

#include "engine/sql/token_value.h"

#include <algorithm>

namespace weir::sql {
namespace {

/// Words that cannot be meant as a name, so that a missing name is not blamed on them.
bool isStructural(Keyword keyword) {
    switch (keyword) {
    case Keyword::Select: case Keyword::From: case Keyword::Where: case Keyword::Group: case Keyword::Having: case Keyword::Order:
    case Keyword::Union: case Keyword::Intersect: case Keyword::Except: case Keyword::Join: case Keyword::On: case Keyword::As:
    case Keyword::And: case Keyword::Or: case Keyword::With: case Keyword::Then: case Keyword::Else: case Keyword::End:
    case Keyword::Set: case Keyword::Values: case Keyword::Create: case Keyword::Insert: case Keyword::Into: case Keyword::Limit:
    case Keyword::Window: case Keyword::Qualify: case Keyword::Not: case Keyword::Like: case Keyword::Case: case Keyword::In:
    case Keyword::Between: case Keyword::Is: case Keyword::Inner: case Keyword::Cross: case Keyword::Natural: case Keyword::Fetch:
    case Keyword::Using: case Keyword::Partition: case Keyword::To: case Keyword::For:
        return true;
    default:
        return false;
    }
}

bool startsClause(Keyword keyword) {
    switch (keyword) {
    case Keyword::Select: case Keyword::From: case Keyword::Where: case Keyword::Group: case Keyword::Having: case Keyword::Order:
    case Keyword::Union: case Keyword::Intersect: case Keyword::Except: case Keyword::Minus: case Keyword::Limit:
    case Keyword::Window: case Keyword::Qualify: case Keyword::Fetch: case Keyword::Offset:
        return true;
    default:
        return false;
    }
}

struct LexicalFault {
    const char* message;
    const char* hint;
    TokenKind kind; // what the parser takes it for; Comment: nothing
};

LexicalFault faultOf(std::string_view token) {
    auto quote = token.find('\'');
    if (quote != std::string_view::npos && quote <= 2 && token[0] != '"' && token[0] != '`')
        return {"This string has no closing quote.", "Add ' where it ends.", TokenKind::String};
    if (token == "``")
        return {"A name between backticks needs at least one character.", "", TokenKind::QuotedIdentifier};
    if (token[0] == '`')
        return {"This name has no closing backtick.", "Add ` where it ends.", TokenKind::QuotedIdentifier};
    if (token[0] == '"')
        return {"Double quotes mean nothing here.", "Write strings as 'text' and names as `name`.", TokenKind::String};
    if (token.substr(0, 2) == "/*")
        return {"This comment has no end.", "Add */ where it ends.", TokenKind::Comment};
    return {nullptr, "", TokenKind::Comment};
}

std::string quotedForMessage(std::string_view text) {
    constexpr std::size_t Longest = 30;
    auto line = text.substr(0, text.find_first_of("\r\n"));
    auto shown = line.substr(0, Longest);
    while (shown.size() == Longest && shown.size() < line.size() && (line[shown.size()] & 0xC0) == 0x80)
        shown = line.substr(0, shown.size() + 1);
    return "'" + std::string(shown) + (shown.size() < text.size() ? "..." : "") + "'";
}

} // namespace

Cursor::Cursor(std::string_view text) : text_(text), all_(tokenize(text)) {
    tokens_.reserve(all_.size());
    positions_.reserve(all_.size());
    for (std::size_t i = 0; i < all_.size(); ++i) {
        Token token = all_[i];
        if (token.kind == TokenKind::Comment)
            continue;
        if (token.kind == TokenKind::Error) {
            auto fault = faultOf(textOf(token));
            std::string message = fault.message ? fault.message : "The character " + quotedForMessage(textOf(token)) + " means nothing here.";
            diagnostics_.push_back({Severity::Error, {ErrorCode::Syntax, std::move(message), token.place, fault.hint}});
            if (fault.kind == TokenKind::Comment)
                continue;
            token.kind = fault.kind;
        }
        tokens_.push_back(token);
        positions_.push_back(static_cast<int>(i));
    }
}

const Token& Cursor::peek(int ahead) const {
    auto index = static_cast<std::size_t>(index_ + ahead);
    return index < tokens_.size() ? tokens_[index] : tokens_.back();
}

std::string_view Cursor::textOf(const Token& token) const {
    return text_.substr(static_cast<std::size_t>(token.place.offset), static_cast<std::size_t>(token.place.length));
}

bool Cursor::at(std::initializer_list<Keyword> keywords) const {
    int ahead = 0;
    for (auto keyword : keywords)
        if (!at(keyword, ahead++))
            return false;
    return true;
}

bool Cursor::atAny(std::initializer_list<Keyword> keywords) const {
    return std::any_of(keywords.begin(), keywords.end(), [this](Keyword keyword) { return at(keyword); });
}

bool Cursor::at(char op, int ahead) const {
    const auto& token = peek(ahead);
    return token.kind == TokenKind::Operator && token.place.length == 1 && text_[static_cast<std::size_t>(token.place.offset)] == op;
}

bool Cursor::at(std::string_view op, int ahead) const {
    const auto& token = peek(ahead);
    return token.kind == TokenKind::Operator && textOf(token) == op;
}

bool Cursor::atWord(std::string_view capitals, int ahead) const {
    const auto& token = peek(ahead);
    if (token.kind != TokenKind::Identifier && token.kind != TokenKind::Keyword)
        return false;
    auto word = textOf(token);
    return word.size() == capitals.size() && std::equal(word.begin(), word.end(), capitals.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
           });
}

bool Cursor::atName(int ahead) const {
    const auto& token = peek(ahead);
    return token.kind == TokenKind::Identifier || token.kind == TokenKind::QuotedIdentifier ||
           (token.kind == TokenKind::Keyword && !isReserved(token.keyword));
}

const Token& Cursor::advance() {
    const auto& token = peek();
    if (token.kind != TokenKind::End)
        ++index_;
    return token;
}

bool Cursor::accept(Keyword keyword) {
    if (!at(keyword))
        return false;
    advance();
    return true;
}

bool Cursor::accept(std::initializer_list<Keyword> keywords) {
    if (!at(keywords))
        return false;
    index_ += static_cast<int>(keywords.size());
    return true;
}

bool Cursor::accept(char op) {
    if (!at(op))
        return false;
    advance();
    return true;
}

bool Cursor::accept(std::string_view op) {
    if (!at(op))
        return false;
    advance();
    return true;
}

bool Cursor::acceptWord(std::string_view capitals) {
    if (!atWord(capitals))
        return false;
    // It means something here, although it is no keyword of the language: show it as one.
    all_[static_cast<std::size_t>(positions_[static_cast<std::size_t>(index_)])].kind = TokenKind::Keyword;
    advance();
    return true;
}

bool Cursor::expect(Keyword keyword, const char* where) {
    if (accept(keyword))
        return true;
    error(std::string(keywordText(keyword)).c_str(), where);
    return false;
}

bool Cursor::expect(char op, const char* where) {
    char text[2] = {op, '\0'};
    return expect(std::string_view(text, 1), where);
}

bool Cursor::expect(std::string_view op, const char* where) {
    if (accept(op))
        return true;
    error(("'" + std::string(op) + "'").c_str(), where);
    return false;
}

void Cursor::close(char bracket, const char* where) {
    if (accept(bracket))
        return;
    char text[] = {'\'', bracket, '\'', '\0'};
    error(text, where);
    recoverToBracket(bracket);
    accept(bracket);
}

Name Cursor::takeName() {
    const auto& token = peek();
    Name name;
    name.place = token.place;
    name.quoted = token.kind == TokenKind::QuotedIdentifier;
    name.text = name.quoted ? unquote(textOf(token)) : std::string(textOf(token));
    if (token.kind == TokenKind::Keyword) {
        auto& shown = all_[static_cast<std::size_t>(positions_[static_cast<std::size_t>(index_)])];
        shown.kind = TokenKind::Identifier;
        shown.keyword = Keyword::NoKeyword;
    }
    advance();
    return name;
}

Name Cursor::expectName(const char* what) {
    if (atName())
        return takeName();
    const auto& token = peek();
    if (token.kind == TokenKind::Keyword && !isStructural(token.keyword)) {
        std::string word(textOf(token));
        if (!recovering_) {
            errorAt(token.place, std::string("Expected ") + what + ", found the reserved word " + std::string(keywordText(token.keyword)) + ".",
                    "Write `" + word + "` to use it as a name.");
            recovering_ = false; // the word is surely meant as the name: go on as if it were quoted
        }
        return takeName();
    }
    error(what, "");
    return {{}, {token.place.offset, 0, token.place.line, token.place.column}, false};
}

CompoundName Cursor::expectCompoundName(const char* what) {
    CompoundName name;
    int start = mark();
    name.parts.push_back(expectName(what));
    while (at('.') && !recovering_) {
        advance();
        name.parts.push_back(expectName("a name after '.'"));
    }
    name.place = mark() > start ? from(start) : name.parts.front().place;
    return name;
}

std::string Cursor::takeString() {
    const auto& token = advance();
    auto raw = textOf(token);
    auto value = unquote(raw);
    if (isUnicodeString(raw)) {
        char escape = '\\';
        if (accept(Keyword::Uescape)) {
            if (at(TokenKind::String) && unquote(textOf(peek())).size() == 1)
                escape = unquote(textOf(advance()))[0];
            else
                error("one character between quotes", "after UESCAPE");
        }
        if (auto resolved = resolveUnicode(value, escape))
            return *resolved;
        errorAt(token.place, "This string has an escape that is no Unicode character.", "Write \\ and four hexadecimal digits, or \\\\ for a backslash.");
        resume();
    }
    return value;
}

std::string Cursor::expectString(const char* what) {
    if (at(TokenKind::String))
        return takeString();
    error(what, "");
    return {};
}

std::string Cursor::describe(const Token& token) const {
    return token.kind == TokenKind::End ? "the end of the text" : quotedForMessage(textOf(token));
}

void Cursor::error(const char* expected, const char* where) {
    if (recovering_)
        return;
    std::string message = std::string("Expected ") + expected;
    if (*where)
        message += std::string(" ") + where;
    else if (index_ > 0 && !(tokens_[static_cast<std::size_t>(index_ - 1)].kind == TokenKind::Operator && textOf(peek(-1)) == ";"))
        message += " after " + quotedForMessage(textOf(peek(-1)));
    const auto& token = peek();
    message += ", found " + describe(token) + ".";
    std::string hint;
    if (token.kind == TokenKind::Keyword && isReserved(token.keyword) && !isStructural(token.keyword))
        hint = std::string(keywordText(token.keyword)) + " is a reserved word: write `" + std::string(textOf(token)) + "` to use it as a name.";
    errorAt(token.place, std::move(message), std::move(hint));
}

void Cursor::errorAt(Place place, std::string message, std::string hint, ErrorCode code) {
    if (recovering_)
        return;
    recovering_ = true;
    if (!diagnostics_.empty() && diagnostics_.back().error.place == place)
        return; // one message for a place is enough
    diagnostics_.push_back({Severity::Error, {code, std::move(message), place, std::move(hint)}});
}

bool Cursor::atStop() const { return atEnd() || at(';'); }

void Cursor::recoverInList() {
    if (!recovering_)
        return;
    int depth = 0;
    for (; !atStop(); advance()) {
        if (depth == 0 && (at(',') || at(')') || at(']') || startsClause(peek().keyword)))
            break;
        if (at('(') || at('['))
            ++depth;
        else if ((at(')') || at(']')) && depth > 0)
            --depth;
    }
    if (!atStop())
        recovering_ = false;
}

void Cursor::recoverToBracket(char close) {
    if (!recovering_)
        return;
    char open = close == ')' ? '(' : close == ']' ? '[' : '{';
    int depth = 0;
    for (; !atStop(); advance()) {
        if (at(open)) {
            ++depth;
        } else if (at(close)) {
            if (depth == 0) {
                recovering_ = false;
                return;
            }
            --depth;
        }
    }
}

void Cursor::recoverToStatementEnd() {
    while (!atStop())
        advance();
    recovering_ = false;
}

void Cursor::abandonStatement() {
    recoverToStatementEnd();
    recovering_ = true;
}

Place Cursor::from(int mark) const {
    const auto& first = tokens_[static_cast<std::size_t>(std::min<int>(mark, static_cast<int>(tokens_.size()) - 1))];
    Place place = first.place;
    if (index_ <= mark) {
        place.length = 0;
        return place;
    }
    const auto& last = tokens_[static_cast<std::size_t>(index_ - 1)];
    place.length = last.place.offset + last.place.length - place.offset;
    return place;
}

void Cursor::layout(LayoutKind kind) { layoutAt(index_, kind); }

void Cursor::layoutAt(int mark, LayoutKind kind) {
    auto index = std::min<std::size_t>(static_cast<std::size_t>(mark), positions_.size() - 1);
    layout_.push_back({positions_[index], kind});
}

std::vector<Diagnostic> Cursor::takeDiagnostics() {
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [](const auto& a, const auto& b) { return a.error.place.offset < b.error.place.offset; });
    return std::move(diagnostics_);
}

void Cursor::finish(Script& script) {
    script.diagnostics = takeDiagnostics();
    script.tokens = std::move(all_);
    std::stable_sort(layout_.begin(), layout_.end(), [](const auto& a, const auto& b) { return a.token < b.token; });
    script.layout = std::move(layout_);
}

} // namespace weir::sql
