// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <QAbstractListModel>

#include <vector>

namespace weir::ui {

/// The statements of the current document.
class OutlineModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void show(std::vector<StatementOutline> statements);
    const std::vector<StatementOutline>& statements() const { return statements_; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<StatementOutline> statements_;
};

} // namespace weir::ui
