// SPDX-License-Identifier: Apache-2.0
#include "operator_harness.h"

#include <QTest>
#include <functional>

using namespace weir;
using namespace weir::test;

/// GROUP BY with and without windows: the same rows in batches of 1, 7 and 1024 give the same changes.
class AggregatesTest : public QObject {
    Q_OBJECT

    static void same(const std::function<std::unique_ptr<OperatorRun>()>& make, const char* script, const char* expected) {
        for (int rows : {1, 7, 1024}) QCOMPARE(QString::fromStdString(make()->run(script, rows)), QString::fromUtf8(expected));
    }

private slots:
    void groupsInExactOrder() {
        Schema input = schemaOf({{"k", DataType::string()}, {"v", DataType::bigInt()}});
        plan::GroupAggregateSpec spec;
        spec.keys = {0};
        spec.calls = {aggregate("COUNT", {}, input), aggregate("SUM", {1}, input), aggregate("MAX", {1}, input), aggregate("AVG", {1}, input)};
        Schema output = schemaOf({{"k", DataType::string()}, {"n", DataType::bigInt()}, {"s", DataType::bigInt()}, {"m", DataType::bigInt()}, {"a", DataType::bigInt()}});
        same([&] { return std::make_unique<OperatorRun>(spec, OperatorInputs{{input}, output}); }, R"(
            0 +I a 1
            0 +I b NULL
            0 +I a 5
            0 +I NULL 2
            0 +I NULL 3
        )", "+I a 1 1 1 1\n+I b 1 NULL NULL NULL\n-U a 1 1 1 1\n+U a 2 6 5 3\n+I NULL 1 2 2 2\n-U NULL 1 2 2 2\n+U NULL 2 5 3 2\n");
    }

    void groupsRetract() {
        Schema input = schemaOf({{"k", DataType::bigInt()}, {"v", DataType::string()}});
        plan::GroupAggregateSpec spec;
        spec.keys = {0};
        spec.retracting = true;
        spec.calls = {aggregate("COUNT", {1}, input, true), aggregate("MIN", {1}, input), aggregate("LISTAGG", {1}, input)};
        Schema output = schemaOf({{"k", DataType::bigInt()}, {"n", DataType::bigInt()}, {"m", DataType::string()}, {"l", DataType::string()}});
        same([&] { return std::make_unique<OperatorRun>(spec, OperatorInputs{{input}, output}); }, R"(
            0 -D 1 x
            0 +I 1 x
            0 +I 1 x
            0 +I 1 a
            0 -U 1 x
            0 +U 1 b
            0 -D 1 a
            0 -D 1 x
            0 -D 1 b
            0 +I 1 z
        )", "+I 1 1 x x\n-U 1 1 x x\n+U 1 1 x x,x\n-U 1 1 x x,x\n+U 1 2 a x,x,a\n-U 1 2 a x,x,a\n+U 1 2 a x,a\n-U 1 2 a x,a\n+U 1 3 a x,a,b\n"
            "-U 1 3 a x,a,b\n+U 1 2 b x,b\n-U 1 2 b x,b\n+U 1 1 b b\n-D 1 1 b b\n+I 1 1 z z\n");
    }

    void unchangedIsSilentAndUpsertsSkipUpdateBefore() {
        Schema input = schemaOf({{"k", DataType::bigInt()}, {"v", DataType::bigInt()}});
        plan::GroupAggregateSpec spec;
        spec.keys = {0};
        spec.updateBefore = false;
        spec.calls = {aggregate("MAX", {1}, input)};
        Schema output = schemaOf({{"k", DataType::bigInt()}, {"m", DataType::bigInt()}});
        same([&] { return std::make_unique<OperatorRun>(spec, OperatorInputs{{input}, output}); }, "0 +I 1 5\n0 +I 1 3\n0 +I 1 5\n0 +I 1 6\n", "+I 1 5\n+U 1 6\n");
    }

    void bundlesGiveNetChanges() {
        Schema input = schemaOf({{"k", DataType::bigInt()}, {"v", DataType::bigInt()}});
        plan::GroupAggregateSpec spec;
        spec.keys = {0};
        spec.calls = {aggregate("SUM", {1}, input)};
        Schema output = schemaOf({{"k", DataType::bigInt()}, {"s", DataType::bigInt()}});
        same([&] {
            auto run = std::make_unique<OperatorRun>(spec, OperatorInputs{{input}, output});
            run->context().netChanges = true;
            return run;
        }, "0 +I 1 5\n0 +I 1 3\n0 +I 2 1\nF\n0 +I 1 1\n0 +I 1 -1\n0 +I 2 4\nF\n", "+I 1 8\n+I 2 1\n-U 2 1\n+U 2 5\n");
    }

    void globalAggregateOverNothing() {
        Schema input = schemaOf({{"v", DataType::bigInt()}});
        plan::GroupAggregateSpec spec;
        spec.calls = {aggregate("COUNT", {}, input), aggregate("SUM", {0}, input)};
        Schema output = schemaOf({{"n", DataType::bigInt()}, {"s", DataType::bigInt()}});
        OperatorInputs streaming{{input}, output}, batch{{input}, output, true};
        QCOMPARE(OperatorRun(spec, streaming).run("", 7), std::string());
        QCOMPARE(OperatorRun(spec, batch).run("", 7), std::string("+I 0 NULL\n"));
    }

    void tumblingWindowsDropWhatIsLate() {
        auto run = windows(plan::WindowKind::Tumble, 10, 10, {"COUNT", "SUM"});
        same(run, R"(
            0 +I a 1 1
            0 +I a 2 9
            0 +I b 3 10
            0 +I a 4 3
            W 8
            0 +I a 5 5
            W 9
            0 +I a 6 9
            0 +I b 7 15
        )", "+I a 4 12 0 10\n+I b 2 10 10 20\n");
    }

    void hoppingWindowsKeepRunningTotals() {
        same(windows(plan::WindowKind::Hop, 10, 5, {"COUNT", "SUM"}), R"(
            0 +I a 1 1
            0 +I a 2 6
            W 4
            0 +I a 4 3
            W 9
            0 +I b 8 12
            0 +I a 16 7
        )", "+I a 1 1 -5 5\n+I a 3 7 0 10\n+I a 2 18 5 15\n+I b 1 8 5 15\n+I b 1 8 10 20\n");
    }

    void hoppingWindowsMergeWhatCannotBeSubtracted() {
        same(windows(plan::WindowKind::Hop, 10, 5, {"COUNT", "MAX"}), R"(
            0 +I a 1 1
            0 +I a 2 6
            W 9
            0 +I a 9 12
        )", "+I a 1 1 -5 5\n+I a 2 2 0 10\n+I a 2 9 5 15\n+I a 1 9 10 20\n");
    }

    void groupWindowsFireEarlyAndLate() {
        auto run = windows(plan::WindowKind::Tumble, 10, 10, {"COUNT", "SUM"}, [](plan::WindowAggregateSpec& spec) {
            spec.legacy = true;
            spec.earlyFireMillis = 1;
            spec.lateFireMillis = 0;
            spec.allowedLatenessMillis = 5;
        });
        // At every row; nothing anew where nothing changed; too late is too late.
        same(run, R"(
            0 +I a 1 1
            0 +I a 0 2
            W 9
            0 +I a 4 3
            0 +I b 7 3
            W 14
            0 +I a 100 4
        )", "+I a 1 1 0 10\n-U a 1 1 0 10\n+U a 2 1 0 10\n-U a 2 1 0 10\n+U a 3 5 0 10\n+I b 1 7 0 10\n");
    }

    void groupWindowsWaitBeforeTheyFire() {
        auto run = windows(plan::WindowKind::Hop, 20, 10, {"COUNT", "SUM"}, [](plan::WindowAggregateSpec& spec) {
            spec.legacy = true;
            spec.earlyFireMillis = 100;
            spec.lateFireMillis = 50;
            spec.allowedLatenessMillis = 60;
        });
        same(run, R"(
            T 1000
            0 +I a 1 11
            T 1050
            0 +I a 2 12
            T 1099
            T 1100
            T 1200
            0 +I a 3 13
            W 19
            0 +I a 4 14
            T 1249
            T 1250
            W 79
            0 +I a 9 15
        )", "+I a 2 3 10 30\n+I a 2 3 0 20\n-U a 2 3 0 20\n+U a 3 6 0 20\n-U a 3 6 0 20\n+U a 4 10 0 20\n-U a 2 3 10 30\n+U a 4 10 10 30\n");
    }

    void cumulatingWindowsGrow() {
        same(windows(plan::WindowKind::Cumulate, 15, 5, {"COUNT", "SUM"}), R"(
            0 +I a 1 1
            W 4
            0 +I a 2 3
            0 +I b 2 12
            0 +I a 4 17
        )", "+I a 1 1 0 5\n+I a 2 3 0 10\n+I a 2 3 0 15\n+I b 1 2 0 15\n+I a 1 4 15 20\n+I a 1 4 15 25\n+I a 1 4 15 30\n");
    }

    void sessionsMerge() {
        same(windows(plan::WindowKind::Session, 5, 0, {"COUNT", "SUM"}), R"(
            0 +I a 1 1
            0 +I a 2 9
            0 +I a 4 5
            0 +I b 8 3
            W 20
            0 +I a 9 2
            0 +I a 9 30
        )", "+I b 1 8 3 8\n+I a 3 7 1 14\n+I a 1 9 30 35\n");
    }

    void aClosedSessionTakesNoMoreRows() {
        same(windows(plan::WindowKind::Session, 10, 0, {"COUNT", "SUM"}), R"(
            0 +I b 1 20
            0 +I a 1 27
            W 27
            0 +I b 2 36
            W 36
            0 +I a 4 37
        )", "+I b 1 1 20 30\n+I a 1 1 27 37\n+I b 1 2 36 46\n+I a 1 4 37 47\n");
    }

private:
    std::function<std::unique_ptr<OperatorRun>()> windows(plan::WindowKind kind, int64_t size, int64_t slide, std::vector<const char*> names,
                                                          const std::function<void(plan::WindowAggregateSpec&)>& adjust = {}) {
        Schema input = schemaOf({{"k", DataType::string()}, {"v", DataType::bigInt()}, {"t", DataType::timestamp(3)}});
        plan::WindowAggregateSpec spec;
        spec.window.kind = kind;
        spec.window.size = size;
        spec.window.slide = slide;
        spec.window.timeColumn = 2;
        spec.keys = {0};
        for (const char* name : names) spec.calls.push_back(aggregate(name, std::string(name) == "COUNT" ? std::vector<int>{} : std::vector<int>{1}, input));
        spec.properties = {plan::WindowProperty::Start, plan::WindowProperty::End};
        if (adjust) adjust(spec);
        Schema output = schemaOf({{"k", DataType::string()}, {"n", DataType::bigInt()}, {"s", DataType::bigInt()}, {"b", DataType::timestamp(3)}, {"e", DataType::timestamp(3)}});
        return [=] { return std::make_unique<OperatorRun>(spec, OperatorInputs{{input}, output}); };
    }
};

QTEST_APPLESS_MAIN(AggregatesTest)
#include "aggregates_test.moc"
