// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/engine.h"

#include <QByteArray>
#include <Qsci/qscilexercustom.h>

#include <vector>

namespace weir::ui {

struct Theme;

/// Colours and folds the text by the tokens of the engine's own lexer.
class SqlLexer : public QsciLexerCustom {
    Q_OBJECT
public:
    using Tokens = std::function<std::vector<ColouredToken>(std::string_view)>;
    SqlLexer(Tokens tokens, QObject* parent);

    const char* language() const override { return "SQL"; }
    QString description(int style) const override;
    void styleText(int start, int end) override;
    void applyTheme(const Theme& theme);

private:
    void read();
    void fold();
    Tokens tokens_;
    QByteArray text_;                       // what `cached_` was made of
    std::vector<ColouredToken> cached_;
    bool known_ = false;
};

} // namespace weir::ui
