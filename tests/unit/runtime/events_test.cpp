// SPDX-License-Identifier: Apache-2.0
// The plan has a member called slots.
#define QT_NO_KEYWORDS
#include "operator_harness.h"

#include "engine/expressions/expression.h"

#include <QTest>

using namespace weir;
using namespace weir::test;

/// Operators of event time: what waits, what is late, and that batches of 1, 7 and 1024 rows give the same.
class EventsTest : public QObject {
    Q_OBJECT

    static void same(const plan::OperatorSpec& spec, const OperatorInputs& inputs, const char* script, const char* expected) {
        for (int rows : {1, 7, 1024}) QCOMPARE(QString::fromStdString(OperatorRun(spec, inputs).run(script, rows)), QString::fromUtf8(expected));
    }
    Schema input_ = schemaOf({{"k", DataType::string()}, {"v", DataType::bigInt()}, {"t", DataType::timestamp(3)}});

private Q_SLOTS:
    void keepLastTakesEqualTimesAndIgnoresOlder() {
        plan::DeduplicateSpec spec;
        spec.keys = {0};
        spec.timeColumn = 2;
        spec.keepLast = spec.updating = true;
        same(spec, {{input_}, input_}, "0 +I a 1 10\n0 +I a 2 10\n0 +I a 3 9\n0 +I b 4 1\n0 +I a 5 11\n",
             "+I a 1 10\n-U a 1 10\n+U a 2 10\n+I b 4 1\n-U a 2 10\n+U a 5 11\n");
    }

    void keepFirstWaitsForTheWatermark() {
        plan::DeduplicateSpec spec;
        spec.keys = {0};
        spec.timeColumn = 2;
        same(spec, {{input_}, input_}, "0 +I a 1 10\n0 +I a 2 8\n0 +I b 3 20\nW 12\n0 +I a 4 15\n0 +I c 5 11\n", "+I a 2 8\n+I b 3 20\n");
    }

    void sortLeavesWithTheWatermark() {
        plan::SortSpec spec;
        spec.order = {{2, false, false}, {1, true, true}};
        spec.temporal = true;
        spec.timeColumn = 2;
        same(spec, {{input_}, input_}, "0 +I a 1 10\n0 +I b 2 8\n0 +I c 3 8\nW 9\n0 +I d 4 9\n0 +I e 5 8\n",
             "+I c 3 8\n+I b 2 8\n+I d 4 9\n+I a 1 10\n");
    }

    void overRangeSharesTies() {
        Schema output = input_;
        output.fields.push_back({"s", DataType::bigInt()});
        same(over(false, plan::FrameBound::UnboundedPreceding, 0), {{input_}, output}, "0 +I a 1 1\n0 +I a 2 1\n0 +I b 9 1\n0 +I a 4 3\nW 2\n0 +I a 8 2\n",
             "+I a 1 1 3\n+I a 2 1 3\n+I b 9 1 9\n+I a 4 3 7\n");
    }

    void overRowsMoves() {
        Schema output = input_;
        output.fields.push_back({"s", DataType::bigInt()});
        same(over(true, plan::FrameBound::Preceding, 1), {{input_}, output}, "0 +I a 1 1\n0 +I a 2 2\n0 +I b 9 2\n0 +I a 4 3\n",
             "+I a 1 1 1\n+I a 2 2 3\n+I b 9 2 9\n+I a 4 3 6\n");
    }

    void overAnyFrameInBatch() {
        plan::OverSpec spec = over(true, plan::FrameBound::Preceding, 1);
        spec.window.frame.end = plan::FrameBound::Following;
        spec.window.frame.endOffset = 1;
        Schema output = input_;
        output.fields.push_back({"s", DataType::bigInt()});
        same(spec, {{input_}, output, true}, "0 +I a 4 3\n0 +I b 9 2\n0 +I a 1 1\n0 +I a 2 2\n", "+I a 1 1 3\n+I a 2 2 7\n+I a 4 3 6\n+I b 9 2 9\n");
    }

    void intervalJoinPadsWhatFoundNobody() {
        plan::IntervalJoinSpec spec;
        spec.join.kind = plan::JoinKind::Left;
        spec.join.leftKeys = spec.join.rightKeys = {0};
        spec.join.nullSafe = {false};
        spec.join.leftTypes = spec.join.rightTypes = input_.types();
        spec.join.leftColumns = spec.join.rightColumns = 3;
        spec.leftTime = spec.rightTime = 2;
        spec.lowerMillis = -5;
        spec.upperMillis = 0;
        Schema both = input_;
        for (const Field& field : input_.fields) both.fields.push_back(field);
        same(spec, {{input_, input_}, both}, "0 +I a 1 10\n1 +I a 2 14\n1 +I a 3 16\n0 +I b 4 11\nW 30\n0 +I a 5 12\n",
             "+I a 1 10 a 2 14\n+I b 4 11 NULL NULL NULL\n+I a 5 12 NULL NULL NULL\n");
    }

    void windowTopKeepsTheFirstOfEquals() {
        plan::WindowRankSpec spec;
        spec.rank.order = {{1, true, true}};
        spec.rank.end = 2;
        spec.rank.withRank = true;
        spec.windowEnd = 2;
        Schema output = input_;
        output.fields.push_back({"r", DataType::bigInt()});
        same(spec, {{input_}, output}, "0 +I a 1 10\n0 +I b 5 10\n0 +I c 5 10\n0 +I d 7 20\nW 9\n0 +I e 9 10\n", "+I b 5 10 1\n+I c 5 10 2\n+I d 7 20 1\n");
    }

    void matchTakesTheEarliestStart() {
        // A B+ C with A: v = 1, B: v > 1 and below 9, C: v = 9.
        plan::MatchSpec spec;
        spec.timeColumn = 2;
        spec.match.partition = {0};
        spec.match.order = {{2, false, false}};
        spec.match.pattern = {{"A", 1, 1, true}, {"B", 1, -1, true}, {"C", 1, 1, true}};
        auto value = [](const char* name, const char* comparison, int64_t number) {
            plan::MatchExpression expression;
            expression.name = name;
            expression.slots.push_back({plan::MatchSlot::Kind::Current, name, 0, 1, nullptr, {}, DataType::bigInt()});
            expression.expression =
                makeCall(comparison, {columnExpression(0, DataType::bigInt()), literalExpression(Value(number), DataType::bigInt().notNull())}).value();
            return expression;
        };
        spec.match.define = {value("A", "=", 1), value("B", ">", 1), value("C", "=", 9)};
        spec.match.define[1].expression = makeAnd({spec.match.define[1].expression, value("B", "<", 9).expression});
        auto measure = [](const char* variable, plan::MatchSlot::Kind kind) {
            plan::MatchExpression expression;
            expression.slots.push_back({kind, variable, 0, 1, nullptr, {}, DataType::bigInt()});
            expression.expression = columnExpression(0, DataType::bigInt());
            return expression;
        };
        spec.match.measures = {measure("B", plan::MatchSlot::Kind::First), measure("B", plan::MatchSlot::Kind::Last)};
        Schema output = schemaOf({{"k", DataType::string()}, {"f", DataType::bigInt()}, {"l", DataType::bigInt()}});
        same(spec, {{input_}, output}, R"(
            0 +I a 1 1
            0 +I a 5 3
            0 +I a 4 2
            0 +I b 1 1
            0 +I a 9 4
            0 +I b 9 2
            0 +I a 1 5
        )", "+I a 4 5\n");
    }

private:
    plan::OverSpec over(bool rows, plan::FrameBound start, int64_t offset) {
        plan::OverSpec spec;
        spec.timeColumn = 2;
        spec.window.partition = {0};
        spec.window.order = {{2, false, false}};
        spec.window.frame.rows = rows;
        spec.window.frame.start = start;
        spec.window.frame.startOffset = offset;
        plan::OverCall call;
        call.call = aggregate("SUM", {1}, input_);
        call.type = DataType::bigInt();
        spec.window.calls = {call};
        return spec;
    }
};

QTEST_APPLESS_MAIN(EventsTest)
#include "events_test.moc"
