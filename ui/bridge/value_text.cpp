// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/value_text.h"

#include "ui/kit/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

namespace weir::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Values", text); }

struct OperatorLook { const char* word; const char* icon; };
constexpr OperatorLook Looks[] = {
    {"watermark", "waves"}, {"window", "window"},   {"tumbl", "window"},      {"join", "join"},       {"match", "match"},
    {"aggregate", "sigma"}, {"distinct", "distinct"}, {"dedup", "distinct"},  {"rank", "rank"},       {"top", "rank"},
    {"sort", "sort"},       {"limit", "limit"},     {"union", "union"},       {"over", "sigma"},      {"expand", "expand"},
    {"values", "table"},    {"correlate", "expand"}, {"changelog", "changelog"}, {"normalize", "changelog"}, {"filter", "filter"},
    {"calc", "calc"},       {"exchange", "shuffle"},
};

} // namespace

QString stateText(RunState state) {
    switch (state) {
    case RunState::Starting: return tr("Starting");
    case RunState::Running: return tr("Running");
    case RunState::Pausing: return tr("Pausing");
    case RunState::Paused: return tr("Paused");
    case RunState::Stopping: return tr("Stopping");
    case RunState::Finished: return tr("Finished");
    case RunState::Failed: return tr("Failed");
    case RunState::Cancelled: return tr("Cancelled");
    }
    return {};
}

QColor stateColour(RunState state, const Theme& theme) {
    switch (state) {
    case RunState::Starting:
    case RunState::Stopping: return theme.accent;
    case RunState::Running: return theme.ok;
    case RunState::Pausing:
    case RunState::Paused: return theme.warn;
    case RunState::Failed: return theme.error;
    case RunState::Finished:
    case RunState::Cancelled: break;
    }
    return theme.muted;
}

QString watermarkText(int64_t watermark) {
    if (watermark == INT64_MIN) return QStringLiteral("–");
    if (watermark == INT64_MAX) return tr("end");
    return QDateTime::fromMSecsSinceEpoch(watermark, Qt::UTC).toString(QStringLiteral("HH:mm:ss"));
}

QString watermarkLongText(int64_t watermark) {
    if (watermark == INT64_MIN) return tr("no watermark yet");
    if (watermark == INT64_MAX) return tr("end of input");
    return QDateTime::fromMSecsSinceEpoch(watermark, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

QString kindText(RowKind kind) { return text(symbol(kind)); }

QColor kindColour(RowKind kind, const Theme& theme) {
    switch (kind) {
    case RowKind::Insert: return theme.ok;
    case RowKind::UpdateBefore: return mixed(theme.accent, theme.muted, 0.6);
    case RowKind::UpdateAfter: return theme.accent;
    case RowKind::Delete: return theme.error;
    }
    return theme.text;
}

QString changelogText(const std::string& changelog) {
    QString inside = text(changelog);
    inside.remove('[').remove(']').remove(' ');
    QStringList kinds;
    for (const QString& kind : inside.split(',', Qt::SkipEmptyParts))
        kinds += kind == "I" ? "+I" : kind == "UB" ? "-U" : kind == "UA" ? "+U" : kind == "D" ? "-D" : kind;
    return kinds.join(' ');
}

QColor loadColour(const Load& load, const Theme& theme) {
    if (load.backpressured > 0.5) return theme.error;
    if (load.backpressured > 0.1 || load.busy > 0.8) return theme.warn;
    return theme.ok;
}

QColor fillColour(double queueFill, const Theme& theme) {
    return queueFill > 0.8 ? theme.error : queueFill > 0.4 ? theme.warn : theme.ok;
}

QString operatorIcon(const std::string& name, bool isSource, bool isSink) {
    const QString lower = text(name).toLower();
    if (isSource) return QStringLiteral("database");
    if (isSink) return QStringLiteral("sink");
    for (const auto& look : Looks)
        if (lower.contains(QLatin1String(look.word))) return QLatin1String(look.icon);
    return QStringLiteral("calc");
}

QColor operatorColour(const QString& icon, const Theme& theme) {
    if (icon == "database" || icon == "sink" || icon == "table") return theme.ok;
    if (icon == "join" || icon == "match" || icon == "union") return theme.violet;
    if (icon == "sigma" || icon == "window" || icon == "rank" || icon == "distinct") return theme.warn;
    if (icon == "waves" || icon == "changelog") return theme.teal;
    return theme.accent;
}

NodeTexts nodeTexts(const VertexSnapshot& vertex) {
    QString title = text(vertex.name);
    QString detail = text(vertex.detail).simplified();
    for (const char* prefix : {"Source: ", "Sink: "}) {
        if (!title.startsWith(QLatin1String(prefix))) continue;
        const QString kind = QString::fromLatin1(prefix).chopped(2);
        title = title.mid(static_cast<int>(qstrlen(prefix)));
        const int dot = static_cast<int>(title.lastIndexOf("`.`"));
        if (dot >= 0) title = title.mid(dot + 3).remove('`');
        detail = detail.isEmpty() ? kind : kind + QStringLiteral(" · ") + detail;
        break;
    }
    return {title, detail};
}

} // namespace weir::ui
