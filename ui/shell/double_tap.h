// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QtGlobal>

namespace weir::ui {

/// One key tapped twice, with nothing between. It counts when the second tap is let go: Shift held for a capital letter is none.
/// Times are those of the events, in milliseconds.
class DoubleTap {
public:
    static constexpr quint64 WithinMillis = 500;

    /// The key goes down; heard twice of the same press changes nothing.
    void press(quint64 now) {
        if (isDown_) return;
        isDown_ = true;
        if (taps_ && now - first_ > WithinMillis) taps_ = 0;
        if (!taps_) first_ = now;
    }
    /// True: this was the second tap.
    bool release() {
        if (!isDown_) return false;
        isDown_ = false;
        if (++taps_ < 2) return false;
        taps_ = 0;
        return true;
    }
    /// Another key, or the mouse.
    void forget() { isDown_ = false, taps_ = 0; }

private:
    bool isDown_ = false;
    int taps_ = 0;
    quint64 first_ = 0;
};

} // namespace weir::ui
