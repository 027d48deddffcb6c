// SPDX-License-Identifier: Apache-2.0
#include "engine/session/local_run.h"

#include <sys/resource.h>

namespace weir {

std::shared_ptr<const RunSnapshot> LocalRun::snapshot() const {
    job().wait(0);      // notices an end
    auto picture = std::make_shared<RunSnapshot>(job().snapshot());
    struct rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    picture->peakMemoryBytes = usage.ru_maxrss * 1024L;
    return picture;
}

} // namespace weir
