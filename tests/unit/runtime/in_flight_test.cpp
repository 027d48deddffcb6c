// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/in_flight.h"

#include "engine/runtime/exchange/channel.h"
#include "tests/support/values.h"

#include <QtTest>

using namespace weir;

namespace {

Batch numbers(std::initializer_list<int64_t> values) {
    VectorBuilder builder(DataType::bigInt(), static_cast<int>(values.size()));
    for (int64_t value : values) builder.append(value);
    Batch out;
    out.rows = static_cast<int>(values.size());
    out.columns.push_back(builder.finish());
    return out;
}

QString text(const Element& element) {
    if (const auto* rows = std::get_if<Batch>(&element)) {
        QStringList out;
        for (int i = 0; i < rows->rows; ++i) out << QString::number(rows->columns[0]->at<int64_t>(i));
        return out.join(" ");
    }
    if (const auto* watermark = std::get_if<WatermarkElement>(&element)) return QString("w%1").arg(watermark->time);
    return std::holds_alternative<Barrier>(element) ? "barrier" : std::holds_alternative<EndElement>(element) ? "end" : "idle";
}

QString text(const std::vector<Element>& elements) {
    QStringList out;
    for (const Element& element : elements) out << text(element);
    return out.join(", ");
}

QString order(std::vector<InFlight> held) {
    QStringList out;
    for (const auto& one : inOrder(std::move(held), [](int, Batch rows, int) { return rows; })) out << text(one.element);
    return out.join(", ");
}

} // namespace

class InFlightTest : public QObject {
    Q_OBJECT
private slots:
    void aMarkSaysWhatLiesBeforeIt() {
        Channel channel;
        std::vector<Element> out;
        auto push = [&](Element element) { QVERIFY(channel.push(element)); };
        push(numbers({1}));
        push(numbers({2}));
        QVERIFY(!channel.beforeBarrier(7, out));
        Element popped;
        QVERIFY(channel.pop(popped));
        channel.mark(7, {numbers({3})});
        push(numbers({3}));
        push(numbers({4}));
        channel.mark(9, {});       // by a producer that is ahead
        QCOMPARE(channel.marked(), 9);
        QVERIFY(channel.beforeBarrier(7, out));
        QCOMPARE(text(out), "2, 3");
        QVERIFY(!channel.beforeBarrier(8, out));
        push(Barrier{8});      // an aligned one is found where it lies
        push(numbers({5}));
        out.clear();
        QVERIFY(channel.beforeBarrier(8, out));
        QCOMPARE(text(out), "2, 3, 4");
    }

    void whoLagsBehindGoesOnFirst() {
        // Subtask 0 had seen watermark 10 of its only channel and has row 5, which is late there; subtask 1 stood at 0, and its row 6 is in time.
        InFlight ahead{0, 10, {}, {{0, 10, InFlight::ChannelState::Active, {numbers({5}), WatermarkElement{20}, numbers({21})}}}};
        InFlight behind{1, 0, {}, {{0, 0, InFlight::ChannelState::Active, {numbers({6}), WatermarkElement{10}, numbers({11}), WatermarkElement{20}}}}};
        QCOMPARE(order({ahead, behind}), "6, w10, 5, 11, w20, 21");
        // Of two channels the slower one says how late it is; an end lets the other one's count.
        InFlight two{0, 0, {}, {{0, 0, InFlight::ChannelState::Active, {WatermarkElement{10}, numbers({3})}}, {0, 0, InFlight::ChannelState::Active, {numbers({1}), EndElement{true}}}}};
        QCOMPARE(order({two}), "1, 3, w10");
        // What an earlier checkpoint held comes before all channels.
        InFlight again{0, 0, {{0, numbers({1})}, {0, WatermarkElement{4}}}, {{0, NoWatermark, InFlight::ChannelState::Active, {numbers({2})}}}};
        QCOMPARE(order({again}), "1, w4, 2");
    }

    void isReadAsItWasWritten() {
        Schema schema{{{"n", DataType::bigInt()}}};
        InFlightCodec codec({schema, schema});
        Batch changes = numbers({8, 9});
        changes.kinds = BufferRef(2);
        changes.kinds.as<RowKind>()[0] = RowKind::UpdateBefore;
        changes.kinds.as<RowKind>()[1] = RowKind::UpdateAfter;
        InFlight held{2, 40, {{1, numbers({1})}, {0, WatermarkElement{41}}}, {{0, 44, InFlight::ChannelState::Idle, {changes, IdleElement{}}}, {1, NoWatermark, InFlight::ChannelState::Active, {EndElement{true}}}}};
        StateSection section = codec.write(held);
        writeDeferred(section, 128);
        auto data = std::make_shared<const std::string>(section.data);
        StateReader reader("op", {{2, section.name, section.form, *data, data, false}}, 3, 2, 3, 0, 128);
        std::vector<InFlight> got = codec.read(reader);
        QCOMPARE(got.size(), size_t(1));
        QCOMPARE(got[0].subtask, 2);
        QCOMPARE(got[0].reached, 40);
        QCOMPARE(got[0].resumed.size(), size_t(2));
        QCOMPARE(got[0].resumed[0].input, 1);
        QCOMPARE(got[0].channels.size(), size_t(2));
        QCOMPARE(got[0].channels[0].watermark, 44);
        QVERIFY(got[0].channels[0].state == InFlight::ChannelState::Idle);
        QCOMPARE(text(got[0].channels[0].elements), "8 9, idle");
        QVERIFY(std::get<Batch>(got[0].channels[0].elements[0]).kind(1) == RowKind::UpdateAfter);
        QCOMPARE(text(got[0].channels[1].elements), "end");
        // Rows of other columns are refused by name.
        InFlightCodec other({Schema{{{"m", DataType::bigInt()}}}});
        try {
            other.read(reader);
            QFAIL("rows of another form were read");
        } catch (const RunError& refused) {
            QVERIFY(refused.error().message.find("in flight") != std::string::npos);
        }
        // Every length of it that is too short is noticed, never followed.
        for (size_t length = 0; length < section.data.size(); ++length) {
            auto part = std::make_shared<const std::string>(section.data.substr(0, length));
            StateReader cut("op", {{2, section.name, section.form, *part, part, false}}, 3, 2, 3, 0, 128);
            try {
                (void)codec.read(cut);
            } catch (const RunError&) {
            }
        }
    }
};

QTEST_GUILESS_MAIN(InFlightTest)
#include "in_flight_test.moc"
