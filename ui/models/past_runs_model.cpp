// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/past_runs_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/icons.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>
#include <functional>
#include <map>

namespace weir::ui {

namespace {

bool isText(int column) {
    return column == PastRunsModel::StartedColumn || column == PastRunsModel::FolderColumn || column == PastRunsModel::VersionColumn || column == PastRunsModel::OutcomeColumn ||
           column == PastRunsModel::SettingsColumn;
}

QString timeText(int64_t millis, const char* format) { return QDateTime::fromMSecsSinceEpoch(millis).toString(QLatin1String(format)); }

} // namespace

void PastRunsModel::show(std::vector<PastRunRow> runs) {
    beginResetModel();
    runs_ = std::move(runs);
    arrange();
    endResetModel();
}

void PastRunsModel::addNewest(PastRunRow run) {
    beginResetModel();
    runs_.insert(runs_.begin(), std::move(run));
    arrange();
    endResetModel();
}

void PastRunsModel::setGone(std::set<std::string> paths) {
    if (paths == gone_) return;
    gone_ = std::move(paths);
    std::function<void(const QModelIndex&)> tell = [&](const QModelIndex& parent) {
        const int rows = rowCount(parent);
        if (rows > 0) emit dataChanged(index(0, 0, parent), index(rows - 1, ColumnCount - 1, parent));
        for (int row = 0; row < rows; ++row) tell(index(row, 0, parent));
    };
    tell({});
}

std::vector<std::string> PastRunsModel::paths() const {
    std::set<std::string> all;
    for (const PastRunRow& run : runs_)
        for (const LeftRow& one : run.left) all.insert(one.path);
    return {all.begin(), all.end()};
}

// From the oldest run on, so that what it began with is known: of several that left the same path it is the last one before it.
void PastRunsModel::arrange() {
    nodes_.clear();
    top_.clear();
    std::map<std::string, int> leftAt;
    std::vector<int> topOf;           // of each node the top of its tree
    std::vector<int> newest;          // of each top node the newest run below it: the later, the smaller
    for (int run = static_cast<int>(runs_.size()); run-- > 0;) {
        const PastRunRow& row = runs_[static_cast<size_t>(run)];
        const auto origin = leftAt.find(row.restoredFrom);
        const int parent = row.restoredFrom.empty() || origin == leftAt.end() ? -1 : origin->second, self = static_cast<int>(nodes_.size());
        nodes_.push_back({run, -1, parent, 0, {}});
        topOf.push_back(parent < 0 ? self : topOf[static_cast<size_t>(parent)]);
        newest.push_back(run);
        newest[static_cast<size_t>(topOf.back())] = run;
        if (parent >= 0) nodes_[static_cast<size_t>(parent)].children.push_back(self);
        else top_.push_back(self);
        for (int left = 0; left < static_cast<int>(row.left.size()); ++left) {
            const int place = static_cast<int>(nodes_.size());
            nodes_.push_back({run, left, self, 0, {}});
            topOf.push_back(topOf[static_cast<size_t>(self)]);
            newest.push_back(run);
            nodes_[static_cast<size_t>(self)].children.push_back(place);
            leftAt[row.left[static_cast<size_t>(left)].path] = place;
        }
    }
    std::stable_sort(top_.begin(), top_.end(), [&](int a, int b) { return newest[static_cast<size_t>(a)] < newest[static_cast<size_t>(b)]; });
    auto number = [this](const std::vector<int>& children) {
        for (size_t i = 0; i < children.size(); ++i) nodes_[static_cast<size_t>(children[i])].place = static_cast<int>(i);
    };
    for (Node& one : nodes_) {
        std::reverse(one.children.begin(), one.children.end());      // the newest first
        number(one.children);
    }
    number(top_);
}

const PastRunRow* PastRunsModel::run(const QModelIndex& index) const {
    return index.isValid() && node(index).left < 0 ? &runs_[static_cast<size_t>(node(index).run)] : nullptr;
}

const LeftRow* PastRunsModel::left(const QModelIndex& index) const {
    if (!index.isValid() || node(index).left < 0) return nullptr;
    return &runs_[static_cast<size_t>(node(index).run)].left[static_cast<size_t>(node(index).left)];
}

bool PastRunsModel::canBegin(const QModelIndex& index) const {
    const LeftRow* one = left(index);
    if (!one || gone_.count(one->path) > 0) return false;
    // Runs are the newest first: who left it last has it now.
    for (int run = 0; run < node(index).run; ++run)
        for (const LeftRow& later : runs_[static_cast<size_t>(run)].left)
            if (later.path == one->path && later.takenMillis != one->takenMillis) return false;
    return true;
}

QModelIndex PastRunsModel::indexOf(int64_t runNumber) const {
    for (size_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i].left < 0 && runs_[static_cast<size_t>(nodes_[i].run)].number == runNumber) return at(static_cast<int>(i));
    return {};
}

std::vector<QModelIndex> PastRunsModel::waysToRuns() const {
    std::vector<bool> leads(nodes_.size());
    for (const Node& one : nodes_)
        if (one.left < 0)
            for (int up = one.parent; up >= 0 && !leads[static_cast<size_t>(up)]; up = nodes_[static_cast<size_t>(up)].parent) leads[static_cast<size_t>(up)] = true;
    std::vector<QModelIndex> out;
    for (size_t i = 0; i < nodes_.size(); ++i)
        if (leads[i]) out.push_back(at(static_cast<int>(i)));
    return out;
}

QModelIndex PastRunsModel::index(int row, int column, const QModelIndex& parent) const {
    const std::vector<int>& children = childrenOf(parent);
    if (row < 0 || row >= static_cast<int>(children.size()) || column < 0 || column >= ColumnCount) return {};
    return createIndex(row, column, static_cast<quintptr>(children[static_cast<size_t>(row)]));
}

QModelIndex PastRunsModel::parent(const QModelIndex& index) const { return index.isValid() && node(index).parent >= 0 ? at(node(index).parent) : QModelIndex(); }
int PastRunsModel::rowCount(const QModelIndex& parent) const { return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size()); }
int PastRunsModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant PastRunsModel::runData(const PastRunRow& one, int column, int role) const {
    if (role == Qt::DecorationRole && column == StartedColumn) return icon(QStringLiteral("play-line"));
    if (role == Qt::ForegroundRole && column == OutcomeColumn && !one.error.empty()) return themeOf(QGuiApplication::palette()).error;
    if (role == Qt::ToolTipRole) {
        if (column == StartedColumn && !one.restoredFrom.empty()) return tr("Began with %1").arg(QString::fromStdString(one.restoredFrom));
        if (column == OutcomeColumn) return QString::fromStdString(one.error.empty() ? one.outcome : one.error);
        if (column == FolderColumn) return QString::fromStdString(one.folder);
        if (column == VersionColumn) return tr("Runs with the same version ran the same text");
        if (column == SettingsColumn) return QString::fromStdString(one.settings);
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case StartedColumn: return timeText(one.startedMillis, "yyyy-MM-dd HH:mm:ss");
    case FolderColumn: return QString::fromStdString(one.folder).section('/', -1);
    case VersionColumn: return QString::fromStdString(one.version).left(6);
    case DurationColumn: return durationText(one.runNanos / 1'000'000);
    case RowsColumn: return groupedNumber(one.sourceRows);
    case RateColumn: return one.runNanos > 0 ? tr("%1/s").arg(compactNumber(static_cast<double>(one.sourceRows) / (static_cast<double>(one.runNanos) / 1e9))) : QString();
    case ResultsColumn: return groupedNumber(one.resultRows);
    case MemoryColumn: return byteSize(one.peakMemoryBytes);
    case OutcomeColumn: return QString::fromStdString(one.error.empty() ? one.outcome : one.outcome + ": " + one.error);
    case SettingsColumn: return QString::fromStdString(one.settings);
    default: return {};
    }
}

QVariant PastRunsModel::leftData(const Node& of, int column, int role) const {
    const QModelIndex self = at(static_cast<int>(&of - nodes_.data()));
    const LeftRow& one = *left(self);
    const bool there = canBegin(self);
    if (role == Qt::DecorationRole && column == StartedColumn) return icon(one.isSavepoint ? QStringLiteral("save") : QStringLiteral("layers"));
    if (role == Qt::ForegroundRole && !there) return themeOf(QGuiApplication::palette()).muted;
    if (role == Qt::ToolTipRole) return QString::fromStdString(one.path);
    if (role != Qt::DisplayRole) return {};
    if (column == StartedColumn)
        return (one.isSavepoint ? tr("Savepoint %1, %2") : tr("Checkpoint %1, %2")).arg(one.number).arg(timeText(one.takenMillis, "HH:mm:ss"));
    if (column == OutcomeColumn) {
        const QString path = QString::fromStdString(one.path);
        return there ? tr("%1 in %2").arg(byteSize(one.bytes), path) : gone_.count(one.path) > 0 ? tr("Gone from disk: %1").arg(path) : tr("Another run's now: %1").arg(path);
    }
    return {};
}

QVariant PastRunsModel::data(const QModelIndex& index, int role) const {
    if (role == Qt::TextAlignmentRole) return QVariant((isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && !isText(index.column())) return codeFont(9);
    const Node& of = node(index);
    return of.left < 0 ? runData(runs_[static_cast<size_t>(of.run)], index.column(), role) : leftData(of, index.column(), role);
}

QVariant PastRunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant((isText(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Started"), tr("Project"), tr("Version"), tr("Ran"), tr("Rows read"), tr("Rate"), tr("Results"), tr("Memory"), tr("Outcome"), tr("Settings")};
    return names[section];
}

} // namespace weir::ui
