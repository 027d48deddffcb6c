// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/numbers.h"

#include <QLocale>

#include <cmath>

namespace weir::ui {

QString compactNumber(double number) {
    const char* units[] = {"", "k", "M", "G", "T"};
    const double sign = number < 0 ? -1 : 1;
    double size = std::abs(number);
    int unit = 0;
    while (size >= 999.5 && unit < 4) size /= 1000, ++unit;
    if (unit == 0) return QString::number(sign * size, 'f', size < 10 && size != std::floor(size) ? 1 : 0);
    return QString::number(sign * size, 'f', size < 99.95 ? 1 : 0) + QLatin1String(units[unit]);
}

QString groupedNumber(int64_t number) { return QLocale(QLocale::English, QLocale::UnitedStates).toString(static_cast<qlonglong>(number)); }

QString byteSize(int64_t bytes) {
    const char* units[] = {"B", "KB", "MB", "GB", "TB"};
    double size = static_cast<double>(bytes);
    int unit = 0;
    while (std::abs(size) >= 1023.5 && unit < 4) size /= 1024, ++unit;
    return QString::number(size, 'f', unit == 0 || size >= 99.95 ? 0 : 1) + ' ' + QLatin1String(units[unit]);
}

QString durationText(int64_t millis) {
    const QString sign = millis < 0 ? QStringLiteral("−") : QString();
    const int64_t size = std::abs(millis);
    auto two = [&](int64_t big, const char* bigUnit, int64_t small, const char* smallUnit) {
        QString text = sign + QString::number(big) + ' ' + QLatin1String(bigUnit);
        return small ? text + ' ' + QString::number(small) + ' ' + QLatin1String(smallUnit) : text;
    };
    if (size < 1000) return sign + QString::number(size) + " ms";
    if (size < 60'000) return sign + QString::number(size / 1000.0, 'f', 1) + " s";
    const int64_t seconds = size / 1000;
    if (seconds < 3600) return two(seconds / 60, "m", seconds % 60, "s");
    if (seconds < 86400) return two(seconds / 3600, "h", seconds / 60 % 60, "m");
    return two(seconds / 86400, "d", seconds / 3600 % 24, "h");
}

} // namespace weir::ui
