// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/operator_table.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>

namespace weir::ui {

namespace {

using graph::ClauseKind;
using graph::NodeKind;
using graph::Operator;

QString tr(const char* words) { return QCoreApplication::translate("Palette", words); }

struct Row { const char* id; const char* title; const char* hint; Operator op; NodeKind kind; bool onEdge; };
constexpr Row Steps[] = {
    {"filter", QT_TRANSLATE_NOOP("Palette", "Filter"), QT_TRANSLATE_NOOP("Palette", "Keep the rows for which a condition holds"), Operator::Filter,
     NodeKind::View, true},
    {"project", QT_TRANSLATE_NOOP("Palette", "Select columns"), QT_TRANSLATE_NOOP("Palette", "Choose, compute and rename columns"), Operator::Project,
     NodeKind::View, true},
    {"aggregate", QT_TRANSLATE_NOOP("Palette", "Aggregate"), QT_TRANSLATE_NOOP("Palette", "Count or sum by key, for ever"), Operator::Aggregate,
     NodeKind::View, true},
    {"window-aggregate", QT_TRANSLATE_NOOP("Palette", "Window aggregate"), QT_TRANSLATE_NOOP("Palette", "Count or sum by key and window of time"),
     Operator::WindowAggregate, NodeKind::View, true},
    {"window", QT_TRANSLATE_NOOP("Palette", "Window"), QT_TRANSLATE_NOOP("Palette", "Give every row its window of time"), Operator::Window, NodeKind::View,
     true},
    {"over", QT_TRANSLATE_NOOP("Palette", "Running aggregate"), QT_TRANSLATE_NOOP("Palette", "A value over the rows so far (OVER)"), Operator::Over,
     NodeKind::View, true},
    {"join", QT_TRANSLATE_NOOP("Palette", "Join"), QT_TRANSLATE_NOOP("Palette", "Bring rows of two inputs together"), Operator::Join, NodeKind::View, false},
    {"union", QT_TRANSLATE_NOOP("Palette", "Union"), QT_TRANSLATE_NOOP("Palette", "All rows of several inputs"), Operator::Union, NodeKind::View, false},
    {"top-n", QT_TRANSLATE_NOOP("Palette", "Top-N"), QT_TRANSLATE_NOOP("Palette", "The first rows of every key in an order"), Operator::TopN, NodeKind::View,
     true},
    {"deduplicate", QT_TRANSLATE_NOOP("Palette", "Deduplicate"), QT_TRANSLATE_NOOP("Palette", "One row a key"), Operator::Deduplicate, NodeKind::View, true},
    {"match", QT_TRANSLATE_NOOP("Palette", "Match pattern"), QT_TRANSLATE_NOOP("Palette", "Rows that follow each other (MATCH_RECOGNIZE)"), Operator::Match,
     NodeKind::View, true},
    {"sql", QT_TRANSLATE_NOOP("Palette", "SQL box"), QT_TRANSLATE_NOOP("Palette", "Any query, written by hand"), Operator::Sql, NodeKind::View, true},
    {"show", QT_TRANSLATE_NOOP("Palette", "Show rows"), QT_TRANSLATE_NOOP("Palette", "A SELECT whose rows appear under Results"), Operator::Project,
     NodeKind::Select, false},
};

constexpr ClauseKind FilterFields[] = {ClauseKind::Select, ClauseKind::Where};
constexpr ClauseKind GroupFields[] = {ClauseKind::Select, ClauseKind::Where, ClauseKind::GroupBy, ClauseKind::Having};
constexpr ClauseKind SqlFields[] = {ClauseKind::Select, ClauseKind::From, ClauseKind::Where};
constexpr ClauseKind RankFields[] = {ClauseKind::Select};
constexpr OperatorRow Rows[] = {
    {Operator::Source, "database", {}},          {Operator::Sink, "sink", {}},
    {Operator::SourceAndSink, "table", {}},      {Operator::Filter, "filter", FilterFields},
    {Operator::Project, "column", FilterFields}, {Operator::Aggregate, "sigma", GroupFields},
    {Operator::Window, "window", FilterFields},  {Operator::WindowAggregate, "window", GroupFields},
    {Operator::Over, "sigma", FilterFields},     {Operator::Join, "join", FilterFields},
    {Operator::TopN, "rank", RankFields},        {Operator::Deduplicate, "distinct", RankFields},
    {Operator::Union, "union", {}},              {Operator::Match, "match", SqlFields},
    {Operator::Sql, "calc", SqlFields},
};

} // namespace

const OperatorRow& operatorRow(Operator op) {
    for (const auto& row : Rows)
        if (row.op == op) return row;
    return Rows[std::size(Rows) - 1];
}

std::vector<PaletteItem> paletteItems(const std::vector<ConnectorTraits>& connectors) {
    std::vector<PaletteItem> items;
    for (const auto& connector : connectors)
        if (connector.source)
            items.push_back({"source." + text(connector.name), tr("Sources"), text(connector.name), text(connector.doc), "database", Operator::Source,
                             NodeKind::Table, std::string(connector.name), false});
    for (const auto& row : Steps)
        items.push_back({QLatin1String(row.id),
                         tr("Steps"),
                         tr(row.title),
                         tr(row.hint),
                         row.kind == NodeKind::Select ? QStringLiteral("table") : QLatin1String(operatorRow(row.op).icon),
                         row.op,
                         row.kind,
                         {},
                         row.onEdge});
    for (const auto& connector : connectors)
        if (connector.sink)
            items.push_back({"sink." + text(connector.name), tr("Sinks"), text(connector.name), text(connector.doc), "sink", Operator::Sink, NodeKind::Table,
                             std::string(connector.name), false});
    return items;
}

std::vector<std::pair<std::string, std::string>> neededOptions(const ConnectorTraits& connector, bool sink) {
    std::vector<std::pair<std::string, std::string>> options;
    for (const auto& option : connector.options) {
        if (!option.required || option.name == "connector" || option.name.find('*') != std::string_view::npos) continue;
        std::string value(option.fallback.empty() ? option.choices.substr(0, option.choices.find('|')) : option.fallback);
        if (value.empty()) value = option.name == "path" ? sink ? "output" : "input.json" : option.type == OptionType::Integer ? "1" : "change-me";
        options.push_back({std::string(option.name), value});
    }
    if (connector.needsFormat && std::none_of(options.begin(), options.end(), [](const auto& option) { return option.first == "format"; }))
        options.push_back({"format", "json"});
    return options;
}

} // namespace weir::ui
