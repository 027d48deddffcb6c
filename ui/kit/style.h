// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QProxyStyle>

namespace weir::ui {

/// Fusion with our measures: flat panels, one-pixel lines, own chevrons and focus ring. Colours come from the palette and the style sheet,
/// because a style sheet on an ancestor makes widgets ask the style for measures only.
class Style : public QProxyStyle {
    Q_OBJECT
public:
    Style();
    int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption* option = nullptr, const QWidget* widget = nullptr,
                  QStyleHintReturn* returned = nullptr) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
};

} // namespace weir::ui
