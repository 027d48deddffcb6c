// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/palette_list.h"

#include "ui/canvas/design_view.h"
#include "ui/kit/icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

constexpr int IndexRole = Qt::UserRole + 1;
constexpr int HeadHeight = 30;

/// Gives what the canvas takes.
class DragList : public QListWidget {
public:
    using QListWidget::QListWidget;
    std::vector<PaletteItem>* items = nullptr;

protected:
    QStringList mimeTypes() const override { return {DesignView::MimeType}; }
    QMimeData* mimeData(const QList<QListWidgetItem*>& dragged) const override {
        auto* mime = new QMimeData;
        const int index = dragged.isEmpty() ? -1 : dragged.front()->data(IndexRole).toInt();
        if (items && index >= 0) mime->setData(DesignView::MimeType, (*items)[static_cast<size_t>(index)].id.toUtf8());
        return mime;
    }
};

} // namespace

PaletteList::PaletteList(QWidget* parent) : QWidget(parent), filter_(new QLineEdit) {
    auto* list = new DragList;
    list->items = &items_;
    list_ = list;
    setObjectName("designPalette");
    filter_->setObjectName("paletteFilter");
    filter_->setPlaceholderText(tr("Add a node …"));
    filter_->setAccessibleName(tr("Filter the palette"));
    filter_->setClearButtonEnabled(true);
    filter_->installEventFilter(this);
    list_->setObjectName("paletteItems");
    list_->setAccessibleName(tr("Palette"));
    list_->setDragEnabled(true);
    list_->setDragDropMode(QAbstractItemView::DragOnly);
    list_->setIconSize({16, 16});
    list_->setFrameShape(QFrame::NoFrame);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(false);
    list_->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 4, 4);
    column->setSpacing(6);
    column->addWidget(filter_);
    column->addWidget(list_, 1);
    connect(filter_, &QLineEdit::textChanged, this, &PaletteList::fill);
    connect(list_, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { choose(list_->row(item)); });
}

void PaletteList::show(const std::vector<PaletteItem>& items, bool onEdge) {
    items_ = items;
    onEdge_ = onEdge;
    fill();
}

void PaletteList::fill() {
    list_->clear();
    QString group;
    const QString words = filter_->text().trimmed();
    std::vector<size_t> found;
    // What begins with the words comes first, then what holds them, then what speaks of them.
    for (int rank = 0; rank < (words.isEmpty() ? 1 : 3); ++rank)
        for (size_t i = 0; i < items_.size(); ++i) {
            const PaletteItem& item = items_[i];
            if (onEdge_ && !item.onEdge) continue;
            const int fits = item.title.startsWith(words, Qt::CaseInsensitive)                     ? 0
                             : item.title.contains(words, Qt::CaseInsensitive)                     ? 1
                             : (item.group + ' ' + item.hint).contains(words, Qt::CaseInsensitive) ? 2
                                                                                                   : 3;
            if (words.isEmpty() || fits == rank) found.push_back(i);
        }
    for (const size_t i : found) {
        const PaletteItem& item = items_[i];
        if (item.group != group) {
            group = item.group;
            auto* head = new QListWidgetItem(group, list_);
            head->setFlags(Qt::NoItemFlags);
            QFont font = list_->font();
            font.setPixelSize(11);
            font.setWeight(QFont::DemiBold);
            head->setFont(font);
            head->setTextAlignment(Qt::AlignLeft | Qt::AlignBottom);
            head->setSizeHint({0, HeadHeight});
            head->setData(IndexRole, -1);
        }
        auto* row = new QListWidgetItem(icon(item.icon), item.title, list_);
        row->setToolTip(item.hint.toHtmlEscaped());
        row->setData(IndexRole, static_cast<int>(i));
    }
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->flags() & Qt::ItemIsSelectable) {
            list_->setCurrentRow(row);
            break;
        }
}

void PaletteList::choose(int row) {
    if (row < 0) return;
    const int index = list_->item(row)->data(IndexRole).toInt();
    if (index >= 0) emit chosen(items_[static_cast<size_t>(index)]);
}

bool PaletteList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            emit dismissed();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            choose(list_->currentRow());
            return true;
        }
        if (watched == filter_ && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up)) {
            for (int row = list_->currentRow(), step = key->key() == Qt::Key_Down ? 1 : -1; row + step >= 0 && row + step < list_->count();) {
                row += step;
                if (!(list_->item(row)->flags() & Qt::ItemIsSelectable)) continue;
                list_->setCurrentRow(row);
                break;
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace weir::ui
