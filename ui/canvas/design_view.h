// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/canvas/arrange_nodes.h"
#include "ui/canvas/design_drawing.h"

#include <QSet>
#include <QWidget>

#include <functional>
#include <optional>

class QLineEdit;
class QMimeData;

namespace weir::ui {

struct Theme;

/// The script's graph as something to edit. Cards are moved, ports dragged to each other, palette items dropped on the ground, on a card or on an
/// edge. Every edit is asked of the session; what is drawn always comes from the text.
/// Its actions are those of canvas_commands.cpp. Arrows choose, Alt with them moves, Ctrl+C and Ctrl+V copy as SQL, Ctrl+A takes all, Esc lets go.
class DesignView : public QWidget {
    Q_OBJECT
public:
    static constexpr const char* MimeType = "application/x-weir-node";

    explicit DesignView(DesignSession& session, QWidget* parent = nullptr);

    const DesignDrawing& drawing() const { return drawing_; }
    const DesignPlaces& places() const { return places_; }
    /// Another document: what its layout remembers.
    void setPlaces(const DesignPlaces& places);
    void tidy();
    void select(const QString& id, bool makeVisible = true);        // "" = none
    QString current() const { return current_; }
    QStringList selection() const { return {selected_.begin(), selected_.end()}; }
    int selectedEdge() const { return selectedEdge_; }              // a reference, -1 = none
    /// The node that is about to come: it stands where addItem() was told.
    void expect(const QString& id) { expectedId_ = id; }
    void movePlace(const QString& from, const QString& to);
    /// Puts an item into the graph: at a point of the scene, behind the selection where there is none.
    void addItem(const PaletteItem& item, std::optional<QPointF> scene, int reference = -1);
    void removeSelected();
    void arrange(Arrangement how);
    void startRename();
    void openSearch();
    void chooseNext() { chooseStep(1); }
    void choosePrevious() { chooseStep(-1); }
    void addBehind();
    void edit();
    void zoomIn() { zoomBy(1.2); }
    void zoomOut() { zoomBy(1 / 1.2); }
    void fullSize() { zoomBy(1 / zoom_); }
    QPointF toWidget(QPointF scene) const { return scene * zoom_ + offset_; }
    QPointF toScene(QPointF widget) const { return (widget - offset_) / zoom_; }
    double zoom() const { return zoom_; }

public slots:
    void fit();
    void zoomBy(double factor);

signals:
    void currentChanged(const QString& id);                         // by the user
    void activated(const QString& id);                              // Enter or double click
    void quickAddWanted(QPoint global, std::optional<QPointF> scene, int reference);
    void undoWanted();
    void redoWanted();
    void placesChanged();                                           // by the user
    void said(const QString& message);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Drag { None, Pan, Band, Move, Connect, Minimap };

    void refresh();
    void showStart();
    int cardAt(QPointF scene) const;
    int edgeAt(QPointF scene) const;
    int outputAt(QPointF scene) const;
    void choose(int card, bool add = false);
    void chooseEdge(int edge);
    void chooseTowards(int dx, int dy);
    void chooseStep(int step);
    QKeySequence keyOf(const char* command) const;
    void keepVisible(int card);
    void describe();
    void zoomAt(QPointF anchor, double factor);
    void endConnect(QPointF scene);
    QRectF minimap() const;
    QPointF minimapToScene(QPointF widget) const;
    QString toolTipAt(QPointF scene) const;
    QString tableOf(const QMimeData* mime) const;
    void dropTable(const QString& table, QPointF scene);
    const PaletteItem* itemOf(const QMimeData* mime) const;

    void paintGrid(QPainter& painter, const Theme& theme) const;
    void paintEdge(QPainter& painter, const Theme& theme, size_t edge) const;
    void paintCard(QPainter& painter, const Theme& theme, size_t card) const;
    void paintDrag(QPainter& painter, const Theme& theme) const;
    void paintMinimap(QPainter& painter, const Theme& theme) const;
    void paintNotice(QPainter& painter, const Theme& theme) const;

    DesignSession& session_;
    DesignDrawing drawing_;
    DesignPlaces places_;
    QSet<QString> selected_;
    QString current_;
    int selectedEdge_ = -1, hoverEdge_ = -1, hoverCard_ = -1;
    double zoom_ = 1;
    QPointF offset_;
    bool userMoved_ = false;
    Drag drag_ = Drag::None;
    QPointF pressed_, last_;              // widget
    bool movedFar_ = false;
    QMap<QString, QPointF> grabbed_;      // where the moved cards stood
    int connectFrom_ = -1, connectTo_ = -1;
    QMap<int, QString> refusals_;         // while connecting: card to reason
    std::optional<QPointF> dropAt_;
    int dropEdge_ = -1, dropCard_ = -1;
    std::optional<QPointF> expected_;
    QString expectedId_;
    QLineEdit* field_ = nullptr;          // renaming or finding
    QFont titleFont_, smallFont_, monoFont_;
};

} // namespace weir::ui
