// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/result_printer.h"
#include "engine/session/session.h"

#include <cstdio>
#include <filesystem>
#include <mutex>

namespace weir::cli {

namespace {

/// Prints what the replayed SELECTs give, and says how the replay went.
struct ReplayCommand {
    OutputForm form = OutputForm::Changelog;
    bool verifies = false, stood = false;
    int64_t states = 0, sinks = 0, jobs = 0;

    void tellPositions(const Replay& replay) const {
        auto positions = replay.positions();
        if (!positions) throw RunError(positions.error());
        for (const TaskPosition& position : *positions) {
            std::string line = "weir: " + position.uids.front() + "/" + std::to_string(position.subtask) + ": step " + std::to_string(position.steps);
            for (const auto& [split, where] : position.splits) line += ", " + split + " at " + where;
            if (!position.next.empty()) line += "; next: " + position.next;
            std::fprintf(stderr, "%s\n", line.c_str());
        }
    }

    void follow(Replay& replay, const std::shared_ptr<const TimeZone>& zone) {
        std::shared_ptr<ResultCollector> result = replay.resultCount() > 0 ? replay.result(0) : nullptr;
        std::unique_ptr<ResultPrinter> printer;
        if (result && !verifies) {
            printer = std::make_unique<ResultPrinter>(form, result->schema(), zone);
            printer->begin();
        }
        auto drain = [&] {
            if (!result) return false;
            ResultPage page = result->take(8192);
            for (const Batch& batch : page.batches)
                if (printer) printer->print(batch);
            return !page.batches.empty();
        };
        while (!replay.wait(drain() ? 0 : 2))
            if (replay.isAtMoment() && !drain()) {
                stood = true;
                break;
            }
        while (drain()) {}
        if (printer) printer->end();
        if (stood) tellPositions(replay);
        ++jobs;
        states += replay.agreedStates();
        sinks += replay.agreedSinks();
        auto picture = replay.snapshot();
        if (picture->state == RunState::Failed) throw RunError(picture->errors.front());
    }
};

} // namespace

int replay(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--verify", false}, {"--until"}, {"--from"}, {"--output"}, {"-p"}, {"--workers"}, {"--scheduler"}, {"--seed"}});
    if (!arguments) return wrongUse("replay", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("replay", "One recording is needed.");
    ReplayCommand command;
    command.verifies = arguments->has("--verify");
    std::string output = arguments->text("--output", "changelog");
    if (output == "table") command.form = OutputForm::Table;
    else if (output == "jsonl") command.form = OutputForm::JsonLines;
    else if (output != "changelog") return wrongUse("replay", "--output is table, jsonl or changelog, not '" + output + "'.");
    auto workers = arguments->number(arguments->has("--workers") ? "--workers" : "-p", 0), seed = arguments->number("--seed", 0);
    for (auto* each : {&workers, &seed})
        if (!*each || **each < 0) return wrongUse("replay", *each ? "Numbers must not be negative." : each->error().text());
    std::string scheduler = arguments->text("--scheduler", "threads");
    if (scheduler != "threads" && scheduler != "seeded") return wrongUse("replay", "--scheduler is threads or seeded, not '" + scheduler + "'.");

    const std::string& file = arguments->plain()[0];
    Session session;
    auto recording = session.openRecording(file);
    if (!recording) {
        complain("", recording.error());
        return Failed;
    }
    RunOptions options = Session::replayOptions(*recording);
    options.lossless = true;
    options.resultRows = 65'536;
    options.workers = static_cast<int>(*workers);
    options.seededScheduler = scheduler == "seeded";
    options.schedulerSeed = static_cast<uint64_t>(*seed);
    if (arguments->has("--until")) {
        auto moment = parseMoment(arguments->text("--until"));
        if (!moment) return wrongUse("replay", moment.error().text());
        options.until = *moment;
    }
    if (arguments->has("--from")) {
        std::error_code failed;
        options.restoreFrom = std::filesystem::absolute(arguments->text("--from"), failed).string();
    }
    session.setBaseFolder(Session::recordedFolder(**recording));
    std::string script = Session::recordedScript(**recording);
    struct AtMoment {};
    Status done;
    try {
        done = session.execute(script, options, [&](StatementResult result) {
            if (!result.run) return;
            auto run = std::dynamic_pointer_cast<Replay>(result.run);
            command.follow(*run, session.zone());
            if (command.stood) throw AtMoment{};      // the statements behind it are later
        });
    } catch (const AtMoment&) {
    }
    if (!done) {
        complain(file, done.error());
        return Failed;
    }
    std::fprintf(stderr, "weir: replayed %lld job%s of %s%s: %lld state hashes and %lld running hashes of sinks as recorded\n", static_cast<long long>(command.jobs),
                 command.jobs == 1 ? "" : "s", file.c_str(), command.stood ? " up to the moment" : Session::isCutOff(**recording) ? ", which a crash cut off" : "",
                 static_cast<long long>(command.states), static_cast<long long>(command.sinks));
    return Done;
}

} // namespace weir::cli
