// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/run_journal.h"

#include "ui/shell/studio.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <utility>

namespace weir::ui {

namespace {

const char* outcomeOf(RunState state) { return state == RunState::Failed ? "Failed" : state == RunState::Cancelled ? "Cancelled" : "Finished"; }

/// A script may name its folders from where it lies.
std::string absolute(const std::string& folder, const std::string& path) {
    if (path.empty() || folder.empty()) return path;
    return QDir::cleanPath(QDir(QString::fromStdString(folder)).absoluteFilePath(QString::fromStdString(path))).toStdString();
}

std::vector<LeftCheckpoint> leftBy(const CheckpointSnapshot& checkpoints, const std::string& folder) {
    std::vector<LeftCheckpoint> out;
    for (const CheckpointRecord& one : checkpoints.history)
        if (!one.folder.empty() && !one.isRemoved) out.push_back({absolute(folder, one.folder), one.number, one.startedMillis, one.bytes, one.isSavepoint});
    return out;
}

} // namespace

RunJournal::RunJournal(Studio& studio, QObject* parent) : QObject(parent), studio_(studio) {
    connect(&studio_.feed, &RunFeed::changed, this, &RunJournal::look);
    connect(&studio_.feed, &RunFeed::ended, this, [this] {
        if (last_) keep(outcomeOf(last_->state));
    });
    // The runner still names the run that is let go.
    connect(&studio_.feed, &RunFeed::runChanged, this, [this] {
        if (last_) keep("Cancelled");
        isKept_ = false;
    });
    connect(qApp, &QCoreApplication::aboutToQuit, this, [this] {
        if (last_) keep("Cancelled");
    });
}

void RunJournal::look() {
    const LiveRun& live = studio_.feed.live();
    if (!live.snapshot || isKept_ || studio_.runner.script().empty()) return;
    last_ = live.snapshot;
    curves_.add(live);
}

void RunJournal::keep(const char* outcome) {
    const std::shared_ptr<const RunSnapshot> snapshot = std::exchange(last_, nullptr);
    isKept_ = true;
    PastRun run;
    run.folder = studio_.runner.folder();
    run.script = studio_.runner.script();
    run.settings = studio_.runner.settings();
    run.options = studio_.runner.options();
    run.startedMillis = snapshot->startedMillis;
    run.runNanos = snapshot->runNanos - curves_.pausedNanos();
    run.sourceRows = snapshot->sourceRows;
    for (const int64_t rows : snapshot->resultRows) run.resultRows += rows;
    run.peakMemoryBytes = snapshot->peakMemoryBytes;
    run.outcome = outcome;
    if (!snapshot->errors.empty()) run.error = snapshot->errors.front().text();
    run.recording = studio_.runner.recording();
    run.restoredFrom = absolute(run.folder, snapshot->checkpoints.begunWith);
    run.checkpoints = leftBy(snapshot->checkpoints, run.folder);
    std::vector<RunCurve> curves;
    for (size_t i = 0; i < RunCurveKinds; ++i) {
        const auto kind = static_cast<RunCurveKind>(i);
        curves.push_back({curveName(kind), curves_.of(kind).stepNanos(), curves_.of(kind).values()});
    }
    curves_.clear();
    if (auto number = studio_.workspace.addPastRun(run, curves); number.ok()) run.number = *number;
    emit kept(run);
}

std::vector<RunCurve> RunJournal::inOrder(const std::vector<RunCurve>& kept) {
    std::vector<RunCurve> out;
    for (size_t i = 0; i < RunCurveKinds; ++i) {
        const char* name = curveName(static_cast<RunCurveKind>(i));
        auto found = std::find_if(kept.begin(), kept.end(), [name](const RunCurve& one) { return one.name == name; });
        out.push_back(found == kept.end() ? RunCurve{name} : *found);
    }
    return out;
}

} // namespace weir::ui
