// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/settings_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

namespace weir::ui {

SettingsDialog::SettingsDialog(bool dark, int parallelism, int workers, QWidget* parent) : QDialog(parent), pages_(new QTabWidget) {
    setObjectName("settingsDialog");
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
    auto* general = new QWidget;
    auto* form = new QFormLayout(general);
    form->setContentsMargins(0, 14, 0, 0);
    form->setHorizontalSpacing(18);
    form->setVerticalSpacing(10);
    form->addRow(tr("Look"), theme);
    form->addRow(tr("Parallelism of a run"), tasks);
    form->addRow(tr("Worker threads"), threads);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    pages_->setObjectName("settingsPages");
    pages_->setDocumentMode(true);
    pages_->addTab(general, tr("General"));
    column->addWidget(pages_, 1);
    column->addSpacing(8);
    column->addWidget(buttons);
    setMinimumWidth(380);
    theme->setFocus();
    connect(theme, &QComboBox::activated, this, [this](int index) { emit themeChosen(index == 0); });
    connect(tasks, &QSpinBox::valueChanged, this, &SettingsDialog::parallelismChosen);
    connect(threads, &QSpinBox::valueChanged, this, &SettingsDialog::workersChosen);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void SettingsDialog::showPage(QWidget* page) { pages_->setCurrentWidget(page); }

void SettingsDialog::addPage(QWidget* page, const QString& title) {
    pages_->addTab(page, title);
    resize(680, 560);
}

} // namespace weir::ui
