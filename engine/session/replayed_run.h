// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/replay/replay_run.h"
#include "engine/session/session_run.h"

namespace weir {

/// A replay in this process.
class ReplayedRun final : public SessionRun<Replay, ReplayRun> {
public:
    using SessionRun::SessionRun;
    Status runTo(const ReplayMoment& moment) override { return job().runTo(moment); }
    Status step(const std::string& uid, int subtask) override { return job().step(uid, subtask); }
    bool isAtMoment() const override { return job().isAtMoment(); }
    Result<std::vector<TaskPosition>> positions() const override { return job().positions(); }
    std::optional<Divergence> divergence() const override { return job().divergence(); }
    int64_t agreedStates() const override { return job().agreedStates(); }
    int64_t agreedSinks() const override { return job().agreedSinks(); }
};

} // namespace weir
