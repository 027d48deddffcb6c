// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/key_timers.h"
#include "engine/runtime/operators/operator.h"
#include "engine/runtime/operators/window_times.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace weir {

/// The open sessions of many keys. Sessions that overlap or touch become one. Each key keeps the head of its short list; sessions
/// close in the order of their ends. What a session holds is the owner's, by session number.
class SessionSet {
public:
    static constexpr uint32_t None = 0xFFFFFFFF;
    struct Session {
        int64_t start = 0, end = 0;
        int64_t count = 0;
        uint32_t key = 0;
        uint32_t next = None;
        uint32_t forward = None;     // the session that took this one in
        bool live = false;
        uint64_t grown = 0;          // when it got its end, among all: of equal ends the first closes first
        int64_t timer = 0;           // that of its timer, at most its end
    };
    /// (into, None): a new session; (into, from): `from` goes into `into`.
    using Merge = std::function<void(uint32_t into, uint32_t from)>;

    /// The session that takes a row in, or None when it is late (its session would have closed at `lateBefore`).
    uint32_t add(uint32_t key, int64_t time, int64_t gap, int64_t lateBefore, const WindowTimes& times, uint32_t& head, const Merge& merge);
    /// Follows a session that was merged since.
    uint32_t resolve(uint32_t session) const {
        while (!sessions_[session].live && sessions_[session].forward != None) session = sessions_[session].forward;
        return session;
    }
    /// Numbers of gone sessions may be used again from here on.
    void settle() {
        free_.insert(free_.end(), freed_.begin(), freed_.end());
        freed_.clear();
    }
    /// The sessions with the smallest end if they have closed.
    bool nextClosed(int64_t watermark, const WindowTimes& times, std::vector<uint32_t>& closed);
    int64_t nextEnd() const { return timers_.next(); }
    void remove(uint32_t session, uint32_t& head);
    Session& operator[](uint32_t session) { return sessions_[session]; }
    template <class Visit> void each(Visit visit) const {
        for (uint32_t at = 0; at < sessions_.size(); ++at)
            if (sessions_[at].live) visit(at);
    }

    /// The sessions of a key go elsewhere.
    void removeAll(uint32_t& head);
    size_t size() const { return sessions_.size() - free_.size() - freed_.size(); }
    /// What open sessions take, without what they hold.
    size_t usedBytes() const { return size() * sizeof(Session) + timers_.bytes(); }

    /// For checkpoints: in which order open sessions are to close, and a session as it was; the caller links it into its key's list. Timers are set in
    /// the order of these numbers by setTimers().
    std::unordered_map<uint32_t, int64_t> closingOrder() const;
    uint32_t restore(uint32_t key, int64_t start, int64_t end, int64_t count, uint32_t next);
    void setTimers(std::vector<std::pair<int64_t, uint32_t>> order);
    void setTimer(uint32_t session) {
        sessions_[session].grown = ++growths_;
        await(session);
    }
    const Session& operator[](uint32_t session) const { return sessions_[session]; }

private:
    /// A timer at its end. One that grows keeps the timer that it has: it is looked at then.
    void await(uint32_t session) {
        sessions_[session].timer = sessions_[session].end;
        timers_.add(sessions_[session].end, session);
    }
    uint32_t allocate();
    void release(uint32_t session, uint32_t forward);
    void forgetTimers(size_t timers);
    std::vector<Session> sessions_;
    std::vector<uint32_t> free_, freed_;
    KeyTimers timers_;          // a session is its row
    uint64_t growths_ = 0;
};

} // namespace weir
