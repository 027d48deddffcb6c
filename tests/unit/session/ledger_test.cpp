// SPDX-License-Identifier: Apache-2.0
// The ledger of real runs: of tables with seeded faults it says what the seed knows, at any pause, with any parallelism, and after a crash.
#include "engine/base/random.h"
#include "engine/session/edge_tap.h"
#include "engine/session/ledger.h"
#include "engine/session/session.h"

#include <QtTest>

#include <fstream>
#include <map>
#include <set>

using namespace weir;

namespace {

/// A record of the generated file, and what is to become of it.
struct Made { std::string line; bool isRejected = false, isFiltered = false, isLate = false; };

struct Truth { int64_t rejected = 0, filtered = 0, late = 0, rows = 0; };

constexpr int Records = 6'000;
constexpr int64_t Day = 1'704'067'200;      // 2024-01-01, in seconds

std::string timeText(int64_t second) {
    char out[40];
    std::snprintf(out, sizeof out, "2024-01-01 %02d:%02d:%02d", static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    return out;
}

/// JSON lines (id, k, v, ts): times rise by the record, but for late ones, which lie two hours back; a v below 0 is to be filtered.
std::vector<Made> makeRecords(uint64_t seed) {
    Random random(seed);
    std::vector<Made> out;
    for (int i = 0; i < Records; ++i) {
        Made made;
        const int64_t second = 3 * 3600 + i;
        const uint64_t what = i < 100 ? 99 : random.below(100);
        if (what < 3) {
            made.isRejected = true;
            made.line = what == 0 ? "{\"id\": " + std::to_string(i) : what == 1 ? "nothing at all" : "{\"id\": 1, \"k\": }";
        } else {
            made.isFiltered = what >= 3 && what < 15;
            made.isLate = what >= 15 && what < 20;
            made.line = "{\"id\": " + std::to_string(i) + ", \"k\": " + std::to_string(random.below(13)) + ", \"v\": " + std::to_string(made.isFiltered ? -5 : static_cast<int64_t>(random.below(1000))) +
                        ", \"ts\": \"" + timeText(made.isLate ? second - 7200 : second) + "\"}";
        }
        out.push_back(std::move(made));
    }
    return out;
}

Truth truthOf(const std::vector<Made>& records, int64_t count) {
    Truth truth;
    for (int64_t i = 0; i < count; ++i) {
        const Made& one = records[static_cast<size_t>(i)];
        truth.rejected += one.isRejected;
        truth.filtered += one.isFiltered;
        truth.late += one.isLate;
        truth.rows += !one.isRejected;
    }
    return truth;
}

/// Rows of a verdict over all flows that begin at an operator whose name has that text; of ways the first one's only.
int64_t rowsOf(const LedgerPage& page, const std::string& flow, RowFate fate) {
    int64_t out = 0;
    int way = -1;
    for (size_t i = 0; i < page.lines.size(); ++i) {
        const LedgerLine& line = page.lines[i];
        if (line.kind == LedgerLine::Kind::Way && way < 0) way = static_cast<int>(i);
        if (line.kind == LedgerLine::Kind::Flow) way = -1;
        if (line.kind != LedgerLine::Kind::Verdict || line.fate != fate) continue;
        if (page.lines[static_cast<size_t>(line.parent)].kind == LedgerLine::Kind::Way && line.parent != way) continue;
        int root = line.parent;
        while (page.lines[static_cast<size_t>(root)].parent >= 0) root = page.lines[static_cast<size_t>(root)].parent;
        if (page.lines[static_cast<size_t>(root)].words == flow) out += line.rows;
    }
    return out;
}

int64_t totalOf(const LedgerPage& page, const std::string& flow) {
    for (const LedgerLine& line : page.lines)
        if (line.kind == LedgerLine::Kind::Flow && line.words == flow) return line.rows;
    return -1;
}

std::string textOf(const LedgerPage& page) {
    std::string out = page.isExact ? "exact\n" : "about\n";
    for (const LedgerLine& line : page.lines)
        out += std::to_string(line.parent) + " " + std::to_string(line.rows) + " " + (line.kind == LedgerLine::Kind::Verdict || line.kind == LedgerLine::Kind::Operator ? nameOf(line.fate) : "-") + " " + line.words + "\n";
    return out;
}

const std::string Table = "CREATE TABLE e (id BIGINT, k BIGINT, v BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) "
                          "WITH ('connector' = 'filesystem', 'path' = 'e.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true');\n";

struct Job { const char* name; std::string query; bool tellsLate; };
const std::vector<Job> Jobs{
    {"filter", "SELECT id, v FROM e WHERE v >= 0", false},
    {"tumble", "SELECT k, window_start, COUNT(*), SUM(v) FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '10' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end", true},
    {"hop", "SELECT k, window_start, COUNT(*) FROM TABLE(HOP(TABLE e, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '15' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end", true},
    {"cumulate", "SELECT k, window_start, COUNT(*) FROM TABLE(CUMULATE(TABLE e, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '15' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end", true},
    {"hop, not merged", "SELECT k, window_start, COUNT(DISTINCT v) FROM TABLE(HOP(TABLE e, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '15' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end", true},
    {"session", "SELECT k, window_start, COUNT(*) FROM TABLE(SESSION(TABLE e PARTITION BY k, DESCRIPTOR(ts), INTERVAL '20' SECOND)) WHERE v >= 0 GROUP BY k, window_start, window_end", true},
    {"group", "SELECT k, COUNT(*), SUM(v) FROM e WHERE v >= 0 GROUP BY k", false},
    {"two groups", "SELECT c, COUNT(*) FROM (SELECT k, COUNT(*) AS c FROM e WHERE v >= 0 GROUP BY k) GROUP BY c", false},
    {"first of each", "SELECT id, k FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS r FROM e WHERE v >= 0) WHERE r = 1", false},
    {"last of each", "SELECT id, k FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) AS r FROM e WHERE v >= 0) WHERE r = 1", false},
    {"top", "SELECT k, v, r FROM (SELECT k, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM e WHERE v >= 0) WHERE r <= 3", false},
    {"top of counts", "SELECT k, c FROM (SELECT k, c, ROW_NUMBER() OVER (ORDER BY c DESC) AS r FROM (SELECT k, COUNT(*) AS c FROM e WHERE v >= 0 GROUP BY k)) WHERE r <= 3", false},
    {"over", "SELECT id, SUM(v) OVER (PARTITION BY k ORDER BY ts) FROM e WHERE v >= 0", true},
    {"sort", "SELECT id FROM e WHERE v >= 0 ORDER BY ts", true},
    {"union", "SELECT k, COUNT(*) FROM (SELECT k FROM e WHERE v >= 0 UNION ALL SELECT k FROM e WHERE v < 0) GROUP BY k", false},
    {"join", "SELECT a.id, b.v FROM e AS a JOIN e AS b ON a.id = b.id + 1 WHERE a.v >= 0", false},
    {"interval join", "SELECT a.id, b.id FROM e AS a JOIN e AS b ON a.k = b.k AND a.ts BETWEEN b.ts AND b.ts + INTERVAL '4' SECOND WHERE a.v >= 0", false},
    {"window join", "SELECT a.id, b.id FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) AS a JOIN TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) AS b "
                    "ON a.id = b.id AND a.window_start = b.window_start AND a.window_end = b.window_end", false},
};

} // namespace

class LedgerTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::vector<Made> records_;

    void write(const std::string& name, const std::vector<Made>& records) {
        std::ofstream file(folder_.filePath(QString::fromStdString(name)).toStdString());
        for (const Made& one : records) file << one.line << "\n";
    }
    std::shared_ptr<Run> start(Session& session, const std::string& script, RunOptions options) {
        session.setBaseFolder(folder_.path().toStdString());
        options.workers = 2;
        options.resultRows = 1000;
        auto run = session.start(script, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        return *run;
    }
    static std::shared_ptr<const LedgerPage> pageWhen(Run& run, RunState state) {
        while (run.snapshot()->state != state) run.wait(1);
        return run.ledger();
    }
    static void checkBalance(const LedgerPage& page, const char* job) {
        QVERIFY2(page.isExact, job);
        const auto problem = imbalanceOf(page);
        QVERIFY2(!problem, (std::string(job) + ": " + problem.value_or("") + "\n" + textOf(page)).c_str());
    }
    /// What the seed says of the records that the source has given by now.
    void checkTruth(const LedgerPage& page, const Job& job, bool isWhole) {
        const int64_t read = totalOf(page, "e");
        const Truth truth = truthOf(records_, read);
        const std::string text = std::string(job.name) + "\n" + textOf(page);
        QVERIFY2(rowsOf(page, "e", RowFate::Rejected) == truth.rejected, text.c_str());
        if (job.query.find("WHERE v >= 0") != std::string::npos && job.query.find(" AS a ") == std::string::npos && job.query.find("UNION") == std::string::npos)
            QVERIFY2(rowsOf(page, "e", RowFate::Filtered) == truth.filtered, text.c_str());
        if (!job.tellsLate) return;
        const int64_t late = rowsOf(page, "e", RowFate::Late), onTheWay = rowsOf(page, "e", RowFate::InFlight);
        QVERIFY2(late <= truth.late && late + onTheWay >= truth.late, text.c_str());
        if (isWhole) QVERIFY2(onTheWay == 0 && rowsOf(page, "e", RowFate::Waiting) == 0, text.c_str());
    }

private slots:
    void initTestCase() {
        records_ = makeRecords(7);
        write("e.json", records_);
    }

    void atAnyPauseAndAtTheEnd_data() {
        QTest::addColumn<int>("job");
        QTest::addColumn<int>("parallelism");
        for (int job = 0; job < static_cast<int>(Jobs.size()); ++job)
            for (int parallelism : {1, 4}) QTest::addRow("%s, %d", Jobs[static_cast<size_t>(job)].name, parallelism) << job << parallelism;
    }
    void atAnyPauseAndAtTheEnd() {
        QFETCH(int, job);
        QFETCH(int, parallelism);
        const Job& one = Jobs[static_cast<size_t>(job)];
        Random random(static_cast<uint64_t>(job * 10 + parallelism));
        RunOptions options;
        options.parallelism = parallelism;
        options.maxBatchRows = 1 + static_cast<int>(random.below(60));
        Session session;
        auto run = start(session, Table + one.query + ";", options);
        int pauses = 0;
        for (int64_t next = static_cast<int64_t>(random.below(700)); next < Records; next += 200 + static_cast<int64_t>(random.below(1500))) {
            bool over = false;
            while (!over && run->snapshot()->sourceRows < next) over = run->wait(0);
            run->pause();
            while (!over && run->snapshot()->state != RunState::Paused) over = run->wait(1);
            if (over) break;
            auto page = run->ledger();
            checkBalance(*page, one.name);
            checkTruth(*page, one, false);
            if (QTest::currentTestFailed()) return;
            ++pauses;
            run->resume();
        }
        run->resume();
        auto page = pageWhen(*run, RunState::Finished);
        checkBalance(*page, one.name);
        checkTruth(*page, one, true);
        QCOMPARE(totalOf(*page, "e"), int64_t{Records});
        QVERIFY2(page->isOver, textOf(*page).c_str());
    }

    void countsOnceWhatIsReadTwice_data() { atAnyPauseAndAtTheEnd_data(); }
    void countsOnceWhatIsReadTwice() {
        QFETCH(int, job);
        QFETCH(int, parallelism);
        const Job& one = Jobs[static_cast<size_t>(job)];
        QTemporaryDir checkpoints;
        RunOptions options;
        options.parallelism = parallelism;
        options.settings["execution.checkpointing.dir"] = checkpoints.path().toStdString();
        options.settings["execution.checkpointing.interval"] = "1 h";
        options.maxBatchRows = 50;
        options.settings["restart-strategy.type"] = "fixed-delay";
        options.settings["restart-strategy.fixed-delay.delay"] = "1 ms";
        options.failAfterRows = 3'000;
        if (job % 3 == 1) options.restartParallelism = parallelism == 1 ? 3 : 2;
        Session session;
        auto run = start(session, Table + one.query + ";", options);
        auto page = pageWhen(*run, RunState::Finished);
        auto picture = run->snapshot();
        QCOMPARE(picture->checkpoints.restarts, int64_t{1});
        checkBalance(*page, one.name);
        checkTruth(*page, one, true);
        QCOMPARE(totalOf(*page, "e"), int64_t{Records});
        // Nothing is left that is not committed.
        for (const LedgerLine& line : page->lines) QVERIFY2(line.fate != RowFate::Uncommitted, textOf(*page).c_str());
    }

    void verdictsAreThoseOfTheSeed() {
        std::map<int64_t, int64_t> ofKey;
        Truth truth = truthOf(records_, Records);
        struct Wanted { const char* job; RowFate fate; int64_t rows; };
        const std::vector<Wanted> wanted{
            {"tumble", RowFate::Late, truth.late},
            {"tumble", RowFate::Folded, truth.rows - truth.filtered - truth.late},
            {"hop", RowFate::Folded, truth.rows - truth.filtered - truth.late},
            {"cumulate", RowFate::Folded, truth.rows - truth.filtered - truth.late},
            {"session", RowFate::Folded, truth.rows - truth.filtered - truth.late},
            {"group", RowFate::Folded, truth.rows - truth.filtered},
            {"first of each", RowFate::Kept, 13},
            {"last of each", RowFate::Kept, 13},
            {"top", RowFate::Kept, 39},
            {"filter", RowFate::Written, truth.rows - truth.filtered},
            {"sort", RowFate::Written, truth.rows - truth.filtered - truth.late},
        };
        for (const Wanted& one : wanted)
            for (int parallelism : {1, 4}) {
                auto job = std::find_if(Jobs.begin(), Jobs.end(), [&](const Job& each) { return std::string(each.name) == one.job; });
                RunOptions options;
                options.parallelism = parallelism;
                Session session;
                auto run = start(session, Table + job->query + ";", options);
                auto page = pageWhen(*run, RunState::Finished);
                QVERIFY2(rowsOf(*page, "e", one.fate) == one.rows, (std::string(one.job) + ", wanted " + std::to_string(one.rows) + " " + nameOf(one.fate) + "\n" + textOf(*page)).c_str());
            }
    }

    void joinsTellWhoMet() {
        // Left: 0..999; right: the even ones. One pair each; 500 left rows meet nobody. Ten left keys are NULL.
        std::vector<Made> left, right;
        for (int i = 0; i < 1000; ++i) {
            left.push_back({"{\"id\": " + (i % 100 == 99 ? std::string("null") : std::to_string(i)) + ", \"ts\": \"" + timeText(3600 + i) + "\"}"});
            if (i % 2 == 0) right.push_back({"{\"id\": " + std::to_string(i) + ", \"ts\": \"" + timeText(3600 + i + 1) + "\"}"});
        }
        write("l.json", left);
        write("r.json", right);
        std::string tables;
        for (const char* name : {"l", "r"})
            tables += std::string("CREATE TABLE ") + name + " (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = '" + name + ".json', 'format' = 'json');\n";
        for (int parallelism : {1, 4}) {
            RunOptions options;
            options.parallelism = parallelism;
            options.maxBatchRows = 7;
            Session session;
            auto page = pageWhen(*start(session, tables + "SELECT l.id FROM l JOIN r ON l.id = r.id AND r.ts BETWEEN l.ts AND l.ts + INTERVAL '5' SECOND;", options), RunState::Finished);
            checkBalance(*page, "interval");
            QCOMPARE(rowsOf(*page, "l", RowFate::Matched), int64_t{500});
            QCOMPARE(rowsOf(*page, "l", RowFate::Expired), int64_t{500});
            QCOMPARE(rowsOf(*page, "r", RowFate::Matched), int64_t{500});
            for (const char* kind : {"JOIN", "LEFT JOIN", "FULL JOIN"}) {
                page = pageWhen(*start(session, tables + "SELECT l.id FROM l " + kind + " r ON l.id = r.id;", options), RunState::Finished);
                checkBalance(*page, kind);
                // Of each pair the second one to come met the first.
                QVERIFY2(rowsOf(*page, "l", RowFate::Matched) + rowsOf(*page, "r", RowFate::Matched) == 500, textOf(*page).c_str());
                const int64_t withoutKey = rowsOf(*page, "l", RowFate::Expired) + rowsOf(*page, "l", RowFate::Filtered);
                QVERIFY2(withoutKey == 10, textOf(*page).c_str());
            }
        }
    }

    void sinksTellWhatIsCommitted() {
        QTemporaryDir checkpoints;
        RunOptions options;
        options.settings["execution.checkpointing.dir"] = checkpoints.path().toStdString();
        options.settings["execution.checkpointing.interval"] = "1 h";
        options.maxBatchRows = 20;
        Session session;
        auto run = start(session, Table + "CREATE TABLE shown (id BIGINT, v BIGINT) WITH ('connector' = 'filesystem', 'path' = 'shown', 'format' = 'csv');\n"
                                          "INSERT INTO shown SELECT id, v FROM e WHERE v >= 0;", options);
        bool over = false;
        while (!over && run->snapshot()->sourceRows < 2000) over = run->wait(0);
        run->pause();
        while (!over && run->snapshot()->state != RunState::Paused) over = run->wait(1);
        if (!over) {
            auto page = run->ledger();
            checkBalance(*page, "paused");
            QCOMPARE(rowsOf(*page, "e", RowFate::Committed), int64_t{0});
            QVERIFY(rowsOf(*page, "e", RowFate::Uncommitted) > 0);
        }
        run->resume();
        auto page = pageWhen(*run, RunState::Finished);
        checkBalance(*page, "over");
        const Truth truth = truthOf(records_, Records);
        QCOMPARE(rowsOf(*page, "e", RowFate::Committed), truth.rows - truth.filtered);
        QCOMPARE(rowsOf(*page, "e", RowFate::Uncommitted), int64_t{0});
    }

    void goesOnWithASavepointAlsoOfAnotherJob() {
        QTemporaryDir checkpoints;
        RunOptions options;
        options.settings["execution.checkpointing.dir"] = checkpoints.path().toStdString();
        options.settings["execution.checkpointing.interval"] = "1 h";
        options.maxBatchRows = 20;
        auto script = [](const std::string& more, bool isEndless) {
            std::string table = Table;
            if (isEndless) table.replace(table.find("'format'"), 0, "'source.monitor-interval' = '1 h', ");
            return table + "CREATE TABLE w (k BIGINT, s TIMESTAMP(3), c BIGINT) WITH ('connector' = 'blackhole');\nCREATE TABLE g (k BIGINT, c BIGINT) WITH ('connector' = 'blackhole');\n"
                   "INSERT INTO w SELECT k, window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '10' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end;\n" + more;
        };
        std::string savepoint;
        {
            Session session;
            auto run = start(session, script("", true), options);
            bool over = false;
            while (!over && run->snapshot()->sourceRows < 2000) over = run->wait(0);
            run->savepoint(checkpoints.filePath("saved").toStdString(), "", true);
            while (!run->wait(1)) {}
            QVERIFY(!run->snapshot()->checkpoints.savepoints.empty());
            savepoint = run->snapshot()->checkpoints.savepoints.front().path;
            checkBalance(*run->ledger(), "stopped");
        }
        QVERIFY(!savepoint.empty());
        options.restoreFrom = savepoint;
        for (const std::string& more : {std::string(), std::string("INSERT INTO g SELECT k, COUNT(*) FROM e GROUP BY k;\n")}) {
            Session session;
            auto run = start(session, script(more, false), options);
            auto page = pageWhen(*run, RunState::Finished);
            checkBalance(*page, "goes on");
            QCOMPARE(totalOf(*page, "e"), int64_t{Records});
            const Truth truth = truthOf(records_, Records);
            int64_t folded = 0;
            for (const LedgerLine& line : page->lines)
                if (line.fate == RowFate::Folded && line.kind == LedgerLine::Kind::Verdict && line.words.find("windows") != std::string::npos) folded += line.rows;
            QVERIFY2(folded == truth.rows - truth.filtered - truth.late, textOf(*page).c_str());
        }
    }

    void filteredAndLateRowsAreShown() {
        Session session;
        RunOptions options;
        options.maxBatchRows = 10;
        const std::string query = Table + "SELECT k, window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '10' MINUTE)) WHERE v >= 0 GROUP BY k, window_start, window_end;";
        decltype(start(session, query, options)) run;
        // On a busy machine a run may be over before it hears that it shall stand still: then another is started.
        for (bool over = true; over;) {
            run = start(session, query, options);
            run->pause();
            over = false;
            while (!over && run->snapshot()->state != RunState::Paused) over = run->wait(1);
        }
        const int64_t before = std::max<int64_t>(0, totalOf(*run->ledger(), "e"));
        int filters = -1, lates = -1;
        // Who filters and who finds rows late is told by the lines of an earlier run.
        {
            Session other;
            auto page = pageWhen(*start(other, query, options), RunState::Finished);
            for (const LedgerLine& line : page->lines) {
                if (line.fate == RowFate::Filtered) filters = line.vertex;
                if (line.fate == RowFate::Late) lates = line.vertex;
            }
        }
        TapQuery filtered, late;
        filtered.fate = RowFate::Filtered;
        late.fate = RowFate::Late;
        filtered.to = filters;
        late.to = lates;
        filtered.all = late.all = true;
        filtered.rows = late.rows = 100'000;
        auto out = run->tap(filtered), behind = run->tap(late);
        QVERIFY2(out.ok() && behind.ok(), "taps");
        run->resume();
        int64_t filteredRows = 0, lateRows = 0;
        for (bool over = false; !over;) {
            over = run->wait(1);
            const TapPage page = (*out)->take();
            int v = -1;
            for (size_t i = 0; i < (*out)->schema().fields.size(); ++i)
                if ((*out)->schema().fields[i].name == "v") v = static_cast<int>(i);
            QVERIFY(v >= 0);
            for (const TappedRows& rows : page.rows)
                for (int i = 0; i < rows.rows.size(); ++i) QCOMPARE(rows.rows.columns[static_cast<size_t>(v)]->at<int64_t>(rows.rows.physicalRow(i)), int64_t{-5});
            filteredRows += page.matched;
            lateRows += (*behind)->take().matched;
            filteredRows = page.matched;
        }
        const Truth all = truthOf(records_, Records), seen = truthOf(records_, before);
        QCOMPARE(filteredRows, all.filtered - seen.filtered);
        QVERIFY((*behind)->take().matched >= all.late - seen.late - 1);
        (void)lateRows;
        TapQuery none;
        none.fate = RowFate::Late;
        none.to = 99;
        QVERIFY(!run->tap(none).ok());
    }
};

QTEST_GUILESS_MAIN(LedgerTest)
#include "ledger_test.moc"
