// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/graph_view.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/canvas_commands.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/strokes.h"
#include "ui/kit/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPathStroker>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace weir::ui {

namespace {

constexpr double Margin = 14;
constexpr double SmallestZoom = 0.05, LargestZoom = 2.5, ReadableZoom = 0.62;

bool sameShape(const std::vector<VertexSnapshot>& a, const std::vector<EdgeSnapshot>& edgesA, const std::vector<VertexSnapshot>& b,
               const std::vector<EdgeSnapshot>& edgesB) {
    if (a.size() != b.size() || edgesA.size() != edgesB.size()) return false;
    for (size_t i = 0; i < a.size(); ++i)
        if (a[i].id != b[i].id || a[i].task != b[i].task) return false;
    for (size_t i = 0; i < edgesA.size(); ++i)
        if (edgesA[i].from != edgesB[i].from || edgesA[i].to != edgesB[i].to || edgesA[i].input != edgesB[i].input) return false;
    return true;
}

/// The card says the same of both.
bool sameWords(const VertexSnapshot& a, const VertexSnapshot& b) {
    return a.name == b.name && a.detail == b.detail && a.uid == b.uid && a.parallelism == b.parallelism && a.changelog == b.changelog && a.isSource == b.isSource && a.isSink == b.isSink;
}

} // namespace

GraphView::GraphView(QWidget* parent) : QWidget(parent) {
    setObjectName("graphView");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 90);
    titleFont_ = interfaceFont(12, QFont::DemiBold);
    smallFont_ = interfaceFont(10);
    strongFont_ = interfaceFont(11, QFont::DemiBold);
    monoFont_ = codeFont();
    monoFont_.setPixelSize(9);
    addCanvasActions(this, &CanvasCommandRow::job);
    describe();
}

void GraphView::setJob(std::vector<VertexSnapshot> vertices, std::vector<EdgeSnapshot> edges) {
    const bool same = sameShape(vertices_, edges_, vertices, edges);
    const int chosen = selectedVertex();
    vertices_.swap(vertices);
    edges_ = std::move(edges);
    hasLive_ = false;
    stale_ = false;
    if (!same) {
        drawing_ = drawJob(vertices_, edges_);
        edge_ = -1;
        userMoved_ = false;
    }
    // Behind most keys the words of most cards are those of before, and measuring them is the dear part.
    std::vector<CardTexts> before = std::exchange(texts_, {});
    const QFontMetricsF titles(titleFont_), smalls(smallFont_);
    const double room = CardMeasures().width - 42 - 8;
    bool wordsStay = same;
    for (size_t v = 0; v < vertices_.size(); ++v) {
        const VertexSnapshot& vertex = vertices_[v];
        if (same && sameWords(vertex, vertices[v])) {
            texts_.push_back(std::move(before[v]));
            continue;
        }
        wordsStay = false;
        const NodeTexts texts = nodeTexts(vertex);
        const QString subtitle = texts.subtitle.isEmpty() ? tr("parallelism %1").arg(vertex.parallelism) : texts.subtitle;
        texts_.push_back({titles.elidedText(texts.title, Qt::ElideRight, room), smalls.elidedText(subtitle, Qt::ElideRight, room),
                          operatorIcon(vertex.name, vertex.isSource, vertex.isSink), changelogText(vertex.changelog), texts.title});
    }
    if (!wordsStay) farTitles_.clear();
    fromIndex_.assign(edges_.size(), -1);
    std::unordered_map<int, int> indexOf;
    for (size_t v = 0; v < vertices_.size(); ++v) indexOf[vertices_[v].id] = static_cast<int>(v);
    for (size_t e = 0; e < edges_.size(); ++e)
        if (auto found = indexOf.find(edges_[e].from); found != indexOf.end()) fromIndex_[e] = found->second;
    selected_ = -1;
    for (size_t v = 0; v < vertices_.size(); ++v)
        if (vertices_[v].id == chosen) selected_ = static_cast<int>(v);
    if (!userMoved_) showStart();
    describe();
    update();
}

void GraphView::setLive(const LiveRun& live) {
    hasLive_ = live.snapshot && live.vertices.size() == vertices_.size() && live.edges.size() == edges_.size();
    live_ = live;
    if (isVisible()) update();
}

void GraphView::setStale(bool stale) {
    if (stale_ == stale) return;
    stale_ = stale;
    update();
}

void GraphView::selectVertex(int id) {
    int index = -1;
    for (size_t v = 0; v < vertices_.size(); ++v)
        if (vertices_[v].id == id) index = static_cast<int>(v);
    if (index == selected_) return;
    selected_ = index;
    if (index >= 0) keepVisible(index);
    describe();
    update();
}

void GraphView::fit() {
    userMoved_ = false;
    const QRectF bounds = drawing_.bounds;
    if (bounds.isEmpty()) return;
    const double across = (width() - 2 * Margin) / bounds.width(), down = (height() - 2 * Margin) / bounds.height();
    zoom_ = std::clamp(std::min({across, down, 1.0}), SmallestZoom, LargestZoom);
    const QPointF spare(width() - bounds.width() * zoom_, height() - bounds.height() * zoom_);
    offset_ = QPointF(std::round(spare.x() / 2), std::round(spare.y() / 2)) - bounds.topLeft() * zoom_;
    update();
}

// As fit(), but rather begins at the sources and leaves the rest to be scrolled to than shows what nobody can read.
void GraphView::showStart() {
    fit();
    if (zoom_ >= ReadableZoom) return;
    const double down = (height() - 2 * Margin) / drawing_.bounds.height();
    const double zoom = std::clamp(down, zoom_, ReadableZoom);
    if (zoom <= zoom_ * 1.05) return;
    zoom_ = zoom;
    offset_ = QPointF(Margin, std::round((height() - drawing_.bounds.height() * zoom_) / 2));
}

void GraphView::zoomBy(double factor) { zoomAt(QPointF(width() / 2.0, height() / 2.0), factor); }

void GraphView::zoomAt(QPointF anchor, double factor) {
    const double next = std::clamp(zoom_ * factor, SmallestZoom, LargestZoom);
    offset_ = anchor - (anchor - offset_) * (next / zoom_);
    zoom_ = next;
    userMoved_ = true;
    update();
}

void GraphView::panBy(QPointF pixels) {
    offset_ += pixels;
    userMoved_ = true;
    update();
}

QRectF GraphView::toScene(const QRectF& rect) const {
    return QRectF((rect.topLeft() - offset_) / zoom_, rect.size() / zoom_);
}

int GraphView::nodeAt(QPointF position) const {
    const QPointF spot = (position - offset_) / zoom_;
    for (size_t i = 0; i < drawing_.nodes.size(); ++i)
        if (drawing_.nodes[i].contains(spot)) return static_cast<int>(i);
    return -1;
}

int GraphView::edgeAt(QPointF position) const {
    const QPointF spot = (position - offset_) / zoom_;
    if (nodeAt(position) >= 0) return -1;
    QPainterPathStroker near;
    near.setWidth(std::min(16.0, 11 / zoom_));
    for (size_t e = 0; e < drawing_.edges.size(); ++e)
        if (drawing_.edges[e].controlPointRect().adjusted(-9, -9, 9, 9).contains(spot) && near.createStroke(drawing_.edges[e]).contains(spot)) return static_cast<int>(e);
    return -1;
}

void GraphView::chooseEdge(int from, int to) {
    int found = -1;
    for (size_t e = 0; e < edges_.size(); ++e)
        if (edges_[e].from == from && edges_[e].to == to) found = static_cast<int>(e);
    if (found == edge_) return;
    edge_ = found;
    update();
}

void GraphView::tapEdge(int edge) {
    edge_ = edge;
    update();
    emit tapWanted(edges_[edge].from, edges_[edge].to);
}

/// The first edge out of the chosen card, into it when none goes out; the next one when it was an edge of it already.
void GraphView::tapNext() {
    std::vector<int> all;
    const int id = selectedVertex();
    for (const bool out : {true, false})
        for (size_t e = 0; e < edges_.size(); ++e)
            if ((out ? edges_[e].from : edges_[e].to) == id || (id < 0 && out)) all.push_back(static_cast<int>(e));
    if (all.empty()) return;
    const auto now = std::find(all.begin(), all.end(), edge_);
    tapEdge(now == all.end() || now + 1 == all.end() ? all.front() : now[1]);
}

void GraphView::chooseStep(int step) {
    const int count = static_cast<int>(vertices_.size());
    if (count) choose(selected_ < 0 ? (step > 0 ? 0 : count - 1) : (selected_ + step + count) % count);
}

void GraphView::activate() {
    if (selected_ >= 0) emit vertexActivated(selectedVertex());
}

void GraphView::choose(int index) {
    if (index == selected_) return;
    selected_ = index;
    if (index >= 0) keepVisible(index);
    describe();
    update();
    emit vertexSelected(selectedVertex());
}

void GraphView::chooseTowards(int dx, int dy) {
    if (drawing_.nodes.empty()) return;
    if (selected_ < 0) return choose(0);
    const QPointF from = drawing_.nodes[selected_].center();
    int best = -1;
    double nearest = 1e300;
    for (size_t i = 0; i < drawing_.nodes.size(); ++i) {
        const QPointF step = drawing_.nodes[i].center() - from;
        const double along = step.x() * dx + step.y() * dy, aside = std::abs(step.x() * dy) + std::abs(step.y() * dx);
        if (along < 8 || static_cast<int>(i) == selected_) continue;
        const double cost = along + 2 * aside;
        if (cost < nearest) nearest = cost, best = static_cast<int>(i);
    }
    if (best >= 0) choose(best);
}

void GraphView::keepVisible(int index) {
    const QRectF card(drawing_.nodes[index].topLeft() * zoom_ + offset_, drawing_.nodes[index].size() * zoom_);
    QPointF move;
    if (card.left() < 12) move.setX(12 - card.left());
    else if (card.right() > width() - 12) move.setX(width() - 12 - card.right());
    if (card.top() < 12) move.setY(12 - card.top());
    else if (card.bottom() > height() - 12) move.setY(height() - 12 - card.bottom());
    if (!move.isNull()) panBy(move);
}

void GraphView::describe() {
    setAccessibleName(tr("Job graph"));
    if (selected_ < 0)
        setAccessibleDescription(tr("%1 operators. Arrow keys choose one.").arg(vertices_.size()));
    else
        setAccessibleDescription(toolTipOf(selected_));
}

QString GraphView::toolTipOf(int index) const {
    const VertexSnapshot& vertex = vertices_[index];
    QStringList lines{text(vertex.name)};
    if (!vertex.detail.empty()) lines += text(vertex.detail);
    lines += tr("parallelism %1, task %2").arg(vertex.parallelism).arg(vertex.task);
    if (!vertex.changelog.empty()) lines += tr("emits %1").arg(changelogText(vertex.changelog));
    if (hasLive_) {
        const VertexLive& live = live_.vertices[index];
        lines += tr("in %1, out %2 rows").arg(groupedNumber(live.rowsIn), groupedNumber(live.rowsOut));
        lines += tr("watermark %1").arg(watermarkLongText(live.watermark));
        if (live.lateRows) lines += tr("%1 rows came late").arg(groupedNumber(live.lateRows));
        if (live.stateRows) lines += tr("state: %1 rows, %2").arg(groupedNumber(live.stateRows), byteSize(live.stateBytes));
    }
    return lines.join('\n');
}

void GraphView::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    painter.fillRect(event->rect(), theme.base);
    painter.setRenderHint(QPainter::Antialiasing, zoom_ > 0.25);
    paintGrid(painter, theme);
    painter.translate(offset_);
    painter.scale(zoom_, zoom_);
    const QRectF seen = toScene(QRectF(event->rect())).adjusted(-4, -4, 4, 4);
    if (zoom_ < 0.5) prepareFarTitles();
    if (stale_) painter.setOpacity(0.45);
    for (const auto& frame : drawing_.frames)
        if (frame.rect.intersects(seen)) paintFrame(painter, theme, frame);
    for (size_t e = 0; e < drawing_.edges.size(); ++e)
        if (drawing_.edges[e].controlPointRect().adjusted(-30, -30, 30, 30).intersects(seen)) paintEdge(painter, theme, e);
    for (size_t n = 0; n < drawing_.nodes.size(); ++n)
        if (drawing_.nodes[n].intersects(seen)) paintCard(painter, theme, n);
}

void GraphView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ShiftModifier)
        panBy(QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2);
    else if (!event->pixelDelta().isNull() && !(event->modifiers() & Qt::ControlModifier))
        panBy(event->pixelDelta());
    else
        zoomAt(event->position(), std::pow(1.0016, event->angleDelta().y()));
    event->accept();
}

void GraphView::mousePressEvent(QMouseEvent* event) {
    grabbed_ = event->position();
    const int node = event->button() == Qt::LeftButton ? nodeAt(event->position()) : -1;
    dragging_ = node < 0 && (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton);
    if (node >= 0) choose(node);
    if (const int edge = event->button() == Qt::LeftButton ? edgeAt(event->position()) : -1; edge >= 0) {
        dragging_ = false;
        tapEdge(edge);
    }
    if (dragging_) setCursor(Qt::ClosedHandCursor);
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) {
        setCursor(nodeAt(event->position()) >= 0 || edgeAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    panBy(event->position() - grabbed_);
    grabbed_ = event->position();
}

void GraphView::mouseReleaseEvent(QMouseEvent*) {
    dragging_ = false;
    unsetCursor();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
    const int node = nodeAt(event->position());
    if (node >= 0) emit vertexActivated(vertices_[node].id);
}

void GraphView::keyPressEvent(QKeyEvent* event) {
    if (QAction* action = ownActionOf(*this, *event)) return action->trigger();
    switch (event->key()) {
    case Qt::Key_Left: return chooseTowards(-1, 0);
    case Qt::Key_Right: return chooseTowards(1, 0);
    case Qt::Key_Up: return chooseTowards(0, -1);
    case Qt::Key_Down: return chooseTowards(0, 1);
    case Qt::Key_Escape:
        if (selected_ >= 0) return choose(-1);
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void GraphView::resizeEvent(QResizeEvent*) {
    if (!userMoved_) showStart();
}

bool GraphView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        // Ours first; Esc lets go of the card.
        if ((key->key() == Qt::Key_Escape && selected_ >= 0) || ownActionOf(*this, *key)) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int node = nodeAt(help->pos());
        // Names come from the user's SQL: shown as they are, never as markup.
        if (edgeAt(help->pos()) >= 0) QToolTip::showText(help->globalPos(), withKey(tr("Click to see its rows"), *findChild<QAction*>("canvas.tap")), this);
        else if (node >= 0) QToolTip::showText(help->globalPos(), "<p style='white-space:pre'>" + toolTipOf(node).toHtmlEscaped() + "</p>", this);
        else QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace weir::ui
