// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/settings_table.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStyledItemDelegate>

namespace weir::ui {

namespace {

/// A field that completes: names anywhere in their words, values from their choices.
class CompletingDelegate : public QStyledItemDelegate {
public:
    CompletingDelegate(SettingsTable* table, const std::vector<SettingHelp>& known) : QStyledItemDelegate(table), table_(table), known_(known) {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override {
        auto* line = new QLineEdit(parent);
        line->setFrame(false);
        QStringList words;
        if (index.column() == 0) {
            for (const SettingHelp& setting : known_) words += text(setting.key);
        } else if (const SettingHelp* help = table_->help(index.siblingAtColumn(0).data().toString())) {
            for (const std::string& choice : help->choices) words += text(choice);
            line->setPlaceholderText(text(help->fallback));
        }
        line->setAccessibleName(index.column() == 0 ? SettingsTable::tr("Setting") : SettingsTable::tr("Value"));
        if (!words.isEmpty()) {
            auto* completer = new QCompleter(words, line);
            completer->setFilterMode(Qt::MatchContains);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            completer->setMaxVisibleItems(12);
            line->setCompleter(completer);
        }
        return line;
    }

    // The row in which a further one is written says so.
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != 0 || index.row() != table_->rowCount() - 1 || !option->text.isEmpty()) return;
        option->features |= QStyleOptionViewItem::HasDisplay;
        option->text = SettingsTable::tr("Add a setting …");
        option->palette.setColor(QPalette::Text, themeOf(option->palette).muted);
    }

private:
    SettingsTable* table_;
    const std::vector<SettingHelp>& known_;
};

} // namespace

SettingsTable::SettingsTable(QWidget* parent) : QTableWidget(0, 2, parent), known_(settingList()) {
    setObjectName("settingsTable");
    setAccessibleName(tr("Settings"));
    setHorizontalHeaderLabels({tr("Setting"), tr("Value")});
    setItemDelegate(new CompletingDelegate(this, known_));
    setFrameStyle(QFrame::Box | QFrame::Plain);
    setLineWidth(2);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(26);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Fixed);
    setColumnWidth(1, 130);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    connect(this, &QTableWidget::cellChanged, this, [this](int row, int) {
        if (showing_) return;
        showing_ = true;
        const SettingHelp* help = this->help(item(row, 0)->text());
        for (int column : {0, 1}) item(row, column)->setToolTip(help ? text(help->doc) : QString());
        if (row == rowCount() - 1 && !item(row, 0)->text().isEmpty()) addRow({}, {});
        showing_ = false;
        emit changed();
    });
}

void SettingsTable::addRow(const QString& key, const QString& value) {
    const int row = rowCount();
    insertRow(row);
    setItem(row, 0, new QTableWidgetItem(key));
    setItem(row, 1, new QTableWidgetItem(value));
    if (const SettingHelp* known = help(key))
        for (int column : {0, 1}) item(row, column)->setToolTip(text(known->doc));
}

void SettingsTable::show(const std::map<std::string, std::string>& settings) {
    showing_ = true;
    setRowCount(0);
    for (const auto& [key, value] : settings) addRow(text(key), text(value));
    addRow({}, {});
    showing_ = false;
}

std::map<std::string, std::string> SettingsTable::settings() const {
    std::map<std::string, std::string> out;
    for (int row = 0; row < rowCount(); ++row)
        if (const QString key = item(row, 0)->text().trimmed(); !key.isEmpty()) out[key.toStdString()] = item(row, 1)->text().trimmed().toStdString();
    return out;
}

const SettingHelp* SettingsTable::help(const QString& key) const {
    for (const SettingHelp& setting : known_)
        if (text(setting.key) == key.trimmed()) return &setting;
    return nullptr;
}

void SettingsTable::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) && currentRow() >= 0 && currentRow() < rowCount() - 1) {
        removeRow(currentRow());
        emit changed();
        return;
    }
    QTableWidget::keyPressEvent(event);
}

} // namespace weir::ui
