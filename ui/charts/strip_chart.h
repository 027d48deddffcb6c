// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QWidget>

#include <deque>
#include <functional>
#include <vector>

namespace weir::ui {

struct Theme;

/// A minute of a few numbers, newest at the right. One value a tick and series, so there is at most a point a pixel. Draws itself.
class StripChart : public QWidget {
    Q_OBJECT
public:
    struct Series {
        QString name;
        std::function<QColor(const Theme&)> colour;
        bool filled = false;
    };
    static constexpr size_t Points = 600;

    StripChart(QString title, std::vector<Series> series, std::function<QString(double)> format, QWidget* parent = nullptr);
    void setCeiling(double most) { ceiling_ = most; }          // a fixed top; 0 = by the data
    void setEmptyText(const QString& text) { emptyText_ = text; }
    /// One value a series; NaN leaves a gap.
    void add(const std::vector<double>& values);
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override { return {320, 150}; }
    QSize minimumSizeHint() const override { return {140, 80}; }

private:
    double top() const;
    QString title_, emptyText_;
    std::vector<Series> series_;
    std::function<QString(double)> format_;
    std::deque<std::vector<double>> points_;
    double ceiling_ = 0;
};

} // namespace weir::ui
