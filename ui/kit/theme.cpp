// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/theme.h"

#include "ui/kit/fonts.h"
#include "ui/kit/style/style.h"

#include <QApplication>
#include <QPalette>
#include <QToolTip>
#include <QWidget>

namespace weir::ui {

namespace {

QColor c(const char* name) { return QColor(QLatin1String(name)); }

Theme makeDark() {
    Theme t;
    t.dark = true;
    t.window = c("#1b1e24"), t.base = c("#14161b"), t.alternate = c("#181b20"), t.panel = c("#20242b"), t.raised = c("#282d36");
    t.border = c("#2d323c"), t.text = c("#d8dce4"), t.muted = c("#8a93a3"), t.accent = c("#4c9bff"), t.onAccent = c("#0b1220");
    t.selection = c("#264a78"), t.hover = c("#2a2f39"), t.grid = c("#22262e");
    t.ok = c("#3fbf85"), t.warn = c("#e3ad42"), t.error = c("#f26470"), t.violet = c("#b692ff"), t.teal = c("#37c5c9");
    t.keyword = c("#6cb2ff"), t.string = c("#8fd19e"), t.number = c("#f0b77a"), t.comment = c("#6b7585");
    t.function = c("#c7a6ff"), t.type = c("#4fd0d4");
    return t;
}

Theme makeLight() {
    Theme t;
    t.dark = false;
    t.window = c("#f3f4f7"), t.base = c("#ffffff"), t.alternate = c("#f8f9fb"), t.panel = c("#fbfbfd"), t.raised = c("#ffffff");
    t.border = c("#dadee6"), t.text = c("#1d2330"), t.muted = c("#667085"), t.accent = c("#1f6feb"), t.onAccent = c("#ffffff");
    t.selection = c("#cfe2ff"), t.hover = c("#e7eaf0"), t.grid = c("#eceff4");
    t.ok = c("#12905b"), t.warn = c("#b57700"), t.error = c("#d1323f"), t.violet = c("#7a4fd8"), t.teal = c("#0e8a8f");
    t.keyword = c("#0b57c9"), t.string = c("#0f7b45"), t.number = c("#a85400"), t.comment = c("#7d8796");
    t.function = c("#6f42c1"), t.type = c("#0b7f84");
    return t;
}

QPalette paletteOf(const Theme& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.base);
    p.setColor(QPalette::AlternateBase, t.alternate);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Button, t.panel);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.error);
    p.setColor(QPalette::Light, t.raised);
    p.setColor(QPalette::Midlight, t.hover);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.border);
    p.setColor(QPalette::Shadow, t.dark ? QColor(0, 0, 0, 120) : QColor(20, 30, 50, 50));
    p.setColor(QPalette::Highlight, t.selection);
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.violet);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    const QColor faded = mixed(t.muted, t.window, 0.35);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, faded);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.hover);
    p.setColor(QPalette::Inactive, QPalette::Highlight, t.selection);
    return p;
}

} // namespace

const Theme& darkTheme() {
    static const Theme theme = makeDark();
    return theme;
}

const Theme& lightTheme() {
    static const Theme theme = makeLight();
    return theme;
}

const Theme& themeOf(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? darkTheme() : lightTheme();
}

const Theme& themeOf(const QWidget* widget) { return themeOf(widget->palette()); }

QColor mixed(const QColor& from, const QColor& to, double share) {
    auto part = [share](int a, int b) { return static_cast<int>(a + (b - a) * share + 0.5); };
    return QColor(part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue()));
}

void applyTheme(QApplication& application, const Theme& theme) {
    if (!qobject_cast<Style*>(application.style())) {
        application.setStyle(new Style);
        application.setFont(interfaceFont());
        application.setFont(interfaceFont(13, QFont::Medium), "QHeaderView");
    }
    const QPalette palette = paletteOf(theme);
    application.setPalette(palette);
    QToolTip::setPalette(palette);
    // Widgets hear of it by a posted event. Whoever looks at their colours behind this call shall see the new ones.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationPaletteChange);
}

} // namespace weir::ui
