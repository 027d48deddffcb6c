// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractItemModel>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weir::ui {

/// A checkpoint or savepoint that a run has left.
struct LeftRow {
    std::string path;
    int64_t number = 0, takenMillis = 0, bytes = 0;
    bool isSavepoint = false;
};

/// A run that has ended, as its row shows it.
struct PastRunRow {
    int64_t number = 0;            // of the workspace
    int64_t startedMillis = 0, runNanos = 0, sourceRows = 0, resultRows = 0, peakMemoryBytes = 0;
    std::string folder, script, version, settings, outcome, error, recording;      // version: the same for the same script
    std::string restoredFrom;      // path; empty: it began at the beginning
    std::vector<std::pair<std::string, std::string>> options;                      // name and value
    std::vector<LeftRow> left;     // oldest first
};

/// Past runs as a tree: below a run the checkpoints and savepoints that it has left, below these the runs that began with them. At the top are runs that began with
/// none, or with one that no known run has left; the tree with the newest run comes first.
class PastRunsModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { StartedColumn, FolderColumn, VersionColumn, DurationColumn, RowsColumn, RateColumn, ResultsColumn, MemoryColumn, OutcomeColumn, SettingsColumn, ColumnCount };
    using QAbstractItemModel::QAbstractItemModel;
    /// The newest first.
    void show(std::vector<PastRunRow> runs);
    void addNewest(PastRunRow run);
    /// Paths that are on disk no more, or are another's now.
    void setGone(std::set<std::string> paths);
    std::vector<std::string> paths() const;
    int runCount() const { return static_cast<int>(runs_.size()); }

    /// Null: the row is a checkpoint's.
    const PastRunRow* run(const QModelIndex& index) const;
    /// Null: the row is a run's.
    const LeftRow* left(const QModelIndex& index) const;
    /// It is there, and still what that run has left.
    bool canBegin(const QModelIndex& index) const;
    QModelIndex indexOf(int64_t runNumber) const;
    /// Rows below which there is a run: what to open, so that every run is seen.
    std::vector<QModelIndex> waysToRuns() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node {
        int run = 0;               // whose
        int left = -1;             // which of what it left; -1: the run itself
        int parent = -1;           // -1: at the top
        int place = 0;             // among the parent's
        std::vector<int> children;
    };
    void arrange();
    const Node& node(const QModelIndex& index) const { return nodes_[index.internalId()]; }
    const std::vector<int>& childrenOf(const QModelIndex& parent) const { return parent.isValid() ? node(parent).children : top_; }
    QModelIndex at(int node) const { return createIndex(nodes_[static_cast<size_t>(node)].place, 0, static_cast<quintptr>(node)); }
    QVariant runData(const PastRunRow& run, int column, int role) const;
    QVariant leftData(const Node& node, int column, int role) const;
    std::vector<PastRunRow> runs_;
    std::vector<Node> nodes_;
    std::vector<int> top_;
    std::set<std::string> gone_;
};

} // namespace weir::ui
