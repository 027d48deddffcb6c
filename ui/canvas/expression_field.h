// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"

#include <QPlainTextEdit>

class QCompleter;
class QStringListModel;

namespace weir::ui {

/// A piece of SQL in a form, with the engine's completion. Enter or leaving takes it, Shift+Enter breaks the line, Esc gives the old text back.
class ExpressionField : public QPlainTextEdit {
    Q_OBJECT
public:
    /// `whole`: the script with this text at its place, and where the caret stands in it then.
    using Whole = std::function<std::pair<std::string, int>(const QString& text, int caret)>;
    ExpressionField(const Engine& engine, Whole whole, QWidget* parent = nullptr);

    /// What the script says; what the user has begun to write stays.
    void setValue(const QString& value);
    QString value() const { return toPlainText(); }
    bool isChanged() const { return toPlainText() != value_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

signals:
    void committed(const QString& text);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void commit();
    void askCompletion();
    void insertCompletion(const QString& word);
    const Engine& engine_;
    Whole whole_;
    QString value_;
    Background completing_;
    QCompleter* completer_;
    QStringListModel* words_;
};

} // namespace weir::ui
