// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/design_session.h"

#include "ui/bridge/value_text.h"

namespace weir::ui {

using namespace graph;

namespace {

std::string lastPart(const std::string& name) {
    const size_t dot = name.rfind('.');
    return dot == std::string::npos ? name : name.substr(dot + 1);
}

// The type as a sink may declare it.
std::string plainType(std::string type) {
    for (const char* tail : {" *ROWTIME*", " *PROCTIME*", " NOT NULL"})
        while (true) {
            const size_t at = type.find(tail);
            if (at == std::string::npos) break;
            type.erase(at, std::string_view(tail).size());
        }
    return type;
}

} // namespace

void DesignSession::setText(const std::string& text) {
    ScriptGraph now = buildGraph(text);
    if (now.hasErrors && !graph_.nodes.empty()) {
        stale_ = true;
        trouble_ = ui::text(now.firstError);
    } else {
        stale_ = now.hasErrors;
        trouble_ = ui::text(now.firstError);
        graph_ = std::move(now);
        setCatalog(catalogs_);
        return;
    }
    emit changed();
}

void DesignSession::forget(const QString& trouble) {
    graph_ = {};
    columns_.clear();
    catalogs_.clear();
    diagnostics_.clear();
    stale_ = !trouble.isEmpty();
    trouble_ = trouble;
    emit changed();
}

void DesignSession::setCatalog(const std::vector<CatalogTree>& catalogs) {
    catalogs_ = catalogs;
    columns_.clear();
    for (const auto& node : graph_.nodes) {
        if (node.kind != NodeKind::Table && node.kind != NodeKind::View) continue;
        for (const auto& catalog : catalogs_)
            for (const auto& database : catalog.databases)
                for (const auto& table : database.tables) {
                    if (table.name != lastPart(node.name)) continue;
                    auto& columns = columns_[node.id];
                    columns.clear();
                    for (const auto& column : table.columns)
                        columns.push_back({column.name, plainType(column.type),
                                           column.note.find("rowtime") != std::string::npos || column.note.find("processing time") != std::string::npos});
                }
    }
    emit changed();
}

void DesignSession::setDiagnostics(std::vector<Diagnostic> diagnostics) {
    diagnostics_ = std::move(diagnostics);
    emit changed();
}

void DesignSession::setConnectors(std::vector<ConnectorTraits> connectors) {
    connectors_ = std::move(connectors);
    palette_ = paletteItems(connectors_);
    emit changed();
}

const ConnectorTraits* DesignSession::connector(const std::string& name) const {
    for (const auto& connector : connectors_)
        if (connector.name == name) return &connector;
    return nullptr;
}

QString DesignSession::problemOf(const Node& node) const {
    if (stale_) return {};
    for (const auto& diagnostic : diagnostics_) {
        const Place& place = diagnostic.error.place;
        if (diagnostic.severity != Severity::Error || !place.known() || place.offset < node.place.from || place.offset > node.place.to) continue;
        QString message = ui::text(diagnostic.error.message);
        if (!diagnostic.error.hint.empty()) message += ' ' + ui::text(diagnostic.error.hint);
        return message;
    }
    return {};
}

bool DesignSession::ask(const Result<GraphEdit>& edit) {
    if (stale_) {
        emit refused(tr("The text has a mistake: %1 The graph can be changed again when it is mended.").arg(trouble_));
        return false;
    }
    if (!edit) {
        QString why = ui::text(edit.error().message);
        if (!edit.error().hint.empty()) why += ' ' + ui::text(edit.error().hint);
        emit refused(why);
        return false;
    }
    if (!edit->edits.empty()) emit changeWanted(*edit);
    return true;
}

bool DesignSession::add(const PaletteItem& item, const QStringList& inputs) {
    NodeRequest request;
    request.op = item.op;
    request.kind = item.kind;
    request.connector = item.connector;
    if (item.op != Operator::Source)
        for (const QString& input : inputs) {
            // What has no name cannot be read: then the node comes without an input.
            const int index = graph_.find(input.toStdString());
            if (index < 0) continue;
            const Node& node = graph_.nodes[static_cast<size_t>(index)];
            if ((node.kind == NodeKind::Table && node.op != Operator::Sink) || node.kind == NodeKind::View) request.inputs.push_back(input.toStdString());
        }
    if (const ConnectorTraits* traits = connector(item.connector); traits && !(item.op == Operator::Source && item.connector == "datagen"))
        request.options = neededOptions(*traits, item.op == Operator::Sink);
    if (item.op == Operator::Sink && request.inputs.size() > 1) request.inputs.resize(1);
    return ask(addNode(graph_, request, columns_));
}

bool DesignSession::addOnEdge(const PaletteItem& item, int reference) { return ask(insertOnEdge(graph_, reference, item.op, columns_)); }

bool DesignSession::connectNodes(const QString& from, const QString& to, ConnectMode mode, int reference) {
    if (const QString why = whyNotConnect(from, to); !why.isEmpty()) {
        emit refused(why);
        return false;
    }
    return ask(graph::connectNodes(graph_, {from.toStdString(), to.toStdString(), mode, reference}, columns_));
}

bool DesignSession::rename(const QString& id, const QString& name) {
    const auto edit = renameNode(graph_, id.toStdString(), name.toStdString());
    if (edit && !edit->edits.empty() && !stale_) emit renamed(id, ui::text(edit->focus));
    return ask(edit);
}

bool DesignSession::remove(const QString& id, Removal removal) { return ask(removeNode(graph_, id.toStdString(), removal)); }
bool DesignSession::setClause(const QString& id, ClauseKind kind, const QString& text, int index) {
    return ask(graph::setClause(graph_, id.toStdString(), kind, text.toStdString(), index));
}
bool DesignSession::setRanking(const QString& id, RankingPart part, const QString& text) {
    return ask(graph::setRanking(graph_, id.toStdString(), part, text.toStdString()));
}
bool DesignSession::setJoinKind(const QString& id, int index, const QString& kind) {
    return ask(graph::setJoinKind(graph_, id.toStdString(), index, kind.toStdString()));
}
bool DesignSession::setOption(const QString& id, const QString& key, const QString& value) {
    return ask(graph::setOption(graph_, id.toStdString(), key.toStdString(), value.toStdString()));
}

bool DesignSession::setWindow(const QString& id, const QString& kind, const QString& time, const QStringList& sizes) {
    std::vector<std::string> texts;
    for (const QString& size : sizes) texts.push_back(size.toStdString());
    return ask(graph::setWindow(graph_, id.toStdString(), kind.toStdString(), time.toStdString(), texts));
}

bool DesignSession::paste(const QString& sql) {
    std::string added = sql.trimmed().toStdString();
    if (added.empty()) return false;
    const ScriptGraph read = buildGraph(added);
    if (read.hasErrors || read.nodes.empty()) {
        emit refused(tr("What was copied is no SQL."));
        return false;
    }
    const int end = static_cast<int>(graph_.text.size());
    std::string gap;
    if (!graph_.statements.empty()) {
        const size_t last = graph_.text.find_last_not_of(" \t\r\n");
        gap = graph_.text[last] == ';' || graph_.text.find("--", static_cast<size_t>(graph_.statements.back().to)) != std::string::npos ? "\n" : ";\n";
        if (graph_.text.back() != '\n') gap += "\n";
    }
    if (added.back() != ';') added += ";";
    return ask(GraphEdit{"Paste", {{{end, end}, gap + added + "\n"}}, read.nodes.back().id});
}

QString DesignSession::whyNotConnect(const QString& from, const QString& to) const {
    const int a = graph_.find(from.toStdString()), b = graph_.find(to.toStdString());
    if (a < 0 || b < 0) return tr("There is nothing to connect.");
    if (a == b) return tr("A node cannot read itself.");
    const Node &source = graph_.nodes[static_cast<size_t>(a)], &target = graph_.nodes[static_cast<size_t>(b)];
    if (source.kind == NodeKind::Select) return tr("A SELECT shows its rows; they cannot be read by others.");
    if (source.kind == NodeKind::Table)
        if (const ConnectorTraits* traits = connector(source.connector); traits && !traits->source)
            return tr("The connector '%1' cannot be read.").arg(ui::text(traits->name));
    if (target.kind == NodeKind::Table) {
        if (const ConnectorTraits* traits = connector(target.connector); traits && !traits->sink)
            return tr("The connector '%1' cannot be written to.").arg(ui::text(traits->name));
    } else if (source.kind == NodeKind::Insert) {
        return tr("An INSERT writes into a table.");
    }
    const auto edit = graph::connectNodes(graph_, {from.toStdString(), to.toStdString(), ConnectMode::Auto, -1}, columns_);
    return edit ? QString() : ui::text(edit.error().message);
}

QString DesignSession::copied(const QStringList& ids) const {
    QStringList statements;
    std::vector<int> taken;
    for (const auto& node : graph_.nodes) {
        if (!ids.contains(ui::text(node.id)) || std::find(taken.begin(), taken.end(), node.statement) != taken.end()) continue;
        taken.push_back(node.statement);
        statements += ui::text(graph_.part(graph_.statements[static_cast<size_t>(node.statement)])) + ";";
    }
    return statements.isEmpty() ? QString() : statements.join("\n\n") + "\n";
}

} // namespace weir::ui
