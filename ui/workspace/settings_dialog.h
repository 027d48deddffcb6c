// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDialog>

class QTabWidget;

namespace weir::ui {

/// What a user may set, in pages; every change is told at once.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(bool dark, int parallelism, int workers, QWidget* parent = nullptr);
    void addPage(QWidget* page, const QString& title);
    void showPage(QWidget* page);

signals:
    void themeChosen(bool dark);
    void parallelismChosen(int parallelism);        // 0 = as the script says
    void workersChosen(int workers);                // 0 = all cores

private:
    QTabWidget* pages_;
};

} // namespace weir::ui
