// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QComboBox>

namespace weir::ui {

class RunConfigurations;

/// The list beside Run: the script as it is, the configurations of weir.toml, and the ways to make and change them.
class ConfigurationBox : public QComboBox {
    Q_OBJECT
public:
    explicit ConfigurationBox(RunConfigurations& configurations, QWidget* parent = nullptr);

signals:
    void newWanted();
    void editWanted();

private:
    void show();
    RunConfigurations& configurations_;
};

} // namespace weir::ui
