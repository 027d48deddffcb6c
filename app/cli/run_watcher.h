// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <string>

namespace weir::cli {

/// One line of live progress on standard error while a run goes on, if that is a terminal: rows/s, watermark and lag, the worst backpressure.
class RunWatcher {
public:
    explicit RunWatcher(const Clock& clock);
    void look(const Run& run);     // at most five times a second
    void clear();
    /// "read 1,000,000 rows in 1.2 s (833,333 rows/s), gave 5 rows"
    static std::string summary(const RunSnapshot& snapshot);

private:
    const Clock& clock_;
    const bool terminal_;
    int64_t lastNanos_ = 0, lastRows_ = 0;
    std::shared_ptr<const RunSnapshot> last_;
    bool shown_ = false;
};

} // namespace weir::cli
