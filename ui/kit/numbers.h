// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

#include <cstdint>

namespace weir::ui {

QString compactNumber(double number);            // "37.4k", "1.2M", "812"
QString groupedNumber(int64_t number);           // "1,234,567"
QString byteSize(int64_t bytes);                 // "41.8 MB"
QString durationText(int64_t millis);            // "5.4 s", "2 m 10 s", "3 d 4 h"

} // namespace weir::ui
