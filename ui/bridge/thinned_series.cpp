// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/thinned_series.h"

#include <algorithm>
#include <cmath>

namespace weir::ui {

void ThinnedSeries::join(Point& into, const Point& later) const {
    if (later.numbers == 0) return;
    if (into.numbers == 0 || keeps_ == Keeps::Last) into.value = later.value;
    else if (keeps_ == Keeps::Largest) into.value = std::max(into.value, later.value);
    else into.value += (later.value - into.value) * static_cast<double>(later.numbers) / static_cast<double>(into.numbers + later.numbers);
    into.numbers += later.numbers;
}

void ThinnedSeries::add(int64_t atNanos, double value) {
    if (std::isnan(value) || atNanos < 0) return;
    while (static_cast<size_t>(atNanos / step_) >= MostPoints) {
        for (size_t i = 0; 2 * i < points_.size(); ++i) {
            Point both = points_[2 * i];
            if (2 * i + 1 < points_.size()) join(both, points_[2 * i + 1]);
            points_[i] = both;
        }
        points_.resize((points_.size() + 1) / 2);
        step_ *= 2;
    }
    const auto place = static_cast<size_t>(atNanos / step_);
    if (points_.size() <= place) points_.resize(place + 1);
    join(points_[place], {value, 1});
}

std::vector<double> ThinnedSeries::values() const {
    constexpr size_t Late = 4;
    std::vector<double> out(points_.size(), std::nan(""));
    size_t last = points_.size();
    for (size_t i = 0; i < points_.size(); ++i) {
        if (points_[i].numbers == 0) continue;
        out[i] = points_[i].value;
        if (last < i && i - last - 1 <= Late) std::fill(out.begin() + static_cast<std::ptrdiff_t>(last) + 1, out.begin() + static_cast<std::ptrdiff_t>(i), out[last]);
        last = i;
    }
    return out;
}

} // namespace weir::ui
