// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/faults/faults.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <set>

namespace weir::faults {

namespace {
std::mutex mutex;
Plan current;
std::map<std::string, int> hits;
std::set<std::string> told;
std::atomic<int> count{0};
} // namespace

void setPlan(Plan plan) {
    std::lock_guard lock(mutex);
    current = std::move(plan);
    hits.clear();
}

std::map<std::string, int> reached() {
    std::lock_guard lock(mutex);
    return hits;
}

void reach(const char* point) {
    std::shared_ptr<SimulatedFiles> dies;
    Trouble how = Trouble::None;
    {
        std::lock_guard lock(mutex);
        if (++hits[point] != current.hit || current.point != point) return;
        dies = current.files;
        how = current.how;
    }
    if (dies) dies->crash(how);
}

bool sabotaged(const char* what) {
    std::lock_guard lock(mutex);
    return current.sabotage == what;
}

void anomaly(const std::string& what) {
    ++count;
    std::lock_guard lock(mutex);
    constexpr size_t Shown = 20;
    if (told.insert(what).second && told.size() <= Shown) std::printf("ANOMALY %s\n", what.c_str());
}

int anomalies() { return count; }

} // namespace weir::faults

int main(int argc, char** argv) {
    using namespace weir::faults;
    struct Part {
        const char* name;
        bool (*run)();
    };
    constexpr Part parts[] = {{"points", testPoints}, {"sweep", testSweep}, {"disks", testDisks}, {"saboteurs", testSaboteurs}, {"corruption", testCorruption}};
    bool known = argc < 2, good = true;
    for (const Part& part : parts) {
        if (argc > 1 && std::string(argv[1]) != part.name) continue;
        known = true;
        auto begun = std::chrono::steady_clock::now();
        good &= part.run();
        std::printf("%-10s %.1f s\n", part.name, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
        std::fflush(stdout);
    }
    if (!known) std::fprintf(stderr, "faults [points|sweep|disks|saboteurs|corruption]\n");
    if (anomalies() > 0) std::printf("FAIL %d anomalies\n", anomalies());
    return good && known && anomalies() == 0 ? 0 : 1;
}
