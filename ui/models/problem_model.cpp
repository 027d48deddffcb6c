// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/problem_model.h"

#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace weir::ui {

void ProblemModel::show(std::vector<Problem> problems) {
    beginResetModel();
    problems_ = std::move(problems);
    endResetModel();
}

int ProblemModel::errors() const {
    return static_cast<int>(std::count_if(problems_.begin(), problems_.end(), [](const Problem& p) { return p.severity == Severity::Error; }));
}

int ProblemModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(problems_.size()); }
int ProblemModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ProblemModel::data(const QModelIndex& index, int role) const {
    const Problem& problem = problems_[static_cast<size_t>(index.row())];
    const bool isMessage = index.column() == MessageColumn;
    if (role == Qt::DisplayRole) {
        if (isMessage) return problem.message;
        if (index.column() == FileColumn) return problem.file;
        return problem.place.known() ? QStringLiteral("%1:%2").arg(problem.place.line).arg(problem.place.column) : QString();
    }
    if (role == Qt::DecorationRole && isMessage) {
        const Theme& theme = themeOf(QGuiApplication::palette());
        switch (problem.severity) {
        case Severity::Error: return icon("error", theme.error);
        case Severity::Warning: return icon("warning", theme.warn);
        case Severity::Information: return icon("info", theme.accent);
        }
    }
    if (role == Qt::ToolTipRole && isMessage) return problem.message.toHtmlEscaped();
    if (role == Qt::TextAlignmentRole && index.column() == PlaceColumn) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::AccessibleTextRole && isMessage)
        return (problem.severity == Severity::Error ? tr("Error: %1") : problem.severity == Severity::Warning ? tr("Warning: %1") : tr("Note: %1"))
            .arg(problem.message);
    return {};
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role == Qt::TextAlignmentRole) return QVariant((section == PlaceColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == MessageColumn ? tr("Problem") : section == FileColumn ? tr("File") : tr("Place");
}

} // namespace weir::ui
