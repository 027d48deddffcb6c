// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "tests/bench/limits/limits.h"

namespace {

double cpuSeconds() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(use.ru_utime) + seconds(use.ru_stime);
}

int wrongUse(const std::string& why) {
    std::fprintf(
        stderr,
        "bench_limits: %s\nUsage: bench_limits [--queries q0,q5] [--events N] [--rate N] [--seed N] [--repeat N] [--json]\n",
        why.c_str());
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    using namespace weir;
    using namespace weir::bench;
    std::vector<std::string_view> queries = limitQueries();
    int64_t events = 10'000'000, repeat = 3, seed = 0;
    bool json = false;
    NexmarkConfig config;
    config.firstEventRate = 10'000'000;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--json") {
            json = true;
            continue;
        }
        if (i + 1 == argc) return wrongUse(std::string(option) + " needs a value, or is not an option.");
        const std::string_view value = argv[++i];
        if (option == "--queries") {
            queries.clear();
            for (size_t from = 0; from <= value.size();) {
                const size_t to = std::min(value.find(',', from), value.size());
                const std::string_view name = value.substr(from, to - from);
                const auto& known = limitQueries();
                if (std::find(known.begin(), known.end(), name) == known.end())
                    return wrongUse("There is no limit for '" + std::string(name) + "'.");
                queries.push_back(name);
                from = to + 1;
            }
            continue;
        }
        int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size() || number < 0)
            return wrongUse(std::string(option) + " needs a whole number, not '" + std::string(value) + "'.");
        if (option == "--events")
            events = number;
        else if (option == "--rate")
            config.firstEventRate = number;
        else if (option == "--seed")
            seed = number;
        else if (option == "--repeat")
            repeat = std::max<int64_t>(number, 1);
        else
            return wrongUse("There is no option " + std::string(option) + ".");
    }
    config.seed = static_cast<uint64_t>(seed);
    if (const std::string problem = config.problem(); !problem.empty()) return wrongUse(problem);

    const NexmarkModel model(config);
    for (std::string_view query : queries) {
        double best = 1e300;
        LimitResult result;
        for (int64_t i = 0; i < repeat; ++i) {
            const double start = cpuSeconds();
            result = runLimit(query, model, events, Output::Blackhole);
            best = std::min(best, cpuSeconds() - start);
        }
        result.checksum = runLimit(query, model, events, Output::Checksum).checksum;
        const double rate = best > 0 ? static_cast<double>(events) / best : 0;
        std::printf(json ? "{\"query\": \"%.*s\", \"events\": %lld, \"cpu_seconds\": %.6f, \"events_per_cpu_second\": %.0f, "
                           "\"rows_out\": %lld, "
                           "\"checksum\": \"%016llx\"}\n"
                         : "%-8.*s %12lld events %10.4f s CPU %14.0f events/s %12lld rows  %016llx\n",
                    static_cast<int>(query.size()), query.data(), static_cast<long long>(events), best, rate,
                    static_cast<long long>(result.rowsOut), static_cast<unsigned long long>(result.checksum));
        std::fflush(stdout);
    }
    return 0;
}
