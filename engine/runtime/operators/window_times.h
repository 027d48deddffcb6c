// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/plan/common.h"
#include "engine/types/datetime.h"
#include "engine/types/vector.h"
#include "engine/types/window_times.h"

#include <cstdint>
#include <numeric>

namespace weir {

/// Rounds down to a multiple of `step` past `offset`, also below zero.
inline int64_t alignDown(int64_t time, int64_t offset, int64_t step) {
    int64_t rest = (time - offset) % step;
    return time - (rest < 0 ? rest + step : rest);
}

/// A time column's value in milliseconds.
inline int64_t millisAt(const Vector& column, const DataType& type, int row) {
    if (type.precision() <= 3) return column.at<int64_t>(row);
    return timestampToMillis(column.kind() == PhysicalKind::Int128 ? column.at<Int128>(row) : Int128(column.at<int64_t>(row)), type.precision());
}

/// The grid of TUMBLE, HOP and CUMULATE windows, cut into slices that all of them are made of.
class WindowGrid {
public:
    explicit WindowGrid(const plan::Window& window)
        : kind_(window.kind), size_(window.size), slide_(window.kind == plan::WindowKind::Tumble ? window.size : window.slide), offset_(window.offset) {
        check(size_ > 0 && slide_ > 0, "window sizes are positive");
        slice_ = kind_ == plan::WindowKind::Hop ? std::gcd(size_, slide_) : kind_ == plan::WindowKind::Cumulate ? slide_ : size_;
    }
    plan::WindowKind kind() const { return kind_; }
    int64_t size() const { return size_; }
    int64_t slide() const { return slide_; }
    int64_t slice() const { return slice_; }
    int64_t sliceEnd(int64_t time) const {
        // Steps of CUMULATE start anew with every largest window.
        if (kind_ == plan::WindowKind::Cumulate) {
            int64_t start = alignDown(time, offset_, size_);
            return alignDown(time, start, slice_) + slice_;
        }
        return alignDown(time, offset_, slice_) + slice_;
    }
    /// The first window that has this slice, and the next windows after it. Ends of windows.
    int64_t firstWindow(int64_t sliceEnd) const {
        if (kind_ != plan::WindowKind::Hop) return sliceEnd;
        int64_t base = offset_ + size_;
        int64_t down = alignDown(sliceEnd, base, slide_);
        return down == sliceEnd ? down : down + slide_;
    }
    int64_t lastWindow(int64_t sliceEnd) const {
        if (kind_ == plan::WindowKind::Tumble) return sliceEnd;
        if (kind_ == plan::WindowKind::Cumulate) return alignDown(sliceEnd - 1, offset_, size_) + size_;
        return alignDown(sliceEnd - slice_ + size_, offset_ + size_, slide_);
    }
    int64_t next(int64_t window) const { return window + slide_; }
    int64_t start(int64_t window) const { return kind_ == plan::WindowKind::Cumulate ? alignDown(window - 1, offset_, size_) : window - size_; }

private:
    plan::WindowKind kind_;
    int64_t size_, slide_, offset_, slice_;
};

} // namespace weir
