// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/kit/theme.h"

#include <algorithm>

namespace weir::ui {

namespace {

constexpr int MostShown = 60;
constexpr int DetailRole = Qt::UserRole + 1;
constexpr int IndexRole = Qt::UserRole + 2;

class TwoTexts : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        painter->save();
        painter->setPen(themeOf(option.palette).muted);
        const QRect room = option.rect.adjusted(option.rect.width() / 2, 0, -10, 0);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, option.fontMetrics.elidedText(index.data(DetailRole).toString(), Qt::ElideMiddle, room.width()));
        painter->restore();
    }
};

} // namespace

int fuzzyScore(const QString& letters, const QString& text) {
    if (letters.isEmpty()) return 0;
    int score = 0, at = 0, last = -2;
    for (const QChar letter : letters) {
        if (letter.isSpace()) continue;
        const auto found = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) return -1;
        const bool startsWord = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == last + 1 ? 6 : startsWord ? 4 : 1;
        last = static_cast<int>(found);
        at = last + 1;
    }
    return score * 10 - static_cast<int>(std::min<qsizetype>(9, text.size() / 8));
}

CommandPalette::CommandPalette(QWidget* parent) : QFrame(parent), input_(new QLineEdit), list_(new QListView), model_(new QStandardItemModel(this)) {
    setObjectName("palette");
    input_->setPlaceholderText(tr("Files, tables, operators, commands (> for commands only)"));
    input_->setAccessibleName(tr("Search everywhere"));
    list_->setAccessibleName(tr("Found"));
    list_->setModel(model_);
    list_->setItemDelegate(new TwoTexts(list_));
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setUniformItemSizes(true);
    list_->setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(input_);
    auto* found = new QVBoxLayout;
    found->setContentsMargins(4, 4, 4, 4);
    found->addWidget(list_);
    column->addLayout(found);
    input_->installEventFilter(this);
    connect(input_, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(list_, &QListView::clicked, this, &CommandPalette::accept);
    hide();
}

void CommandPalette::open(std::vector<Findable> things, const QString& start) {
    things_ = std::move(things);
    const int wide = std::min(640, parentWidget()->width() - 40);
    setGeometry((parentWidget()->width() - wide) / 2, 72, wide, std::min(420, parentWidget()->height() - 120));
    input_->setText(start);
    filter();
    show();
    raise();
    input_->setFocus();
}

void CommandPalette::filter() {
    QString letters = input_->text().trimmed();
    QString prefix;
    if (letters.startsWith('>')) prefix = ">", letters = letters.mid(1).trimmed();
    std::vector<std::pair<int, int>> ranked;
    for (size_t i = 0; i < things_.size(); ++i) {
        if (!prefix.isEmpty() && things_[i].prefix != prefix) continue;
        const int score = fuzzyScore(letters, things_[i].text);
        if (score >= 0) ranked.push_back({-score, static_cast<int>(i)});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    model_->clear();
    for (size_t i = 0; i < ranked.size() && i < MostShown; ++i) {
        const Findable& thing = things_[static_cast<size_t>(ranked[i].second)];
        auto* item = new QStandardItem(thing.icon, thing.text);
        item->setData(thing.detail, DetailRole);
        item->setData(ranked[i].second, IndexRole);
        item->setAccessibleText(thing.detail.isEmpty() ? thing.text : thing.text + ", " + thing.detail);
        model_->appendRow(item);
    }
    list_->setCurrentIndex(model_->index(0, 0));
}

void CommandPalette::accept() {
    const QModelIndex index = list_->currentIndex();
    if (!index.isValid()) return;
    const auto act = things_[static_cast<size_t>(index.data(IndexRole).toInt())].act;
    hide();
    if (act) act();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) {
        hide();
    } else if (event->type() == QEvent::ShortcutOverride) {
        if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) event->accept();
    } else if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const int row = list_->currentIndex().row(), rows = model_->rowCount();
        switch (key->key()) {
        case Qt::Key_Escape: hide(); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: accept(); return true;
        case Qt::Key_Down: if (rows) list_->setCurrentIndex(model_->index((row + 1) % rows, 0)); return true;
        case Qt::Key_Up: if (rows) list_->setCurrentIndex(model_->index((row + rows - 1) % rows, 0)); return true;
        case Qt::Key_PageDown: list_->setCurrentIndex(model_->index(std::min(rows - 1, row + 10), 0)); return true;
        case Qt::Key_PageUp: list_->setCurrentIndex(model_->index(std::max(0, row - 10), 0)); return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace weir::ui
