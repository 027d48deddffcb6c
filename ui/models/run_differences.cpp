// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_differences.h"

#include "ui/kit/numbers.h"

#include <QFont>
#include <QGuiApplication>

#include <map>

namespace weir::ui {

std::vector<RunDifference> differencesOf(const PastRunRow& one, const PastRunRow& other) {
    std::vector<RunDifference> out;
    auto add = [&out](const QString& what, const QString& a, const QString& b, bool isSetting) {
        if (a != b) out.push_back({what, a, b, isSetting});
    };
    auto text = [](const std::string& utf8) { return QString::fromStdString(utf8); };
    using Words = RunDifferences;
    add(Words::tr("Project"), text(one.folder), text(other.folder), true);
    add(Words::tr("Version"), text(one.version).left(6), text(other.version).left(6), true);
    // Of runs of former versions only the words are known.
    auto isWords = [](const PastRunRow& run) { return run.options.empty() && !run.settings.empty(); };
    if (isWords(one) || isWords(other)) {
        add(Words::tr("Settings"), text(one.settings), text(other.settings), true);
    } else {
        const std::map<std::string, std::string> mine(one.options.begin(), one.options.end()), theirs(other.options.begin(), other.options.end());
        std::map<std::string, std::string> all(mine);
        all.insert(theirs.begin(), theirs.end());
        auto valueOf = [&](const std::map<std::string, std::string>& settings, const std::string& name) {
            const auto found = settings.find(name);
            return found == settings.end() ? Words::tr("not set") : text(found->second);
        };
        for (const auto& [name, value] : all) add(text(name), valueOf(mine, name), valueOf(theirs, name), true);
    }
    auto origin = [&](const PastRunRow& run) { return run.restoredFrom.empty() ? Words::tr("the beginning") : text(run.restoredFrom); };
    add(Words::tr("Began with"), origin(one), origin(other), true);
    add(Words::tr("Outcome"), text(one.outcome), text(other.outcome), false);
    add(Words::tr("Ran"), durationText(one.runNanos / 1'000'000), durationText(other.runNanos / 1'000'000), false);
    add(Words::tr("Rows read"), groupedNumber(one.sourceRows), groupedNumber(other.sourceRows), false);
    auto rate = [](const PastRunRow& run) { return run.runNanos > 0 ? Words::tr("%1/s").arg(compactNumber(static_cast<double>(run.sourceRows) / (static_cast<double>(run.runNanos) / 1e9))) : QString(); };
    add(Words::tr("Rate"), rate(one), rate(other), false);
    add(Words::tr("Results"), groupedNumber(one.resultRows), groupedNumber(other.resultRows), false);
    add(Words::tr("Memory"), byteSize(one.peakMemoryBytes), byteSize(other.peakMemoryBytes), false);
    return out;
}

void RunDifferences::show(std::vector<RunDifference> differences, const QString& one, const QString& other) {
    beginResetModel();
    differences_ = std::move(differences);
    one_ = one;
    other_ = other;
    endResetModel();
}

int RunDifferences::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(differences_.size()); }
int RunDifferences::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RunDifferences::data(const QModelIndex& index, int role) const {
    const RunDifference& one = differences_[static_cast<size_t>(index.row())];
    if (role == Qt::FontRole && one.isSetting) {
        QFont font = QGuiApplication::font();
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    return index.column() == WhatColumn ? one.what : index.column() == OneColumn ? one.one : one.other;
}

QVariant RunDifferences::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == WhatColumn ? tr("What differs") : section == OneColumn ? one_ : other_;
}

} // namespace weir::ui
