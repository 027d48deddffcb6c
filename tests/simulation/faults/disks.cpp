// SPDX-License-Identifier: Apache-2.0
// Full disks of 64 sizes, from one where nothing fits to one where everything does.
#include "tests/simulation/faults/faults.h"

#include <cstdio>
#include <thread>

namespace weir::faults {

bool testDisks() {
    constexpr int Sizes = 64;
    int full = 0, byName = 0, byThemselves = 0;
    uint64_t seed = 200'000;
    setPlan({});
    for (const SimulatedJob& job : jobs()) {
        auto whole = std::make_shared<SimulatedFiles>(++seed);
        live(job, whole);
        int64_t bytes = 0;
        for (const auto& [path, content] : whole->contents()) bytes += static_cast<int64_t>(content.size());
        for (int size = 0; size < Sizes; ++size) {
            std::string where = job.name + ", disk " + std::to_string(size) + " of 64: ";
            // The job fails by name, the last good checkpoint stays, and the next process goes on when there is room.
            auto files = std::make_shared<SimulatedFiles>(++seed);
            files->limit(bytes * 2 * size / (Sizes - 1));
            Life life = live(job, files);
            if (life.hung) anomaly(where + "the job hangs");
            if (files->hasHappened() && !life.finished) {
                ++full;
                bool names = life.error.find("/ck") != std::string::npos || life.error.find("/out") != std::string::npos;
                if (!names || life.error.find("No space left") == std::string::npos || life.error.find("bytes are free") == std::string::npos) anomaly(where + "a message that says nothing: " + life.error);
                else ++byName;
            }
            if (std::string problem = problemOf(job, *files, false); !problem.empty()) anomaly(where + problem);
            files->repair();
            if (!life.finished)
                if (std::string problem = problemAfterGoingOn(job, files); !problem.empty()) anomaly(where + problem);
            // The same with room coming back while the job lives on.
            files = std::make_shared<SimulatedFiles>(++seed);
            files->limit(bytes * 2 * size / (Sizes - 1));
            std::thread helper([&] {
                for (int i = 0; i < 2000 && !files->hasHappened(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
                files->repair();
            });
            life = live(job, files, {{"restart-strategy.type", "fixed-delay"}, {"restart-strategy.fixed-delay.attempts", "1000"}, {"restart-strategy.fixed-delay.delay", "1 ms"},
                                     {"execution.checkpointing.tolerable-failed-checkpoints", "1000"}});
            if (life.finished) files->crash(Trouble::None);      // so that the helper need not wait
            helper.join();
            bool happened = files->hasHappened();
            if (!life.finished && life.error.find("No space left") != std::string::npos) {
                // There was no room even to begin.
                files->repair();
                if (std::string problem = problemAfterGoingOn(job, files); !problem.empty()) anomaly(where + problem);
            } else if (!life.finished) {
                anomaly(where + "does not go on when there is room again: " + life.error);
            } else if (std::string problem = problemOf(job, *files, true); !problem.empty()) {
                anomaly(where + "with room coming back: " + problem);
            } else if (happened && (life.restarts > 0 || life.failed > 0)) {
                ++byThemselves;
            }
        }
    }
    std::printf("disks: %d sizes of %zu jobs, full %d times, told by path and space %d times, %d jobs went on by themselves, %d anomalies\n", Sizes, jobs().size(), full, byName, byThemselves,
                anomalies());
    return full > Sizes * 2 && byThemselves > Sizes;
}

} // namespace weir::faults
