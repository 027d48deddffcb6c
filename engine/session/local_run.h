// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/job_run.h"
#include "engine/session/session_run.h"

namespace weir {

/// A run in this process.
class LocalRun final : public SessionRun<Run, JobRun> {
public:
    using SessionRun::SessionRun;
    std::shared_ptr<const RunSnapshot> snapshot() const override;
    void savepoint(const std::string& folder, const std::string& name, bool stop) override { job().savepoint(folder, name, stop); }
};

} // namespace weir
