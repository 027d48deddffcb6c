// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/node_form.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir::ui {

using namespace graph;

namespace {

QString tr(const char* words) { return QCoreApplication::translate("NodeForm", words); }

const QStringList JoinKinds{"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"};
const QStringList WindowKinds{"TUMBLE", "HOP", "CUMULATE", "SESSION"};
const QStringList Formats{"json", "csv", "raw", "debezium-json", "canal-json", "maxwell-json"};

constexpr ClauseKind Order[] = {ClauseKind::Select, ClauseKind::From,    ClauseKind::Where, ClauseKind::GroupBy,
                                ClauseKind::Having, ClauseKind::OrderBy, ClauseKind::Limit};

QStringList sizeLabels(const QString& kind) {
    if (kind == "HOP") return {tr("Every"), tr("Size")};
    if (kind == "CUMULATE") return {tr("Step"), tr("Size")};
    return {kind == "SESSION" ? tr("Gap") : tr("Size")};
}

// How far the lines behind the first one are indented as the first one's line is; shown without it, and written with it again.
QString indentOf(const ScriptGraph& graph, const Range& range) {
    const std::string_view whole = graph.part(range);
    if (whole.find('\n') == std::string_view::npos) return {};
    size_t line = range.from == 0 ? std::string::npos : graph.text.rfind('\n', static_cast<size_t>(range.from) - 1);
    line = line == std::string::npos ? 0 : line + 1;
    const size_t end = std::min(graph.text.find_first_not_of(" \t", line), static_cast<size_t>(range.from));
    const std::string indent = graph.text.substr(line, end - line);
    for (size_t at = whole.find('\n'); at != std::string_view::npos; at = whole.find('\n', at + 1))
        if (whole.compare(at + 1, indent.size(), indent) != 0) return {};
    return text(indent);
}

FormRow expression(const QString& key, const QString& label, const ScriptGraph& graph, const Range& range, const QString& hint = {}) {
    QString value = text(graph.part(range));
    if (const QString indent = indentOf(graph, range); !indent.isEmpty()) value.replace("\n" + indent, "\n");
    FormRow row{key, label, value, hint, FieldKind::Expression, {}, false, range};
    return row;
}

void clauseRows(std::vector<FormRow>& rows, const ScriptGraph& graph, const Node& node) {
    const auto& offered = operatorRow(node.op).fields;
    for (const ClauseKind kind : Order) {
        const Clause* clause = graph.clause(node, kind);
        const bool isOffered = std::find(offered.begin(), offered.end(), kind) != offered.end();
        // FROM is what the edges say, except where it holds more than names.
        if (kind == ClauseKind::From && !isOffered) continue;
        if (kind == ClauseKind::Where && node.ranking) continue;
        if (!clause && (!isOffered || node.clauses.empty())) continue;
        const QString name = text(clauseName(kind));
        rows.push_back(expression("clause." + name + ".0", name, graph, clause ? clause->content : Range{}));
    }
}

void windowRows(std::vector<FormRow>& rows, const DesignSession& session, const ScriptGraph& graph, const Node& node) {
    const WindowCall& window = *node.window;
    const QString kind = text(window.kind);
    rows.push_back({"", tr("Window"), "", "", FieldKind::Note, {}, true, {}});
    rows.push_back({"window.kind",
                    tr("Kind"),
                    kind,
                    tr("TUMBLE: one after the other; HOP: overlapping; CUMULATE: growing; SESSION: until it is quiet"),
                    FieldKind::Choice,
                    WindowKinds,
                    false,
                    {}});
    QStringList times;
    for (const int input : graph.inputs(graph.find(node.id))) {
        const int target = graph.references[static_cast<size_t>(input)].target;
        if (target < 0) continue;
        if (const auto columns = session.columns().find(graph.nodes[static_cast<size_t>(target)].id); columns != session.columns().end())
            for (const auto& column : columns->second)
                if (column.isTime) times += text(quotedName(column.name));
    }
    if (!times.contains(text(window.timeColumn))) times.prepend(text(window.timeColumn));
    rows.push_back({"window.time", tr("Time"), text(window.timeColumn), tr("The column that says when a row happened"), FieldKind::Choice, times, false, {}});
    const QStringList labels = sizeLabels(kind);
    for (size_t i = 0; i < window.sizes.size(); ++i)
        rows.push_back({"window.size." + QString::number(i),
                        static_cast<int>(i) < labels.size() ? labels[static_cast<int>(i)] : tr("Offset"),
                        text(window.sizes[i]),
                        tr("An interval: INTERVAL '1' MINUTE"),
                        FieldKind::Line,
                        {},
                        false,
                        {}});
}

void optionRows(std::vector<FormRow>& rows, const DesignSession& session, const Node& node) {
    const ConnectorTraits* traits = session.connector(node.connector);
    rows.push_back({"", tr("Connector %1").arg(text(node.connector)), traits ? text(traits->doc) : QString(), "", FieldKind::Note, {}, true, {}});
    auto info = [&](const std::string& key) -> const OptionInfo* {
        if (traits)
            for (const auto& option : traits->options)
                if (option.name == key) return &option;
        return nullptr;
    };
    auto row = [&](const std::string& key, const std::string& value) {
        const OptionInfo* option = info(key);
        FormRow shown{"option." + text(key), text(key), text(value), option ? text(option->doc) : QString(), FieldKind::Line, {}, false, {}};
        if (option && !option->choices.empty()) shown.choices = text(option->choices).split('|');
        else if (option && option->type == OptionType::Boolean) shown.choices = {"true", "false"};
        else if (key == "format") shown.choices = Formats;
        if (!shown.choices.isEmpty()) shown.kind = FieldKind::Choice;
        if (option && option->required) shown.hint += tr(" Required.");
        rows.push_back(std::move(shown));
    };
    QStringList more;
    for (const auto& option : node.options)
        if (option.key != "connector") row(option.key, option.value);
    if (traits)
        for (const auto& option : traits->options) {
            const bool there = std::any_of(node.options.begin(), node.options.end(), [&](const TableOption& o) { return o.key == option.name; });
            if (there || option.name == "connector") continue;
            if (option.required) row(std::string(option.name), "");
            else if (option.name.find('*') == std::string_view::npos) more += text(option.name);
        }
    if (!more.isEmpty()) rows.push_back({"add-option", tr("Add option"), "", tr("Another option of this connector"), FieldKind::AddOption, more, false, {}});
}

} // namespace

std::vector<FormRow> formRows(const DesignSession& session, const QString& id) {
    const ScriptGraph& graph = session.graph();
    const int index = graph.find(id.toStdString());
    std::vector<FormRow> rows;
    if (index < 0) return rows;
    const Node& node = graph.nodes[static_cast<size_t>(index)];
    if (node.kind == NodeKind::Insert) rows.push_back({"", tr("Writes into"), text(node.name), "", FieldKind::Note, {}, false, {}});
    else if (node.kind != NodeKind::Select)
        rows.push_back({"name", tr("Name"), text(node.name), tr("Renamed everywhere in the script"), FieldKind::Name, {}, false, {}});
    if (const QString problem = session.problemOf(node); !problem.isEmpty())
        rows.push_back({"problem", tr("Problem"), problem, "", FieldKind::Note, {}, false, {}});
    if (node.kind == NodeKind::Table && node.query.empty()) {
        if (const Clause* columns = graph.clause(node, ClauseKind::Columns))
            rows.push_back(expression("clause.COLUMNS.0", tr("Columns"), graph, columns->content));
        if (!node.options.empty()) optionRows(rows, session, node);
        return rows;
    }
    for (size_t i = 0; i < node.joins.size(); ++i) {
        const QString number = QString::number(i);
        if (i == 0) rows.push_back({"", tr("Join"), "", "", FieldKind::Note, {}, true, {}});
        const Clause* on = graph.clause(node, ClauseKind::On, static_cast<int>(i));
        if (!on) continue;
        rows.push_back(
            {"join." + number, tr("Kind"), text(node.joins[i].kind), tr("Which rows stay without a partner"), FieldKind::Choice, JoinKinds, false, {}});
        rows.push_back(expression("clause.ON." + number, "ON", graph, on->content));
    }
    if (node.window) windowRows(rows, session, graph, node);
    if (node.ranking) {
        rows.push_back({"", node.op == Operator::Deduplicate ? tr("One row a key") : tr("Ranking"), "", "", FieldKind::Note, {}, true, {}});
        rows.push_back(expression("ranking.0", tr("For each"), graph, node.ranking->partition, tr("Rows that are ranked among each other (PARTITION BY)")));
        rows.push_back(expression("ranking.1", tr("Order by"), graph, node.ranking->order));
        rows.push_back({"ranking.2", tr("Keep"), text(graph.part(node.ranking->limit)), tr("How many rows of each"), FieldKind::Line, {}, false, {}});
    }
    if (!node.clauses.empty()) {
        const bool headed = node.window || node.ranking || !node.joins.empty();
        if (headed) rows.push_back({"", tr("Query"), "", "", FieldKind::Note, {}, true, {}});
        clauseRows(rows, graph, node);
    } else if (node.op == Operator::Union) {
        rows.push_back({"",
                        tr("Inputs"),
                        tr("%1, all of their rows. Drag another output here to add it.").arg(graph.inputs(index).size()),
                        "",
                        FieldKind::Note,
                        {},
                        false,
                        {}});
    } else {
        rows.push_back({"", tr("Query"), tr("This query has a form of its own: change it in the text."), "", FieldKind::Note, {}, false, {}});
    }
    return rows;
}

bool commitRow(DesignSession& session, const QString& id, const QString& key, const QString& value) {
    const ScriptGraph& graph = session.graph();
    const int index = graph.find(id.toStdString());
    if (index < 0) return false;
    const Node& node = graph.nodes[static_cast<size_t>(index)];
    const QStringList parts = key.split('.');
    if (key == "name") return session.rename(id, value.trimmed());
    if (parts[0] == "clause") {
        for (int kind = 0; kind <= static_cast<int>(ClauseKind::On); ++kind)
            if (text(clauseName(static_cast<ClauseKind>(kind))) == parts[1]) {
                const Clause* clause = graph.clause(node, static_cast<ClauseKind>(kind), parts[2].toInt());
                const QString indent = clause ? indentOf(graph, clause->content) : QString();
                return session.setClause(id, static_cast<ClauseKind>(kind), QString(value).replace("\n", "\n" + indent), parts[2].toInt());
            }
        return false;
    }
    if (parts[0] == "join") return session.setJoinKind(id, parts[1].toInt(), value);
    if (parts[0] == "ranking") return session.setRanking(id, static_cast<RankingPart>(parts[1].toInt()), value);
    if (key.startsWith("option.")) return session.setOption(id, key.mid(7), value);
    if (key == "add-option") {
        std::string first = "change-me";
        if (const ConnectorTraits* traits = session.connector(node.connector))
            for (const auto& option : traits->options)
                if (text(option.name) == value) {
                    if (!option.fallback.empty()) first = std::string(option.fallback);
                    else if (!option.choices.empty()) first = std::string(option.choices.substr(0, option.choices.find('|')));
                    else if (option.type == OptionType::Integer) first = "1";
                    else if (option.type == OptionType::Boolean) first = "true";
                    else if (option.type == OptionType::Duration) first = "1 s";
                }
        return session.setOption(id, value, text(first));
    }
    if (parts[0] == "window" && node.window) {
        QStringList sizes;
        for (const auto& size : node.window->sizes) sizes += text(size);
        QString kind = text(node.window->kind), time = text(node.window->timeColumn);
        if (key == "window.kind") {
            kind = value;
            const int needed = sizeLabels(kind).size();
            if (sizes.size() > needed) sizes = sizes.mid(sizes.size() - needed);
            while (sizes.size() < needed) sizes.prepend(sizes.front());
        } else if (key == "window.time") {
            time = value.trimmed();
        } else {
            const int size = parts.value(2).toInt();
            if (size >= sizes.size()) return false;
            sizes[size] = value.trimmed();
        }
        return session.setWindow(id, kind, time, sizes);
    }
    return false;
}

} // namespace weir::ui
