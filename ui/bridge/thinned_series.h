// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::ui {

/// A number over a whole run in at most MostPoints points at equal distances from its start: when there would be more, each two become one.
/// Plain data; one thread.
class ThinnedSeries {
public:
    static constexpr size_t MostPoints = 300;
    static constexpr int64_t FirstStepNanos = 100'000'000;      // as often as the window looks at a run
    /// What stays of several numbers.
    enum class Keeps { Mean, Largest, Last };

    explicit ThinnedSeries(Keeps keeps = Keeps::Mean) : keeps_(keeps) {}
    /// `atNanos` since the start, not before the one added last; NaN is no number.
    void add(int64_t atNanos, double value);
    void clear() { *this = ThinnedSeries(keeps_); }
    bool isEmpty() const { return points_.empty(); }
    int64_t stepNanos() const { return step_; }
    /// NaN where there was none. Looks come a little late: a hole of a few looks is no hole.
    std::vector<double> values() const;

private:
    struct Point {
        double value = 0;
        int64_t numbers = 0;
    };
    void join(Point& into, const Point& later) const;
    Keeps keeps_;
    int64_t step_ = FirstStepNanos;
    std::vector<Point> points_;
};

} // namespace weir::ui
