// SPDX-License-Identifier: Apache-2.0
// Unaligned checkpoints of whole jobs, under a seeded scheduler: a sink that takes nothing holds an aligned one up but not an unaligned one, and a run that
// goes on from one shows what a run without shows, whatever was in flight and with whichever parallelism.
#define QT_NO_KEYWORDS
#include "engine/binder/binder.h"
#include "engine/runtime/checkpoints/in_flight.h"
#include "engine/runtime/execution.h"
#include "engine/runtime/replay/memory_checkpoint.h"
#include "engine/session/job_compiler.h"
#include "engine/sql/parser.h"
#include "engine/types/text.h"

#include <QtTest>

#include <map>
#include <mutex>

using namespace weir;

namespace {

/// Two tables in order of time, without late rows: whatever meets whichever first, the answer is one.
const std::string Tables = [] {
    std::string out;
    for (const char* name : {"a", "b"})
        out += std::string("CREATE TABLE ") + name + " (n BIGINT, k AS MOD(n * 7919, 13), s AS CONCAT('value ', CAST(MOD(n, 17) AS STRING)), ts AS TO_TIMESTAMP_LTZ(n * 100, 3), "
               "WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '2000000000', 'number-of-rows' = '900', "
               "'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '900');\n";
    return out;
}();

struct Job { const char* name; std::string script; };
const std::vector<Job> Jobs{
    {"count", "SELECT k, COUNT(*), SUM(n), MAX(s) FROM a GROUP BY k"},
    {"window", "SELECT k, window_start, COUNT(*), SUM(n) FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY k, window_start, window_end"},
    {"sessions", "SELECT k, window_start, COUNT(*) FROM TABLE(SESSION(TABLE a PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY k, window_start, window_end"},
    {"hop", "SELECT k, window_end, COUNT(*), SUM(n) FROM TABLE(HOP(TABLE a, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '6' SECOND)) GROUP BY k, window_start, window_end"},
    {"hop of MAX", "SELECT k, window_end, MAX(n) FROM TABLE(HOP(TABLE a, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '6' SECOND)) GROUP BY k, window_start, window_end"},
    {"cumulate", "SELECT k, window_end, COUNT(*) FROM TABLE(CUMULATE(TABLE a, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '8' SECOND)) GROUP BY k, window_start, window_end"},
    {"join", "SELECT a.n, b.n, a.s FROM a JOIN b ON a.k = b.k AND a.n = b.n - 13"},
    {"interval", "SELECT a.n, b.n FROM a JOIN b ON a.k = b.k AND a.ts BETWEEN b.ts - INTERVAL '2' SECOND AND b.ts"},
    {"union", "SELECT k, COUNT(*) FROM (SELECT k, n FROM a UNION ALL SELECT k, n FROM b) GROUP BY k"},
    {"top", "SELECT k, n, r FROM (SELECT k, n, ROW_NUMBER() OVER (PARTITION BY k ORDER BY n DESC) AS r FROM a) WHERE r <= 3"},
};

plan::JobGraph graphOf(const std::string& script, int parallelism) {
    Catalog catalog = builtinCatalog();
    SessionConfig config;
    (void)config.set("parallelism.default", std::to_string(parallelism));
    std::vector<plan::NodeRef> roots;
    sql::Script parsed = sql::parse(script);
    for (const auto& statement : parsed.statements) {
        BindResult bound = Binder(catalog, config).bind(*statement);
        if (!bound.ok()) qFatal("%s", bound.diagnostics.front().error.text().c_str());
        if (!apply(*bound.statement, catalog, config)) qFatal("a definition failed");
        for (const auto& root : rootsOf(*bound.statement)) roots.push_back(root);
    }
    auto graph = compileJob(roots, config);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    return std::move(*graph);
}

/// Hears what tasks answer.
class Answers final : public CheckpointListener {
public:
    void acknowledge(int task, int64_t checkpoint, std::vector<OperatorState> state) override {
        std::lock_guard lock(mutex_);
        if (checkpoint == wanted_) states_[task] = std::move(state);
    }
    void ended(int) override {}
    void request() override {}
    void want(int64_t checkpoint) {
        std::lock_guard lock(mutex_);
        wanted_ = checkpoint;
    }
    int count() const {
        std::lock_guard lock(mutex_);
        return static_cast<int>(states_.size());
    }
    /// The checkpoint, and how many elements are in flight in it.
    std::shared_ptr<const StoredCheckpoint> checkpoint(int64_t* inFlight) {
        std::lock_guard lock(mutex_);
        std::vector<std::vector<OperatorState>> answers;
        *inFlight = 0;
        for (auto& [task, states] : states_) {
            for (OperatorState& state : states)
                for (StateSection& section : state.sections) {
                    writeDeferred(section, 128);
                    if (section.name == InFlight::Section) *inFlight += section.entries;
                }
            answers.push_back(std::move(states));
        }
        return checkpointInMemory(wanted_, 128, answers);
    }

private:
    mutable std::mutex mutex_;
    int64_t wanted_ = 0;
    std::map<int, std::vector<OperatorState>> states_;
};

/// Each look at it takes a while, and at one of them something happens: at the same moment of the run on every machine.
class CountingClock final : public Clock {
public:
    /// Called by who looks then, once. Before anybody looks.
    void at(int64_t look, std::function<void()> happens) { look_ = look, happens_ = std::move(happens); }
    int64_t wallMillis() const override { return 1'700'000'000'000 + steadyNanos() / 1'000'000; }
    int64_t steadyNanos() const override {
        const int64_t look = ++looks_;
        if (look == look_) happens_();
        return look * 20'000;
    }

private:
    mutable std::atomic<int64_t> looks_{0};
    int64_t look_ = 0;
    std::function<void()> happens_;
};

struct Setting {
    std::shared_ptr<CountingClock> clock = std::make_shared<CountingClock>();
    std::shared_ptr<const TimeZone> zone = TimeZone::utc();
    std::shared_ptr<ResultCollector> results;
    /// `blocked`: the reader has not taken the row that is there, and the sink waits for that.
    ExecutionOptions options(const plan::JobGraph& graph, uint64_t seed, bool blocked) {
        Schema schema;
        for (const plan::JobVertex& vertex : graph.vertices)
            if (std::holds_alternative<plan::SinkSpec>(vertex.spec)) schema = vertex.schema;
        results = std::make_shared<ResultCollector>(schema, blocked ? 1 : INT64_MAX, true);
        if (blocked) {
            Batch one;
            one.rows = 1;
            results->add(one);
        }
        ExecutionOptions out;
        out.clock = clock;
        out.seededScheduler = true;
        out.seed = seed;
        out.randomBatches = true;
        out.connectors.clock = clock.get();
        out.connectors.zone = zone;
        out.connectors.seed = 1;
        out.results = {results};
        return out;
    }
};

using Net = std::map<std::string, int>;

Net netOf(ResultCollector& results) {
    Net out;
    for (ResultPage page = results.take(1 << 20); !page.batches.empty(); page = results.take(1 << 20))
        for (const Batch& batch : page.batches)
            for (int row = 0; row < batch.rows; ++row) {
                std::string text;
                for (int column = 0; column < results.schema().size(); ++column) {
                    text += "|";
                    appendText(text, *batch.columns[static_cast<size_t>(column)], results.schema().fields[static_cast<size_t>(column)].type, row, *TimeZone::utc());
                }
                RowKind kind = batch.kind(row);
                out[text] += kind == RowKind::Insert || kind == RowKind::UpdateAfter ? 1 : -1;
            }
    std::erase_if(out, [](const auto& each) { return each.second == 0; });
    return out;
}

int64_t quantaOf(const Execution& execution) {
    int64_t sum = 0;
    for (const Task* task : execution.tasks()) sum += task->taskCounters().quanta.load();
    return sum;
}

/// From the beginning, or from a checkpoint, to the end.
Net outcome(const plan::JobGraph& graph, uint64_t seed, const StoredCheckpoint* from = nullptr) {
    Setting setting;
    ExecutionOptions options = setting.options(graph, seed, false);
    options.restore = from;
    auto made = Execution::create(graph, std::move(options));
    if (!made) return {{"not made: " + made.error().text(), 1}};
    (*made)->start();
    while (!(*made)->wait(1000)) {}
    for (const Error& error : (*made)->errors()) return {{"failed: " + error.text(), 1}};
    return netOf(*setting.results);
}

/// An unaligned checkpoint of a run when its tasks have had so many quanta. `blockedSink`: nothing comes out of it, so queues are full.
std::shared_ptr<const StoredCheckpoint> cut(const plan::JobGraph& graph, uint64_t seed, int64_t looks, bool blockedSink, int64_t& inFlight) {
    Setting setting;
    Answers answers;
    CheckpointSignals told;
    ExecutionOptions options = setting.options(graph, seed, blockedSink);
    options.listener = &answers;
    options.signals = &told;
    auto made = Execution::create(graph, std::move(options));
    if (!made) qFatal("%s", made.error().text().c_str());
    answers.want(1);
    setting.clock->at(looks, [&told] {
        told.overtaken = 1;
        told.requested = 1;
    });
    (*made)->start();
    // A blocked job may never look so often.
    while (told.requested == 0 && std::any_of((*made)->tasks().begin(), (*made)->tasks().end(), [](const Task* task) { return !task->isParked(); })) (*made)->wait(1);
    told.overtaken = 1;
    told.requested = 1;
    (*made)->wakeAll();
    while (answers.count() < (*made)->taskCount() && (*made)->errors().empty()) (*made)->wait(1);
    (*made)->cancel();
    while (!(*made)->wait(1000)) {}
    return answers.checkpoint(&inFlight);
}

} // namespace

class UnalignedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSinkThatTakesNothingHoldsAnAlignedOneUp() {
        plan::JobGraph graph = graphOf(Tables + Jobs[0].script, 2);
        Setting setting;
        Answers answers;
        CheckpointSignals told;
        ExecutionOptions options = setting.options(graph, 1, true);
        options.maxBatchRows = 4;
        options.listener = &answers;
        options.signals = &told;
        auto made = Execution::create(graph, std::move(options));
        QVERIFY(made);
        Execution& run = **made;
        answers.want(1);
        run.start();
        // The sources fill their queues; the tasks behind do not even begin.
        auto isBlocked = [](const Task* task) { return task->taskCounters().state.load() == static_cast<int>(Step::Blocked); };
        while (!std::all_of(run.tasks().begin(), run.tasks().end(), isBlocked)) run.wait(1);
        told.requested = 1;
        run.wakeAll();
        for (int64_t begun = quantaOf(run); quantaOf(run) < begun + 100;) run.wait(1);
        QCOMPARE(answers.count(), 0);
        told.overtaken = 1;
        run.wakeAll();
        while (answers.count() < run.taskCount()) run.wait(1);
        QVERIFY(std::all_of(run.tasks().begin(), run.tasks().end(), isBlocked));      // and nothing has moved meanwhile
        run.cancel();
        while (!run.wait(1000)) {}
        int64_t inFlight = 0;
        auto checkpoint = answers.checkpoint(&inFlight);
        QVERIFY2(inFlight > 50, qPrintable(QString::number(inFlight)));
        QCOMPARE(outcome(graph, 2, checkpoint.get()), outcome(graph, 3));
    }

    void goesOnFromAnyMoment_data() {
        QTest::addColumn<int>("job");
        for (size_t i = 0; i < Jobs.size(); ++i) QTest::newRow(Jobs[i].name) << static_cast<int>(i);
    }
    void goesOnFromAnyMoment() {
        QFETCH(int, job);
        const std::string script = Tables + Jobs[static_cast<size_t>(job)].script;
        std::map<int, plan::JobGraph> graphs;
        for (int parallelism : {1, 2, 3, 4}) graphs.emplace(parallelism, graphOf(script, parallelism));
        const Net expected = outcome(graphs.at(1), 0);
        QVERIFY(expected.size() > 10);
        int with = 0, cuts = 0, refused = 0;
        for (uint64_t seed = 1; seed <= 30; ++seed) {
            const int before = 2 + static_cast<int>(seed % 3), behind = seed % 2 ? before : 1 + static_cast<int>(seed / 2 % 4);
            int64_t inFlight = 0;
            auto checkpoint = cut(graphs.at(before), seed, 2 + static_cast<int64_t>(seed) * 7 % 30, seed / 2 % 2 == 0, inFlight);
            ++cuts;
            with += inFlight > 0;
            const Net got = outcome(graphs.at(behind), seed + 100, checkpoint.get());
            // Windows that share slices stand at one window: then another parallelism is refused by name.
            if (before != behind && got.size() == 1 && got.begin()->first.find("had reached different times") != std::string::npos) {
                ++refused;
                continue;
            }
            if (got != expected) {
                QString odd;
                for (const auto& [row, n] : got)
                    if (!expected.count(row) || expected.at(row) != n) odd += QString("\n+%1 %2").arg(n).arg(QString::fromStdString(row));
                for (const auto& [row, n] : expected)
                    if (!got.count(row) || got.at(row) != n) odd += QString("\n-%1 %2").arg(n).arg(QString::fromStdString(row));
                QFAIL(qPrintable(QString("seed %1, %2 -> %3, %4 in flight:%5").arg(seed).arg(before).arg(behind).arg(inFlight).arg(odd.left(800))));
            }
        }
        const std::string name = Jobs[static_cast<size_t>(job)].name;
        QVERIFY2(refused == 0 || name.rfind("hop", 0) == 0 || name == "cumulate", qPrintable(QString("%1 refused").arg(refused)));
        QVERIFY2(with * 2 > cuts, qPrintable(QString("only %1 of %2 had something in flight").arg(with).arg(cuts)));
    }
};

QTEST_GUILESS_MAIN(UnalignedTest)
#include "unaligned_test.moc"
