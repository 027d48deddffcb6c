// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace weir::ui {

struct Theme;

/// A number over whole runs: a line a run, over each other, on an axis of time from the start. Pointing at a time, or going there with the arrow keys, shows the
/// numbers then. Draws itself.
class CurveChart : public QWidget {
    Q_OBJECT
public:
    struct Line {
        QString name;                              // of the run; may be empty where there is one
        int64_t stepNanos = 0;
        std::vector<double> values;                // at equal distances; NaN: none there
        std::function<QColor(const Theme&)> colour;
        bool dashed = false;
    };

    CurveChart(QString title, std::function<QString(double)> format, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setCeiling(double most) { ceiling_ = most; }      // a fixed top; 0 = by the data
    void setBinary() { binary_ = true; }                   // numbers are bytes: round in powers of 1,024
    void setEmptyText(const QString& text) { emptyText_ = text; }
    void setLines(std::vector<Line> lines);
    const std::vector<Line>& lines() const { return lines_; }
    /// The time whose numbers are shown; negative: none.
    void pointAt(int64_t nanos);

signals:
    void pointed(qint64 nanos);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    QSize sizeHint() const override { return {220, 120}; }
    QSize minimumSizeHint() const override { return {130, 92}; }

private:
    int64_t span() const;                          // of the longest line
    double top() const;
    double valueAt(const Line& line, int64_t nanos) const;
    QString numbers(int64_t nanos) const;
    void describe();
    QString title_, emptyText_;
    std::function<QString(double)> format_;
    std::vector<Line> lines_;
    double ceiling_ = 0;
    bool binary_ = false;
    int64_t pointed_ = -1;
    QRectF plot_;
};

} // namespace weir::ui
