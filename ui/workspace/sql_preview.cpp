// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/sql_preview.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QEvent>
#include <QGuiApplication>
#include <QSyntaxHighlighter>

namespace weir::ui {

class SqlPreview::Colours : public QSyntaxHighlighter {
public:
    Colours(QTextDocument* document, const Engine& engine) : QSyntaxHighlighter(document), engine_(engine) {}

protected:
    // A line at a time is enough: what is shown here has no comments over several lines.
    void highlightBlock(const QString& line) override {
        if (!engine_.tokens) return;
        const Theme& theme = themeOf(QGuiApplication::palette());
        const std::string utf8 = line.toStdString();
        for (const ColouredToken& token : engine_.tokens(utf8)) {
            QColor colour;
            switch (token.kind) {
            case TokenKind::Keyword: colour = theme.keyword; break;
            case TokenKind::Type: colour = theme.type; break;
            case TokenKind::Function: colour = theme.function; break;
            case TokenKind::Number: colour = theme.number; break;
            case TokenKind::String: colour = theme.string; break;
            case TokenKind::Comment: colour = theme.comment; break;
            default: continue;
            }
            const auto from = QString::fromUtf8(utf8.data(), token.offset).size();
            setFormat(static_cast<int>(from), static_cast<int>(QString::fromUtf8(utf8.data() + token.offset, token.length).size()), colour);
        }
    }

private:
    const Engine& engine_;
};

SqlPreview::SqlPreview(const Engine& engine, QWidget* parent) : QPlainTextEdit(parent), colours_(new Colours(document(), engine)) {
    setObjectName("sqlPreview");
    setReadOnly(true);
    setAccessibleName(tr("SQL"));
    setFont(codeFont(9.5));
    setFrameStyle(QFrame::Box | QFrame::Plain);
    setLineWidth(4);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
}

void SqlPreview::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) colours_->rehighlight();
}

void SqlPreview::show(const std::string& sql) {
    const QString shown = text(sql);
    if (shown != toPlainText()) setPlainText(shown);
}

} // namespace weir::ui
