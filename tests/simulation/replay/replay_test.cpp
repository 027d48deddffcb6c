// SPDX-License-Identifier: Apache-2.0
#define QT_NO_KEYWORDS
#include "engine/recording/recording.h"
#include "engine/recording/step_chunk.h"
#include "engine/recording/task_script.h"
#include "engine/recording/varint.h"
#include "engine/session/session.h"
#include "engine/types/text.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

using namespace weir;

namespace {

const std::string Table = "CREATE TABLE t (n BIGINT, k INT, v BIGINT, ts AS TO_TIMESTAMP_LTZ(n * 250 - MOD(n * 7, 5) * 300, 3), pt AS PROCTIME(),"
                          " WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'datagen', 'number-of-rows' = '600', 'rows-per-second' = '100000000',"
                          " 'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '600', 'fields.k.min' = '0', 'fields.k.max' = '9',"
                          " 'fields.v.min' = '0', 'fields.v.max' = '1000');\n";

struct Job { const char* name; std::string script; };
const std::vector<Job> Jobs{
    {"SEQ", Table + "SELECT n, k, v FROM t WHERE MOD(n, 7) <> 3;"},
    {"COUNT", Table + "SELECT k, COUNT(*), SUM(v), MIN(n), MAX(v), AVG(v) FROM t GROUP BY k;"},
    {"WINDOW", Table + "SELECT k, window_start, COUNT(*), MAX(v) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY k, window_start, window_end;"},
    {"JOIN", Table + "CREATE VIEW a AS SELECT k, COUNT(*) c FROM t GROUP BY k; SELECT t.n, a.k, a.c FROM t JOIN a ON t.k = a.k WHERE MOD(t.n, 50) = 0;"},
    {"MATCH", Table + "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.n AS f, LAST(B.n) AS l AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+ C)"
              " DEFINE B AS B.v > A.v, C AS C.v < A.v);"},
    {"BUNDLES", "SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '1 s'; SET 'table.exec.mini-batch.size' = '40';\n" + Table +
                "SELECT k, COUNT(*), MAX(v) FROM t GROUP BY k;"},
    {"CLOCK", Table + "SELECT k, COUNT(*), MAX(RAND()), MAX(CURRENT_TIMESTAMP), MAX(CAST(pt AS TIMESTAMP(3))) FROM t GROUP BY k;"},
};

struct Outcome {
    std::vector<std::string> rows;       // sorted: subtasks of a sink may come in any order
    std::string error;
    std::optional<Divergence> divergence;
    int64_t agreed = 0;
};

Outcome outcomeOf(Run& run) {
    Outcome out;
    while (!run.wait(1000)) {}
    for (int i = 0; i < run.resultCount(); ++i) {
        auto result = run.result(i);
        for (ResultPage page = result->take(1 << 20); !page.batches.empty(); page = result->take(1 << 20))
            for (const Batch& batch : page.batches)
                for (int row = 0; row < batch.rows; ++row) {
                    std::string text = std::to_string(static_cast<int>(batch.kind(row)));
                    for (int column = 0; column < result->schema().size(); ++column) {
                        text += "|";
                        appendText(text, *batch.columns[static_cast<size_t>(column)], result->schema().fields[static_cast<size_t>(column)].type, row, *TimeZone::utc());
                    }
                    out.rows.push_back(std::move(text));
                }
    }
    std::sort(out.rows.begin(), out.rows.end());
    auto picture = run.snapshot();
    if (!picture->errors.empty()) out.error = picture->errors.front().message;
    if (auto* replay = dynamic_cast<Replay*>(&run)) {
        out.divergence = replay->divergence();
        out.agreed = replay->agreedStates() + replay->agreedSinks();
    }
    return out;
}

} // namespace

/// Recorded runs are replayed with every number of workers and other choices of the scheduler: rows and states are the same, or the place where they are not
/// is named.
class ReplayTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const std::string& name) const { return folder_.filePath(QString::fromStdString(name)).toStdString(); }

    static Outcome record(const std::string& script, const std::string& path, uint64_t seed, bool threads = false, std::map<std::string, std::string> settings = {}, int64_t failsAfter = -1) {
        Session session;
        RunOptions options;
        options.seededScheduler = !threads;
        options.workers = 2 + static_cast<int>(seed % 3);
        options.seed = seed;
        options.randomBatches = true;
        options.parallelism = 1 + static_cast<int>(seed % 4);
        options.recordTo = path;
        options.settings = std::move(settings);
        options.failAfterRows = failsAfter;
        auto run = session.start(script, options);
        if (!run) return {{}, run.error().text(), {}, 0};
        return outcomeOf(**run);
    }

    static Outcome replay(const std::string& path, int workers, uint64_t schedulerSeed = 0) {
        Session session;
        auto recording = session.openRecording(path);
        if (!recording) return {{}, recording.error().text(), {}, 0};
        RunOptions options = Session::replayOptions(*recording);
        options.workers = workers;
        options.seededScheduler = schedulerSeed > 0;
        options.schedulerSeed = schedulerSeed;
        auto run = session.start(Session::recordedScript(**recording), options);
        if (!run) return {{}, run.error().text(), {}, 0};
        return outcomeOf(**run);
    }

    static int stepsOf(const Recording& recording, const std::function<bool(const TaskStep&)>& counts) {
        int found = 0;
        std::shared_ptr<const Recording> whole(&recording, [](const Recording*) {});
        for (size_t attempt = 0; attempt < recording.attempts().size(); ++attempt)
            for (size_t task = 0; task < recording.attempts()[attempt].tasks.size(); ++task) {
                ReplayReport report;
                TaskScript script(whole, attempt, static_cast<int>(task), report);
                for (const TaskStep* step = script.next(); step; step = script.next()) {
                    found += counts(*step);
                    script.take();
                }
            }
        return found;
    }

    /// The recording again with each chunk changed by `change`.
    static void rewrite(const std::string& from, const std::string& to, const std::function<void(ChunkKind, std::string&)>& change) {
        LocalFileSystem files;
        auto writer = RecordingWriter::create(files, to);
        QVERIFY(writer.ok());
        auto reader = RecordingReader::open(files, from, [&](const ChunkPlace& place, std::string_view content) {
            std::string changed(content);
            change(place.kind, changed);
            (*writer)->append(place.kind, changed);
            return Status{};
        });
        QVERIFY(reader.ok());
        (*writer)->close();
    }

    static std::string bytesOf(const std::string& path) {
        LocalFileSystem files;
        auto file = files.openToRead(path);
        std::string bytes(static_cast<size_t>((*file)->size()), '\0');
        for (size_t at = 0; at < bytes.size();) at += *(*file)->read(static_cast<int64_t>(at), bytes.data() + at, bytes.size() - at);
        return bytes;
    }
    static void write(const std::string& path, std::string_view bytes) {
        LocalFileSystem files;
        auto file = files.openToWrite(path, false);
        (void)(*file)->append(bytes);
        (void)(*file)->close();
    }

private Q_SLOTS:
    void sameWithAnyWorkers_data() {
        QTest::addColumn<int>("job");
        for (size_t i = 0; i < Jobs.size(); ++i) QTest::newRow(Jobs[i].name) << static_cast<int>(i);
    }
    void sameWithAnyWorkers() {
        QFETCH(int, job);
        const Job& tried = Jobs[static_cast<size_t>(job)];
        for (uint64_t seed = 1; seed <= 56; ++seed) {
            std::string file = path("same.weirrun");
            Outcome recorded = record(tried.script, file, seed, seed % 8 == 0);
            QVERIFY2(recorded.error.empty(), recorded.error.c_str());
            QVERIFY(!recorded.rows.empty());
            for (int workers = 1; workers <= 3; ++workers) {
                Outcome again = replay(file, workers, workers == 3 ? seed * 31 : 0);
                QVERIFY2(again.error.empty(), (std::to_string(seed) + ": " + again.error).c_str());
                QVERIFY(again.rows == recorded.rows);
                QVERIFY(again.agreed > 0);
            }
        }
    }

    /// Barriers that overtake are steps like others, also where the run fails and goes on with what was in flight.
    void unalignedCheckpointsAreSteps_data() { sameWithAnyWorkers_data(); }
    void unalignedCheckpointsAreSteps() {
        QFETCH(int, job);
        const Job& tried = Jobs[static_cast<size_t>(job)];
        int overtaken = 0;
        for (uint64_t seed = 1; seed <= 12; ++seed) {
            std::string file = path("unaligned.weirrun"), folder = path("checkpoints-" + std::to_string(job) + "-" + std::to_string(seed));
            Outcome recorded = record(tried.script, file, seed, seed % 4 == 0,
                                      {{"execution.checkpointing.dir", folder}, {"execution.checkpointing.interval", "1 ms"}, {"execution.checkpointing.unaligned.enabled", "true"},
                                       {"restart-strategy.type", "fixed-delay"}, {"restart-strategy.fixed-delay.delay", "0 ms"},
                                       {"execution.checkpointing.aligned-checkpoint-timeout", seed % 3 == 0 ? "1 ms" : "0 ms"}}, 50 + static_cast<int64_t>(seed) * 20);
            QVERIFY2(recorded.error.empty(), recorded.error.c_str());
            Session session;
            auto recording = session.openRecording(file);
            QVERIFY(recording);
            overtaken += stepsOf(**recording, [](const TaskStep& step) { return step.kind == StepKind::Checkpoint && step.b == 1; }) > 0;
            for (int workers = 1; workers <= 3; ++workers) {
                Outcome again = replay(file, workers, workers == 3 ? seed * 31 : 0);
                QVERIFY2(again.error.empty(), (std::to_string(seed) + ": " + again.error).c_str());
                QVERIFY(again.rows == recorded.rows);
                QVERIFY(again.agreed > 0);
            }
        }
        QVERIFY2(overtaken >= 8, std::to_string(overtaken).c_str());
    }

    void damageIsNamed() {
        std::string file = path("whole.weirrun"), bad = path("bad.weirrun");
        QVERIFY(record(Jobs[1].script, file, 3).error.empty());
        const std::string whole = bytesOf(file);
        LocalFileSystem files;
        for (size_t at = 0; at < whole.size(); at += 1 + whole.size() / 400) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            write(bad, changed);
            auto opened = Recording::open(files, bad);
            QVERIFY2(!opened.ok(), std::to_string(at).c_str());
            QVERIFY(opened.error().message.find("bad.weirrun") != std::string::npos);
        }
        write(bad, whole + "x");
        QVERIFY(!Recording::open(files, bad).ok());
    }

    void whatACrashCutOffIsReplayed() {
        std::string file = path("whole2.weirrun"), cut = path("cut.weirrun");
        QVERIFY(record(Jobs[3].script, file, 6).error.empty());
        const std::string whole = bytesOf(file);
        LocalFileSystem files;
        int replayed = 0;
        for (size_t length = 0; length < whole.size(); length += 1 + whole.size() / 60) {
            write(cut, whole.substr(0, length));
            auto opened = Recording::open(files, cut);
            if (!opened) continue;
            QVERIFY((*opened)->truncated());
            if ((*opened)->attempts().empty()) continue;
            Outcome again = replay(cut, 2);
            QVERIFY2(!again.divergence, again.error.c_str());
            ++replayed;
        }
        QVERIFY(replayed > 0);
    }

    /// One number of rows in one decision is another one: the operator, subtask and step are told.
    void aChangedDecisionIsNamed() {
        std::string file = path("true.weirrun"), lie = path("lie.weirrun");
        QVERIFY(record(Jobs[1].script, file, 7).error.empty());
        LocalFileSystem files;
        auto recording = Recording::open(files, file);
        QVERIFY(recording.ok());
        uint64_t wantedTask = 0;
        int64_t step = -1;
        rewrite(file, lie, [&](ChunkKind kind, std::string& content) {
            if (kind != ChunkKind::Steps || step >= 0) return;
            StepChunk chunk;
            QVERIFY(decode(content, true, chunk));
            std::string steps;
            VarintReader from(chunk.steps);
            int64_t number = static_cast<int64_t>(chunk.first);
            while (!from.atEnd()) {
                auto byte = static_cast<uint8_t>(from.byte());
                auto what = static_cast<StepKind>(byte & 0x7f);
                uint64_t times = byte & 0x80 ? from.number() : 1;
                int64_t a = from.signedNumber(), b = from.signedNumber();
                if (what == StepKind::ReadRows && step < 0 && number > 8) {
                    step = number;
                    wantedTask = chunk.task;
                    ++b;
                }
                steps += static_cast<char>(byte);
                if (byte & 0x80) putVarint(steps, times);
                putSigned(steps, a);
                putSigned(steps, b);
                number += static_cast<int64_t>(times);
            }
            chunk.steps = std::move(steps);
            content = encode(chunk);
        });
        QVERIFY(step >= 0);
        for (int workers = 1; workers <= 3; ++workers) {
            Outcome again = replay(lie, workers);
            QVERIFY(again.divergence.has_value());
            const RecordedTask& task = (*recording)->attempts()[0].tasks[wantedTask];
            QCOMPARE(QString::fromStdString(again.divergence->uid), QString::fromStdString(task.uid));
            QCOMPARE(again.divergence->subtask, task.subtask);
            QCOMPARE(again.divergence->step, step);
            QVERIFY(again.divergence->recorded != again.divergence->replayed);
        }
    }

    /// The recorded rows into another query: the same answer with every parallelism and choice of the scheduler.
    void feedsAChangedJob() {
        std::string file = path("input.weirrun");
        QVERIFY(record(Jobs[1].script, file, 6).error.empty());
        std::vector<std::string> first;
        for (int parallelism = 1; parallelism <= 4; ++parallelism) {
            Session session;
            auto recording = session.openRecording(file);
            RunOptions options = Session::replayOptions(*recording);
            options.replayAsInput = true;
            options.parallelism = parallelism;
            options.seededScheduler = parallelism > 2;
            options.schedulerSeed = static_cast<uint64_t>(parallelism);
            auto run = session.start(Table + "SELECT MOD(k, 3), MAX(n), COUNT(*) FROM t GROUP BY MOD(k, 3);", options);
            QVERIFY2(run.ok(), run.ok() ? "" : run.error().text().c_str());
            Outcome outcome = outcomeOf(**run);
            QVERIFY2(outcome.error.empty(), outcome.error.c_str());
            QCOMPARE(outcome.rows.size(), size_t(3 + 2 * (600 - 3)));
            std::map<std::string, int> left;
            for (const std::string& row : outcome.rows) left[row.substr(1)] += row[0] == '0' || row[0] == '2' ? 1 : -1;
            std::vector<std::string> table;
            for (const auto& [row, times] : left)
                if (times != 0) table.push_back(std::to_string(times) + row);
            QCOMPARE(table.size(), size_t(3));
            if (first.empty()) first = table;
            QVERIFY(table == first);
            auto state = (*run)->state({.uid = "t.GroupAggregate"});
            QVERIFY2(state.ok(), state.ok() ? "" : state.error().text().c_str());
            QCOMPARE(QString::fromStdString(state->section), QString("groups"));
            QVERIFY(!(*run)->state({.uid = "t.Nothing"}).ok());
        }
    }

    /// A paused replay shows what it holds; one that runs does not.
    void showsStateWhereItStands() {
        std::string file = path("held.weirrun");
        QVERIFY(record(Jobs[1].script, file, 5).error.empty());
        Session session;
        auto recording = session.openRecording(file);
        RunOptions options = Session::replayOptions(*recording);
        options.until = *parseMoment("rows t/0:100");
        auto run = session.start(Session::recordedScript(**recording), options);
        QVERIFY(run.ok());
        auto replay = std::dynamic_pointer_cast<Replay>(*run);
        QTRY_VERIFY(replay->isAtMoment());
        int64_t groups = 0;
        std::string key;
        for (int subtask = 0; subtask < 2; ++subtask) {
            auto page = replay->state({.uid = "t.GroupAggregate", .subtask = subtask});
            QVERIFY2(page.ok(), page.ok() ? "" : page.error().text().c_str());
            QCOMPARE(page->keyColumns, 1);
            groups += page->matching;
            for (const StateRow& row : page->rows) key = row.values.front();
            auto found = replay->state({.uid = "t.GroupAggregate", .subtask = subtask, .key = key, .limit = 1});
            QVERIFY(found.ok() && found->matching == (key.empty() ? page->matching : found->matching));
            QVERIFY(found->rows.size() <= 1);
            QVERIFY(!replay->state({.uid = "t.GroupAggregate", .subtask = subtask, .section = "group"}).ok());
        }
        QVERIFY(groups > 0 && groups <= 10);
        replay->resume();
        QVERIFY(outcomeOf(*replay).error.empty());
    }

    /// So does a run that is no replay, while it is paused.
    void showsStateOfAPausedRun() {
        Session session;
        RunOptions options;
        options.parallelism = 2;
        std::string endless = Table;
        endless.replace(endless.find("'600', 'rows"), 5, "'100000000'").replace(endless.find("'rows-per-second' = '100000000'"), 31, "'rows-per-second' = '100000'")
            .replace(endless.find("end' = '600'"), 12, "end' = '100000000'");
        auto run = session.start(endless + "SELECT k, COUNT(*) FROM t GROUP BY k;", options);
        QVERIFY2(run.ok(), run.ok() ? "" : run.error().text().c_str());
        QTRY_VERIFY((*run)->snapshot()->sourceRows > 1000);
        (*run)->pause();
        QTRY_VERIFY((*run)->snapshot()->state == RunState::Paused);
        int64_t groups = 0;
        for (int subtask = 0; subtask < 2; ++subtask) {
            auto page = (*run)->state({.uid = "t.GroupAggregate", .subtask = subtask});
            QVERIFY2(page.ok(), page.ok() ? "" : page.error().text().c_str());
            groups += page->matching;
        }
        QCOMPARE(groups, int64_t(10));
        QVERIFY((*run)->snapshot()->state == RunState::Paused);
        (*run)->resume();
        int64_t before = (*run)->snapshot()->sourceRows;
        QTRY_VERIFY((*run)->snapshot()->sourceRows > before);
        (*run)->cancel();
        QVERIFY((*run)->wait(10'000));
    }

    void standsAtMomentsAndSteps() {
        std::string file = path("moments.weirrun");
        Outcome recorded = record(Jobs[1].script, file, 5);
        QVERIFY(recorded.error.empty());
        std::vector<std::string> first;
        for (uint64_t seed = 1; seed <= 6; ++seed) {
            Session session;
            auto recording = session.openRecording(file);
            RunOptions options = Session::replayOptions(*recording);
            options.seededScheduler = true;
            options.schedulerSeed = seed;
            options.until = *parseMoment("rows t/0:100");
            auto run = session.start(Session::recordedScript(**recording), options);
            QVERIFY2(run.ok(), run.ok() ? "" : run.error().text().c_str());
            auto replay = std::dynamic_pointer_cast<Replay>(*run);
            QTRY_VERIFY(replay->isAtMoment());
            auto positions = replay->positions();
            QVERIFY(positions.ok());
            std::vector<std::string> where;
            for (const TaskPosition& position : *positions) where.push_back(position.uids.front() + "/" + std::to_string(position.subtask) + ":" + std::to_string(position.steps));
            if (first.empty()) first = where;
            QVERIFY(first == where);      // the same cut, whatever the scheduler does
            int64_t before = (*positions)[0].elements;
            QVERIFY(replay->step((*positions)[0].uids.front(), (*positions)[0].subtask));
            QTRY_VERIFY(replay->isAtMoment());
            QCOMPARE((*replay->positions())[0].elements, before + 1);
            replay->resume();
            Outcome rest = outcomeOf(*replay);
            QVERIFY2(rest.error.empty(), rest.error.c_str());
            QVERIFY(rest.rows == recorded.rows);
        }
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
