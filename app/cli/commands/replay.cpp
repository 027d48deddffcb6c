// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/result_printer.h"
#include "engine/session/session.h"

#include <cstdio>
#include <filesystem>
#include <optional>

namespace weir::cli {

namespace {

/// Prints what the replayed SELECTs give, and says how the replay went.
struct ReplayCommand {
    OutputForm form = OutputForm::Changelog;
    bool verifies = false, stood = false;
    std::optional<StateQuery> asked;
    int64_t states = 0, sinks = 0, jobs = 0, rows = 0;

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

    /// A job over the rows of a recording: runs to its end.
    void followJob(Run& run, const std::shared_ptr<const TimeZone>& zone) {
        std::shared_ptr<ResultCollector> result = run.resultCount() > 0 ? run.result(0) : nullptr;
        std::optional<ResultPrinter> printer;
        if (result) printer.emplace(form, result->schema(), zone), printer->begin();
        auto drain = [&] {
            if (!result) return false;
            ResultPage page = result->take(8192);
            for (const Batch& batch : page.batches) printer->print(batch);
            return !page.batches.empty();
        };
        while (!run.wait(drain() ? 0 : 2)) {}
        while (drain()) {}
        auto picture = run.snapshot();
        if (picture->state == RunState::Failed) throw RunError(picture->errors.front());
        if (printer) printer->end();
        ++jobs;
        rows += picture->sourceRows;
    }

    /// What an operator's subtask holds where the replay stands.
    void tellState(const Replay& replay) const {
        StateQuery query = *asked;
        auto page = replay.state(query);
        if (!page) throw RunError(page.error());
        const std::vector<std::string> sections = page->sections;
        for (const std::string& section : sections) {
            query.section = section;
            page = replay.state(query);
            if (!page) throw RunError(page.error());
            auto line = [](const std::vector<std::string>& texts) {
                for (size_t i = 0; i < texts.size(); ++i) std::printf("%s%s", i ? "\t" : "", texts[i].c_str());
                std::printf("\n");
            };
            std::printf("state %s of %s/%d: %lld entries\n", section.c_str(), query.uid.c_str(), query.subtask, static_cast<long long>(page->matching));
            line(page->columns);
            for (const StateRow& row : page->rows) line(row.values);
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
        if (asked) tellState(replay);
        ++jobs;
        states += replay.agreedStates();
        sinks += replay.agreedSinks();
        auto picture = replay.snapshot();
        if (picture->state == RunState::Failed) throw RunError(picture->errors.front());
    }
};

} // namespace

int replay(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--verify", false}, {"--until"}, {"--from"}, {"--job"}, {"--state"}, {"--key"}, {"-D", true, true}, {"--allow-non-restored", false},
                                              {"--output"}, {"-p"}, {"--workers"}, {"--scheduler"}, {"--seed"}});
    if (!arguments) return wrongUse("replay", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("replay", "One recording is needed.");
    ReplayCommand command;
    command.verifies = arguments->has("--verify");
    std::string output = arguments->text("--output", "changelog");
    if (output == "table") command.form = OutputForm::Table;
    else if (output == "jsonl") command.form = OutputForm::JsonLines;
    else if (output != "changelog") return wrongUse("replay", "--output is table, jsonl or changelog, not '" + output + "'.");
    const bool changed = arguments->has("--job");
    if (changed && (command.verifies || arguments->has("--until"))) return wrongUse("replay", "A changed job is no replay: --verify and --until do not go with --job.");
    if (!changed && (arguments->has("-D") || arguments->has("--allow-non-restored"))) return wrongUse("replay", "-D and --allow-non-restored go with --job.");
    // Without --job a replay has the recorded parallelism.
    auto workers = arguments->number(arguments->has("--workers") || changed ? "--workers" : "-p", 0), seed = arguments->number("--seed", 0),
         parallelism = changed ? arguments->number("-p", 0) : Result<int64_t>(0);
    for (auto* each : {&workers, &seed, &parallelism})
        if (!*each || **each < 0) return wrongUse("replay", *each ? "Numbers must not be negative." : each->error().text());
    std::string scheduler = arguments->text("--scheduler", "threads");
    if (scheduler != "threads" && scheduler != "seeded") return wrongUse("replay", "--scheduler is threads or seeded, not '" + scheduler + "'.");

    if (arguments->has("--state")) {
        if (changed) return wrongUse("replay", "--state does not go with --job.");
        StateQuery& query = command.asked.emplace();
        query.uid = arguments->text("--state");
        query.key = arguments->text("--key");
        query.limit = 1'000'000;
        size_t slash = query.uid.rfind('/');
        std::string subtask = slash == std::string::npos ? "" : query.uid.substr(slash + 1);
        constexpr size_t MostDigits = 6;
        if (!subtask.empty() && subtask.size() <= MostDigits && subtask.find_first_not_of("0123456789") == std::string::npos) {
            query.subtask = std::stoi(subtask);
            query.uid.resize(slash);
        }
    }
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
    if (changed) {
        auto text = readText(arguments->text("--job"));
        if (!text) {
            complainOfText(arguments->text("--job"), text.error());
            return Failed;
        }
        script = *text;
        options.replayAsInput = true;
        options.allowNonRestored = arguments->has("--allow-non-restored");
        if (*parallelism > 0) options.parallelism = static_cast<int>(*parallelism);
        for (const std::string& setting : arguments->all("-D")) {
            size_t equals = setting.find('=');
            if (equals == std::string::npos) return wrongUse("replay", "-D needs key=value, not '" + setting + "'.");
            options.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
        }
    }
    const std::string place = changed ? arguments->text("--job") : file;
    struct AtMoment {};
    Status done;
    try {
        done = session.execute(script, options, [&](StatementResult result) {
            if (changed) std::fputs(result.text.c_str(), stdout);
            if (!result.run) return;
            if (changed) return command.followJob(*result.run, session.zone());
            auto run = std::dynamic_pointer_cast<Replay>(result.run);
            command.follow(*run, session.zone());
            if (command.stood) throw AtMoment{};      // the statements behind it are later
        });
    } catch (const AtMoment&) {
    }
    if (!done) {
        complain(place, done.error());
        return Failed;
    }
    if (changed) {
        std::fprintf(stderr, "weir: ran %lld job%s over %lld recorded rows of %s\n", static_cast<long long>(command.jobs), command.jobs == 1 ? "" : "s",
                     static_cast<long long>(command.rows), file.c_str());
        return Done;
    }
    std::fprintf(stderr, "weir: replayed %lld job%s of %s%s: %lld state hashes and %lld running hashes of sinks as recorded\n", static_cast<long long>(command.jobs),
                 command.jobs == 1 ? "" : "s", file.c_str(), command.stood ? " up to the moment" : Session::isCutOff(**recording) ? ", which a crash cut off" : "",
                 static_cast<long long>(command.states), static_cast<long long>(command.sinks));
    return Done;
}

} // namespace weir::cli
