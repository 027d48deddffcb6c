// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/job_runner.h"

#include <QDateTime>
#include <QDir>

namespace weir::ui {

JobRunner::JobRunner(const Engine& engine, RunFeed& feed, std::shared_ptr<LogLines> log) : engine_(engine), feed_(feed), log_(std::move(log)) {}

namespace {

/// The settings one by one, for comparing runs.
std::vector<RunSetting> settingsOf(const RunOptions& options, int checkpointSeconds, const std::string& configuration) {
    std::vector<RunSetting> out;
    if (!configuration.empty()) out.push_back({"configuration", configuration});
    if (options.parallelism > 0) out.push_back({"parallelism", std::to_string(options.parallelism)});
    if (options.workers > 0) out.push_back({"workers", std::to_string(options.workers)});
    if (checkpointSeconds > 0) out.push_back({"checkpoints every", std::to_string(checkpointSeconds) + " s"});
    for (const auto& [name, value] : options.settings) out.push_back({name, value});
    return out;
}

std::string settingsText(const RunOptions& options, int checkpointSeconds, const std::string& configuration) {
    QStringList parts;
    if (!configuration.empty()) parts += JobRunner::tr("configuration '%1'").arg(QString::fromStdString(configuration));
    if (options.parallelism > 0) parts += JobRunner::tr("parallelism %1").arg(options.parallelism);
    if (options.workers > 0) parts += JobRunner::tr("%1 workers").arg(options.workers);
    if (checkpointSeconds > 0) parts += JobRunner::tr("checkpoints every %1 s").arg(checkpointSeconds);
    if (!options.restoreFrom.empty()) parts += JobRunner::tr("from %1").arg(QString::fromStdString(options.restoreFrom));
    return parts.join(QStringLiteral(", ")).toStdString();
}

} // namespace

void JobRunner::start(const std::string& script, const std::string& folder, const std::string& from, const ConfiguredRun& configured) {
    if (!engine_.start) return;
    feed_.watch(nullptr);
    starting_ = true;
    stopAsked_ = false;
    emit starting();
    RunOptions options = configured.options;
    if (options.parallelism == 0) options.parallelism = parallelism;
    options.workers = workers;
    if (!from.empty()) options.restoreFrom = from;
    folder_ = folder;
    script_ = script;
    settings_ = settingsText(options, checkpointSeconds, configured.name);
    runSettings_ = settingsOf(options, checkpointSeconds, configured.name);
    recording_ = (records || configured.records) && !folder.empty() ? placeOf("recordings") + "/" + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")).toStdString() + ".weirrun" : "";
    if (!recording_.empty()) QDir().mkpath(QString::fromStdString(placeOf("recordings")));
    options.recordTo = recording_;
    options.keepsTimes = true;
    if (checkpointSeconds > 0 && !folder.empty()) {
        options.settings.emplace("execution.checkpointing.dir", placeOf("checkpoints"));
        options.settings.emplace("execution.checkpointing.interval", std::to_string(checkpointSeconds) + " s");
    }
    options.printLine = [log = log_](std::string_view line) { log->add(line); };
    struct Outcome {
        Result<std::shared_ptr<Run>> run;
        std::vector<StatementText> texts;
    };
    background_.request(
        [start = engine_.start, texts = engine_.texts, script, folder, options] {
            auto printed = texts ? texts(script, folder, options) : std::vector<StatementText>();
            return Outcome{start(script, folder, options), std::move(printed)};
        },
        [this](Outcome outcome) {
            starting_ = false;
            emit printed(outcome.texts);
            auto& run = outcome.run;
            if (!run) {
                emit failed(run.error());
                return;
            }
            if (!*run) {
                if (outcome.texts.empty()) emit failed(Error{ErrorCode::Invalid, "There is nothing to run: the text has no SELECT and no INSERT.", {}, ""});
                else emit started();
                return;
            }
            if (stopAsked_) (*run)->cancel();
            feed_.watch(std::move(*run));
            emit started();
        });
}

void JobRunner::replay(const std::string& path) {
    if (!engine_.start || !engine_.openRecording) return;
    feed_.watch(nullptr);
    starting_ = true;
    stopAsked_ = false;
    recording_ = path;
    script_.clear();
    emit starting();
    background_.request(
        [engine = engine_, path, workers = workers]() -> Result<std::shared_ptr<Run>> {
            auto recording = engine.openRecording(path);
            if (!recording) return recording.error();
            RunOptions options = Session::replayOptions(*recording);
            options.workers = workers;
            options.until.kind = ReplayMoment::Kind::Begin;
            options.keepsTimes = true;
            return engine.start(Session::recordedScript(**recording), Session::recordedFolder(**recording), options);
        },
        [this](Result<std::shared_ptr<Run>> run) {
            starting_ = false;
            if (!run) {
                emit failed(run.error());
                return;
            }
            if (stopAsked_ && *run) (*run)->cancel();
            feed_.watch(std::move(*run));
            emit started();
        });
}

void JobRunner::stop() {
    if (starting_) {
        stopAsked_ = true;
        return;
    }
    if (!feed_.isActive()) return;
    if (stopAsked_) feed_.run()->cancel();
    else feed_.run()->stop();
    stopAsked_ = true;
}

void JobRunner::pauseOrResume() {
    if (!feed_.isActive()) return;
    if (feed_.state() == RunState::Paused || feed_.state() == RunState::Pausing) feed_.run()->resume();
    else feed_.run()->pause();
}

std::string scriptOfStatement(const std::string& script, const std::vector<StatementOutline>& statements, const StatementOutline& chosen) {
    std::string out = script;
    for (const auto& statement : statements) {
        const bool runs = statement.kind == StatementKind::Query || statement.kind == StatementKind::Insert || statement.kind == StatementKind::StatementSet;
        const bool later = statement.place.offset > chosen.place.offset;
        if (statement.place == chosen.place || (!runs && !later) || !statement.place.known()) continue;
        const size_t from = static_cast<size_t>(statement.place.offset);
        size_t to = std::min(out.size(), from + static_cast<size_t>(statement.place.length));
        while (to < out.size() && (out[to] == ';' || out[to] == ' ')) ++to;
        for (size_t i = from; i < to; ++i)
            if (out[i] != '\n') out[i] = ' ';
    }
    return out;
}

} // namespace weir::ui
