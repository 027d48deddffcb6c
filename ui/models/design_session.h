// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/graph/graph_edits.h"
#include "ui/models/operator_table.h"

#include <QObject>

namespace weir::ui {

/// The script that the canvas edits: its graph, what is known of columns and connectors, and every edit as a change of the text. The text
/// itself belongs to the editor: an edit is asked for by `changeWanted`, and what came of it is told by setText().
class DesignSession : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// A text with mistakes keeps the last good graph; see isStale().
    void setText(const std::string& text);
    void setCatalog(const std::vector<CatalogTree>& catalogs);
    void setDiagnostics(std::vector<Diagnostic> diagnostics);
    void setConnectors(std::vector<ConnectorTraits> connectors);
    /// Another document; `trouble`: why there is no text to read.
    void forget(const QString& trouble = {});

    const graph::ScriptGraph& graph() const { return graph_; }
    bool isStale() const { return stale_; }
    /// What a stale graph waits for.
    QString trouble() const { return trouble_; }
    const graph::NodeColumns& columns() const { return columns_; }
    const std::vector<PaletteItem>& palette() const { return palette_; }
    const ConnectorTraits* connector(const std::string& name) const;
    /// What is wrong with a node, "" when nothing is.
    QString problemOf(const graph::Node& node) const;

    // Edits. Each is one step of undo; false (and `refused`) when it cannot be done.
    bool add(const PaletteItem& item, const QStringList& inputs);
    bool addOnEdge(const PaletteItem& item, int reference);
    bool connectNodes(const QString& from, const QString& to, graph::ConnectMode mode = graph::ConnectMode::Auto, int reference = -1);
    bool rename(const QString& id, const QString& name);
    bool remove(const QString& id, graph::Removal removal);
    bool setClause(const QString& id, graph::ClauseKind kind, const QString& text, int index = 0);
    bool setWindow(const QString& id, const QString& kind, const QString& time, const QStringList& sizes);
    bool setRanking(const QString& id, graph::RankingPart part, const QString& text);
    bool setJoinKind(const QString& id, int index, const QString& kind);
    bool setOption(const QString& id, const QString& key, const QString& value);
    /// Statements as text behind all others.
    bool paste(const QString& sql);

    /// Why the output of `from` cannot go into `to`; "" when it can.
    QString whyNotConnect(const QString& from, const QString& to) const;
    /// The statements of these nodes, as they stand in the text.
    QString copied(const QStringList& ids) const;

signals:
    void changed();                                              // graph, columns or problems
    void changeWanted(const weir::graph::GraphEdit& edit);
    void renamed(const QString& from, const QString& to);
    void refused(const QString& why);

private:
    bool ask(const Result<graph::GraphEdit>& edit);

    graph::ScriptGraph graph_;
    graph::NodeColumns columns_;
    std::vector<CatalogTree> catalogs_;
    std::vector<Diagnostic> diagnostics_;
    std::vector<ConnectorTraits> connectors_;
    std::vector<PaletteItem> palette_;
    QString trouble_;
    bool stale_ = false;
};

} // namespace weir::ui
