// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/pressure_text.h"

#include <QCoreApplication>

namespace weir::ui {

namespace {

QString tr(const char* words) { return QCoreApplication::translate("PressureText", words); }
QString percent(double share) { return QStringLiteral("%1 %").arg(qRound(share * 100)); }

/// What the operator's task does, and the key that stands out.
QString details(const PressureCause& cause, const QString& name) {
    QString out;
    if (!cause.key.empty()) out += tr("key %1 has %2 of its rows").arg(QString::fromStdString(cause.key), percent(cause.keyShare));
    if (cause.operatorShare > 0 && cause.operatorShare < 0.995) out += (out.isEmpty() ? QString() : tr("; ")) + tr("%1 takes %2 of the work of its task").arg(name, percent(cause.operatorShare));
    return out;
}

} // namespace

QString taskName(const PressureTask& task, const std::function<QString(int vertex)>& nameOf) {
    if (task.operators.empty()) return {};
    QString name = nameOf(task.operators.front().vertex);
    if (task.operators.size() > 2) name += QStringLiteral(" … ") + nameOf(task.operators.back().vertex);
    else if (task.operators.size() == 2) name += QStringLiteral(" → ") + nameOf(task.operators.back().vertex);
    return name + QStringLiteral(" [%1]").arg(task.subtask);
}

QString pressureSentence(const PressurePage& page, const PressureCause& cause, const std::function<QString(int vertex)>& nameOf) {
    const double seconds = static_cast<double>(page.to - page.from) / 1e9;
    const QString time = tr("%1 s").arg(seconds, 0, 'f', seconds < 9.95 ? 1 : 0);
    const QString name = cause.vertex >= 0 ? QStringLiteral("%1[%2]").arg(nameOf(cause.vertex)).arg(cause.subtask) : QString();
    switch (cause.kind) {
    case PressureCause::Kind::Input:
        return tr("Nobody waits for room. The job waits for its sources: the busiest task, with %1, works %2 of the time.").arg(name, percent(cause.busy));
    case PressureCause::Kind::None: {
        if (cause.vertex < 0) return tr("Nobody waits for room.");
        const QString more = details(cause, name);
        return tr("Nobody waits for room. The busiest task works %1 of the time, most of all %2").arg(percent(cause.busy), name) + (more.isEmpty() ? QString() : tr(": ") + more) + '.';
    }
    case PressureCause::Kind::Operator: {
        const QString more = details(cause, name);
        return tr("%1 of the waiting of the sources in the last %2 ends at %3").arg(percent(cause.share), time, name) + (more.isEmpty() ? QString() : tr(": ") + more) + '.';
    }
    case PressureCause::Kind::Cores: {
        const QString more = details(cause, name);
        return tr("%1 of the waiting of the sources in the last %2 ends at tasks that wait for a core; most of the cores' time goes to %3").arg(percent(cause.share), time, name) +
               (more.isEmpty() ? QString() : tr(": ") + more) + '.';
    }
    case PressureCause::Kind::Reader:
        return tr("%1 of the waiting of the sources in the last %2 ends behind %3: nobody takes its rows.").arg(percent(cause.share), time, name);
    }
    return {};
}

} // namespace weir::ui
