// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/run_snapshot.h"
#include "engine/types/row_kind.h"
#include "ui/bridge/live_run.h"

#include <QColor>
#include <QString>

namespace weir::ui {

struct Theme;

inline QString text(const std::string& utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }
inline QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString stateText(RunState state);
QColor stateColour(RunState state, const Theme& theme);
QString watermarkText(int64_t watermark);            // "12:41:08", with the date when it is another day; "none", "end"
QString watermarkLongText(int64_t watermark);
QString kindText(RowKind kind);
QColor kindColour(RowKind kind, const Theme& theme);
/// "[I,UB,UA,D]" as "+I -U +U -D".
QString changelogText(const std::string& changelog);
/// The colour of work: calm, busy, and held back.
QColor loadColour(const Load& load, const Theme& theme);
QColor fillColour(double queueFill, const Theme& theme);
/// The icon of an operator by its name.
QString operatorIcon(const std::string& name, bool isSource, bool isSink);
QColor operatorColour(const QString& icon, const Theme& theme);
/// Short title and second line of a node: "Source: orders" is "orders" and "Source", and so on.
struct NodeTexts { QString title, subtitle; };
NodeTexts nodeTexts(const VertexSnapshot& vertex);

} // namespace weir::ui
