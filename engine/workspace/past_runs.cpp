// SPDX-License-Identifier: Apache-2.0
// The part of the workspace that keeps runs: a row a run, and tables of what belongs to it.
#include "engine/workspace/statement.h"
#include "engine/workspace/workspace.h"

#include <cstring>
#include <map>

namespace weir {

namespace {

// Bytes of this machine: the file does not travel.
std::string packed(const std::vector<double>& values) {
    std::string out(values.size() * sizeof(double), '\0');
    if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
    return out;
}

std::vector<double> unpacked(const std::string& bytes) {
    std::vector<double> out(bytes.size() / sizeof(double));
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(double));
    return out;
}

Status writeParts(sqlite3* database, int64_t number, const PastRun& run, const std::vector<RunCurve>& curves) {
    Status done;
    for (const RunSetting& one : run.options)
        if (done.ok()) done = Statement(database, "INSERT OR REPLACE INTO run_setting VALUES (?, ?, ?)").bind(number).bind(one.name).bind(one.value).run();
    for (const LeftCheckpoint& one : run.checkpoints)
        if (done.ok())
            done = Statement(database, "INSERT OR REPLACE INTO run_checkpoint VALUES (?, ?, ?, ?, ?, ?)")
                       .bind(number).bind(one.path).bind(one.number).bind(one.takenMillis).bind(one.bytes).bind(int64_t{one.isSavepoint}).run();
    for (const RunCurve& one : curves)
        if (done.ok()) done = Statement(database, "INSERT OR REPLACE INTO run_curve VALUES (?, ?, ?, ?)").bind(number).bind(one.name).bind(one.stepNanos).bind(packed(one.values)).run();
    return done;
}

Status forgetOlder(sqlite3* database, int64_t number) {
    Status done;
    for (const char* sql : {"DELETE FROM past_run WHERE number <= ?", "DELETE FROM run_setting WHERE run <= ?", "DELETE FROM run_checkpoint WHERE run <= ?", "DELETE FROM run_curve WHERE run <= ?"})
        if (done.ok()) done = Statement(database, sql).bind(number - Workspace::MostPastRuns).run();
    return done;
}

} // namespace

Result<int64_t> Workspace::addPastRun(const PastRun& run, const std::vector<RunCurve>& curves) {
    std::lock_guard lock(mutex_);
    execute(database_, "BEGIN IMMEDIATE");
    Status done = Statement(database_, "INSERT INTO past_run (folder, script, settings, started, nanos, source_rows, result_rows, peak_memory, outcome, error, recording, restored_from) "
                                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                      .bind(run.folder).bind(run.script).bind(run.settings).bind(run.startedMillis).bind(run.runNanos).bind(run.sourceRows).bind(run.resultRows)
                      .bind(run.peakMemoryBytes).bind(run.outcome).bind(run.error).bind(run.recording).bind(run.restoredFrom).run();
    int64_t number = 0;
    if (done.ok()) {
        Statement last(database_, "SELECT last_insert_rowid()");
        if (last.next()) number = last.number(0);
        done = writeParts(database_, number, run, curves);
    }
    if (done.ok()) done = forgetOlder(database_, number);
    execute(database_, done.ok() ? "COMMIT" : "ROLLBACK");
    if (!done.ok()) return done.error();
    return number;
}

std::vector<PastRun> Workspace::pastRuns(int atMost) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT folder, script, settings, started, nanos, source_rows, result_rows, peak_memory, outcome, error, recording, restored_from, number FROM past_run "
                               "ORDER BY number DESC LIMIT ?");
    query.bind(static_cast<int64_t>(atMost));
    std::vector<PastRun> found;
    std::map<int64_t, size_t> places;
    while (query.next()) {
        places[query.number(12)] = found.size();
        found.push_back({query.text(0), query.text(1), query.text(2), query.number(3), query.number(4), query.number(5), query.number(6), query.number(7), query.text(8),
                         query.text(9), query.text(10), query.text(11), {}, {}, query.number(12)});
    }
    Statement settings(database_, "SELECT run, name, value FROM run_setting ORDER BY run, name");
    while (settings.next())
        if (auto place = places.find(settings.number(0)); place != places.end()) found[place->second].options.push_back({settings.text(1), settings.text(2)});
    Statement left(database_, "SELECT run, path, number, taken, bytes, is_savepoint FROM run_checkpoint ORDER BY run, taken, number");
    while (left.next())
        if (auto place = places.find(left.number(0)); place != places.end())
            found[place->second].checkpoints.push_back({left.text(1), left.number(2), left.number(3), left.number(4), left.number(5) != 0});
    return found;
}

std::vector<RunCurve> Workspace::curvesOf(int64_t run) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT name, step, points FROM run_curve WHERE run = ? ORDER BY name");
    query.bind(run);
    std::vector<RunCurve> found;
    while (query.next()) found.push_back({query.text(0), query.number(1), unpacked(query.text(2))});
    return found;
}

} // namespace weir
