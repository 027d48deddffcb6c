// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_fate_text.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <map>

namespace weir::ui {

namespace {

QString tr(const char* words) { return QCoreApplication::translate("RowFate", words); }

const VertexSnapshot* find(const RunSnapshot& snapshot, int id) {
    const auto found = std::find_if(snapshot.vertices.begin(), snapshot.vertices.end(), [id](const VertexSnapshot& one) { return one.id == id; });
    return found == snapshot.vertices.end() ? nullptr : &*found;
}

QString nameOf(const RunSnapshot& snapshot, int id) {
    const VertexSnapshot* vertex = find(snapshot, id);
    return '\'' + (vertex ? nodeTexts(*vertex).title : QString::number(id)) + '\'';
}

struct Verdict {
    int64_t rows = 0;
    std::string words;
};

/// What the operator counted of the rows of an input, over all flows that lead there.
std::map<RowFate, Verdict> verdictsAt(const LedgerPage& page, int vertex, int input) {
    std::map<RowFate, Verdict> all;
    for (const LedgerLine& line : page.lines) {
        const bool isVerdict = line.kind == LedgerLine::Kind::Verdict || line.kind == LedgerLine::Kind::Operator;
        if (!isVerdict || line.vertex != vertex || line.input != input || line.rows <= 0) continue;
        all[line.fate].rows += line.rows;
        all[line.fate].words = line.words;
    }
    return all;
}

QString counted(const LedgerPage& page, int64_t rows) { return page.isExact ? groupedNumber(rows) : tr("about %1").arg(groupedNumber(rows)); }

} // namespace

QString fateOverEdge(const RunSnapshot& snapshot, const LedgerPage& page, int from, int to) {
    int input = 0;
    QStringList others;
    for (const EdgeSnapshot& edge : snapshot.edges) {
        if (edge.from != from) continue;
        if (edge.to == to) input = edge.input;
        else others += nameOf(snapshot, edge.to);
    }
    const QString taker = nameOf(snapshot, to);
    QString words = tr("It went to %1.").arg(taker);
    if (!others.isEmpty()) words = tr("It went to %1, and to %2, too.").arg(taker, others.join(", "));
    QStringList verdicts;
    for (const auto& [fate, verdict] : verdictsAt(page, to, input)) {
        const QString one = counted(page, verdict.rows) + ' ' + text(std::string_view(weir::nameOf(fate)));
        verdicts += verdict.words.empty() ? one : one + " (" + text(verdict.words) + ')';
    }
    if (verdicts.isEmpty()) return words + ' ' + tr("No verdict was counted there until now: rows that came there went on, or are on their way.");
    return words + ' ' + tr("Of all rows that came there until now: %1. Which of these it is, or whether it went on, is not recorded of a single row.").arg(verdicts.join(", "));
}

QString fateWithVerdict(const RunSnapshot& snapshot, const LedgerPage& page, int vertex, int input, RowFate fate) {
    QString verdict = text(std::string_view(weir::nameOf(fate)));
    if (!verdict.isEmpty()) verdict[0] = verdict[0].toUpper();
    const auto all = verdictsAt(page, vertex, input);
    const auto found = all.find(fate);
    QString words = tr("%1 at %2").arg(verdict, nameOf(snapshot, vertex));
    if (found != all.end()) {
        words += tr(", one of %1 rows until now").arg(counted(page, found->second.rows));
        if (!found->second.words.empty()) words += ": " + text(found->second.words);
    }
    words += '.';
    const VertexSnapshot* at = find(snapshot, vertex);
    if (fate == RowFate::Filtered && at && !at->detail.empty()) words += ' ' + tr("There: %1").arg(text(at->detail));
    if (fate == RowFate::Late) words += ' ' + tr("The Watermarks panel says of such rows how late they came.");
    return words;
}

} // namespace weir::ui
