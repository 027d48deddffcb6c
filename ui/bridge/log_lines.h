// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::ui {

/// Lines that a run prints: added by engine threads, taken by the window at its pace. Keeps the newest and counts what it dropped.
class LogLines {
public:
    static constexpr size_t MaxLines = 20'000;
    void add(std::string_view line) {
        std::lock_guard lock(mutex_);
        if (lines_.size() == MaxLines) lines_.pop_front(), ++dropped_;
        lines_.emplace_back(line);
    }
    struct Taken { std::vector<std::string> lines; size_t dropped = 0; };
    Taken take(size_t atMost) {
        std::lock_guard lock(mutex_);
        Taken taken;
        taken.dropped = std::exchange(dropped_, 0);
        while (!lines_.empty() && taken.lines.size() < atMost) taken.lines.push_back(std::move(lines_.front())), lines_.pop_front();
        return taken;
    }

private:
    std::mutex mutex_;                  // guards both below
    std::deque<std::string> lines_;
    size_t dropped_ = 0;
};

} // namespace weir::ui
