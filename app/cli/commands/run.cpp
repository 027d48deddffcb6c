// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/ledger_text.h"
#include "app/cli/project.h"
#include "app/cli/result_printer.h"
#include "app/cli/run_watcher.h"
#include "engine/session/session.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

namespace weir::cli {

namespace {

volatile std::sig_atomic_t interrupts = 0;
void onInterrupt(int) { interrupts = interrupts + 1; }

std::string folderOf(const std::string& path) {
    size_t slash = path.rfind('/');
    return path == "-" || slash == std::string::npos ? "" : path.substr(0, slash);
}

/// Where the window keeps them, too.
Result<std::string> newRecording(const std::string& folder, int64_t nowMillis) {
    LocalFileSystem files;
    const std::string recordings = folder + "/.weir/recordings";
    if (Status made = files.createFolders(recordings); !made) return made.error();
    const auto seconds = static_cast<std::time_t>(nowMillis / 1000);
    std::tm local{};
    localtime_r(&seconds, &local);
    char name[64];
    const size_t length = std::strftime(name, sizeof name, "%Y%m%d-%H%M%S", &local);
    std::snprintf(name + length, sizeof name - length, "-%03d.weirrun", static_cast<int>(nowMillis % 1000));
    return recordings + "/" + name;
}

Status writeMetrics(const std::string& path, const RunSnapshot& snapshot) {
    nlohmann::ordered_json out;
    out["run_seconds"] = static_cast<double>(snapshot.runNanos) / 1e9;
    out["source_rows"] = snapshot.sourceRows;
    out["peak_memory_bytes"] = snapshot.peakMemoryBytes;
    if (const CheckpointSnapshot& taken = snapshot.checkpoints; taken.enabled)
        out["checkpoints"] = {{"completed", taken.completed}, {"failed", taken.failed}, {"last", taken.lastNumber}, {"last_bytes", taken.lastBytes},
                              {"last_write_ms", static_cast<double>(taken.lastNanos) / 1e6}, {"restored_from", taken.restoredFrom}, {"restarts", taken.restarts},
                              {"last_failure", taken.lastFailure}, {"folder", taken.folder}};
    for (const VertexSnapshot& vertex : snapshot.vertices) {
        nlohmann::ordered_json shown{{"name", vertex.name}, {"detail", vertex.detail}, {"uid", vertex.uid}, {"changelog", vertex.changelog}};
        for (const SubtaskSnapshot& subtask : vertex.subtasks)
            shown["subtasks"].push_back({{"rows_in", subtask.rowsIn}, {"rows_out", subtask.rowsOut}, {"late_rows", subtask.lateRows}, {"dropped_rows", subtask.droppedRows},
                                         {"busy_ms", subtask.busyNanos / 1'000'000}, {"backpressured_ms", subtask.backpressuredNanos / 1'000'000},
                                         {"idle_ms", subtask.idleNanos / 1'000'000}, {"watermark", subtask.watermark}, {"state_bytes", subtask.stateBytes},
                                         {"rows_to_disk", subtask.rowsToDisk},
                                         {"barriers", subtask.barriers}, {"barrier_us", subtask.barrierNanos / 1000}, {"longest_barrier_us", subtask.longestBarrierNanos / 1000},
                                         {"longest_quantum_us", subtask.longestQuantumNanos / 1000}});
        out["vertices"].push_back(std::move(shown));
    }
    LocalFileSystem files;
    auto file = files.openToWrite(path, true);
    if (!file) return file.error();
    if (Status written = (*file)->append(out.dump() + "\n"); !written) return written;
    return (*file)->close();
}

struct RunCommand {
    OutputForm form = OutputForm::Changelog;
    std::string metricsFile;
    bool tellsLedger = false;
    std::string savepointFolder;      // where a stop leaves a savepoint; empty: a stop is an end
    int64_t stopAtNanos = INT64_MAX;
    std::shared_ptr<const TimeZone> zone = TimeZone::utc();
    SystemClock clock;
    std::mutex printing;              // guards standard output: print sinks write from workers
    bool interrupted = false;
    std::vector<std::shared_ptr<Run>> beside;    // INSERTs that the script did not wait for

    /// Says on standard error where a job goes on, and when it has begun again.
    void tellRestarts(const Run& run, CheckpointSnapshot& told) {
        CheckpointSnapshot now = run.snapshot()->checkpoints;
        if (now.restarts > told.restarts)
            std::fprintf(stderr, "weir: the job failed and begins again: %s\n", now.lastFailure.c_str());
        if (now.restoredFrom > 0 && now.restoredFrom != told.restoredFrom)
            std::fprintf(stderr, "weir: going on from checkpoint %lld in %s\n", static_cast<long long>(now.restoredFrom), now.folder.c_str());
        told = now;
    }

    /// Says on standard error where savepoints lie; true when one has failed now.
    bool tellSavepoints(const Run& run, size_t& told) {
        auto picture = run.snapshot();
        const auto& all = picture->checkpoints.savepoints;
        bool failed = false;
        for (; told < all.size(); ++told) {
            const SavepointSnapshot& one = all[told];
            if (one.error.empty()) std::fprintf(stderr, "weir: savepoint %s%s\n", one.path.c_str(), one.stopped ? ", the job ended with it" : "");
            else std::fprintf(stderr, "weir: the savepoint failed: %s\n", one.error.c_str());
            failed = failed || !one.error.empty();
        }
        return failed;
    }

    /// Follows a run to its end. Throws RunError with what made it fail.
    void follow(Run& run) {
        std::shared_ptr<ResultCollector> result = run.resultCount() > 0 ? run.result(0) : nullptr;
        std::unique_ptr<ResultPrinter> printer;
        if (result) {
            printer = std::make_unique<ResultPrinter>(form, result->schema(), zone);
            std::lock_guard lock(printing);
            printer->begin();
        }
        RunWatcher watcher(clock);
        int stops = 0;
        auto drain = [&] {
            if (!result) return false;
            ResultPage page = result->take(8192);
            if (page.batches.empty()) return false;
            std::lock_guard lock(printing);
            watcher.clear();
            for (const Batch& batch : page.batches) printer->print(batch);
            return true;
        };
        bool ended = false;
        CheckpointSnapshot told;
        size_t savepoints = 0;
        tellRestarts(run, told);
        int64_t lookedNanos = clock.steadyNanos();
        while (!ended) {
            ended = run.wait(drain() ? 0 : 2);
            for (const auto& other : beside)
                if (other.get() != &run && other->wait(0) && other->snapshot()->state == RunState::Failed) throw RunError(other->snapshot()->errors.front());
            watcher.look(run);
            constexpr int64_t LookNanos = 100'000'000;
            if (told.enabled && clock.steadyNanos() - lookedNanos > LookNanos) {
                lookedNanos = clock.steadyNanos();
                tellRestarts(run, told);
                if (tellSavepoints(run, savepoints) && stops == 1) run.stop();      // without one, then
            }
            bool due = clock.steadyNanos() >= stopAtNanos;
            if ((interrupts > 0 || due) && stops == 0) {
                if (savepointFolder.empty()) run.stop();
                else run.savepoint(savepointFolder, "", true);
                stops = 1;
                interrupted |= interrupts > 0;
            }
            if (interrupts > 1 && stops == 1) {
                run.cancel();
                stops = 2;
            }
        }
        while (drain()) {}
        watcher.clear();
        if (told.enabled) (void)tellSavepoints(run, savepoints);
        auto picture = run.snapshot();
        if (!metricsFile.empty())
            if (Status written = writeMetrics(metricsFile, *picture); !written) throw RunError(written.error());
        if (tellsLedger)
            if (auto page = run.ledger()) std::fputs(ledgerText(*page).c_str(), stderr);
        if (picture->state == RunState::Failed) throw RunError(picture->errors.front());
        if (printer) {
            std::lock_guard lock(printing);
            printer->end();
        }
        if (stops > 0 || ::isatty(2)) std::fprintf(stderr, "weir: %s%s\n", stops > 0 ? "stopped: " : "", RunWatcher::summary(*picture).c_str());
    }
};

} // namespace

int run(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--output"}, {"-p"}, {"-D", true, true}, {"--timeout"}, {"--metrics"}, {"--workers"}, {"--state"}, {"--batch-rows"},
                                              {"--scheduler"}, {"--seed"}, {"--checkpoints"}, {"--interval"}, {"--from"}, {"--record"}, {"--fail-after-rows"},
                                              {"--restart-parallelism"}, {"--restart-batch-rows"}, {"--allow-non-restored", false}, {"--savepoint-on-stop"}, {"--config"}, {"--ledger", false}});
    if (!arguments) return wrongUse("run", arguments.error().text());
    const bool configured = arguments->has("--config");
    if (configured ? arguments->plain().size() > 1 : arguments->plain().size() != 1)
        return wrongUse("run", configured ? "--config takes one folder, or its weir.toml." : "One script is needed.");

    RunCommand command;
    std::string output = arguments->text("--output", "changelog");
    if (output == "table") command.form = OutputForm::Table;
    else if (output == "jsonl") command.form = OutputForm::JsonLines;
    else if (output != "changelog") return wrongUse("run", "--output is table, jsonl or changelog, not '" + output + "'.");
    command.metricsFile = arguments->text("--metrics");
    command.tellsLedger = arguments->has("--ledger");

    RunOptions options;
    options.lossless = true;
    options.resultRows = 65'536;
    std::string file = configured || arguments->plain().empty() ? "" : arguments->plain()[0];
    if (configured) {
        const auto project = readyProject(arguments->plain().empty() ? "." : arguments->plain()[0]);
        if (!project) return Failed;
        const RunConfiguration* run = findConfiguration(*project, arguments->text("--config"));
        if (!run) return Failed;
        file = scriptOf(*project, *run);
        configure(options, *project, *run);
        if (run->record && !arguments->has("--record")) {
            auto path = newRecording(folderOf(file), command.clock.wallMillis());
            if (!path) {
                complain("", path.error());
                return Failed;
            }
            options.recordTo = *path;
        }
    }
    auto numbers = [&](const char* name, int64_t fallback, int64_t least) -> Result<int64_t> {
        auto number = arguments->number(name, fallback);
        if (number && *number < least) return Error{ErrorCode::Invalid, std::string("Option ") + name + " must be at least " + std::to_string(least) + "."};
        return number;
    };
    options.randomBatches = arguments->text("--batch-rows") == "random";
    auto parallelism = numbers("-p", 0, arguments->has("-p") ? 1 : 0), workers = numbers("--workers", 0, 0),
         batchRows = options.randomBatches ? Result<int64_t>(0) : numbers("--batch-rows", 0, 0), seed = numbers("--seed", 0, 0);
    for (auto* each : {&parallelism, &workers, &batchRows, &seed})
        if (!*each) return wrongUse("run", each->error().text());
    auto timeout = arguments->duration("--timeout", -1);
    if (!timeout) return wrongUse("run", timeout.error().text());
    if (arguments->has("-p")) options.parallelism = static_cast<int>(*parallelism);
    options.workers = static_cast<int>(*workers);
    options.maxBatchRows = static_cast<int>(*batchRows);
    options.seed = static_cast<uint64_t>(*seed);
    std::string scheduler = arguments->text("--scheduler", "threads");
    if (scheduler != "threads" && scheduler != "seeded") return wrongUse("run", "--scheduler is threads or seeded, not '" + scheduler + "'.");
    options.seededScheduler = scheduler == "seeded";
    for (const std::string& setting : arguments->all("-D")) {
        size_t equals = setting.find('=');
        if (equals == std::string::npos) return wrongUse("run", "-D needs key=value, not '" + setting + "'.");
        options.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    auto interval = arguments->duration("--interval", 10'000);
    if (!interval) return wrongUse("run", interval.error().text());
    if (arguments->has("--checkpoints")) {
        // Relative to where we stand, not to the script.
        std::error_code failed;
        options.settings["execution.checkpointing.dir"] = std::filesystem::absolute(arguments->text("--checkpoints"), failed).string();
        if (!options.settings.count("execution.checkpointing.interval") || arguments->has("--interval"))
            options.settings["execution.checkpointing.interval"] = std::to_string(*interval) + " ms";
    } else if (arguments->has("--savepoint-on-stop") && !options.settings.count("execution.checkpointing.dir")) {
        // Savepoints are checkpoints: the job keeps its own beside them.
        std::error_code failed;
        options.settings["execution.checkpointing.dir"] = (std::filesystem::absolute(arguments->text("--savepoint-on-stop"), failed) / "checkpoints").string();
        options.settings["execution.checkpointing.interval"] = std::to_string(*interval) + " ms";
    } else if (arguments->has("--interval")) {
        options.settings["execution.checkpointing.interval"] = std::to_string(*interval) + " ms";
    }
    if (arguments->has("--savepoint-on-stop")) {
        std::error_code failed;
        command.savepointFolder = std::filesystem::absolute(arguments->text("--savepoint-on-stop"), failed).string();
    }
    options.allowNonRestored = arguments->has("--allow-non-restored");
    if (arguments->has("--from")) {
        options.restoreFrom = arguments->text("--from");
        std::error_code failed;
        if (options.restoreFrom != "latest") options.restoreFrom = std::filesystem::absolute(options.restoreFrom, failed).string();
    }
    if (arguments->has("--record")) {
        std::error_code failed;
        options.recordTo = std::filesystem::absolute(arguments->text("--record"), failed).string();
    }
    auto failAfter = numbers("--fail-after-rows", -1, arguments->has("--fail-after-rows") ? 0 : -1);
    if (!failAfter) return wrongUse("run", failAfter.error().text());
    options.failAfterRows = *failAfter;
    auto restartParallelism = numbers("--restart-parallelism", 0, 0), restartBatchRows = numbers("--restart-batch-rows", 0, 0);
    for (auto* each : {&restartParallelism, &restartBatchRows})
        if (!*each) return wrongUse("run", each->error().text());
    options.restartParallelism = static_cast<int>(*restartParallelism);
    options.restartBatchRows = static_cast<int>(*restartBatchRows);
    if (std::string state = arguments->text("--state"); !state.empty()) {
        if (state != "heap" && state != "rocksdb") return wrongUse("run", "--state is heap or rocksdb, not '" + state + "'.");
        options.settings["state.backend.type"] = state;
    }
    options.printLine = [&](std::string_view line) {
        std::lock_guard lock(command.printing);
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
        std::fflush(stdout);
    };

    auto text = readText(file);
    if (!text) {
        complainOfText(file, text.error());
        return Failed;
    }
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    std::signal(SIGPIPE, SIG_IGN);
    if (*timeout >= 0) command.stopAtNanos = command.clock.steadyNanos() + *timeout * 1'000'000;

    Session session;
    // A recording is replayed from anywhere.
    std::error_code unknown;
    session.setBaseFolder(options.recordTo.empty() ? folderOf(file) : (std::filesystem::current_path(unknown) / folderOf(file)).string());
    Status done = session.execute(*text, options, [&](StatementResult result) {
        if (!result.text.empty()) {
            std::lock_guard lock(command.printing);
            std::fputs(result.text.c_str(), stdout);
            std::fflush(stdout);
        }
        if (!result.run) return;
        command.zone = session.zone();
        if (!result.awaited) {
            command.beside.push_back(std::move(result.run));
            return;
        }
        try {
            command.follow(*result.run);
        } catch (RunError& failure) {
            Error error = failure.error();
            if (!error.place.known()) error.place = result.statement.place;
            throw RunError(error);
        }
    });
    try {
        for (size_t i = 0; done && i < command.beside.size(); ++i) command.follow(*command.beside[i]);
    } catch (const RunError& failure) {
        done = failure.error();
    }
    if (!done) {
        complain(file, done.error());
        return Failed;
    }
    return Done;
}

} // namespace weir::cli
