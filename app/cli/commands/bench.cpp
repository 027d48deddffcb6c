// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/bench/nexmark_queries.h"
#include "app/cli/command.h"
#include "engine/session/session.h"
#include "engine/types/text.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace weir::cli {

namespace {

double cpuSeconds() {
    struct rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int64_t peakBytes() {
    struct rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024L;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
    return text;
}

/// The order-independent hash of a result: equal tables have equal sums, whatever updates led there.
uint64_t checksumOf(const Batch& batch, const Schema& schema, const TimeZone& zone) {
    uint64_t sum = 0;
    std::string row;
    Batch rows = batch.dense();
    for (int i = 0; i < rows.rows; ++i) {
        row.clear();
        for (int column = 0; column < schema.size(); ++column) {
            appendText(row, *rows.columns[column], schema.fields[column].type, i, zone);
            row += '\x1f';
        }
        uint64_t hash = 1469598103934665603ULL;      // FNV-1a
        for (char c : row) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        sum += isAdd(rows.kind(i)) ? hash : ~hash + 1;
    }
    return sum;
}

struct Setting {
    int64_t events = 10'000'000;
    int64_t rate = 10'000'000;
    int parallelism = 1;
    bool net = true;
    bool checksum = true;
    std::string recording;      // where to write one; empty: nowhere
    std::map<std::string, std::string> settings;
};

struct Figures {
    double cpu = 0, wall = 0;
    int64_t rowsOut = 0;
    uint64_t checksum = 0;
    int64_t checkpoints = 0, barrierNanos = 0, stateBytes = 0, sourceRows = 0, recordedBytes = 0;
};

RunOptions optionsOf(const Setting& setting) {
    RunOptions options;
    options.parallelism = setting.parallelism;
    options.workers = setting.parallelism;
    options.settings["state.memory"] = "1 tb";      // it measures time
    if (setting.net) {
        // As in the public suite.
        options.settings["table.exec.mini-batch.enabled"] = "true";
        options.settings["table.exec.mini-batch.allow-latency"] = "2 s";
        options.settings["table.exec.mini-batch.size"] = "50000";
    }
    for (const auto& [key, value] : setting.settings) options.settings[key] = value;
    return options;
}

Result<Figures> measure(const NexmarkQuery& query, const Setting& setting) {
    SystemClock clock;
    Figures figures;
    std::string tables = replaced(replaced(std::string(nexmarkTables()), "${EVENTS}", std::to_string(setting.events)), "${RATE}", std::to_string(setting.rate));
    tables += query.view;
    tables += '\n';
    {
        // The sink's columns are those of the query: a table made from it, that reads nothing until the run.
        Session session;
        std::string script = tables + "CREATE TABLE nowhere WITH ('connector' = 'blackhole') AS " + std::string(query.query) + ";";
        double cpu = cpuSeconds();
        int64_t start = clock.steadyNanos();
        std::shared_ptr<const RunSnapshot> picture;
        RunOptions options = optionsOf(setting);
        options.recordTo = setting.recording;
        Status done = session.execute(script, options, [&](StatementResult result) {
            if (!result.run) return;
            while (!result.run->wait(1000)) {}
            picture = result.run->snapshot();
            if (picture->state == RunState::Failed) throw RunError(picture->errors.front());
        });
        if (!done) return done.error();
        figures.cpu = cpuSeconds() - cpu;
        figures.wall = static_cast<double>(clock.steadyNanos() - start) / 1e9;
        figures.checkpoints = picture->checkpoints.completed;
        if (!setting.recording.empty())
            if (auto recorded = LocalFileSystem().info(setting.recording)) figures.recordedBytes = recorded->bytes;
        figures.sourceRows = picture->sourceRows;
        for (const VertexSnapshot& vertex : picture->vertices)
            for (const SubtaskSnapshot& subtask : vertex.subtasks) {
                figures.barrierNanos = std::max(figures.barrierNanos, subtask.longestBarrierNanos);
                figures.stateBytes += subtask.stateBytes;
            }
        for (const VertexSnapshot& vertex : picture->vertices)
            if (vertex.isSink)
                for (const SubtaskSnapshot& subtask : vertex.subtasks) figures.rowsOut += subtask.rowsIn;
    }
    if (!setting.checksum) return figures;
    Session session;
    RunOptions options = optionsOf(setting);
    options.lossless = true;
    Status done = session.execute(tables + std::string(query.query) + ";", options, [&](StatementResult result) {
        if (!result.run) return;
        auto rows = result.run->result(0);
        for (bool ended = false; !ended;) {
            ended = result.run->wait(1);
            for (ResultPage page = rows->take(65'536); !page.batches.empty(); page = rows->take(65'536))
                for (const Batch& batch : page.batches) figures.checksum += checksumOf(batch, rows->schema(), *TimeZone::utc());
        }
    });
    if (!done) return done.error();
    return figures;
}

} // namespace

int bench(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--queries"}, {"--events"}, {"--rate"}, {"-p"}, {"-D", true, true}, {"--json", false}, {"--exact", false}, {"--no-checksum", false},
                                              {"--record"}});
    if (!arguments) return wrongUse("bench", arguments.error().text());
    if (arguments->plain().size() != 1 || arguments->plain()[0] != "nexmark") return wrongUse("bench", "The one benchmark is 'nexmark'.");
    Setting setting;
    auto events = arguments->number("--events", setting.events), parallelism = arguments->number("-p", 1), rate = arguments->number("--rate", setting.rate);
    for (auto* each : {&events, &parallelism, &rate})
        if (!*each || **each < 1) return wrongUse("bench", *each ? "Numbers must be at least 1." : each->error().text());
    setting.events = *events;
    setting.rate = *rate;
    setting.parallelism = static_cast<int>(*parallelism);
    for (const std::string& each : arguments->all("-D")) {
        size_t equals = each.find('=');
        if (equals == std::string::npos) return wrongUse("bench", "-D needs key=value, not '" + each + "'.");
        setting.settings[each.substr(0, equals)] = each.substr(equals + 1);
    }
    setting.net = !arguments->has("--exact");
    setting.checksum = !arguments->has("--no-checksum");
    setting.recording = arguments->text("--record");
    std::vector<const NexmarkQuery*> chosen;
    std::string wanted = arguments->text("--queries");
    for (size_t at = 0; at < wanted.size();) {
        size_t comma = std::min(wanted.find(',', at), wanted.size());
        std::string name = wanted.substr(at, comma - at);
        const NexmarkQuery* found = nullptr;
        for (const NexmarkQuery& each : nexmarkQueries())
            if (each.name == name) found = &each;
        if (!found) return wrongUse("bench", "There is no query '" + name + "'.");
        chosen.push_back(found);
        at = comma + 1;
    }
    if (wanted.empty())
        for (const NexmarkQuery& each : nexmarkQueries()) chosen.push_back(&each);
    bool json = arguments->has("--json"), failed = false;
    if (!json) std::printf("%-5s %12s %10s %10s %16s %12s %10s\n", "query", "events", "cpu s", "wall s", "events/cpu-s", "rows out", "peak MB");
    for (const NexmarkQuery* query : chosen) {
        auto figures = measure(*query, setting);
        if (!figures) {
            std::fprintf(stderr, "weir: %s: %s\n", std::string(query->name).c_str(), figures.error().text().c_str());
            failed = true;
            continue;
        }
        char checksum[20];
        std::snprintf(checksum, sizeof checksum, "%016llx", static_cast<unsigned long long>(figures->checksum));
        if (json) {
            nlohmann::ordered_json line{{"query", query->name}, {"events", setting.events}, {"parallelism", setting.parallelism}, {"mode", setting.net ? "net" : "exact"},
                                        {"cpu_seconds", figures->cpu}, {"wall_seconds", figures->wall}, {"rows_out", figures->rowsOut}, {"peak_rss_bytes", peakBytes()},
                                        {"checkpoints", figures->checkpoints}, {"longest_barrier_us", figures->barrierNanos / 1000}, {"state_bytes", figures->stateBytes}};
            if (!setting.recording.empty()) line["source_rows"] = figures->sourceRows, line["recorded_bytes"] = figures->recordedBytes;
            if (setting.checksum) line["checksum"] = checksum;
            std::puts(line.dump().c_str());
        } else {
            std::printf("%-5s %12lld %10.3f %10.3f %16.0f %12lld %10lld\n", std::string(query->name).c_str(), static_cast<long long>(setting.events), figures->cpu, figures->wall,
                        static_cast<double>(setting.events) / figures->cpu, static_cast<long long>(figures->rowsOut), static_cast<long long>(peakBytes() >> 20));
        }
        std::fflush(stdout);
    }
    return failed ? Failed : Done;
}

} // namespace weir::cli
