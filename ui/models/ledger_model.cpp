// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ledger_model.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"

#include <QFont>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

bool sameLines(const LedgerPage& a, const LedgerPage& b) {
    return std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), [](const LedgerLine& one, const LedgerLine& other) {
        return one.kind == other.kind && one.parent == other.parent && one.fate == other.fate && one.vertex == other.vertex && one.input == other.input && one.words == other.words;
    });
}

/// Rounded so that only what is all says so.
QString percent(double share) {
    if (share > 0 && share < 0.0005) return QStringLiteral("< 0.1 %");
    if (share < 1 && share > 0.9995) return QStringLiteral("> 99.9 %");
    return QString::number(share * 100, 'f', 1) + QStringLiteral(" %");
}

} // namespace

FateTone toneOf(RowFate fate) {
    switch (fate) {
    case RowFate::Rejected:
    case RowFate::Filtered:
    case RowFate::Late:
    case RowFate::Dropped:
    case RowFate::Expired: return FateTone::Lost;
    case RowFate::Waiting:
    case RowFate::InFlight:
    case RowFate::AtWork:
    case RowFate::Uncommitted: return FateTone::Open;
    default: return FateTone::Done;
    }
}

void LedgerModel::show(std::shared_ptr<const LedgerPage> page, const std::function<QString(int)>& nameOf) {
    if (page && page_ && sameLines(*page, *page_)) {
        page_ = std::move(page);
        for (size_t parent = 0; parent < children_.size(); ++parent) {
            if (children_[parent].empty()) continue;
            const QModelIndex first = createIndex(0, RowsColumn, static_cast<quintptr>(children_[parent].front()));
            emit dataChanged(first, createIndex(static_cast<int>(children_[parent].size()) - 1, ShareColumn, static_cast<quintptr>(children_[parent].back())));
        }
        return;
    }
    beginResetModel();
    page_ = std::move(page);
    children_.assign(1, {});
    places_.clear();
    names_.clear();
    if (page_) {
        children_.resize(page_->lines.size() + 1);
        for (size_t i = 0; i < page_->lines.size(); ++i) {
            const LedgerLine& line = page_->lines[i];
            std::vector<int>& among = children_[static_cast<size_t>(line.parent + 1)];
            places_.push_back(static_cast<int>(among.size()));
            among.push_back(static_cast<int>(i));
            names_.push_back(line.vertex >= 0 ? nameOf(line.vertex) : QString());
        }
    }
    endResetModel();
}

const LedgerLine* LedgerModel::line(const QModelIndex& index) const {
    return index.isValid() && page_ ? &page_->lines[static_cast<size_t>(index.internalId())] : nullptr;
}

QModelIndex LedgerModel::index(int row, int column, const QModelIndex& parent) const {
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent)) return {};
    return createIndex(row, column, static_cast<quintptr>(childrenOf(parent.isValid() ? static_cast<int>(parent.internalId()) : -1)[static_cast<size_t>(row)]));
}

QModelIndex LedgerModel::parent(const QModelIndex& index) const {
    const LedgerLine* one = line(index);
    if (!one || one->parent < 0) return {};
    return createIndex(places_[static_cast<size_t>(one->parent)], 0, static_cast<quintptr>(one->parent));
}

int LedgerModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) return 0;
    return static_cast<int>(childrenOf(parent.isValid() ? static_cast<int>(parent.internalId()) : -1).size());
}

int LedgerModel::columnCount(const QModelIndex&) const { return ColumnCount; }

double LedgerModel::share(int at) const {
    int root = at;
    while (page_->lines[static_cast<size_t>(root)].parent >= 0) root = page_->lines[static_cast<size_t>(root)].parent;
    const auto all = static_cast<double>(page_->lines[static_cast<size_t>(root)].rows);
    return all <= 0 ? 0 : std::clamp(static_cast<double>(page_->lines[static_cast<size_t>(at)].rows) / all, 0.0, 1.0);
}

QString LedgerModel::what(const LedgerLine& line) const {
    switch (line.kind) {
    case LedgerLine::Kind::Flow:
    case LedgerLine::Kind::Way: return text(line.words);
    case LedgerLine::Kind::Verdict: return text(std::string_view(nameOf(line.fate)));
    case LedgerLine::Kind::Operator: return names_[static_cast<size_t>(&line - page_->lines.data())];
    }
    return {};
}

QVariant LedgerModel::data(const QModelIndex& index, int role) const {
    const LedgerLine* one = line(index);
    if (!one) return {};
    const auto at = static_cast<int>(index.internalId());
    const bool isVerdict = one->kind == LedgerLine::Kind::Verdict || one->kind == LedgerLine::Kind::Operator;
    if (role == ShareRole) return share(at);
    if (role == FateRole) return isVerdict ? QVariant(static_cast<int>(one->fate)) : QVariant();
    if (role == Qt::TextAlignmentRole && (index.column() == RowsColumn || index.column() == ShareColumn)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole && one->kind == LedgerLine::Kind::Flow && index.column() == WhatColumn) {
        QFont bold;
        bold.setWeight(QFont::DemiBold);
        return bold;
    }
    if (role == Qt::ToolTipRole && index.column() != RowsColumn) return data(index, Qt::DisplayRole);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const QString rows = groupedNumber(std::max<int64_t>(0, one->rows));
    switch (index.column()) {
    case WhatColumn: return what(*one);
    case RowsColumn: return page_->isExact ? rows : tr("about %1").arg(rows);
    case ShareColumn: return percent(share(at));
    case OperatorColumn: return isVerdict ? names_[static_cast<size_t>(at)] : QString();
    case MeaningColumn: return isVerdict ? text(one->words) : QString();
    default: return {};
    }
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && (section == RowsColumn || section == ShareColumn)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const char* names[] = {QT_TR_NOOP("What became of it"), QT_TR_NOOP("Rows"), QT_TR_NOOP("Share"), QT_TR_NOOP("At"), QT_TR_NOOP("Why")};
    return tr(names[section]);
}

LedgerOpening LedgerModel::opening(const QModelIndex& index, const RunSnapshot& snapshot) const {
    LedgerOpening out;
    const LedgerLine* one = line(index);
    if (!one) return out;
    out.to = one->vertex;
    out.input = one->input;
    out.fate = one->fate;
    const bool runs = !page_->isOver;
    // The edge that leads into the operator's input, or out of where a flow begins.
    auto edge = [&](bool into, const QString& words) {
        for (const EdgeSnapshot& each : snapshot.edges)
            if (into ? each.to == one->vertex && each.input == one->input : each.from == one->vertex) {
                out.kind = LedgerOpening::Kind::Edge;
                out.from = each.from;
                out.to = each.to;
                break;
            }
        out.words = out.kind == LedgerOpening::Kind::Edge ? words : tr("There is no edge to look at.");
    };
    if (one->kind == LedgerLine::Kind::Flow || one->kind == LedgerLine::Kind::Way) {
        if (!runs) out.words = tr("The run is over: rows can be seen while they flow.");
        else edge(one->isMixed || one->kind == LedgerLine::Kind::Way, tr("Opens the rows that flow there from now on."));
        return out;
    }
    if (one->vertex < 0) {
        out.words = tr("Several operators: open one of the lines below.");
        return out;
    }
    auto isSink = std::any_of(snapshot.vertices.begin(), snapshot.vertices.end(), [&](const VertexSnapshot& each) { return each.id == one->vertex && each.name == "Results"; });
    switch (one->fate) {
    case RowFate::Rejected: out.words = tr("Records that could not be read have no columns and are not kept. Without 'ignore-parse-errors' the job stops at the first one and quotes it."); return out;
    case RowFate::Waiting:
    case RowFate::Kept:
    case RowFate::TakenIn:
        out.kind = LedgerOpening::Kind::State;
        out.words = tr("Opens the operator's state, key by key; the run must stand still.");
        return out;
    case RowFate::Committed:
    case RowFate::Uncommitted:
    case RowFate::Written:
        if (!isSink) break;
        out.kind = LedgerOpening::Kind::Results;
        out.words = one->fate == RowFate::Uncommitted ? tr("Opens the results; these rows come there with the next checkpoint.") : tr("Opens the results.");
        return out;
    default: break;
    }
    if (!runs) {
        out.words = tr("The run is over: these rows were counted, not kept. Run it again and open the line while rows flow, or replay a recording.");
        return out;
    }
    switch (one->fate) {
    case RowFate::Filtered:
    case RowFate::Late:
        out.kind = LedgerOpening::Kind::Verdict;
        out.words = tr("Opens the rows that get this verdict from now on.");
        return out;
    case RowFate::InFlight: edge(true, tr("Opens the edge; these rows come out of its queue next.")); return out;
    case RowFate::Committed:
    case RowFate::Uncommitted:
    case RowFate::Written: edge(true, tr("Opens the rows that go into the sink from now on.")); return out;
    default: edge(true, tr("Opens the rows that come into the operator from now on; which of them get this verdict is not marked.")); return out;
    }
}

} // namespace weir::ui
