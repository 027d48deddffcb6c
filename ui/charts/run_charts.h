// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/run_curves.h"

#include <QWidget>

#include <array>
#include <vector>

class QGridLayout;

namespace weir::ui {

class CurveChart;

/// The curves of a run as it is kept.
struct RunLines {
    struct Curve {
        int64_t stepNanos = 0;
        std::vector<double> values;
    };
    QString name;
    std::array<Curve, RunCurveKinds> curves;       // by RunCurveKind
};

/// A chart a number; the curves of one run, or of two over each other. A time that is pointed at in one is shown in all.
class RunCharts : public QWidget {
    Q_OBJECT
public:
    explicit RunCharts(QWidget* parent = nullptr);
    void setRuns(const std::vector<RunLines>& runs);
    const CurveChart& chart(RunCurveKind kind) const { return *charts_[static_cast<size_t>(kind)]; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    std::array<CurveChart*, RunCurveKinds> charts_{};
    QWidget* legend_;
    QGridLayout* grid_;
    int columns_ = 0;
};

} // namespace weir::ui
