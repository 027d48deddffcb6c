// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/state_model.h"

#include "ui/kit/fonts.h"

#include <QFont>

namespace weir::ui {

StateModel::Entries StateModel::read(const Run& run, const StateQuery& query, int parallelism) {
    Entries out;
    out.several = parallelism > 1;
    for (int subtask = 0; subtask < parallelism; ++subtask) {
        StateQuery one = query;
        one.subtask = subtask;
        one.limit = Limit - static_cast<int>(out.rows.size());
        Result<StatePage> page = run.state(one);
        if (!page) {
            out.error = page.error();
            return out;
        }
        for (std::vector<std::string>& row : page->rows) out.rows.emplace_back(subtask, std::move(row));
        page->rows.clear();
        const int64_t matching = out.all.matching + page->matching;
        if (subtask == 0 || out.all.columns.empty()) out.all = std::move(*page);
        out.all.matching = matching;
    }
    return out;
}

void StateModel::show(Entries entries) {
    beginResetModel();
    entries_ = std::move(entries);
    endResetModel();
}

int StateModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(entries_.rows.size()); }
int StateModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(entries_.all.columns.size()) + firstColumn(); }

QVariant StateModel::data(const QModelIndex& index, int role) const {
    const auto& [subtask, values] = entries_.rows[static_cast<size_t>(index.row())];
    const int column = index.column() - firstColumn();
    if (role == Qt::FontRole) {
        QFont font = codeFont(9);
        font.setBold(column >= 0 && column < entries_.all.keyColumns);
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (column < 0) return subtask;
    return column < static_cast<int>(values.size()) ? QString::fromStdString(values[static_cast<size_t>(column)]) : QString();
}

QVariant StateModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    if (section < firstColumn()) return tr("Subtask");
    const QString column = QString::fromStdString(entries_.all.columns[static_cast<size_t>(section - firstColumn())]);
    // "name TYPE": the type shows when asked for.
    return role == Qt::ToolTipRole ? column : column.section(' ', 0, 0);
}

} // namespace weir::ui
