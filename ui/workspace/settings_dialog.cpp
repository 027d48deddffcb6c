// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace weir::ui {

SettingsDialog::SettingsDialog(bool dark, int parallelism, int workers, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    auto* theme = new QComboBox;
    theme->addItems({tr("Dark"), tr("Light")});
    theme->setCurrentIndex(dark ? 0 : 1);
    theme->setAccessibleName(tr("Look"));
    auto* tasks = new QSpinBox;
    tasks->setRange(0, 128);
    tasks->setSpecialValueText(tr("as the script says"));
    tasks->setValue(parallelism);
    tasks->setAccessibleName(tr("Parallelism"));
    auto* threads = new QSpinBox;
    threads->setRange(0, 256);
    threads->setSpecialValueText(tr("all cores"));
    threads->setValue(workers);
    threads->setAccessibleName(tr("Worker threads"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(18);
    form->setVerticalSpacing(10);
    form->addRow(tr("Look"), theme);
    form->addRow(tr("Parallelism of a run"), tasks);
    form->addRow(tr("Worker threads"), threads);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->addLayout(form);
    column->addSpacing(12);
    column->addWidget(buttons);
    setMinimumWidth(380);
    connect(theme, &QComboBox::activated, this, [this](int index) { emit themeChosen(index == 0); });
    connect(tasks, &QSpinBox::valueChanged, this, &SettingsDialog::parallelismChosen);
    connect(threads, &QSpinBox::valueChanged, this, &SettingsDialog::workersChosen);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace weir::ui
