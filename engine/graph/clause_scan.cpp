// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/clause_scan.h"

#include <algorithm>

namespace weir::graph {

namespace {

using sql::Keyword;
using sql::TokenKind;

/// How many words a clause's keyword has at this token, 0 where none begins.
int clauseWords(const TokenWindow& tokens, int i, ClauseKind& kind) {
    const Keyword word = tokens.at(i).keyword;
    const Keyword next = i + 1 < tokens.size() ? tokens.at(i + 1).keyword : Keyword::NoKeyword;
    const Keyword before = i > 0 ? tokens.at(i - 1).keyword : Keyword::NoKeyword;
    const Keyword twoBefore = i > 1 ? tokens.at(i - 2).keyword : Keyword::NoKeyword;
    switch (word) {
    case Keyword::Select: kind = ClauseKind::Select; return 1;
    case Keyword::From:
        if (before == Keyword::Distinct && (twoBefore == Keyword::Is || twoBefore == Keyword::Not)) return 0;
        kind = ClauseKind::From;
        return 1;
    case Keyword::Where: kind = ClauseKind::Where; return 1;
    case Keyword::Group: kind = ClauseKind::GroupBy; return next == Keyword::By ? 2 : 0;
    case Keyword::Having: kind = ClauseKind::Having; return 1;
    case Keyword::Order: kind = ClauseKind::OrderBy; return next == Keyword::By ? 2 : 0;
    case Keyword::Limit: kind = ClauseKind::Limit; return 1;
    default: return 0;
    }
}

// Clauses that have no field of their own, but end the one before.
bool endsClause(Keyword word) {
    return word == Keyword::Window || word == Keyword::Qualify || word == Keyword::Offset || word == Keyword::Fetch || word == Keyword::Union ||
           word == Keyword::Intersect || word == Keyword::Except || word == Keyword::Minus;
}

bool opens(std::string_view text, const sql::Token& token) {
    return token.kind == TokenKind::Operator &&
           (text[static_cast<size_t>(token.place.offset)] == '(' || text[static_cast<size_t>(token.place.offset)] == '[');
}
bool closes(std::string_view text, const sql::Token& token) {
    return token.kind == TokenKind::Operator &&
           (text[static_cast<size_t>(token.place.offset)] == ')' || text[static_cast<size_t>(token.place.offset)] == ']');
}

void scanJoins(const TokenWindow& tokens, std::string_view text, int first, int last, ScannedQuery& out) {
    int depth = 0, joinStart = -1, onStart = -1;
    auto endOn = [&](int before) {
        if (onStart >= 0 && before > onStart + 1)
            out.clauses.push_back(
                {ClauseKind::On, static_cast<int>(out.joins.size()) - 1, tokens.range(onStart, before - 1), tokens.range(onStart + 1, before - 1)});
        onStart = -1;
    };
    for (int i = first; i <= last; ++i) {
        const auto& token = tokens.at(i);
        if (opens(text, token)) ++depth;
        if (closes(text, token)) --depth;
        if (depth) continue;
        const bool call = i + 1 <= last && opens(text, tokens.at(i + 1));
        switch (token.keyword) {
        case Keyword::Natural: case Keyword::Cross: case Keyword::Inner: case Keyword::Left: case Keyword::Right: case Keyword::Full:
            if (call || joinStart >= 0) break;
            endOn(i);
            joinStart = i;
            break;
        case Keyword::Join: {
            endOn(i);
            const int begin = joinStart >= 0 ? joinStart : i;
            std::string kind;
            for (int j = begin; j <= i; ++j)
                if (tokens.at(j).keyword != Keyword::Outer) kind += (kind.empty() ? "" : " ") + std::string(sql::keywordText(tokens.at(j).keyword));
            out.joins.push_back({kind == "INNER JOIN" ? "JOIN" : kind, tokens.range(begin, i)});
            joinStart = -1;
            break;
        }
        case Keyword::On: onStart = i; break;
        default:
            if (token.kind == TokenKind::Operator && text[static_cast<size_t>(token.place.offset)] == ',') endOn(i);
        }
    }
    endOn(last + 1);
}

} // namespace

TokenWindow::TokenWindow(const sql::Script& script, const Range& range) {
    auto first = std::lower_bound(script.tokens.begin(), script.tokens.end(), range.from,
                                  [](const sql::Token& token, int offset) { return token.place.offset < offset; });
    for (; first != script.tokens.end() && first->place.offset < range.to; ++first)
        if (first->kind != TokenKind::Comment && first->kind != TokenKind::End) tokens_.push_back(&*first);
}

Range TokenWindow::range(int first, int last) const { return {at(first).place.offset, at(last).place.offset + at(last).place.length}; }

ScannedQuery scanQuery(const sql::Script& script, std::string_view text, const Range& query) {
    ScannedQuery out;
    const TokenWindow tokens(script, query);
    int depth = 0, open = -1, content = -1;
    ClauseKind openKind = ClauseKind::Select;
    auto close = [&](int before) {
        if (open < 0) return;
        if (before <= content) { open = -1; return; }
        out.clauses.push_back({openKind, 0, tokens.range(open, before - 1), tokens.range(content, before - 1)});
        if (openKind == ClauseKind::From) scanJoins(tokens, text, content, before - 1, out);
        open = -1;
    };
    for (int i = 0; i < tokens.size(); ++i) {
        const auto& token = tokens.at(i);
        if (opens(text, token)) ++depth;
        if (closes(text, token)) --depth;
        if (depth || opens(text, token) || closes(text, token)) continue;
        ClauseKind kind;
        const int words = clauseWords(tokens, i, kind);
        if (words == 0 && !endsClause(token.keyword)) continue;
        // WINDOW and MINUS may be names; after a comma or an operator they are.
        close(i);
        if (words == 0) continue;
        open = i;
        openKind = kind;
        content = i + words;
        if (kind == ClauseKind::Select)
            while (content < tokens.size() && (tokens.at(content).kind == TokenKind::Hint || tokens.at(content).keyword == Keyword::Distinct ||
                                               tokens.at(content).keyword == Keyword::All))
                ++content;
        i += words - 1;
    }
    close(tokens.size());
    return out;
}

} // namespace weir::graph
