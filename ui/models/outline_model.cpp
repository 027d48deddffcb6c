// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/outline_model.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/icons.h"

namespace weir::ui {

void OutlineModel::show(std::vector<StatementOutline> statements) {
    beginResetModel();
    statements_ = std::move(statements);
    endResetModel();
}

int OutlineModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(statements_.size()); }

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
    const StatementOutline& statement = statements_[static_cast<size_t>(index.row())];
    if (role == Qt::DisplayRole) return text(statement.title).simplified();
    if (role == Qt::ToolTipRole) return text(statement.title).toHtmlEscaped();
    if (role == Qt::DecorationRole) {
        switch (statement.kind) {
        case StatementKind::Query: return icon("play");
        case StatementKind::Insert: return icon("sink");
        case StatementKind::StatementSet: return icon("layers");
        case StatementKind::Definition: return icon("table");
        case StatementKind::Other: return icon("settings");
        }
    }
    return {};
}

} // namespace weir::ui
