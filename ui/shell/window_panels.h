// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <map>
#include <vector>

class QAction;
class QDockWidget;
class QIcon;
class QMainWindow;
class QTabWidget;
class QWidget;

namespace weir::ui {

struct Studio;

/// The panels of the window: docks at the sides and tabs at the bottom, made from the table in panels.cpp, with the action that shows each. Owned by
/// the window.
class WindowPanels : public QObject {
    Q_OBJECT
public:
    static constexpr int LayoutVersion = 2;

    WindowPanels(QMainWindow* window, Studio& studio);

    QWidget* page(const QString& id) const { return pages_.at(id); }
    QAction* action(const QString& id) const { return actions_.at(id); }
    void show(const QString& id);
    /// The keys that show a panel, also in its tool tip.
    void showKeys(const QString& id, const QList<QKeySequence>& keys);
    void showDock(const QString& id, bool visible);
    void hideBottom();
    /// Title and icon of a tab.
    void name(const QString& id, const QString& title, const QIcon& icon);
    /// The sizes of a first start.
    void arrange();
    /// The welcome page has the window to itself: all but the project, and `also`, give way. `remembered`: the layout, while nothing is shown yet.
    void giveWay(QWidget* also, const QByteArray& remembered);
    void comeBack();

private:
    /// By its key or menu entry: the same again gives the room back.
    void toggle(const QString& id);

    QMainWindow* window_;
    QTabWidget* bottom_;
    QDockWidget* bottomDock_;
    std::map<QString, QDockWidget*> docks_;
    std::map<QString, QWidget*> pages_;
    std::map<QString, QAction*> actions_;
    std::vector<QWidget*> away_;
    QByteArray before_;
};

} // namespace weir::ui
