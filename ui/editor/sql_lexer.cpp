// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/sql_lexer.h"

#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <Qsci/qsciscintilla.h>

#include <algorithm>
#include <cstring>

namespace weir::ui {

namespace {

constexpr int PlainStyle = 0;
int styleOf(TokenKind kind) { return static_cast<int>(kind) + 1; }
constexpr TokenKind Kinds[] = {TokenKind::Keyword, TokenKind::Type, TokenKind::Function, TokenKind::Identifier, TokenKind::QuotedIdentifier,
                               TokenKind::Number, TokenKind::String, TokenKind::Operator, TokenKind::Comment, TokenKind::Hint,
                               TokenKind::Unknown};

} // namespace

SqlLexer::SqlLexer(Tokens tokens, QObject* parent) : QsciLexerCustom(parent), tokens_(std::move(tokens)) {}

QString SqlLexer::description(int style) const {
    if (style == PlainStyle) return QStringLiteral("Text");
    for (TokenKind kind : Kinds)
        if (styleOf(kind) == style) return QStringLiteral("Token %1").arg(style);
    return {};
}

void SqlLexer::read() {
    const auto* bytes = static_cast<const char*>(editor()->SendScintillaPtrResult(QsciScintilla::SCI_GETCHARACTERPOINTER));
    const auto size = static_cast<qsizetype>(editor()->SendScintilla(QsciScintilla::SCI_GETLENGTH));
    if (known_ && size == text_.size() && std::memcmp(bytes, text_.constData(), static_cast<size_t>(size)) == 0) return;
    text_ = QByteArray(bytes, size);
    cached_ = tokens_({text_.constData(), static_cast<size_t>(text_.size())});
    known_ = true;
    fold();
}

void SqlLexer::styleText(int start, int end) {
    if (!editor()) return;
    read();
    startStyling(start);
    int at = start;
    auto first = std::lower_bound(cached_.begin(), cached_.end(), start, [](const ColouredToken& t, int position) { return t.offset + t.length <= position; });
    for (auto token = first; token != cached_.end() && token->offset < end; ++token) {
        const int from = std::max(at, token->offset), to = std::min(end, token->offset + token->length);
        if (to <= from) continue;
        if (from > at) setStyling(from - at, PlainStyle);
        setStyling(to - from, styleOf(token->kind));
        at = to;
    }
    if (at < end) setStyling(end - at, PlainStyle);
}

// A statement folds from its first line to its last, and so does what stands in parentheses within it.
void SqlLexer::fold() {
    std::vector<int> starts{0};
    for (qsizetype i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n') starts.push_back(static_cast<int>(i + 1));
    std::vector<int> levels(starts.size() + 1, 0);       // depth at the start of each line
    size_t token = 0;
    int depth = 0;
    bool inStatement = false;
    for (size_t line = 0; line < starts.size(); ++line) {
        levels[line] = depth + (inStatement ? 1 : 0);
        const int end = line + 1 < starts.size() ? starts[line + 1] : static_cast<int>(text_.size());
        for (; token < cached_.size() && cached_[token].offset < end; ++token) {
            if (cached_[token].kind == TokenKind::Comment) continue;
            const char c = text_[cached_[token].offset];
            inStatement = true;
            if (cached_[token].kind != TokenKind::Operator) continue;
            if (c == '(') ++depth;
            else if (c == ')') depth = std::max(0, depth - 1);
            else if (c == ';') depth = 0, inStatement = false;
        }
    }
    levels[starts.size()] = 0;
    for (size_t line = 0; line < starts.size(); ++line) {
        const bool isHeader = levels[line + 1] > levels[line];
        const long level = QsciScintilla::SC_FOLDLEVELBASE + levels[line] + (isHeader ? QsciScintilla::SC_FOLDLEVELHEADERFLAG : 0);
        if (editor()->SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, line) != level)
            editor()->SendScintilla(QsciScintilla::SCI_SETFOLDLEVEL, line, level);
    }
}

void SqlLexer::applyTheme(const Theme& theme) {
    const QFont font = codeFont();
    setDefaultFont(font);
    setDefaultColor(theme.text);
    setDefaultPaper(theme.base);
    setFont(font, -1);
    setPaper(theme.base, -1);
    setColor(theme.text, -1);
    const std::pair<TokenKind, QColor> colours[] = {
        {TokenKind::Keyword, theme.keyword}, {TokenKind::Type, theme.type},       {TokenKind::Function, theme.function},
        {TokenKind::Number, theme.number},   {TokenKind::String, theme.string},   {TokenKind::Comment, theme.comment},
        {TokenKind::Hint, theme.violet},     {TokenKind::Unknown, theme.error},   {TokenKind::Operator, mixed(theme.text, theme.muted, 0.5)},
    };
    for (const auto& [kind, colour] : colours) setColor(colour, styleOf(kind));
}

} // namespace weir::ui
