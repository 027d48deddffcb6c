// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/editor/editor_area.h"
#include "ui/shell/main_window.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace weir::ui {

/// A window over the engine itself with a folder and a workspace of its own. Tests of the window derive from it; all is gone behind each of them.
class WindowFixture : public QObject {
    Q_OBJECT
protected:
    /// A file in the folder; its path.
    QString write(const QString& name, const QByteArray& text);
    /// A new window, active, with nothing open.
    void openWindow(QSize size = {1300, 850});
    /// The same with the folder open and the script as its job.sql.
    void openJob(const QByteArray& script, QSize size = {1300, 850});
    /// The same, and it runs.
    void runJob(const QByteArray& script);

    SqlEditor* editor() { return window_->editors()->current()->editor(); }
    QString text() { return QString::fromStdString(editor()->content()); }
    template <class Widget> Widget* find(const char* name) { return window_->findChild<Widget*>(name); }

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Workspace> workspace_;
    std::unique_ptr<MainWindow> window_;

protected slots:
    void init();
    void cleanup();
};

} // namespace weir::ui
