// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <vector>

namespace weir::ui {

/// Measures how long the GUI thread's event loop was away: a 10 ms timer, and every time between two beats kept in a histogram.
class UiWatchdog : public QObject {
    Q_OBJECT
public:
    static constexpr int BeatMillis = 10;

    explicit UiWatchdog(QObject* parent = nullptr);
    void start();
    double longestMillis() const { return longest_; }
    double percentile(double share) const;      // of the gaps, in ms
    int64_t beats() const { return beats_; }
    int64_t gapsOver(int millis) const;
    QByteArray json() const;

private:
    void beat();
    QTimer timer_;
    QElapsedTimer clock_;
    qint64 last_ = 0;
    double longest_ = 0;
    int64_t beats_ = 0;
    std::vector<int64_t> histogram_;            // one bucket a millisecond, the last for the rest
};

} // namespace weir::ui
