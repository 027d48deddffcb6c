// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/named_looks.h"
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCursor>
#include <QWidget>

namespace weir::ui {

namespace {

constexpr double Radius = 6;
// Words begin nine pixels from the side of every field; a line edit keeps two of them itself.
constexpr int Side = 9, EditSide = 7, Vertical = 5, Arrows = 20;

bool isPartOfField(const QWidget* widget) {
    const QWidget* parent = widget ? widget->parentWidget() : nullptr;
    return qobject_cast<const QComboBox*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent);
}

QColor fieldFill(const StyleCall& call) { return call.isEnabled() ? call.theme.base : mixed(call.theme.base, call.theme.window, 0.7); }
QColor arrowColour(const StyleCall& call, bool lively) {
    if (!call.isEnabled()) return mixed(call.theme.muted, call.theme.window, 0.5);
    return lively ? call.theme.text : call.theme.muted;
}

} // namespace

bool paintLineEdit(const StyleCall& call) {
    const auto* edit = call.as<QStyleOptionFrame>();
    if (!edit) return false;
    if (isPartOfField(call.widget)) return true;
    if (isHeadline(call.widget)) {
        call.painter->fillRect(QRect(edit->rect.left(), edit->rect.bottom(), edit->rect.width(), 1), call.theme.border);
    } else if (edit->lineWidth == 0) {
        // In a cell of a table.
        call.painter->fillRect(edit->rect, call.theme.base);
    } else {
        paintBox(*call.painter, edit->rect, fieldFill(call), fieldLine(call), Radius);
    }
    return true;
}

QSize lineEditSize(const StyleCall& call, QSize contents) {
    const auto* edit = call.as<QStyleOptionFrame>();
    if (isHeadline(call.widget)) return contents + QSize(20, 20);
    return edit && edit->lineWidth == 0 ? contents : contents + QSize(2 * EditSide, 2 * Vertical);
}

QRect lineEditContents(const StyleCall& call) {
    const auto* edit = call.as<QStyleOptionFrame>();
    if (isPartOfField(call.widget)) return call.option->rect;
    if (isHeadline(call.widget)) return call.option->rect.adjusted(12, 0, -12, -1);
    const int side = edit && edit->lineWidth == 0 ? 4 : EditSide;
    return call.option->rect.adjusted(side, 1, -side, -1);
}

bool paintSpinBox(const StyleCall& call) {
    const auto* spin = call.as<QStyleOptionSpinBox>();
    if (!spin) return false;
    if (spin->frame) paintBox(*call.painter, spin->rect, fieldFill(call), fieldLine(call), Radius);
    else call.painter->fillRect(spin->rect, call.theme.base);
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons) return true;
    const struct {
        QStyle::SubControl part;
        QAbstractSpinBox::StepEnabledFlag step;
        Pointing way;
        double shift;
    } arrows[] = {{QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, Pointing::Up, 1}, {QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, Pointing::Down, -1}};
    for (const auto& arrow : arrows) {
        const QRectF room = call.style->subControlRect(QStyle::CC_SpinBox, spin, arrow.part, call.widget);
        const bool may = spin->stepEnabled & arrow.step;
        const QColor colour = may ? arrowColour(call, call.isHovered() && spin->activeSubControls == arrow.part) : mixed(call.theme.muted, call.theme.window, 0.6);
        paintChevron(*call.painter, room.center() + QPointF(0, arrow.shift), arrow.way, colour, 2.6);
    }
    return true;
}

QSize spinBoxSize(const StyleCall&, QSize contents) { return contents + QSize(EditSide + Arrows, 2 * Vertical); }

QRect spinBoxPart(const StyleCall& call, QStyle::SubControl part) {
    const auto* spin = call.as<QStyleOptionSpinBox>();
    const QRect all = call.option->rect;
    const int arrows = spin && spin->buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : Arrows;
    const int half = all.height() / 2;
    QRect found = all;
    if (part == QStyle::SC_SpinBoxUp) found = QRect(all.right() + 1 - arrows, all.top() + 1, arrows - 1, half - 1);
    else if (part == QStyle::SC_SpinBoxDown) found = QRect(all.right() + 1 - arrows, all.top() + half, arrows - 1, all.height() - half - 1);
    else if (part == QStyle::SC_SpinBoxEditField) found = all.adjusted(EditSide, 1, -std::max(arrows, EditSide), -1);
    return QStyle::visualRect(call.option->direction, all, found);
}

bool paintComboBox(const StyleCall& asked) {
    const auto* combo = asked.as<QStyleOptionComboBox>();
    if (!combo) return false;
    // A box whose list was sent away by a key still believes that the mouse is over it.
    QStyleOptionComboBox option = *combo;
    if (asked.isHovered() && asked.widget && !asked.widget->rect().contains(asked.widget->mapFromGlobal(QCursor::pos()))) option.state &= ~QStyle::State_MouseOver;
    const StyleCall call{asked.style, &option, asked.painter, asked.widget, asked.theme};
    if (combo->frame) paintBox(*call.painter, combo->rect, fieldFill(call), fieldLine(call), Radius);
    else call.painter->fillRect(combo->rect, call.theme.base);
    const QRectF arrow = call.style->subControlRect(QStyle::CC_ComboBox, combo, QStyle::SC_ComboBoxArrow, call.widget);
    paintChevron(*call.painter, arrow.center(), Pointing::Down, arrowColour(call, call.isHovered() || call.has(QStyle::State_On)));
    return true;
}

QSize comboBoxSize(const StyleCall&, QSize contents) { return contents + QSize(Side + 10 + Arrows, 2 * Vertical); }

QRect comboBoxPart(const StyleCall& call, QStyle::SubControl part) {
    const auto* combo = call.as<QStyleOptionComboBox>();
    const QRect all = call.option->rect;
    QRect found = all;
    if (part == QStyle::SC_ComboBoxArrow) found = QRect(all.right() + 1 - Arrows - 2, all.top(), Arrows, all.height());
    else if (part == QStyle::SC_ComboBoxEditField) found = all.adjusted(combo && combo->editable ? EditSide : Side, 1, -Arrows - 4, -1);
    return QStyle::visualRect(call.option->direction, all, found);
}

} // namespace weir::ui
