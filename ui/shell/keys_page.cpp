// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keys_page.h"

#include "ui/kit/strokes.h"
#include "ui/shell/key_edit.h"
#include "ui/shell/key_map.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

constexpr int MaxNames = 3;

enum Column { ActionColumn, KeysColumn, ColumnCount };

QPushButton* button(const QString& words, const char* name) {
    auto* made = new QPushButton(words);
    made->setObjectName(name);
    made->setAutoDefault(false);
    return made;
}

} // namespace

KeysPage::KeysPage(KeyMap& keys, const QList<std::pair<QString, QString>>& titles, QWidget* parent) : QWidget(parent), keys_(keys), titles_(titles) {
    map_ = new QComboBox;
    map_->setObjectName("keyMap");
    map_->setAccessibleName(tr("Key map"));
    for (const KeyMapRow& row : keyMapTable()) map_->addItem(QCoreApplication::translate("KeyMaps", row.name));
    filter_ = new QLineEdit;
    filter_->setObjectName("keyFilter");
    filter_->setAccessibleName(tr("Search actions and keys"));
    filter_->setPlaceholderText(tr("Search actions and keys"));
    filter_->setClearButtonEnabled(true);
    table_ = new QTableWidget(static_cast<int>(titles_.size()), ColumnCount);
    table_->setObjectName("keyTable");
    table_->setFrameStyle(QFrame::Box | QFrame::Plain);
    table_->setLineWidth(2);
    table_->setAccessibleName(tr("Keys"));
    table_->setHorizontalHeaderLabels({tr("Action"), tr("Keys")});
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setTabKeyNavigation(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(24);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->horizontalHeader()->setSectionResizeMode(ActionColumn, QHeaderView::Stretch);
    table_->setColumnWidth(KeysColumn, 210);
    for (int row = 0; row < table_->rowCount(); ++row) {
        auto* name = new QTableWidgetItem(titles_[row].second);
        name->setData(Qt::UserRole, titles_[row].first);
        table_->setItem(row, ActionColumn, name);
        table_->setItem(row, KeysColumn, new QTableWidgetItem);
    }
    edit_ = new KeyEdit;
    edit_->setObjectName("keyEdit");
    edit_->setAccessibleName(tr("New key"));
    edit_->setToolTip(tr("Click here and press the key, or several one after the other, or Shift twice"));
    edit_->setFixedWidth(170);
    if (auto* line = edit_->findChild<QLineEdit*>()) line->setAccessibleName(tr("New key"));
    note_ = new QLabel;
    note_->setObjectName("keyNote");
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    note_->setMinimumHeight(note_->fontMetrics().height() * 2 + 4);
    note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    set_ = button(tr("Set"), "keySet");
    clear_ = button(tr("No key"), "keyClear");
    reset_ = button(tr("Reset"), "keyReset");
    resetAll_ = button(tr("Reset all"), "keyResetAll");

    auto* first = new QHBoxLayout;
    first->addWidget(map_, 1);
    first->addWidget(filter_, 1);
    auto* last = new QHBoxLayout;
    auto* word = new QLabel(tr("New key"));
    word->setObjectName("muted");
    last->addWidget(word);
    last->addWidget(edit_);
    last->addWidget(set_);
    last->addStretch(1);
    last->addWidget(clear_);
    last->addWidget(reset_);
    last->addWidget(resetAll_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 10, 0, 0);
    all->setSpacing(8);
    all->addLayout(first);
    all->addWidget(table_, 1);
    all->addLayout(last);
    all->addWidget(note_);

    connect(map_, &QComboBox::activated, this, [this](int map) { keys_.chooseMap(map); });
    connect(filter_, &QLineEdit::textChanged, this, &KeysPage::filter);
    connect(table_, &QTableWidget::itemSelectionChanged, this, [this] {
        edit_->clear();
        refresh();
    });
    connect(edit_, &QKeySequenceEdit::keySequenceChanged, this, [this] { refresh(); });
    connect(set_, &QPushButton::clicked, this, &KeysPage::change);
    connect(clear_, &QPushButton::clicked, this, [this] { keys_.clear(action()); });
    connect(reset_, &QPushButton::clicked, this, [this] { keys_.reset(action()); });
    connect(resetAll_, &QPushButton::clicked, this, [this] { keys_.resetAll(); });
    connect(&keys_, &KeyMap::changed, this, &KeysPage::show);
    show();
    table_->selectRow(0);
}

QString KeysPage::action() const { return table_->currentRow() < 0 ? QString() : table_->item(table_->currentRow(), ActionColumn)->data(Qt::UserRole).toString(); }

QString KeysPage::title(const QString& action) const {
    for (const auto& [id, name] : titles_)
        if (id == action) return name;
    return action;
}

void KeysPage::choose(const QString& action) {
    for (int row = 0; row < table_->rowCount(); ++row)
        if (table_->item(row, ActionColumn)->data(Qt::UserRole) == action) table_->selectRow(row);
}

void KeysPage::show() {
    map_->setCurrentIndex(keys_.map());
    for (int row = 0; row < table_->rowCount(); ++row) {
        QTableWidgetItem* name = table_->item(row, ActionColumn);
        QTableWidgetItem* shown = table_->item(row, KeysColumn);
        const QString id = name->data(Qt::UserRole).toString();
        QStringList keys;
        for (const QKeySequence& key : keys_.keys(id)) keys += shownKey(key);
        shown->setText(keys.join(QStringLiteral("    ")));
        QFont font = table_->font();
        font.setBold(keys_.isOwn(id));
        shown->setFont(font);
        shown->setToolTip(keys_.isOwn(id) ? tr("Changed by you") : QString());
    }
    filter();
    refresh();
}

void KeysPage::filter() {
    const QString words = filter_->text().trimmed();
    for (int row = 0; row < table_->rowCount(); ++row) {
        const bool fits = words.isEmpty() || table_->item(row, ActionColumn)->text().contains(words, Qt::CaseInsensitive) || table_->item(row, KeysColumn)->text().contains(words, Qt::CaseInsensitive);
        table_->setRowHidden(row, !fits);
    }
}

// Who else has the key, or one of which no more could be pressed.
QString KeysPage::conflict(const QKeySequence& key, const QStringList& others) const {
    QStringList names;
    QKeySequence theirs;
    for (const QString& other : others) {
        names += '\'' + title(other) + '\'';
        for (const QKeySequence& one : keys_.keys(other))
            if (shadow(one, key)) theirs = one;
    }
    const QString who = names.size() > MaxNames ? tr("%1 and %n more", nullptr, static_cast<int>(names.size()) - MaxNames).arg(names.mid(0, MaxNames).join(", ")) : names.join(", ");
    const QString pressed = shownKey(key), mine = title(action());
    if (theirs.count() > key.count()) return tr("%1 begins keys of %2. They lose those when '%3' takes it.").arg(pressed, who, mine);
    if (theirs.count() < key.count()) return tr("%1 begins with %2, the key of %3. It is lost there when '%4' takes this one.").arg(pressed, shownKey(theirs), who, mine);
    return tr("%1 is the key of %2. '%3' takes it from there when you confirm.").arg(pressed, who, mine);
}

void KeysPage::refresh() {
    const QString action = this->action();
    const QKeySequence key = edit_->keySequence();
    const KeyContext context = KeyMap::contextOf(action);
    const QStringList others = key.isEmpty() ? QStringList() : keys_.takenBy(action, key);
    const QString pressed = shownKey(key), fixed = KeyMap::fixedName(key, context);
    bool can = !key.isEmpty() && !action.isEmpty();
    if (!can) {
        note_->setText({});
    } else if (!fixed.isEmpty()) {
        note_->setText(tr("%1 is '%2' and stays so.").arg(pressed, fixed));
        can = false;
    } else if (!KeyMap::canBeKey(key, context)) {
        note_->setText(tr("%1 writes in a text. Begin with Ctrl or Alt, or a function key.").arg(pressed));
        can = false;
    } else if (!others.isEmpty()) {
        note_->setText(conflict(key, others));
    } else {
        note_->setText({});
    }
    set_->setEnabled(can);
    set_->setText(!can || others.isEmpty() ? tr("Set") : others.size() == 1 ? tr("Take it from '%1'").arg(title(others.front())) : tr("Take it from %n actions", nullptr, static_cast<int>(others.size())));
    clear_->setEnabled(!action.isEmpty() && !keys_.keys(action).isEmpty());
    reset_->setEnabled(!action.isEmpty() && keys_.isOwn(action));
    resetAll_->setEnabled(keys_.hasOwn());
}

void KeysPage::change() {
    const QKeySequence key = edit_->keySequence();
    edit_->clear();
    keys_.set(action(), key);
}

} // namespace weir::ui
