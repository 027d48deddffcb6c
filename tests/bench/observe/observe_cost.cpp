// SPDX-License-Identifier: Apache-2.0
// What looking on costs: CPU seconds of a job alone, with a tap on its busiest edge (sample, all, with a condition), with event time
// kept for later, with event time watched, with pressure watched.
//   bench_observe [ROWS] [ROUNDS]
#include "engine/session/edge_tap.h"
#include "engine/session/pressure_watch.h"
#include "engine/session/session.h"
#include "engine/session/time_watch.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

using namespace weir;

namespace {

double cpuSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

enum class Look { Nothing, Kept, Sample, All, Condition, Time, Pressure };
constexpr std::pair<Look, const char*> Looks[] = {{Look::Nothing, "nothing"},   {Look::Kept, "times kept"}, {Look::Sample, "tap, sample"}, {Look::All, "tap, all"},
                                                  {Look::Condition, "tap WHERE"}, {Look::Time, "event time"},   {Look::Pressure, "pressure"}};

double run(Look look, const std::string& rows) {
    Session session;
    RunOptions options;
    options.parallelism = 2;
    options.keepsTimes = look == Look::Kept;
    const std::string script =
        "CREATE TABLE n (x BIGINT, y DOUBLE, ts AS TO_TIMESTAMP_LTZ(x, 3), WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '1000000000', "
        "'number-of-rows' = '" + rows + "', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '" + rows + "');\n"
        "SELECT window_start, MOD(x, 1000) AS k, COUNT(*) AS c, SUM(y) AS s FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end, MOD(x, 1000);";
    const double before = cpuSeconds();
    auto made = session.start(script, options);
    if (!made) std::fprintf(stderr, "%s\n", made.error().text().c_str()), std::exit(1);
    Run& job = **made;
    std::shared_ptr<EdgeTap> tap;
    std::shared_ptr<TimeWatch> time;
    std::shared_ptr<PressureWatch> pressure;
    if (look == Look::Sample || look == Look::All || look == Look::Condition) {
        const auto picture = job.snapshot();
        TapQuery query;
        query.from = picture->edges.front().from;
        query.to = picture->edges.front().to;
        query.all = look != Look::Sample;
        if (look == Look::Condition) query.condition = "y > 0.999 AND `$f1` = 7";
        auto opened = job.tap(query);
        if (!opened && look == Look::Condition) {
            query.condition = "y > 0.999";
            opened = job.tap(query);
        }
        if (!opened) std::fprintf(stderr, "%s\n", opened.error().text().c_str()), std::exit(1);
        tap = *opened;
    }
    if (look == Look::Time) time = job.watchTime();
    if (look == Look::Pressure) pressure = job.watchPressure();
    for (int tick = 0; !job.wait(100); ++tick) {       // as the window looks
        if (tap) tap->take();
        if (time) time->take();
        if (pressure && tick % 5 == 0) (void)causeOf(pressure->look(10'000'000'000));
    }
    return cpuSeconds() - before;
}

} // namespace

int main(int argc, char** argv) {
    const std::string rows = argc > 1 ? argv[1] : "4000000";
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    std::map<Look, std::vector<double>> took;
    run(Look::Nothing, rows);
    for (int round = 0; round < rounds; ++round)
        for (const auto& [look, name] : Looks) took[look].push_back(run(look, rows));
    auto middle = [&](Look look) {
        auto& all = took[look];
        std::sort(all.begin(), all.end());
        return all[all.size() / 2];
    };
    const double alone = middle(Look::Nothing);
    for (const auto& [look, name] : Looks) std::printf("%-12s %7.3f CPU s  %+6.1f %%\n", name, middle(look), 100 * (middle(look) / alone - 1));
}
