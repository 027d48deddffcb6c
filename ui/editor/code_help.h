// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/editor_help.h"
#include "ui/bridge/background.h"

#include <QObject>
#include <QPointer>

class QInputDialog;
class QMenu;

namespace weir::ui {

class SqlEditor;

/// What is done with a name or a mistake at the caret: go to its definition, list its uses, rename it everywhere, mend it; and what a call wants while it is
/// written. Thought about in the background; an answer to a text that went on is dropped. Child of its editor.
class CodeHelp : public QObject {
    Q_OBJECT
public:
    explicit CodeHelp(SqlEditor* editor);
    /// Renames what the caret is on; asks for the name first.
    void askName();
    void rename(const QString& name);

public slots:
    void goToDefinition();
    void findUses();
    void quickFix();
    void showSignature();

signals:
    void said(const QString& message);
    void usesFound(const QString& name, const std::vector<weir::Place>& places);

private:
    void say(const QString& message);
    void apply(const std::vector<assist::TextChange>& changes);
    void offer(const std::vector<assist::QuickFix>& fixes);
    void show(const assist::Signature& signature);

    SqlEditor* editor_;
    Background asking_, signing_;
    QPointer<QInputDialog> naming_;
    QPointer<QMenu> fixes_;
};

} // namespace weir::ui
