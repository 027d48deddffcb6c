// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

class QAbstractItemModel;
class QTableView;

namespace weir::ui {

/// A table to read and choose rows in: flat, striped, one line a row. `name`: for findChild() and for screen readers.
QTableView* plainTable(QAbstractItemModel* model, const char* objectName, const QString& name);

} // namespace weir::ui
