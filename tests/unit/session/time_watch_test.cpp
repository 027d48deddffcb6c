// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/session/session.h"
#include "engine/session/time_watch.h"

#include <QtTest>

#include <fstream>
#include <map>

using namespace weir;

/// Event time of real runs, looked at.
class TimeWatchTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    struct Seen {
        std::vector<TimeSample> samples;
        std::vector<std::pair<LateRows, int>> late;       // and the vertex
        std::vector<WindowFiring> firings;
        TimePage last;
        int64_t lateRows() const {
            int64_t out = 0;
            for (const auto& [rows, vertex] : late) out += rows.rows.rows;
            return out;
        }
    };
    static Seen watch(Run& run, TimeWatch& watch) {
        Seen seen;
        bool ended = false;
        do {
            ended = run.wait(1);
            seen.last = watch.take();
            for (TimeSubtask& one : seen.last.subtasks) {
                seen.samples.insert(seen.samples.end(), one.samples.begin(), one.samples.end());
                seen.firings.insert(seen.firings.end(), one.firings.begin(), one.firings.end());
                for (LateRows& late : one.late) seen.late.emplace_back(std::move(late), one.vertex);
            }
        } while (!ended);
        return seen;
    }
    std::shared_ptr<Run> start(Session& session, const std::string& script, int parallelism = 1) {
        session.setBaseFolder(folder_.path().toStdString());
        RunOptions options;
        options.parallelism = parallelism;
        options.workers = 2;
        auto run = session.start(script, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        return *run;
    }
    void write(const std::string& name, const std::vector<std::string>& lines) {
        std::ofstream file(folder_.filePath(QString::fromStdString(name)).toStdString());
        for (const std::string& line : lines) file << line << "\n";
    }
    static constexpr const char* Events =
        "CREATE TABLE e (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'e.csv', 'format' = 'csv', 'source.monitor-interval' = '10 ms');\n";

private slots:
    /// Who comes behind the end finds a sample of the whole run, not only of its beginning, and what came too late.
    void aRunThatHasEndedTellsItsTimes() {
        constexpr int Rows = 200'000;
        std::vector<std::string> lines;
        for (int i = 0; i < Rows; ++i) {
            char line[48];
            const int second = i % 1000 == 999 ? i / 100 - 300 : i / 100;
            std::snprintf(line, sizeof line, "%d,2024-01-01 %02d:%02d:%02d", i, std::max(0, second) / 3600, std::max(0, second) / 60 % 60, std::max(0, second) % 60);
            lines.emplace_back(line);
        }
        write("past.csv", lines);
        Session session;
        session.setBaseFolder(folder_.path().toStdString());
        for (bool keeps : {true, false}) {
            RunOptions options;
            options.parallelism = 1;
            options.keepsTimes = keeps;
            auto run = session.start("CREATE TABLE e (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'past.csv', 'format' = 'csv');\n"
                                     "SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end;", options);
            QVERIFY(run.ok());
            QVERIFY((*run)->wait(60'000));
            auto look = (*run)->watchTime();
            Seen seen = watch(**run, *look);
            QCOMPARE(seen.samples.empty(), !keeps);
            QCOMPARE(seen.firings.empty(), !keeps);
            QCOMPARE(seen.lateRows() == 0, !keeps);
            if (!keeps) continue;
            const int64_t begin = 1'704'067'200'000, end = begin + Rows * 10;
            QVERIFY(seen.samples.size() <= static_cast<size_t>(TimeRing::MostSamples));
            QVERIFY(seen.firings.size() <= static_cast<size_t>(TimeRing::MostFirings));
            for (int part = 0; part < 4; ++part) {
                auto isIn = [&](int64_t time) { return time >= begin + (end - begin) / 4 * part && time < begin + (end - begin) / 4 * (part + 1); };
                QVERIFY(std::any_of(seen.samples.begin(), seen.samples.end(), [&](const TimeSample& one) { return isIn(one.eventTime); }));
                QVERIFY(std::any_of(seen.firings.begin(), seen.firings.end(), [&](const WindowFiring& one) { return isIn(one.start); }));
            }
            QCOMPARE(seen.lateRows() + seen.last.unseenLateRows, int64_t{Rows / 1000});
        }
    }
    void lateRowsAreGivenWithTheirDistance() {
        write("e.csv", {"1,2024-01-01 00:00:01", "2,2024-01-01 00:00:30", "3,2024-01-01 00:00:20", "4,2024-01-01 00:01:10", "5,2024-01-01 00:00:50", "6,2024-01-01 00:02:00"});
        Session session;
        auto run = start(session, std::string(Events) +
                         "SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE e, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;");
        run->pause();
        auto look = run->watchTime();
        QVERIFY(look != nullptr);
        run->resume();
        Seen seen;
        const TimePage* page = nullptr;
        int64_t lateCounted = 0;
        for (int round = 0; round < 2000 && lateCounted < 2; ++round) {
            run->wait(1);
            seen.last = look->take();
            page = &seen.last;
            for (TimeSubtask& one : seen.last.subtasks) {
                seen.firings.insert(seen.firings.end(), one.firings.begin(), one.firings.end());
                seen.samples.insert(seen.samples.end(), one.samples.begin(), one.samples.end());
                for (LateRows& late : one.late) seen.late.emplace_back(std::move(late), one.vertex);
            }
            lateCounted = 0;
            const auto picture = run->snapshot();
            for (const VertexSnapshot& one : picture->vertices)
                for (const SubtaskSnapshot& subtask : one.subtasks) lateCounted += subtask.lateRows;
        }
        (void)page;
        run->cancel();
        QCOMPARE(lateCounted, int64_t{2});
        // The run may have read before it was watched; if not, both rows are there.
        for (const auto& [late, vertex] : seen.late)
            for (size_t i = 0; i < late.times.size(); ++i) QVERIFY(late.times[i] <= late.watermark);
        for (const WindowFiring& one : seen.firings) {
            QCOMPARE(one.end - one.start, int64_t{10'000});
            QVERIFY(one.watermark >= one.end - 1);
        }
    }

    void samplesStandToTheWatermarkAsTheyWereRead() {
        Session session;
        auto run = start(session,
                         "CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(CASE WHEN MOD(x, 100) = 0 THEN x * 20 - 100000 WHEN MOD(x, 10) = 0 THEN x * 20 - 1000 ELSE x * 20 END, 3), WATERMARK FOR ts AS ts - "
                         "INTERVAL '5' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '1000000000', 'number-of-rows' = '200000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '10000', 'fields.x.end' = "
                         "'209999');\nSELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;");
        auto look = run->watchTime();
        Seen seen = watch(*run, *look);
        std::map<Timeliness, int> counts;
        for (const TimeSample& one : seen.samples) {
            ++counts[one.timeliness];
            if (one.timeliness == Timeliness::Late) QVERIFY(one.eventTime <= one.watermark);
            else QVERIFY(one.eventTime > one.watermark);
        }
        QVERIFY(seen.samples.size() > 10);
        QVERIFY(counts[Timeliness::OnTime] > counts[Timeliness::Late]);
        for (const WindowFiring& one : seen.firings) QCOMPARE(one.end - one.start, int64_t{60'000});
        // It is over: every input of every merge has ended, nobody holds.
        for (const TimeSubtask& one : seen.last.subtasks) {
            for (const MergeInput& input : one.inputs) QVERIFY(input.state == TimeState::Finished);
            QVERIFY(!holdOf(seen.last, one.vertex, one.subtask));
        }
    }

    void lateRowsOfTheWholeRunAreCounted() {
        Session session;
        auto run = start(session,
                         "CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(CASE WHEN MOD(x, 1000) = 0 THEN 0 ELSE x * 20 END, 3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'datagen', "
                         "'rows-per-second' = '1000000000', 'number-of-rows' = '300000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '100001', 'fields.x.end' = '400000');\n"
                         "SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;", 2);
        auto look = run->watchTime();
        Seen seen = watch(*run, *look);
        int64_t counted = 0;
        const auto picture = run->snapshot();
        for (const VertexSnapshot& one : picture->vertices)
            for (const SubtaskSnapshot& subtask : one.subtasks) counted += subtask.lateRows;
        QVERIFY(counted > 200);
        QVERIFY(seen.lateRows() + seen.last.unseenLateRows <= counted);
        QVERIFY(seen.lateRows() > 0);
        for (const auto& [late, vertex] : seen.late) {
            QCOMPARE(static_cast<size_t>(late.rows.rows), late.times.size());
            QCOMPARE(look->inputOf(vertex, late.input).size(), static_cast<int>(late.rows.columns.size()));
            for (int64_t time : late.times) QCOMPARE(time, int64_t{0});
        }
    }

    // By hand: join 3 has two inputs, 1 and 2; 2 merges two sources, of which one split has had no row for long.
    void theHolderIsFound() {
        TimePage page;
        page.nowMillis = 1'000'000;
        auto split = [](const char* name, int64_t watermark, TimeState state, int64_t last) { return MergeInput{name, -1, 0, watermark, last, state}; };
        auto channel = [](int from, int subtask, int64_t watermark, TimeState state = TimeState::Active) { return MergeInput{"", from, subtask, watermark, INT64_MIN, state}; };
        page.subtasks.push_back({0, 0, 100, {split("orders-0", 900, TimeState::Active, 999'000), split("orders-1", 100, TimeState::Active, 760'000), split("orders-2", 50, TimeState::Idle, 1)}, {}, {}, {}});
        page.subtasks.push_back({1, 0, 800, {split("bids-0", 800, TimeState::Active, 999'000)}, {}, {}, {}});
        page.subtasks.push_back({2, 0, 100, {channel(0, 0, 100)}, {}, {}, {}});
        page.subtasks.push_back({3, 0, 100, {channel(1, 0, 800), channel(2, 0, 100)}, {}, {}, {}});
        const auto hold = holdOf(page, 3, 0);
        QVERIFY(hold.has_value());
        QCOMPARE(QString::fromStdString(hold->split), "orders-1");
        QCOMPARE(hold->watermark, int64_t{100});
        QCOMPARE(hold->ahead, int64_t{800});
        QCOMPARE(hold->lastRowMillis, int64_t{760'000});
        QVERIFY(hold->way == (std::vector<std::pair<int, int>>{{3, 0}, {2, 0}, {0, 0}}));
        // Idle and ended inputs hold nothing.
        page.subtasks[3].inputs[1].state = TimeState::Idle;
        QCOMPARE(QString::fromStdString(holdOf(page, 3, 0)->split), "bids-0");
        page.subtasks[3].inputs[0].state = TimeState::Finished;
        QVERIFY(!holdOf(page, 3, 0));
        QVERIFY(!holdOf(page, 9, 0));
    }
};

QTEST_GUILESS_MAIN(TimeWatchTest)
#include "time_watch_test.moc"
