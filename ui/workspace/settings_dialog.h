// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDialog>

class QComboBox;
class QSpinBox;

namespace weir::ui {

/// The few things a user may set; every change is told at once.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(bool dark, int parallelism, int workers, QWidget* parent = nullptr);

signals:
    void themeChosen(bool dark);
    void parallelismChosen(int parallelism);        // 0 = as the script says
    void workersChosen(int workers);                // 0 = all cores
};

} // namespace weir::ui
