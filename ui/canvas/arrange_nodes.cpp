// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/arrange_nodes.h"

#include <algorithm>
#include <numeric>

namespace weir::ui {

namespace {

/// Equal gaps along one axis; the outermost two stay.
void spread(std::vector<QPointF>& places, const std::vector<QRectF>& boxes, bool across) {
    std::vector<size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    auto begin = [&](size_t i) { return across ? boxes[i].left() : boxes[i].top(); };
    auto size = [&](size_t i) { return across ? boxes[i].width() : boxes[i].height(); };
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return begin(a) < begin(b); });
    double room = begin(order.back()) + size(order.back()) - begin(order.front());
    for (const size_t i : order) room -= size(i);
    const double gap = room / static_cast<double>(order.size() - 1);
    double at = begin(order.front());
    for (const size_t i : order) {
        (across ? places[i].rx() : places[i].ry()) = at;
        at += size(i) + gap;
    }
}

} // namespace

std::vector<QPointF> arranged(const std::vector<QRectF>& boxes, Arrangement how) {
    std::vector<QPointF> places;
    QRectF all;
    for (const QRectF& box : boxes) {
        places.push_back(box.topLeft());
        all = all.united(box);
    }
    if (boxes.size() < 2) return places;
    if (how == Arrangement::Across || how == Arrangement::Down) {
        if (boxes.size() > 2) spread(places, boxes, how == Arrangement::Across);
        return places;
    }
    for (size_t i = 0; i < boxes.size(); ++i) {
        switch (how) {
        case Arrangement::Left: places[i].setX(all.left()); break;
        case Arrangement::Middle: places[i].setX(all.center().x() - boxes[i].width() / 2); break;
        case Arrangement::Right: places[i].setX(all.right() - boxes[i].width()); break;
        case Arrangement::Top: places[i].setY(all.top()); break;
        case Arrangement::Centre: places[i].setY(all.center().y() - boxes[i].height() / 2); break;
        case Arrangement::Bottom: places[i].setY(all.bottom() - boxes[i].height()); break;
        default: break;
        }
    }
    return places;
}

} // namespace weir::ui
