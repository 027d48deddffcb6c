// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/named_looks.h"

#include "ui/kit/style/style_call.h"

#include <QAbstractItemView>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <span>

namespace weir::ui {

namespace {

struct LabelRow {
    const char* name;
    QPalette::ColorRole colour;
    int pixels;                          // 0: as usual
    int weight;
};
constexpr LabelRow Labels[] = {
    {"muted", QPalette::PlaceholderText, 0, 0},
    {"emptyText", QPalette::PlaceholderText, 0, 0},
    {"problemText", QPalette::BrightText, 0, 0},
    {"panelTitle", QPalette::PlaceholderText, 0, QFont::DemiBold},
    {"emptyTitle", QPalette::WindowText, 14, QFont::DemiBold},
    {"title", QPalette::WindowText, 16, QFont::DemiBold},
    {"heading", QPalette::WindowText, 19, QFont::DemiBold},
};

enum class Line { None, Top, Bottom, Around };
struct SurfaceRow {
    const char* name;
    QColor (*fill)(const Theme& theme);
    Line line;
    double radius;
    int side, vertical;                  // padding, for labels
};
constexpr SurfaceRow Surfaces[] = {
    {"panelBar", [](const Theme& t) { return t.window; }, Line::Bottom, 0, 0, 0},
    {"stripe", [](const Theme& t) { return t.panel; }, Line::Bottom, 0, 0, 0},
    {"card", [](const Theme& t) { return t.raised; }, Line::Around, 8, 0, 0},
    {"palette", [](const Theme& t) { return t.raised; }, Line::Around, 10, 0, 0},
    {"banner", [](const Theme& t) { return mixed(t.window, t.error, 0.14); }, Line::Bottom, 0, 0, 0},
    {"designMessage", [](const Theme& t) { return mixed(t.window, t.error, 0.14); }, Line::Top, 0, 0, 0},
    {"sourceNote", [](const Theme& t) { return mixed(t.window, t.warn, 0.16); }, Line::Around, 6, 11, 7},
};

struct ViewRow {
    const char* name;
    QPalette::ColorRole ground;          // NoRole: what lies below shows
};
constexpr ViewRow Views[] = {
    {"catalogTree", QPalette::Window}, {"projectTree", QPalette::Window}, {"outlineList", QPalette::Window}, {"paletteItems", QPalette::Window}, {"timeList", QPalette::NoRole},
};

struct ButtonRow {
    const char* name;
    ButtonLook look;
};
constexpr ButtonRow Buttons[] = {{"primary", ButtonLook::Primary}, {"searchBox", ButtonLook::SearchBox}, {"link", ButtonLook::Link}};

template <class Row> const Row* rowOf(std::span<const Row> table, const QWidget* widget) {
    const QString name = widget ? widget->objectName() : QString();
    if (name.isEmpty()) return nullptr;
    for (const Row& row : table)
        if (name == QLatin1String(row.name)) return &row;
    return nullptr;
}

void setLetters(QWidget* widget, int pixels, int weight) {
    if (!pixels && !weight) return;
    QFont font = widget->testAttribute(Qt::WA_SetFont) ? widget->font() : QFont();
    if (pixels) font.setPixelSize(pixels);
    if (weight) font.setWeight(static_cast<QFont::Weight>(weight));
    widget->setFont(font);
}

bool isInPalette(const QWidget* widget) {
    for (const QWidget* up = widget ? widget->parentWidget() : nullptr; up; up = up->parentWidget())
        if (up->objectName() == QLatin1String("palette")) return true;
    return false;
}

void setGround(QAbstractScrollArea* view, QPalette::ColorRole role) {
    view->viewport()->setAutoFillBackground(role != QPalette::NoRole);
    if (role != QPalette::NoRole) view->viewport()->setBackgroundRole(role);
}

/// Lists that pop up: of combo boxes, completions in fields, completions in the text.
void givePopupLook(QAbstractItemView* view) {
    const bool inCombo = view->parentWidget() && view->parentWidget()->inherits("QComboBoxPrivateContainer");
    const bool popsUp = view->isWindow() && (view->windowType() == Qt::Popup || isCodeList(view));
    if (inCombo || popsUp) setGround(view, QPalette::Light);
    if (!popsUp) return;
    view->setFrameStyle(QFrame::Box | QFrame::Plain);
    view->setLineWidth(isCodeList(view) ? 4 : 1);
}

} // namespace

void giveNamedLook(QWidget* widget) {
    if (qobject_cast<QLabel*>(widget))
        if (const LabelRow* row = rowOf<LabelRow>(Labels, widget)) {
            widget->setForegroundRole(row->colour);
            setLetters(widget, row->pixels, row->weight);
        }
    if (const SurfaceRow* row = rowOf<SurfaceRow>(Surfaces, widget)) {
        widget->setAttribute(Qt::WA_StyledBackground);
        if (row->side) widget->setContentsMargins(row->side, row->vertical, row->side, row->vertical);
    }
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        givePopupLook(view);
        if (isInPalette(view)) setGround(view, QPalette::NoRole);
        else if (const ViewRow* row = rowOf<ViewRow>(Views, view)) setGround(view, row->ground);
    }
    if (isHeadline(widget)) setLetters(widget, 15, 0);
    if (qobject_cast<QPushButton*>(widget) && buttonLook(widget) == ButtonLook::Primary) setLetters(widget, 0, QFont::DemiBold);
}

bool paintNamedSurface(const StyleCall& call) {
    const SurfaceRow* row = rowOf<SurfaceRow>(Surfaces, call.widget);
    if (!row) return false;
    const QRect& r = call.option->rect;
    const QColor fill = row->fill(call.theme);
    if (row->line == Line::Around) {
        // A window has no other ground that its corners could show.
        const bool isWindow = call.widget->isWindow();
        paintBox(*call.painter, r, fill, isWindow ? popupLine(call.theme) : call.theme.border, isWindow ? 0 : row->radius);
        return true;
    }
    call.painter->fillRect(r, fill);
    if (row->line == Line::Top) call.painter->fillRect(QRect(r.left(), r.top(), r.width(), 1), call.theme.border);
    if (row->line == Line::Bottom) call.painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), call.theme.border);
    return true;
}

ButtonLook buttonLook(const QWidget* button) {
    const ButtonRow* row = rowOf<ButtonRow>(Buttons, button);
    return row ? row->look : ButtonLook::Plain;
}

bool isHeadline(const QWidget* lineEdit) { return qobject_cast<const QLineEdit*>(lineEdit) && isInPalette(lineEdit); }
bool isCodeList(const QWidget* list) { return list && list->inherits("QsciSciListBox"); }
int treeRow(const QWidget* tree, int usual) { return tree->objectName() == QLatin1String("ledgerTree") ? 21 : usual; }

} // namespace weir::ui
