// SPDX-License-Identifier: Apache-2.0
#include "engine/session/pressure_watch.h"
#include "engine/session/session.h"
#include "engine/session/time_watch.h"

#include "engine/base/clock.h"

#include <QtTest>

#include <ctime>

using namespace weir;

namespace {

/// Time is what this process has worked: other programs on the machine do not move it.
class WorkClock final : public Clock {
public:
    int64_t wallMillis() const override { return 1'700'000'000'000 + steadyNanos() / 1'000'000; }
    int64_t steadyNanos() const override {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
    }
};

void work(int64_t nanos) {
    WorkClock clock;
    for (const int64_t until = clock.steadyNanos() + nanos; clock.steadyNanos() < until;) {}
}

} // namespace

/// Ten jobs that are slow for a known reason: the walk over who waited for whom ends there.
class PressureTest : public QObject {
    Q_OBJECT

    static std::string numbers(const std::string& name, int rows) {
        return "CREATE TABLE " + name + " (x BIGINT, pad AS REPEAT(CAST(x AS STRING), 150), ts AS TO_TIMESTAMP_LTZ(x * 10, 3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'datagen', "
               "'rows-per-second' = '1000000000', 'number-of-rows' = '" + std::to_string(rows) + "', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '" + std::to_string(rows) + "');\n";
    }
    struct Found { PressureCause cause; std::string vertex; int64_t rows = 0; };
    /// Who was kept from looking on until much had been read has seen too little: then once more.
    static Found find(const std::string& script, int parallelism, std::function<void(std::string_view)> print = {}, bool untilTheEnd = true) {
        for (int left = 10;; --left) {
            int64_t missed = 0;
            Found found = look(script, parallelism, print, untilTheEnd, missed);
            if (left == 0 || missed * 8 <= found.rows) return found;
        }
    }
    static Found look(const std::string& script, int parallelism, std::function<void(std::string_view)> print, bool untilTheEnd, int64_t& missed) {
        Session session({std::make_shared<WorkClock>(), nullptr});
        RunOptions options;
        options.parallelism = parallelism;
        options.workers = 1;
        options.printLine = std::move(print);
        options.lossless = !untilTheEnd;
        options.resultRows = untilTheEnd ? 1'000'000 : 1000;
        auto run = session.start(script, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        auto watch = (*run)->watchPressure();
        missed = untilTheEnd ? (*run)->snapshot()->sourceRows : 0;
        if (untilTheEnd) {
            while (!(*run)->wait(20)) {}
        } else {
            while (watch->look(INT64_MAX / 2).tasks.empty() || causeOf(watch->look(INT64_MAX / 2)).kind != PressureCause::Kind::Reader) (*run)->wait(5);
        }
        const auto picture = (*run)->snapshot();
        if (!picture->errors.empty()) qFatal("%s", picture->errors.front().text().c_str());
        Found found{causeOf(watch->look(INT64_MAX / 2)), "", picture->sourceRows};
        for (const VertexSnapshot& one : picture->vertices)
            if (one.id == found.cause.vertex) found.vertex = one.name;
        (*run)->cancel();
        return found;
    }
    static void names(const Found& found, PressureCause::Kind kind, const std::string& vertex) {
        const PressureCause& cause = found.cause;
        const QString all = QString("kind %1 vertex %2[%3] share %4 operator %5 busy %6 key %7 %8").arg(static_cast<int>(cause.kind)).arg(found.vertex.c_str()).arg(cause.subtask)
                                .arg(cause.share).arg(cause.operatorShare).arg(cause.busy).arg(cause.key.c_str()).arg(cause.keyShare);
        QVERIFY2(cause.kind == kind, qPrintable(all));
        QVERIFY2(found.vertex.find(vertex) != std::string::npos, qPrintable(all));
    }
    using Kind = PressureCause::Kind;

private slots:
    void aSlowSink() {
        names(find(numbers("n", 40'000) + "CREATE TABLE sunk (k BIGINT, c BIGINT, m STRING) WITH ('connector' = 'print');\n"
                   "INSERT INTO sunk SELECT MOD(x, 50), COUNT(*), MAX(pad) FROM n GROUP BY MOD(x, 50);", 2, [](std::string_view) { work(8'000); }),
              Kind::Operator, "Sink");
    }
    void aHotKey() {
        const Found found = find(numbers("n", 100'000) + "SELECT k, COUNT(DISTINCT x) AS d, MAX(pad) AS m FROM "
                                 "(SELECT x, pad, CASE WHEN MOD(x, 10) < 8 THEN 7 ELSE MOD(x, 1000) END AS k FROM n) GROUP BY k;", 2);
        names(found, Kind::Operator, "GroupAggregate");
        QCOMPARE(QString::fromStdString(found.cause.key), "7");
        QVERIFY2(found.cause.keyShare > 0.6, qPrintable(QString::number(found.cause.keyShare)));
    }
    void manyKeysNameNone() {
        const Found found = find(numbers("n", 100'000) + "SELECT MOD(x, 5000) AS k, COUNT(DISTINCT x) AS d, MAX(pad) AS m FROM n GROUP BY MOD(x, 5000);", 2);
        QCOMPARE(QString::fromStdString(found.cause.key), "");
        QVERIFY(found.vertex.find("GroupAggregate") != std::string::npos);
    }
    void aLookupThatFindsMuch() {
        names(find(numbers("n", 24'000) + "CREATE TABLE dim (k BIGINT, v BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000000000', 'number-of-rows' = '8000', "
                   "'fields.k.min' = '0', 'fields.k.max' = '19');\n"
                   "SELECT l.k, COUNT(*) AS c, MAX(l.pad) AS m, SUM(d.v) AS s FROM (SELECT MOD(x, 20) AS k, REPEAT(pad, 4) AS pad, PROCTIME() AS p FROM n) l JOIN dim FOR SYSTEM_TIME AS OF l.p AS d ON l.k = d.k "
                   "WHERE d.v < 0 AND MOD(d.v, 1000) = 1 GROUP BY l.k;", 2),
              Kind::Operator, "Join");
    }
    void firingWindows() {
        // Several times the source's work, and for long enough that who looks on has come in time.
        names(find(numbers("n", 400'000) + "SELECT window_end, MOD(x, 20000) AS k, COUNT(DISTINCT x) AS c, COUNT(DISTINCT x + 1) AS d, COUNT(DISTINCT -x) AS e, COUNT(DISTINCT x * 2) AS f, "
                   "COUNT(DISTINCT pad) AS g, MAX(pad) AS m FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '10' MINUTE)) "
                   "GROUP BY window_start, window_end, MOD(x, 20000);", 2),
              Kind::Operator, "WindowAggregate");
    }
    void aDearExpression() {
        names(find(numbers("n", 30'000) + "SELECT k, SHA512(REPEAT(CAST(c AS STRING), 400)) AS h, m FROM (SELECT MOD(x, 100) AS k, COUNT(*) AS c, MAX(pad) AS m FROM n GROUP BY MOD(x, 100));", 2),
              Kind::Operator, "Calc");
    }
    void aJoinWithAHotKey() {
        // So few rows that the queues take them all: nobody waits, the busiest operator and its key are named all the same.
        const std::string side = "(SELECT x, CASE WHEN MOD(x, 2) = 0 THEN 3 ELSE x END AS k FROM ";
        const Found found = find(numbers("a", 3'000) + numbers("b", 3'000) + "SELECT COUNT(*) AS c FROM " + side + "a) l JOIN " + side + "b) r ON l.k = r.k AND MOD(l.x * r.x, 7919) = 1;", 2);
        names(found, found.cause.kind == Kind::None ? Kind::None : Kind::Operator, "Join");
        QCOMPARE(QString::fromStdString(found.cause.key), "3");
    }
    void aTopN() {
        names(find(numbers("n", 240'000) + "SELECT * FROM (SELECT x, ROW_NUMBER() OVER (PARTITION BY MOD(x, 2) ORDER BY x DESC) AS r FROM n) "
                   "WHERE r <= 3;", 2),
              Kind::Operator, "Rank");
    }
    void nobodyTakesTheRows() {
        names(find(numbers("n", 3'000'000) + "SELECT x FROM n;", 1, {}, false), Kind::Reader, "");
    }
    void aChainOfTasks() {
        // Both sources wait for the aggregates, which wait for the one subtask that counts all.
        const Found found = find(numbers("n", 60'000) + "CREATE TABLE sunk (c BIGINT, m STRING) WITH ('connector' = 'print');\n"
                                 "INSERT INTO sunk SELECT COUNT(*), MAX(m) FROM (SELECT MOD(x, 20000) AS k, COUNT(*) AS c, MAX(pad) AS m FROM n GROUP BY MOD(x, 20000));", 2,
                                 [](std::string_view) { work(8'000); });
        // On one core the aggregates do not come to run: then this is said.
        names(found, found.cause.kind == Kind::Cores ? Kind::Cores : Kind::Operator, "Sink");
        QVERIFY(found.cause.chain.size() >= 2);
    }
    void aSourceWithLittleToGive() {
        Session session;
        RunOptions options;
        options.parallelism = 2;
        auto run = session.start("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '200', 'number-of-rows' = '60');\nSELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 3);", options);
        QVERIFY(run.ok());
        auto watch = (*run)->watchPressure();
        while (!(*run)->wait(20)) {}
        QVERIFY(causeOf(watch->look(INT64_MAX / 2)).kind == Kind::Input);
    }

    // By hand: who waits for one that waits itself waits for what that one waits for.
    void theWalk() {
        PressurePage page;
        page.from = 0;
        page.to = 1000;
        page.tasks.resize(3);
        page.tasks[0].isSource = true;
        page.tasks[0].blocked = {{0, 900, 1}};
        page.tasks[1].blocked = {{0, 300, 2}, {400, 800, 2}};
        page.tasks[2].operators = {{5, 900, "u-17", 0.61, 1000}};
        page.tasks[2].subtask = 1;
        page.tasks[1].operators = {{4, 100, "", 0, 0}};
        const PressureCause cause = causeOf(page);
        QVERIFY(cause.kind == Kind::Operator);
        QCOMPARE(cause.waitedNanos, int64_t{900});
        QCOMPARE(cause.task, 2);
        QCOMPARE(cause.vertex, 5);
        QCOMPARE(cause.subtask, 1);
        QVERIFY(std::abs(cause.share - 700.0 / 900.0) < 1e-9);
        QCOMPARE(QString::fromStdString(cause.key), "u-17");
        QVERIFY(cause.chain == (std::vector<int>{0, 1, 2}));
        page.tasks[0].blocked = {{0, 10, 1}};
        QVERIFY(causeOf(page).kind == Kind::None);
        page.tasks[0].blocked = {{0, 900, BlockedInterval::Reader}};
        QVERIFY(causeOf(page).kind == Kind::Reader);
        // Tasks that wait for each other do not keep it busy for ever.
        page.tasks[0].blocked = {{0, 900, 1}};
        page.tasks[1].blocked = {{0, 900, 2}};
        page.tasks[2].blocked = {{0, 900, 1}};
        (void)causeOf(page);
        QVERIFY(causeOf({}).kind == Kind::None);
    }
};

QTEST_GUILESS_MAIN(PressureTest)
#include "pressure_test.moc"
