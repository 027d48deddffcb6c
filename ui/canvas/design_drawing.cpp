// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/design_drawing.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/layered_layout.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir::ui {

using namespace graph;

namespace {

QString tr(const char* words) { return QCoreApplication::translate("DesignDrawing", words); }

struct Link { int reference, from, to; bool writes; };

std::vector<Link> linksOf(const ScriptGraph& graph) {
    std::vector<Link> links;
    for (size_t i = 0; i < graph.references.size(); ++i) {
        const Reference& reference = graph.references[i];
        if (reference.kind == ReferenceKind::Mention || reference.node < 0) continue;
        if (reference.kind == ReferenceKind::Write) {
            if (reference.target >= 0) links.push_back({static_cast<int>(i), reference.node, reference.target, true});
        } else {
            links.push_back({static_cast<int>(i), reference.target, reference.node, false});
        }
    }
    return links;
}

// What a card says below its name: the clause that makes the node what it is.
QString detailOf(const ScriptGraph& graph, const Node& node) {
    auto clause = [&](ClauseKind kind) { return text(graph.clauseText(node, kind)).simplified(); };
    switch (node.op) {
    case Operator::Filter: return clause(ClauseKind::Where);
    case Operator::Aggregate: return clause(ClauseKind::GroupBy).isEmpty() ? clause(ClauseKind::Select) : tr("by %1").arg(clause(ClauseKind::GroupBy));
    case Operator::Window:
    case Operator::WindowAggregate: {
        if (!node.window) return clause(ClauseKind::GroupBy);
        QStringList sizes;
        for (const auto& size : node.window->sizes) sizes += text(size).simplified().remove("INTERVAL ").remove('\'').toLower();
        const QString kind = text(node.window->kind);
        return kind.left(1) + kind.mid(1).toLower() + " " + sizes.join(" / ");
    }
    case Operator::Join: return clause(ClauseKind::On);
    case Operator::TopN:
        if (!node.ranking) return tr("the first %1").arg(clause(ClauseKind::Limit));
        return tr("%1 by %2").arg(text(graph.part(node.ranking->limit)), text(graph.part(node.ranking->order)).simplified());
    case Operator::Deduplicate: return node.ranking ? tr("by %1").arg(text(graph.part(node.ranking->partition)).simplified()) : QString();
    case Operator::Source:
    case Operator::Sink:
    case Operator::SourceAndSink: return text(node.connector);
    default: return clause(ClauseKind::Select);
    }
}

QString titleOf(const Node& node) {
    if (node.kind == NodeKind::Select) return text(node.id);
    return text(node.name);
}

QString subtitleOf(const Node& node) {
    const QString op = QCoreApplication::translate("Operators", operatorName(node.op).data());
    switch (node.kind) {
    case NodeKind::Insert: return node.op == Operator::Project ? tr("Insert") : tr("Insert · %1").arg(op);
    case NodeKind::Select: return node.op == Operator::Project ? tr("Show rows") : tr("Show rows · %1").arg(op);
    case NodeKind::Step: return tr("%1 · step").arg(op);
    default: return op;
    }
}

} // namespace

int DesignDrawing::find(const QString& id) const {
    for (size_t i = 0; i < cards.size(); ++i)
        if (cards[i].id == id) return static_cast<int>(i);
    return -1;
}

QPainterPath curve(QPointF from, QPointF to) {
    // Wide enough to leave the card even when the target lies behind.
    const double reach = std::clamp(std::abs(to.x() - from.x()) / 2, 28.0, 150.0);
    QPainterPath path(from);
    path.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
    return path;
}

DesignPlaces tidyPlaces(const ScriptGraph& graph) {
    std::vector<LayoutNode> nodes(graph.nodes.size(), {DesignDrawing::Width, DesignDrawing::Height});
    std::vector<LayoutEdge> edges;
    for (const Link& link : linksOf(graph))
        if (link.from >= 0 && link.from != link.to) edges.push_back({link.from, link.to, DesignDrawing::Height / 2, DesignDrawing::Height / 2});
    LayoutOptions options;
    options.rankGap = 52;
    const LayoutResult laid = layoutLayers(nodes, edges, options);
    DesignPlaces places;
    for (size_t i = 0; i < graph.nodes.size(); ++i) places[text(graph.nodes[i].id)] = QPointF(std::round(laid.nodes[i].x), std::round(laid.nodes[i].y));
    return places;
}

DesignDrawing drawDesign(const DesignSession& session, DesignPlaces& places) {
    const ScriptGraph& graph = session.graph();
    const auto links = linksOf(graph);
    const bool none = std::none_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) { return places.contains(text(node.id)); });
    if (none) places.insert(tidyPlaces(graph));

    DesignDrawing drawing;
    std::vector<bool> placed(graph.nodes.size(), false);
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        DesignCard card;
        card.id = text(node.id);
        card.title = titleOf(node);
        card.subtitle = subtitleOf(node);
        card.detail = detailOf(graph, node);
        card.icon = node.kind == NodeKind::Insert && node.op == Operator::Project   ? QStringLiteral("arrow-right")
                    : node.kind == NodeKind::Select && node.op == Operator::Project ? QStringLiteral("table")
                                                                                    : QLatin1String(operatorRow(node.op).icon);
        card.problem = session.problemOf(node);
        card.isStep = node.kind == NodeKind::Step;
        card.givesOutput = node.kind != NodeKind::Select;
        const ConnectorTraits* traits = node.kind == NodeKind::Table ? session.connector(node.connector) : nullptr;
        if (node.kind == NodeKind::Table) {
            card.takesInput = !traits || traits->sink;
            card.givesOutput = !traits || traits->source;
        }
        placed[i] = places.contains(card.id);
        card.rect = QRectF(places.value(card.id), QSizeF(DesignDrawing::Width, DesignDrawing::Height));
        drawing.cards.push_back(std::move(card));
    }

    // Newcomers stand to the right of what they read, or below all others. A table that is only written to waits for its writer.
    auto isFree = [&](const QRectF& rect, size_t but) {
        for (size_t i = 0; i < drawing.cards.size(); ++i)
            if (i != but && placed[i] && drawing.cards[i].rect.adjusted(-20, -14, 20, 14).intersects(rect)) return false;
        return true;
    };
    for (size_t round = 0; round <= graph.nodes.size(); ++round) {
        bool moved = false;
        for (size_t i = 0; i < graph.nodes.size(); ++i) {
            if (placed[i]) continue;
            QRectF rect(0, 0, DesignDrawing::Width, DesignDrawing::Height);
            bool ready = true, hasInput = false;
            double right = -1e9, middle = 0;
            int inputs = 0;
            for (const Link& link : links) {
                if (link.to != static_cast<int>(i) || link.from < 0 || link.from == link.to) continue;
                if (!placed[static_cast<size_t>(link.from)]) { ready = false; continue; }
                hasInput = true;
                right = std::max(right, drawing.cards[static_cast<size_t>(link.from)].rect.right());
                middle += drawing.cards[static_cast<size_t>(link.from)].rect.top();
                ++inputs;
            }
            if (!ready && round < graph.nodes.size()) continue;
            if (hasInput) {
                rect.moveTopLeft(QPointF(right + 52, std::round(middle / inputs)));
            } else {
                double left = 0, bottom = 0;
                bool any = false;
                for (size_t j = 0; j < drawing.cards.size(); ++j)
                    if (placed[j]) {
                        left = any ? std::min(left, drawing.cards[j].rect.left()) : drawing.cards[j].rect.left();
                        bottom = any ? std::max(bottom, drawing.cards[j].rect.bottom()) : drawing.cards[j].rect.bottom();
                        any = true;
                    }
                rect.moveTopLeft(QPointF(left, any ? bottom + 26 : 0));
            }
            while (!isFree(rect, i)) rect.translate(0, 12);
            drawing.cards[i].rect = rect;
            places[drawing.cards[i].id] = rect.topLeft();
            placed[i] = moved = true;
        }
        if (!moved) break;
    }

    // Edges: the ports of a card in the order of the heights of what comes in.
    std::vector<std::vector<size_t>> into(graph.nodes.size());
    for (size_t l = 0; l < links.size(); ++l) into[static_cast<size_t>(links[l].to)].push_back(l);
    for (size_t i = 0; i < into.size(); ++i) {
        drawing.cards[i].inputs = static_cast<int>(into[i].size());
        const QRectF& to = drawing.cards[i].rect;
        auto height = [&](size_t l) { return links[l].from < 0 ? 1e9 : drawing.cards[static_cast<size_t>(links[l].from)].rect.center().y(); };
        std::stable_sort(into[i].begin(), into[i].end(), [&](size_t a, size_t b) { return height(a) < height(b); });
        for (size_t k = 0; k < into[i].size(); ++k) {
            const Link& link = links[into[i][k]];
            DesignEdge edge;
            edge.reference = link.reference;
            edge.from = link.from;
            edge.to = link.to;
            edge.writes = link.writes;
            edge.end = QPointF(to.left(), to.top() + to.height() * (static_cast<double>(k) + 1) / (static_cast<double>(into[i].size()) + 1));
            if (link.from >= 0) {
                const QRectF& from = drawing.cards[static_cast<size_t>(link.from)].rect;
                edge.start = QPointF(from.right(), from.center().y());
            } else {
                edge.missing = text(graph.references[static_cast<size_t>(link.reference)].name);
                edge.start = edge.end - QPointF(34, 0);
            }
            edge.path = curve(edge.start, edge.end);
            drawing.edges.push_back(std::move(edge));
        }
    }
    for (const auto& card : drawing.cards) drawing.bounds = drawing.bounds.united(card.rect.adjusted(-6, -6, 6, 6));
    for (const auto& edge : drawing.edges)
        if (edge.from < 0) drawing.bounds.setLeft(std::min(drawing.bounds.left(), edge.start.x() - 8));
    return drawing;
}

} // namespace weir::ui
