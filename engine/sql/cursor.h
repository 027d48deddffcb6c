// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/syntax_tree.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace weir::sql {

/// Walks over the tokens of a text, comments left out, and collects what is wrong. After an error it is silent until the
/// grammar has found its feet again (recover...), so one mistake makes one message.
/// Owned by a Grammar.
class Cursor {
public:
    explicit Cursor(std::string_view text);

    // Looking
    const Token& peek(int ahead = 0) const;
    std::string_view textOf(const Token& token) const;
    bool atEnd() const { return peek().kind == TokenKind::End; }
    bool at(Keyword keyword, int ahead = 0) const { return peek(ahead).keyword == keyword && keyword != Keyword::NoKeyword; }
    bool at(std::initializer_list<Keyword> keywords) const; // this sequence follows
    bool atAny(std::initializer_list<Keyword> keywords) const;
    bool at(char op, int ahead = 0) const;
    bool at(std::string_view op, int ahead = 0) const;
    bool at(TokenKind kind, int ahead = 0) const { return peek(ahead).kind == kind; }
    /// The token is a word of this spelling, keyword or not; for words that are no keywords of the language.
    bool atWord(std::string_view capitals, int ahead = 0) const;
    /// The token can be a name without more.
    bool atName(int ahead = 0) const;

    // Moving
    const Token& advance();
    bool accept(Keyword keyword);
    bool accept(std::initializer_list<Keyword> keywords);
    bool accept(char op);
    bool accept(std::string_view op);
    bool acceptWord(std::string_view capitals);
    /// `where` completes the sentence "Expected X ...": "after the argument list".
    bool expect(Keyword keyword, const char* where);
    bool expect(char op, const char* where);
    bool expect(std::string_view op, const char* where);
    /// Expects the bracket, and skips what stands before it where something does.
    void close(char bracket, const char* where);

    // Names and strings
    /// A name; a reserved word is taken too, with a message. `what`: "a column name".
    Name expectName(const char* what);
    CompoundName expectCompoundName(const char* what);
    /// Takes the token as a name, whatever it is.
    Name takeName();
    std::string expectString(const char* what);
    std::string takeString();

    // Trouble
    void error(const char* expected, const char* where); // "Expected {expected} {where}, found 'x'."
    void errorAt(Place place, std::string message, std::string hint = {}, ErrorCode code = ErrorCode::Syntax);
    bool recovering() const { return recovering_; }
    /// Skips what cannot be read until a comma, a clause, a closing bracket or the end of the statement; then speaks again.
    void recoverInList();
    /// Skips until the bracket that closes the one just opened.
    void recoverToBracket(char close);
    void recoverToStatementEnd();
    /// Goes to the end of the statement and stays silent there.
    void abandonStatement();
    void resume() { recovering_ = false; }
    std::string describe(const Token& token) const; // 'x' or the end of the text

    // Places
    int mark() const { return index_; } // the index of the next token
    Place from(int mark) const;         // from that token to the last one taken
    Place here() const { return peek().place; }

    // Layout
    void layout(LayoutKind kind);
    void layoutAt(int mark, LayoutKind kind);

    /// Hands everything over to a script.
    void finish(Script& script);
    std::vector<Diagnostic> takeDiagnostics();

private:
    bool atStop() const;

    std::string_view text_;
    std::vector<Token> all_;     // with comments
    std::vector<Token> tokens_;  // without
    std::vector<int> positions_; // tokens_[i] is all_[positions_[i]]
    std::vector<Diagnostic> diagnostics_;
    std::vector<LayoutMark> layout_;
    int index_ = 0;
    bool recovering_ = false;
};

} // namespace weir::sql
