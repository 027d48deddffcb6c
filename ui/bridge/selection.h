// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/error.h"

#include <QObject>

namespace weir::ui {

/// What the user looks at; shared by all views, which do not know each other.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    int vertex() const { return vertex_; }      // -1 = none
    Place place() const { return place_; }
    void select(int vertex, const Place& place) {
        if (vertex == vertex_ && place == place_) return;
        vertex_ = vertex;
        place_ = place;
        emit changed();
    }
    void clear() { select(-1, {}); }

signals:
    void changed();

private:
    int vertex_ = -1;
    Place place_;
};

} // namespace weir::ui
