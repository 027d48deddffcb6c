// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/workspace/run_configurations.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace weir::ui {

class SettingsTable;

/// The run configurations of a folder as a list and a form. Nothing is written before Save, then all of it at once.
class ConfigurationDialog : public QDialog {
    Q_OBJECT
public:
    ConfigurationDialog(RunConfigurations& configurations, QWidget* parent = nullptr);
    /// A further one, chosen; its name gets a number where it is taken.
    void add(RunConfiguration run);
    /// The name of the last configuration in the list.
    QString lastName() const { return runs_.empty() ? QString() : QString::fromStdString(runs_.back().run.name); }
    void accept() override;

private:
    QWidget* makeForm();
    void choose(int index);
    void take();                             // what the form says, into the chosen one
    void remove();
    void say(const Error* error);
    QString freeName(const QString& wanted) const;

    RunConfigurations& configurations_;
    std::vector<EditedConfiguration> runs_;
    int current_ = -1;
    bool showing_ = false;
    QListWidget* list_;
    QWidget* form_;
    QLineEdit* name_;
    QComboBox* script_;
    QSpinBox* parallelism_;
    QComboBox* state_;
    QLineEdit* memory_;
    QComboBox* from_;
    QCheckBox* record_;
    SettingsTable* settings_;
    QLabel* trouble_;
    QPushButton* remove_;
};

} // namespace weir::ui
