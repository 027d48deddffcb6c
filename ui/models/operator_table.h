// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/graph/graph_edits.h"
#include "engine/session/session.h"

#include <QString>

#include <span>
#include <vector>

namespace weir::ui {

/// What the palette offers: a row adds one kind of node.
struct PaletteItem {
    QString id;                  // "filter", "source.kafka", "sink.print"
    QString group, title, hint, icon;
    graph::Operator op = graph::Operator::Filter;
    graph::NodeKind kind = graph::NodeKind::View;
    std::string connector;       // of tables
    bool onEdge = false;         // can be put on an edge
};

/// Sources and sinks come from the connectors, the rest is a table.
std::vector<PaletteItem> paletteItems(const std::vector<ConnectorTraits>& connectors);

/// How an operator looks and which of its clauses a form shows even when they are not written.
struct OperatorRow {
    graph::Operator op;
    const char* icon;
    std::span<const graph::ClauseKind> fields;
};
const OperatorRow& operatorRow(graph::Operator op);

/// The options that a new table of that connector gets beside 'connector': those it cannot do without.
std::vector<std::pair<std::string, std::string>> neededOptions(const ConnectorTraits& connector, bool sink);

} // namespace weir::ui
