// SPDX-License-Identifier: Apache-2.0
// Windows whose checkpoints hold only what has changed: whatever layers a restore finds, it goes on as the run did that was never interrupted.
#include "engine/base/random.h"
#include "engine/checkpoint/checkpoint_storage.h"
#include "tests/unit/runtime/operator_harness.h"

#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace weir;
using namespace weir::test;

namespace {

/// A window aggregate that shows what it emits, row by row.
class Windows final : public Output {
public:
    Windows(plan::WindowKind kind, int64_t size, int64_t slide, const char* call) {
        input_ = schemaOf({{"k", DataType::bigInt()}, {"t", DataType::timestamp(3)}});
        plan::WindowAggregateSpec spec;
        spec.window.kind = kind;
        spec.window.size = size;
        spec.window.slide = slide;
        spec.window.timeColumn = 1;
        spec.keys = {0};
        spec.calls.push_back(aggregate("COUNT", {}, input_));
        spec.calls.push_back(aggregate(call, {0}, input_));
        spec.properties = {plan::WindowProperty::Start, plan::WindowProperty::End};
        inputs_ = {input_};
        context_.clock = &clock_;
        context_.counters = &counters_;
        context_.inputs = &inputs_;
        context_.evaluation.zone = TimeZone::utc().get();
        operator_ = makeOperator(spec, {{input_}, schemaOf({{"k", DataType::bigInt()}, {"n", DataType::bigInt()}, {"s", DataType::bigInt()},
                                                            {"b", DataType::timestamp(3)}, {"e", DataType::timestamp(3)}})});
        operator_->open(context_);
    }
    void rows(const std::vector<std::pair<int64_t, int64_t>>& keysAndTimes) {
        std::vector<VectorBuilder> builders;
        for (const Field& field : input_.fields) builders.emplace_back(field.type);
        for (auto [key, time] : keysAndTimes) {
            builders[0].append(key);
            builders[1].append(time);
        }
        Batch batch;
        batch.rows = static_cast<int>(keysAndTimes.size());
        for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
        operator_->process(0, std::move(batch), *this);
    }
    void advance(int64_t watermark) {
        operator_->advance(watermark, *this);
        while (operator_->resume(*this)) {}
    }
    std::vector<StateSection> save(int64_t checkpoint, int64_t since) {
        StateWriter out(128, false, true);
        out.setCheckpoint(checkpoint, since);
        operator_->snapshot(out);
        return out.take();
    }
    void restore(StateReader& in) { operator_->restore(in); }
    std::multiset<std::string> take() { return std::exchange(out_, {}); }

    void push(Batch rows) override {
        for (int i = 0; i < rows.size(); ++i) {
            std::string text;
            for (const ColumnRef& column : rows.columns) text += std::to_string(column->at<int64_t>(rows.physicalRow(i))) + " ";
            out_.insert(text);
        }
    }
    void push(int64_t) override {}

private:
    Schema input_;
    std::vector<Schema> inputs_;
    ManualClock clock_;
    OperatorCounters counters_;
    OperatorContext context_;
    OperatorPtr operator_;
    std::multiset<std::string> out_;
};

} // namespace

class WindowLayersTest : public QObject {
    Q_OBJECT
private slots:
    void goesOnFromLayers_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("call");
        QTest::newRow("tumble") << static_cast<int>(plan::WindowKind::Tumble) << "SUM";
        QTest::newRow("hop with running totals") << static_cast<int>(plan::WindowKind::Hop) << "SUM";
        QTest::newRow("hop") << static_cast<int>(plan::WindowKind::Hop) << "MAX";
        QTest::newRow("cumulate") << static_cast<int>(plan::WindowKind::Cumulate) << "SUM";
    }
    void goesOnFromLayers() {
        QFETCH(int, kind);
        QFETCH(QString, call);
        int layered = 0;
        for (uint64_t seed = 1; seed <= 3; ++seed) {
            QTemporaryDir folder;
            LocalFileSystem files;
            CheckpointStorage storage(files, folder.path().toStdString() + "/job");
            auto make = [&] { return std::make_unique<Windows>(static_cast<plan::WindowKind>(kind), kind == static_cast<int>(plan::WindowKind::Tumble) ? 20'000 : 50'000, kind == static_cast<int>(plan::WindowKind::Tumble) ? 20'000 : 10'000, call.toUtf8().constData()); };
            auto run = make();
            Random random(seed, 1);
            int64_t now = 0, kept = 0;
            auto step = [&](Windows& to, uint64_t number) {
                Random dice(seed * 1000 + number, 2);
                std::vector<std::pair<int64_t, int64_t>> rows;
                for (int i = 0; i < 700; ++i) rows.emplace_back(dice.below(3000), std::max<int64_t>(0, now + static_cast<int64_t>(dice.below(9000)) - 4000));
                to.rows(rows);
                if (dice.below(3) > 0) to.advance(now - 1000);
            };
            for (uint64_t number = 1; number <= 24; ++number) {
                step(*run, number);
                int64_t checkpoint = static_cast<int64_t>(number);
                Manifest manifest;
                manifest.job = "job";
                manifest.checkpoint = checkpoint;
                std::vector<StateSection> sections = run->save(checkpoint, random.below(9) == 0 ? 0 : kept);
                for (const StateSection& section : sections) layered += section.earlier > 0;
                // One that fails is followed by a whole one.
                if (random.below(8) == 0) {
                    sections.clear();
                    kept = 0;
                } else {
                    std::vector<OperatorState> states;
                    states.push_back({"w", "WindowAggregate", 0, 1, std::move(sections)});
                    QVERIFY(storage.write(manifest, std::move(states)));
                    kept = checkpoint;
                    if (number % 4 == 0) {
                        auto stored = storage.read(storage.pathOf(checkpoint));
                        QVERIFY2(stored, stored ? "" : stored.error().text().c_str());
                        auto again = make();
                        again->restore(*stored->reader("w", 0, 1));
                        // A twin that reads the whole of it says what is right.
                        auto twin = make();
                        Manifest whole = manifest;
                        whole.checkpoint = 1000 + checkpoint;
                        std::vector<OperatorState> all;
                        all.push_back({"w", "WindowAggregate", 0, 1, run->save(0, 0)});
                        QVERIFY(storage.writeTo(folder.path().toStdString() + "/whole-" + std::to_string(number), whole, all));
                        auto read = storage.read(folder.path().toStdString() + "/whole-" + std::to_string(number));
                        QVERIFY(read);
                        twin->restore(*read->reader("w", 0, 1));
                        again->take(), twin->take();
                        for (uint64_t more = 1; more <= 3; ++more) {
                            step(*again, number * 100 + more);
                            step(*twin, number * 100 + more);
                        }
                        again->advance(now + 200'000);
                        twin->advance(now + 200'000);
                        auto got = again->take(), wanted = twin->take();
                        QVERIFY(!wanted.empty());
                        QVERIFY2(got == wanted, qPrintable(QString("seed %1, checkpoint %2").arg(seed).arg(number)));
                        kept = 0;      // the tables have told somebody else
                    }
                }
                now += 4000;
            }
        }
        QVERIFY2(layered > 20, qPrintable(QString::number(layered)));
    }
};

QTEST_GUILESS_MAIN(WindowLayersTest)
#include "window_layers_test.moc"
