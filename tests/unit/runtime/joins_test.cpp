// SPDX-License-Identifier: Apache-2.0
#include "operator_harness.h"

#include <QTest>

using namespace weir;
using namespace weir::test;

/// Joins and top-N: batches of 1, 7 and 1024 rows give the same changes, and they are Flink's.
class JoinsTest : public QObject {
    Q_OBJECT

    static void same(const plan::OperatorSpec& spec, const OperatorInputs& inputs, const char* script, const char* expected) {
        for (int rows : {1, 7, 1024}) QCOMPARE(QString::fromStdString(OperatorRun(spec, inputs).run(script, rows)), QString::fromUtf8(expected));
    }
    Schema left_ = schemaOf({{"k", DataType::bigInt()}, {"a", DataType::string()}});
    Schema right_ = schemaOf({{"k", DataType::bigInt()}, {"b", DataType::string()}});
    Schema both_ = schemaOf({{"k", DataType::bigInt()}, {"a", DataType::string()}, {"k2", DataType::bigInt()}, {"b", DataType::string()}});

    plan::JoinSpec join(plan::JoinKind kind) {
        plan::JoinSpec spec;
        spec.kind = kind;
        spec.leftKeys = spec.rightKeys = {0};
        spec.nullSafe = {false};
        spec.leftColumns = spec.rightColumns = 2;
        spec.leftTypes = left_.types();
        spec.rightTypes = right_.types();
        spec.leftUpdates = spec.rightUpdates = true;
        return spec;
    }

private slots:
    void inner() {
        same(join(plan::JoinKind::Inner), {{left_, right_}, both_}, R"(
            0 +I 1 a
            0 +I NULL n
            1 +I 1 x
            1 +I 1 y
            1 +I NULL z
            0 +I 1 b
            1 -U 1 x
            1 +U 1 w
        )", "+I 1 a 1 x\n+I 1 a 1 y\n+I 1 b 1 x\n+I 1 b 1 y\n-U 1 a 1 x\n-U 1 b 1 x\n+U 1 a 1 w\n+U 1 b 1 w\n");
    }

    void leftPadsAndTakesBack() {
        same(join(plan::JoinKind::Left), {{left_, right_}, both_}, R"(
            0 +I 1 a
            0 +I NULL n
            1 +I 1 x
            1 +I 1 y
            1 -D 1 x
            1 -D 1 y
            0 -D NULL n
        )", "+I 1 a NULL NULL\n+I NULL n NULL NULL\n-D 1 a NULL NULL\n+I 1 a 1 x\n+I 1 a 1 y\n-D 1 a 1 x\n-D 1 a 1 y\n+I 1 a NULL NULL\n-D NULL n NULL NULL\n");
    }

    void semiAndAnti() {
        const char* script = "0 +I 1 a\n0 +I 2 b\n1 +I 1 x\n1 +I 1 y\n1 -D 1 x\n1 -D 1 y\n";
        same(join(plan::JoinKind::Semi), {{left_, right_}, left_}, script, "+I 1 a\n-D 1 a\n");
        same(join(plan::JoinKind::Anti), {{left_, right_}, left_}, script, "+I 1 a\n+I 2 b\n-D 1 a\n+I 1 a\n");
    }

    void batchLeftIsFinal() {
        same(join(plan::JoinKind::Left), {{left_, right_}, both_, true}, "0 +I 1 a\n0 +I 2 b\n1 +I 1 x\n", "+I 1 a 1 x\n+I 2 b NULL NULL\n");
    }

    void topNWithoutRank() {
        plan::RankSpec spec = rank(2, false, false);
        same(spec, {{left_}, left_}, "0 +I 5 a\n0 +I 7 b\n0 +I 6 c\n0 +I 1 d\n0 +I 6 e\n0 +I 9 f\n",
             "+I 5 a\n+I 7 b\n-D 5 a\n+I 6 c\n-D 6 c\n+I 9 f\n");
    }

    void topNWithRankCascades() {
        plan::RankSpec spec = rank(2, true, false);
        Schema output = schemaOf({{"k", DataType::bigInt()}, {"a", DataType::string()}, {"r", DataType::bigInt()}});
        same(spec, {{left_}, output}, "0 +I 5 a\n0 +I 7 b\n0 +I 6 c\n",
             "+I 5 a 1\n-U 5 a 1\n+U 7 b 1\n+I 5 a 2\n-U 5 a 2\n+U 6 c 2\n");
    }

    void topNRetracts() {
        plan::RankSpec spec = rank(1, false, true);
        same(spec, {{left_}, left_}, "0 +I 5 a\n0 +I 7 b\n0 +I 6 c\n0 -D 7 b\n0 -D 5 a\n", "+I 5 a\n-D 5 a\n+I 7 b\n-D 7 b\n+I 6 c\n");
    }

    void topOneUpdatesInPlace() {
        same(rank(1, false, false), {{left_}, left_}, "0 +I 5 a\n0 +I 5 b\n0 +I 7 c\n", "+I 5 a\n-U 5 a\n+U 7 c\n");
    }

private:
    static plan::RankSpec rank(int64_t end, bool withRank, bool retracting) {
        plan::RankSpec spec;
        spec.order = {{0, true, true}};
        spec.end = end;
        spec.withRank = withRank;
        spec.retracting = retracting;
        return spec;
    }
};

QTEST_APPLESS_MAIN(JoinsTest)
#include "joins_test.moc"
