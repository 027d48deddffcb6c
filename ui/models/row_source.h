// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/types/row_kind.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace weir::ui {

struct CellText {
    QString text;
    bool isNull = false;
};

struct RowText {
    int64_t number = 0;                 // as shown at the left, from 1
    RowKind kind = RowKind::Insert;
    double freshness = 0;               // 1 = changed just now, 0 = a while ago
    std::vector<CellText> cells;
};

struct ColumnText {
    QString name, type;
    bool isNumber = false;
};

/// Rows that a grid shows and that move below it: the grid asks for the few it can show, and is told only that something changed. Never a
/// message per row.
class RowSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual const std::vector<ColumnText>& columns() const = 0;
    virtual int64_t rowCount() const = 0;
    /// Row 0 is the oldest that is still there.
    virtual RowText row(int64_t index) const = 0;
    virtual bool showsKinds() const = 0;
    /// New rows come at the end, and none of the others changes.
    virtual bool isInOrderOfArrival() const { return true; }
    /// How many rows fell out at the front since the beginning, so that a view can stay with what it shows.
    virtual int64_t droppedRows() const { return 0; }
    /// What the user should know of these rows; "" = nothing.
    virtual QString notice() const { return {}; }

signals:
    void changed();                     // rows; columns stay
    void reset();                       // everything, columns too
};

} // namespace weir::ui
