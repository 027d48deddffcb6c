// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/live_run.h"
#include "ui/canvas/job_drawing.h"

#include <QPointF>
#include <QWidget>

#include <memory>

namespace weir::ui {

struct Theme;

/// The job's graph with live numbers. Draws itself: what is out of sight costs nothing, and far away the cards lose their small print.
/// Keys: arrows and N choose a card, Enter goes to its SQL, T taps an edge of it (the next one when pressed again), F fits, + - 0 zoom, Esc lets go.
class GraphView : public QWidget {
    Q_OBJECT
public:
    explicit GraphView(QWidget* parent = nullptr);

    /// Another graph: laid out anew, shown whole unless it has the shape of the one before.
    void setJob(std::vector<VertexSnapshot> vertices, std::vector<EdgeSnapshot> edges);
    /// Numbers for it; must have the same vertices. A run without a snapshot takes them away.
    void setLive(const LiveRun& live);
    /// The graph belongs to a text that cannot be understood at the moment: shown pale.
    void setStale(bool stale);
    void selectVertex(int id);                   // -1 = none
    int selectedVertex() const { return selected_ < 0 ? -1 : vertices_[selected_].id; }
    bool isEmpty() const { return vertices_.empty(); }
    const std::vector<VertexSnapshot>& vertices() const { return vertices_; }
    const JobDrawing& drawing() const { return drawing_; }
    /// The edge under a place of the widget, -1 when there is none near.
    int edgeAt(QPointF position) const;
    int chosenEdge() const { return edge_; }
    void chooseEdge(int from, int to);           // none when there is no such edge
    double zoom() const { return zoom_; }
    QPointF offset() const { return offset_; }
    void panBy(QPointF pixels);
    void chooseNext() { chooseStep(1); }
    void choosePrevious() { chooseStep(-1); }
    void activate();
    /// The rows of the next edge of the chosen card.
    void tapNext();
    void zoomIn() { zoomBy(1.2); }
    void zoomOut() { zoomBy(1 / 1.2); }
    void fullSize() { zoomBy(1 / zoom_); }

public slots:
    void fit();
    void zoomBy(double factor);

signals:
    void vertexSelected(int id);                 // by the user
    void vertexActivated(int id);                // Enter or double click
    void tapWanted(int from, int to);            // the rows of that edge: a click on it, or T

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct CardTexts { QString title, subtitle, icon, kinds, fullTitle; };

    void showStart();
    QRectF toScene(const QRectF& widgetRect) const;
    int nodeAt(QPointF position) const;
    void zoomAt(QPointF anchor, double factor);
    void choose(int index);
    void tapEdge(int edge);
    void chooseTowards(int dx, int dy);
    void chooseStep(int step);
    void keepVisible(int index);
    void describe();
    QString toolTipOf(int index) const;

    void prepareFarTitles();
    static QString factsOf(const VertexLive& live);
    int64_t snapshotRows(size_t edge) const;
    void paintGrid(QPainter& painter, const Theme& theme) const;
    void paintFrame(QPainter& painter, const Theme& theme, const JobDrawing::Frame& frame) const;
    void paintEdge(QPainter& painter, const Theme& theme, size_t edge) const;
    void paintCard(QPainter& painter, const Theme& theme, size_t node) const;
    void paintLiveRows(QPainter& painter, const Theme& theme, const QRectF& card, size_t node) const;
    void paintSubtasks(QPainter& painter, const Theme& theme, const QRectF& strip, const VertexLive& live) const;

    std::vector<VertexSnapshot> vertices_;
    std::vector<EdgeSnapshot> edges_;
    std::vector<CardTexts> texts_;
    std::vector<int> fromIndex_;                 // of the edges
    JobDrawing drawing_;
    LiveRun live_;
    bool hasLive_ = false;
    bool stale_ = false;
    bool userMoved_ = false;
    int selected_ = -1;
    int edge_ = -1;                              // chosen: its rows are shown
    double zoom_ = 1;
    QPointF offset_;                             // widget position of the scene's origin
    QPointF grabbed_;
    bool dragging_ = false;
    std::vector<QString> farTitles_;
    QFont farFont_;
    QFont titleFont_, smallFont_, strongFont_, monoFont_;
};

} // namespace weir::ui
