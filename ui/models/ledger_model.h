// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/ledger.h"
#include "engine/session/run_snapshot.h"

#include <QAbstractItemModel>

#include <functional>
#include <memory>
#include <vector>

namespace weir::ui {

/// Where the rows of a line of the ledger can be seen.
struct LedgerOpening {
    enum class Kind { None, Edge, Verdict, State, Results } kind = Kind::None;
    int from = -1, to = -1;          // of an edge; of a verdict or state `to` is the operator
    int input = 0;
    RowFate fate = RowFate::PassedOn;
    QString words;                   // what one will see, or why nothing
};

/// What became of the rows: flows, their ways and verdicts, and the operators that gave these. Lines keep their place while only numbers change.
class LedgerModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { WhatColumn, RowsColumn, ShareColumn, OperatorColumn, MeaningColumn, ColumnCount };
    enum Role { ShareRole = Qt::UserRole, FateRole };      // share of its flow, 0..1

    using QAbstractItemModel::QAbstractItemModel;
    /// `nameOf`: of a vertex. Null: nothing to show.
    void show(std::shared_ptr<const LedgerPage> page, const std::function<QString(int vertex)>& nameOf);
    const LedgerPage* page() const { return page_.get(); }
    /// Null: no line.
    const LedgerLine* line(const QModelIndex& index) const;
    /// Where its rows are, in the job of the snapshot.
    LedgerOpening opening(const QModelIndex& index, const RunSnapshot& snapshot) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const std::vector<int>& childrenOf(int line) const { return children_[static_cast<size_t>(line + 1)]; }
    double share(int line) const;
    QString what(const LedgerLine& line) const;
    std::shared_ptr<const LedgerPage> page_;
    std::vector<std::vector<int>> children_{1};      // by line + 1; the first: flows
    std::vector<int> places_;                        // of a line among its parent's
    std::vector<QString> names_;                     // of a line's operator
};

/// The colour of a verdict: lost, on its way, done.
enum class FateTone { Lost, Open, Done };
FateTone toneOf(RowFate fate);

} // namespace weir::ui
