// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_panels.h"

#include "ui/kit/icons.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/strokes.h"
#include "ui/shell/panels.h"

#include <QAction>
#include <QCoreApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QTabBar>
#include <QTabWidget>

namespace weir::ui {

WindowPanels::WindowPanels(QMainWindow* window, Studio& studio) : QObject(window), window_(window), bottom_(new QTabWidget), bottomDock_(new QDockWidget(tr("Panels"), window)) {
    bottom_->setObjectName("bottomTabs");
    bottom_->setAccessibleName(tr("Panels"));
    bottom_->setDocumentMode(true);
    bottom_->tabBar()->setDrawBase(false);
    bottom_->tabBar()->setAccessibleName(tr("Panels"));
    for (const PanelRow& row : panelTable()) {
        const QString id = QLatin1String(row.id), title = QCoreApplication::translate("Panels", row.title);
        QWidget* panel = row.make(studio);
        pages_[id] = panel;
        auto* show = new QAction(icon(row.icon), title, window);
        show->setObjectName("panel." + id);
        window->addAction(show);
        actions_[id] = show;
        connect(show, &QAction::triggered, this, [this, id] { toggle(id); });
        if (row.place == PanelPlace::Bottom) {
            bottom_->addTab(panel, title);       // words alone: there are many
            continue;
        }
        auto* dock = new QDockWidget(title, window);
        dock->setObjectName(id);
        dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
        auto* bar = new PanelBar(title);
        bar->addClose();
        connect(bar, &PanelBar::closed, dock, &QDockWidget::close);
        dock->setTitleBarWidget(bar);
        dock->setWidget(panel);
        window->addDockWidget(row.place == PanelPlace::Left ? Qt::LeftDockWidgetArea : Qt::RightDockWidgetArea, dock);
        dock->setVisible(row.shownAtFirst);
        docks_[id] = dock;
    }
    // No docks in tabs: QMainWindow::restoreState walks over its tab bars while showing them changes the set (Qt 6.4), and the bottom has tabs of its own.
    window->setDockOptions(QMainWindow::AnimatedDocks);
    bottomDock_->setObjectName("bottom");
    bottomDock_->setTitleBarWidget(new QWidget);
    bottomDock_->setFeatures(QDockWidget::DockWidgetMovable);
    bottomDock_->setWidget(bottom_);
    window->addDockWidget(Qt::BottomDockWidgetArea, bottomDock_);
    arrange();
}

void WindowPanels::arrange() {
    window_->resizeDocks({docks_["project"], docks_["inspector"]}, {236, 264}, Qt::Horizontal);
    window_->resizeDocks({docks_["project"], docks_["catalog"]}, {260, 420}, Qt::Vertical);
    window_->resizeDocks({bottomDock_}, {230}, Qt::Vertical);
}

void WindowPanels::show(const QString& id) {
    if (const auto dock = docks_.find(id); dock != docks_.end()) {
        dock->second->show();
        dock->second->raise();
        return;
    }
    bottomDock_->show();
    bottom_->setCurrentWidget(pages_[id]);
}

void WindowPanels::toggle(const QString& id) {
    const auto dock = docks_.find(id);
    if (dock != docks_.end() && dock->second->isVisible()) return dock->second->hide();
    if (dock == docks_.end() && bottomDock_->isVisible() && bottom_->currentWidget() == pages_[id]) return bottomDock_->hide();
    show(id);
}

void WindowPanels::showKeys(const QString& id, const QList<QKeySequence>& keys) {
    QAction* action = actions_[id];
    action->setShortcuts(keys);
    if (const int tab = bottom_->indexOf(pages_[id]); tab >= 0) bottom_->setTabToolTip(tab, withKey(action->text(), *action));
}

void WindowPanels::showDock(const QString& id, bool visible) { docks_[id]->setVisible(visible); }
void WindowPanels::hideBottom() { bottomDock_->hide(); }

void WindowPanels::name(const QString& id, const QString& title, const QIcon& icon) {
    const int tab = bottom_->indexOf(pages_[id]);
    bottom_->setTabText(tab, title);
    bottom_->setTabIcon(tab, icon);
}

void WindowPanels::giveWay(QWidget* also, const QByteArray& remembered) {
    if (!away_.empty()) return;
    before_ = window_->isVisible() ? window_->saveState(LayoutVersion) : remembered;
    std::vector<QWidget*> all{also, bottomDock_};
    for (const auto& [id, dock] : docks_)
        if (id != "project") all.push_back(dock);
    for (QWidget* panel : all)
        if (!panel->isHidden()) away_.push_back(panel);
    for (QWidget* panel : away_) panel->hide();
}

void WindowPanels::comeBack() {
    if (away_.empty()) return;
    for (QWidget* panel : away_) panel->show();
    away_.clear();
    if (before_.isEmpty()) arrange();
    else window_->restoreState(before_, LayoutVersion);
}

} // namespace weir::ui
