// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/named_looks.h"
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QHeaderView>
#include <QListView>
#include <QTableView>
#include <QTreeView>

namespace weir::ui {

namespace {

constexpr double ListRadius = 5;
constexpr int HeaderSide = 8, HeaderArrow = 14;
constexpr int ListVertical = 8, TreeRow = 25;

} // namespace

int itemPadding(const QWidget* view) {
    if (qobject_cast<const QTableView*>(view)) return 5;
    if (qobject_cast<const QListView*>(view)) return isCodeList(view) ? 2 : 6;
    return qobject_cast<const QTreeView*>(view) ? 2 : 0;
}

bool paintItem(const StyleCall& call) {
    const auto* item = call.as<QStyleOptionViewItem>();
    if (!item) return false;
    if (item->backgroundBrush.style() != Qt::NoBrush) call.painter->fillRect(item->rect, item->backgroundBrush);
    const bool isTable = qobject_cast<const QTableView*>(call.widget);
    const bool selected = call.has(QStyle::State_Selected);
    const QColor fill = selected ? call.theme.selection : call.isHovered() && !isTable ? call.theme.hover : QColor();
    if (!fill.isValid()) return true;
    const bool isList = qobject_cast<const QListView*>(call.widget);
    if (isList) paintBox(*call.painter, item->rect, fill, {}, ListRadius);
    else call.painter->fillRect(item->rect, fill);
    return true;
}

bool paintRow(const StyleCall& call) {
    const auto* item = call.as<QStyleOptionViewItem>();
    if (!item) return false;
    const bool isTree = qobject_cast<const QTreeView*>(call.widget);
    if (item->features & QStyleOptionViewItem::Alternate) call.painter->fillRect(item->rect, call.theme.alternate);
    // A tree's row is one bar from side to side, under its branches too.
    if (isTree && call.has(QStyle::State_Selected)) call.painter->fillRect(item->rect, call.theme.selection);
    else if (isTree && call.isHovered()) call.painter->fillRect(item->rect, call.theme.hover);
    return true;
}

bool paintBranch(const StyleCall& call) {
    if (!call.has(QStyle::State_Children)) return true;
    const bool lively = call.isHovered();
    paintChevron(*call.painter, QRectF(call.option->rect).center(), call.has(QStyle::State_Open) ? Pointing::Down : Pointing::Right,
                 lively ? call.theme.text : call.theme.muted);
    return true;
}

QSize itemSize(const StyleCall& call, QSize fusions) {
    const int padding = 2 * itemPadding(call.widget);
    if (qobject_cast<const QTreeView*>(call.widget)) return {fusions.width() + padding, treeRow(call.widget, TreeRow)};
    if (qobject_cast<const QListView*>(call.widget)) return {fusions.width() + padding, fusions.height() + (isCodeList(call.widget) ? 4 : ListVertical)};
    return {fusions.width() + padding, fusions.height()};
}

bool paintHeaderSection(const StyleCall& call) {
    const QRect& r = call.option->rect;
    const auto* header = call.as<QStyleOptionHeader>();
    const bool clickable = header && call.isHovered() && header->sortIndicator != QStyleOptionHeader::None;
    call.painter->fillRect(r, clickable ? call.theme.hover : call.theme.panel);
    call.painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), call.theme.border);
    // Behind the last section there is nothing to part it from.
    if (header) call.painter->fillRect(QRect(r.right(), r.top(), 1, r.height()), call.theme.border);
    return true;
}

// Fusion would lay the parts out by its own measures.
bool paintHeader(const StyleCall& call) {
    const auto* header = call.as<QStyleOptionHeader>();
    if (!header) return false;
    QStyleOptionHeader part = *header;
    call.painter->save();
    call.painter->setClipRect(header->rect, Qt::IntersectClip);
    call.style->drawControl(QStyle::CE_HeaderSection, header, call.painter, call.widget);
    part.rect = headerPart(call, QStyle::SE_HeaderLabel);
    call.style->drawControl(QStyle::CE_HeaderLabel, &part, call.painter, call.widget);
    part.rect = headerPart(call, QStyle::SE_HeaderArrow);
    call.style->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &part, call.painter, call.widget);
    call.painter->restore();
    return true;
}

bool paintHeaderLabel(const StyleCall& call) {
    const auto* header = call.as<QStyleOptionHeader>();
    if (!header) return false;
    QRect room = header->rect;
    if (!header->icon.isNull()) {
        const int size = call.style->pixelMetric(QStyle::PM_SmallIconSize, header, call.widget);
        header->icon.paint(call.painter, QRect(room.left(), room.top(), size, room.height()), Qt::AlignCenter, call.isEnabled() ? QIcon::Normal : QIcon::Disabled);
        room.setLeft(room.left() + size + 4);
    }
    call.painter->setPen(call.theme.muted);
    call.painter->drawText(room, static_cast<int>(header->textAlignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                           call.painter->fontMetrics().elidedText(header->text, Qt::ElideRight, room.width()));
    return true;
}

bool paintHeaderArrow(const StyleCall& call) {
    const auto* header = call.as<QStyleOptionHeader>();
    if (!header || header->sortIndicator == QStyleOptionHeader::None) return true;
    // SortUp is Qt's word for a descending order: what is largest stands at the top.
    paintChevron(*call.painter, QRectF(header->rect).center(), header->sortIndicator == QStyleOptionHeader::SortUp ? Pointing::Down : Pointing::Up, call.theme.muted, 3);
    return true;
}

QSize headerSize(const StyleCall& call, QSize) {
    const auto* header = call.as<QStyleOptionHeader>();
    if (!header) return {};
    const QSize words = header->fontMetrics.size(0, header->text);
    const int icon = header->icon.isNull() ? 0 : call.style->pixelMetric(QStyle::PM_SmallIconSize, header, call.widget) + 4;
    const int arrow = header->sortIndicator == QStyleOptionHeader::None ? 0 : HeaderArrow;
    return {words.width() + icon + arrow + 2 * HeaderSide + 1, words.height() + 13};
}

QRect headerPart(const StyleCall& call, QStyle::SubElement part) {
    const auto* header = call.as<QStyleOptionHeader>();
    const QRect& r = call.option->rect;
    const int arrow = header && header->sortIndicator != QStyleOptionHeader::None ? HeaderArrow : 0;
    const QRect found = part == QStyle::SE_HeaderArrow ? QRect(r.right() - HeaderArrow - 4, r.top(), HeaderArrow, r.height() - 1)
                                                       : r.adjusted(HeaderSide, 0, -HeaderSide - 1 - arrow, -1);
    return QStyle::visualRect(call.option->direction, r, found);
}

} // namespace weir::ui
