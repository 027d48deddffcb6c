// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace weir::ui {

/// A lane a task with the times in which it waited: hatched, so that not the colour alone tells. The lane at which the waiting ends has a mark.
/// Draws itself, at most a block a pixel; rest the mouse on a block to read whom it waited for.
class LaneChart : public QWidget {
    Q_OBJECT
public:
    struct Block { int64_t start = 0, end = 0; QString on; };
    struct Lane {
        QString name;
        std::vector<Block> blocks;               // in order
        bool isCause = false;
        double waited = 0;                       // share of the time
    };
    explicit LaneChart(QWidget* parent = nullptr);
    /// Times in nanoseconds.
    void show(std::vector<Lane> lanes, int64_t from, int64_t to);
    const std::vector<Lane>& lanes() const { return lanes_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {220, sizeHint().height()}; }

private:
    QRect room() const;
    std::vector<Lane> lanes_;
    int64_t from_ = 0, to_ = 1;
    int names_ = 120;                            // width of the names
};

} // namespace weir::ui
