// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fonts.h"

#include <QDir>
#include <QFontDatabase>

// Outside of the namespace, as the macro asks; keeps the linker from dropping the resources of a static library.
static void keepResources() {
    Q_INIT_RESOURCE(kit_icons);
#ifdef WEIR_BUNDLED_FONTS
    Q_INIT_RESOURCE(kit_fonts);
#endif
}

namespace weir::ui {

void loadFonts() {
    keepResources();
    const QDir folder(QStringLiteral(":/fonts"));
    for (const QString& name : folder.entryList()) QFontDatabase::addApplicationFont(folder.filePath(name));
}

QFont interfaceFont(int pixels, QFont::Weight weight) {
    QFont font;
    font.setFamilies({"Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans"});
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont codeFont(double points) {
    QFont font;
    font.setFamilies({"JetBrains Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono"});
    font.setPointSizeF(points);
    font.setFixedPitch(true);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace weir::ui
