// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/studio.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace weir::ui {

/// All about the chosen operator; about the whole job when none is chosen.
class Inspector : public QWidget {
    Q_OBJECT
public:
    static constexpr int Cards = 8;
    Inspector(Studio& studio, QWidget* parent = nullptr);

private:
    void refresh();
    void showJob();
    void showVertex(const VertexSnapshot& vertex, const VertexLive& live);
    void card(int index, const QString& name, const QString& value, const QString& toolTip = {});
    Studio& studio_;
    QLabel* title_;
    QLabel* subtitle_;
    QLabel* detail_;
    QLabel* hint_;
    QLabel* names_[Cards];
    QLabel* values_[Cards];
    QWidget* frames_[Cards];
};

} // namespace weir::ui
