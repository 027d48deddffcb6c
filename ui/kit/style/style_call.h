// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/kit/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOption>

namespace weir::ui {

/// One question to the style: what is asked about, for whom, and where to paint (null while only sizes are wanted). Lives for one call.
struct StyleCall {
    const QStyle* style;
    const QStyleOption* option;
    QPainter* painter;
    const QWidget* widget;               // may be null
    const Theme& theme;

    template <class Option> const Option* as() const { return qstyleoption_cast<const Option*>(option); }
    bool has(QStyle::StateFlag flag) const { return option->state & flag; }
    bool isEnabled() const { return has(QStyle::State_Enabled); }
    bool isHovered() const { return isEnabled() && has(QStyle::State_MouseOver); }
    bool isFocused() const { return isEnabled() && has(QStyle::State_HasFocus); }
    QColor text() const { return option->palette.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText); }
};

/// A filled box with a line of one pixel around it; either colour may be invalid.
void paintBox(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& line, double radius);

enum class Pointing { Up, Down, Left, Right };
/// An arrow of two strokes; `size` is half its width.
void paintChevron(QPainter& painter, const QPointF& middle, Pointing way, const QColor& colour, double size = 3.5);

/// The line around a field: by focus and hover.
QColor fieldLine(const StyleCall& call);

/// Around what lies over something else.
QColor popupLine(const Theme& theme);

} // namespace weir::ui
