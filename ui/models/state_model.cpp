// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/state_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"

#include <QFont>

#include <algorithm>

namespace weir::ui {

StateModel::Entries StateModel::read(const Run& run, const StateQuery& query, int parallelism) {
    Entries out;
    out.several = parallelism > 1;
    const bool byOrder = query.order == StateOrder::LargestFirst;
    for (int subtask = 0; subtask < parallelism; ++subtask) {
        StateQuery one = query;
        one.subtask = subtask;
        one.limit = byOrder ? Limit : Limit - static_cast<int>(out.rows.size());
        Result<StatePage> page = run.state(one);
        if (!page) {
            out.error = page.error();
            return out;
        }
        for (StateRow& row : page->rows) out.rows.emplace_back(subtask, std::move(row));
        page->rows.clear();
        const int64_t matching = out.all.matching + page->matching, bytes = out.all.bytes + page->bytes, endless = out.all.endless + page->endless;
        if (subtask == 0 || out.all.columns.empty()) out.all = std::move(*page);
        out.all.matching = matching;
        out.all.bytes = bytes;
        out.all.endless = endless;
    }
    if (byOrder && out.several) {
        std::stable_sort(out.rows.begin(), out.rows.end(), [](const auto& a, const auto& b) { return a.second.bytes > b.second.bytes; });
        if (out.rows.size() > Limit) out.rows.resize(Limit);
    }
    return out;
}

void StateModel::show(Entries entries) {
    beginResetModel();
    entries_ = std::move(entries);
    endResetModel();
}

std::vector<std::string> StateModel::keyOf(int row) const {
    const std::vector<std::string>& values = entries_.rows[static_cast<size_t>(row)].second.values;
    return {values.begin(), values.begin() + std::min<std::ptrdiff_t>(entries_.all.keyColumns, static_cast<std::ptrdiff_t>(values.size()))};
}

int StateModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(entries_.rows.size()); }
int StateModel::columnCount(const QModelIndex& parent) const { return parent.isValid() || entries_.all.columns.empty() ? 0 : static_cast<int>(entries_.all.columns.size()) + firstColumn(); }

QVariant StateModel::data(const QModelIndex& index, int role) const {
    const auto& [subtask, row] = entries_.rows[static_cast<size_t>(index.row())];
    const int column = index.column() - firstColumn();
    if (role == Qt::TextAlignmentRole) return QVariant((column < 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole) {
        QFont font = codeFont(9);
        font.setBold(column >= 0 && column < entries_.all.keyColumns);
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (index.column() == sizeColumn()) return role == Qt::ToolTipRole ? tr("%1 bytes in a checkpoint, with all rows of the key").arg(groupedNumber(row.bytes)) : byteSize(row.bytes);
    if (index.column() == groupColumn()) return row.keyGroup < 0 ? QStringLiteral("–") : QString::number(row.keyGroup);
    if (column < 0) return subtask;
    return column < static_cast<int>(row.values.size()) ? QString::fromStdString(row.values[static_cast<size_t>(column)]) : QString();
}

QVariant StateModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant((section < firstColumn() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (section == sizeColumn()) return role == Qt::ToolTipRole ? tr("What a key takes in a checkpoint") : tr("Size");
    if (section == groupColumn()) return role == Qt::ToolTipRole ? tr("Key group: what moves to another subtask as one when the parallelism changes") : tr("Group");
    if (section < firstColumn()) return tr("Subtask");
    const QString column = QString::fromStdString(entries_.all.columns[static_cast<size_t>(section - firstColumn())]);
    // "name TYPE": the type shows when asked for.
    return role == Qt::ToolTipRole ? column : column.section(' ', 0, 0);
}

} // namespace weir::ui
