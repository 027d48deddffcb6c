// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/row_source.h"

#include <QAbstractScrollArea>

class QHeaderView;
class QStandardItemModel;

namespace weir::ui {

/// A table of up to a million rows that move: asks its source for the rows it shows, at every repaint, and for nothing else. Item views keep
/// something for every row and hear of every insertion; at a million rows and ten refreshes a second that is what makes them stall.
/// Follows the newest rows while it stands at the end. Arrows, page keys, Home, End, Shift to extend, Ctrl+C copies.
class RowGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit RowGrid(QWidget* parent = nullptr);
    void setSource(RowSource* source);           // not owned
    bool isFollowing() const { return following_; }
    void setFollowing(bool follow);
    int64_t currentRow() const { return current_; }
    /// An entry of the context menu about the row that it is opened on; see asked(). "" = none.
    void setQuestion(const QString& words) { question_ = words; }
    QString selectedText() const;                // tab separated, with a heading

public slots:
    void copy() const;

signals:
    void followingChanged(bool follows);
    void currentRowChanged(qlonglong row);
    void asked(qlonglong row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void refresh();
    void rebuild();
    void measure();
    void layOut();
    int visibleRows() const;
    int64_t firstVisible() const;
    int64_t rowAt(int y) const;
    void goTo(int64_t row, bool extend);
    int numberWidth() const;
    void paintMargin();
    friend class RowMargin;

    RowSource* source_ = nullptr;
    QString question_;
    QHeaderView* header_;
    QWidget* margin_;
    QStandardItemModel* names_;
    int64_t current_ = -1, anchor_ = -1;
    int64_t dropped_ = 0;
    bool following_ = true;
    int64_t measuredRows_ = 0;
    bool adjusting_ = false;
};

} // namespace weir::ui
