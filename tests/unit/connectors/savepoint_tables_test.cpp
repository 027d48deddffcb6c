// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/file_hash.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/connectors/savepoint/savepoint_rows.h"
#include "engine/functions/aggregate.h"
#include "engine/functions/function_info.h"
#include "engine/types/row_codec.h"
#include "engine/types/text.h"

#include <QtTest>

using namespace weir;

namespace {

Result<DataType> typeOf(const std::string& text) {
    if (text == "STRING") return DataType::string();
    if (text == "BIGINT") return DataType::bigInt();
    return Error{ErrorCode::Data, "What is a " + text + "?"};
}

std::string packed(const std::string& word) {
    VectorBuilder words(DataType::string());
    words.appendBytes(word);
    const std::vector<ColumnRef> row{words.finish()};
    std::vector<char> bytes;
    RowCodec({DataType::string()}).encodeRow(row, 0, bytes);
    return {bytes.begin(), bytes.end()};
}

std::string sumOf(int64_t value) {
    const auto bound = findFunction("SUM", FunctionKind::Aggregate)->bindAggregate({{DataType::bigInt()}, {{}}, {""}});
    std::vector<uint64_t> words(bound->function->accumulatorBytes() / 8 + 1);
    auto* accumulator = reinterpret_cast<std::byte*>(words.data());
    bound->function->initialise(accumulator);
    VectorBuilder values(DataType::bigInt());
    values.append(value);
    const ColumnRef column = values.finish();
    const Vector* argument = column.get();
    bound->function->update({{&argument, 1}, nullptr, 1, &accumulator, nullptr}, {});
    std::string out;
    bound->function->save(accumulator, out);
    return out;
}

StoredCheckpoint storedOf(std::vector<StateSection> sections) {
    StoredCheckpoint out;
    out.manifest.operators.push_back({"op", "Op", 1, {}, {}});
    ManifestOperator& held = out.manifest.operators.back();
    for (StateSection& section : sections) {
        const auto number = static_cast<int>(held.sections.size());
        held.sections.push_back({section.name, section.form});
        out.files.push_back(std::make_shared<const FileBytes>(section.data));
        out.manifest.files.push_back({"f" + std::to_string(number), static_cast<int64_t>(section.data.size()), fileHash(section.data)});
        held.handles.push_back({number, 0, number, 0, static_cast<int64_t>(section.data.size()), section.entries});
    }
    return out;
}

/// Each table with its columns and rows.
QString textOf(const StoredCheckpoint& stored) {
    std::string out;
    for (SavepointTable& table : savepointTables(stored.manifest, "p", typeOf)) {
        const std::vector<TableColumn> columns = table.definition.columns;
        out += table.definition.name + ":";
        for (const TableColumn& column : columns) out += " " + column.name + " " + column.type.text();
        SavepointRows rows(stored, std::move(table), typeOf);
        for (Batch batch = rows.next(2); batch.rows > 0; batch = rows.next(2))
            for (int row = 0; row < batch.rows; ++row) {
                out += "\n ";
                for (size_t c = 0; c < columns.size(); ++c) {
                    out += " ";
                    appendText(out, *batch.columns[c], columns[c].type, row, *TimeZone::utc());
                }
            }
        out += "\n";
    }
    return QString::fromStdString(out);
}

StateForm sums() {
    StateForm form{{{"k", "STRING"}}, {{"SUM(v)", "BIGINT"}}, "calls kg"};
    form.shape.grammar = "kgc";
    form.shape.calls = {{"SUM", {"BIGINT"}, false}};
    return form;
}

void addGroup(StateWriter& out, const std::string& key, int64_t expires, int64_t rows, int64_t sum) {
    out.entry(1);
    out.bytes(packed(key));
    out.number(expires);
    out.number(rows);
    out.bytes(sumOf(sum));
}

} // namespace

/// State that was written by hand, as tables.
class SavepointTablesTest : public QObject {
    Q_OBJECT

private slots:
    void callsAreValues() {
        StateWriter out;
        out.section("groups", sums());
        addGroup(out, "a", 0, 2, 42);
        addGroup(out, "b", 60'000, 1, -7);
        QCOMPARE(textOf(storedOf(out.take())), QString("groups: k STRING state_expires TIMESTAMP_LTZ(3) group_rows BIGINT SUM(v) BIGINT\n"
                                                       "  a NULL 2 42\n"
                                                       "  b 1970-01-01 00:01:00.000 1 -7\n"
                                                       "timers: state STRING k STRING kind STRING time TIMESTAMP_LTZ(3)\n"
                                                       "  groups b time to live 1970-01-01 00:01:00.000\n"));
    }

    /// What was written before shapes were, and what comes of a function that this program has otherwise.
    void callsThatAreNotKnownAreBytes() {
        StateForm older = sums();
        older.shape = {};
        StateForm other = sums();
        other.shape.calls[0].arguments = {"STRING"};
        for (const StateForm& form : {older, other}) {
            StateWriter out;
            out.section("groups", form);
            addGroup(out, "a", 0, 2, 42);
            const auto stored = storedOf(out.take());
            const auto tables = savepointTables(stored.manifest, "p", typeOf);
            QCOMPARE(tables.front().definition.columns.back().name, std::string("SUM(v)"));
            QCOMPARE(tables.front().definition.columns.back().type.text(), DataType::bytes().text());
            SavepointRows rows(stored, tables.front(), typeOf);
            const Batch batch = rows.next(10);
            QCOMPARE(batch.rows, 1);
            QVERIFY(batch.columns.back()->at<StringRef>(0).view() == sumOf(42));
        }
    }

    void windowsInsideAnEntryAreRowsAndTimers() {
        StateForm form{{{"k", "STRING"}}, {{"SUM(v)", "BIGINT"}, {"session", "start, end, rows"}}};
        form.shape.grammar = "k*(wWgnc*(bnn))";
        form.shape.keyColumns = 1;
        form.shape.calls = {{"SUM", {"BIGINT"}, false}};
        form.shape.zone = "Asia/Tokyo";
        StateWriter out;
        out.section("sessions", form);
        out.entry(1);
        out.bytes(packed("a"));
        out.number(0);
        out.number(2);
        for (int64_t start : {36'000'000, 72'000'000}) {
            for (int64_t part : {start, start + 1000, int64_t{3}, int64_t{0}}) out.number(part);
            out.bytes(sumOf(start));
            out.number(1);      // a value that a DISTINCT call has seen
            out.bytes("x");
            out.number(0);
            out.number(1);
        }
        QCOMPARE(textOf(storedOf(out.take())), QString("sessions: k STRING window_end TIMESTAMP(3) window_start TIMESTAMP(3) state_expires TIMESTAMP_LTZ(3) group_rows BIGINT SUM(v) BIGINT\n"
                                                       "  a 1970-01-01 10:00:01.000 1970-01-01 10:00:00.000 NULL 3 36000000\n"
                                                       "  a 1970-01-01 20:00:01.000 1970-01-01 20:00:00.000 NULL 3 72000000\n"
                                                       "timers: state STRING k STRING window_end TIMESTAMP(3) kind STRING time TIMESTAMP_LTZ(3)\n"
                                                       "  sessions a 1970-01-01 10:00:01.000 event time 1970-01-01 01:00:00.999\n"
                                                       "  sessions a 1970-01-01 20:00:01.000 event time 1970-01-01 11:00:00.999\n"));
    }

    /// Sides of a join: each has its own keys and clocks.
    void timersOfSeveralSections() {
        StateWriter out;
        for (const char* side : {"left", "right"}) {
            StateForm form{{{side[0] == 'l' ? "id" : "item", "STRING"}}, {{"word", "STRING"}}, "rows kn*(nrn)", {"kt*(nrn)"}};
            form.shape.isProcessingTime = true;
            out.section(side, form);
            for (int64_t due : {int64_t{5000}, INT64_MIN}) {
                out.entry(1);
                out.bytes(packed(side));
                out.number(0);
                out.number(due);
                out.number(1);
                out.number(3);
                out.bytes(packed("row"));
                out.number(0);
            }
        }
        QCOMPARE(textOf(storedOf(out.take())), QString("left: word STRING state_expires TIMESTAMP_LTZ(3)\n  row NULL\n  row NULL\n"
                                                       "right: word STRING state_expires TIMESTAMP_LTZ(3)\n  row NULL\n  row NULL\n"
                                                       "timers: state STRING id STRING item STRING kind STRING time TIMESTAMP_LTZ(3)\n"
                                                       "  left left NULL processing time 1970-01-01 00:00:05.000\n"
                                                       "  right NULL right processing time 1970-01-01 00:00:05.000\n"));
    }

    /// It is a stranger's file.
    void grammarsThatMakeNoSense_data() {
        QTest::addColumn<QString>("grammar");
        for (const char* grammar : {"", "k?", "*", "*(", "*()", "*(q)", "k)", "*(*(*(*(*(*(*(*(*(*(n))))))))))", "ccc"}) QTest::newRow(grammar) << grammar;
    }
    void grammarsThatMakeNoSense() {
        QFETCH(QString, grammar);
        StateForm form = sums();
        form.layout.clear();
        form.shape.grammar = grammar.toStdString();
        StateWriter out;
        out.section("groups", form);
        addGroup(out, "a", 0, 2, 42);
        QCOMPARE(textOf(storedOf(out.take())), QString());
    }
    void bytesThatMakeNoSense() {
        StateWriter out;
        out.section("groups", sums());
        out.entry(1);
        out.bytes(packed("a"));
        out.number(0);
        out.number(1);
        out.bytes("??");
        QVERIFY_THROWS_EXCEPTION(RunError, textOf(storedOf(out.take())));
    }
};

QTEST_GUILESS_MAIN(SavepointTablesTest)
#include "savepoint_tables_test.moc"
