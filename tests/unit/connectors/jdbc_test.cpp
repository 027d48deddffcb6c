// SPDX-License-Identifier: Apache-2.0
#include "connector_rows.h"

#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/types/vector_builder.h"

#include <QTemporaryDir>
#include <QTest>

using namespace weir;
using namespace weir::testing;

namespace {

struct Fixture {
    QTemporaryDir folder;
    LocalFileSystem files;
    SystemClock clock;
    ConnectorContext context;
    Fixture() {
        context.clock = &clock;
        context.files = &files;
        context.zone = TimeZone::utc();
    }
    TableDefinition table(const std::string& name, bool keyed) const {
        TableDefinition made = tableOf({{"id", DataType::bigInt()}, {"a \"word\"; --", DataType::string()}},
                                       {{"connector", "jdbc"}, {"url", "jdbc:sqlite:" + folder.path().toStdString() + "/x.db"}, {"table-name", name}});
        if (keyed) made.primaryKey = {"id"};
        return made;
    }
    std::unique_ptr<Sink> sink(const TableDefinition& table, const std::string& identity = "") {
        auto made = findConnector("jdbc")->makeSink({table, 0, 1, false, {}, ChangelogMode::upsert(), context, identity});
        if (!made) throw RunError(made.error());
        return std::move(made).value();
    }
};

struct Change {
    RowKind kind;
    int64_t id;
    const char* word;
};

Batch changes(const std::vector<Change>& rows) {
    VectorBuilder ids(DataType::bigInt()), words(DataType::string());
    Batch batch;
    batch.rows = static_cast<int>(rows.size());
    batch.kinds = BufferRef(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        ids.append<int64_t>(rows[i].id);
        if (rows[i].word) words.appendBytes(rows[i].word);
        else words.appendNull();
        batch.kinds.as<RowKind>()[i] = rows[i].kind;
    }
    batch.columns = {ids.finish(), words.finish()};
    return batch;
}

StateReader readerOf(const std::vector<StateSection>& sections) {
    std::vector<StateReader::Part> parts;
    for (const StateSection& section : sections) parts.push_back({0, section.name, section.form, section.data, nullptr});
    return StateReader("sink", parts, 1, 0, 1, 0, 128);
}

} // namespace

class JdbcTest : public QObject {
    Q_OBJECT
private slots:
    /// Names are quoted and values bound, whatever they spell.
    void appendsAndReads() {
        Fixture at;
        TableDefinition table = at.table("o'ut \"1\"; DROP TABLE x", false);
        auto sink = at.sink(table);
        sink->write(changes({{RowKind::Insert, 1, "'); DROP TABLE t; --"}, {RowKind::Insert, 1, nullptr}, {RowKind::Insert, INT64_MIN, "ä"}}));
        sink->finish();
        QCOMPARE(readAll(table, at.context), "1|'); DROP TABLE t; --\n1|NULL\n-9223372036854775808|ä\n");
        QCOMPARE(readAll(table, at.context, 1), "1|'); DROP TABLE t; --\n1|NULL\n-9223372036854775808|ä\n");
    }
    void setsAndDeletesByKey() {
        Fixture at;
        TableDefinition table = at.table("t", true);
        auto sink = at.sink(table);
        sink->write(changes({{RowKind::Insert, 1, "a"}, {RowKind::Insert, 2, "b"}, {RowKind::UpdateAfter, 1, "c"}, {RowKind::Delete, 2, "b"}, {RowKind::Insert, 3, "d"}}));
        sink->finish();
        QCOMPARE(readAll(table, at.context), "1|c\n3|d\n");
    }
    /// Rows of an epoch come with their checkpoint, once, whatever is repeated after a crash.
    void epochsComeOnce() {
        Fixture at;
        TableDefinition table = at.table("t", false);
        std::vector<StateSection> first, second;
        {
            auto sink = at.sink(table, "run/sink");
            sink->write(changes({{RowKind::Insert, 1, "a"}}));
            StateWriter out;
            sink->prepare(1, out);
            first = out.take();
            QCOMPARE(readAll(table, at.context), "");
            sink->publish(1);
            QCOMPARE(readAll(table, at.context), "1|a\n");
            sink->publish(1);
            sink->write(changes({{RowKind::Insert, 2, "b"}}));
            StateWriter more;
            sink->prepare(2, more);
            second = more.take();
            sink->write(changes({{RowKind::Insert, 3, "never"}}));
        }
        for (int times = 0; times < 2; ++times) {
            auto sink = at.sink(table, "run/sink");
            StateReader in = readerOf(second);
            sink->restore(in);
            QCOMPARE(readAll(table, at.context), "1|a\n2|b\n");
        }
        auto late = at.sink(table, "run/sink");
        StateReader in = readerOf(first);
        try {
            late->restore(in);
            QFAIL("an error was due");
        } catch (const RunError& failure) {
            QVERIFY(failure.error().message.find("checkpoint 2") != std::string::npos);
        }
    }
    /// A transaction that fails leaves nothing of its rows and no number of its epoch.
    void halfATransactionIsNone() {
        Fixture at;
        TableDefinition loose = at.table("t", true);
        { auto make = at.sink(loose); }
        TableDefinition strict = at.table("t", false);      // appends to a table with a key
        auto sink = at.sink(strict, "run/sink");
        sink->write(changes({{RowKind::Insert, 1, "a"}, {RowKind::Insert, 1, "again"}}));
        StateWriter out;
        sink->prepare(1, out);
        QVERIFY_THROWS_EXCEPTION(RunError, sink->publish(1));
        QCOMPARE(readAll(loose, at.context), "");
        QVERIFY_THROWS_EXCEPTION(RunError, sink->publish(1));
    }
    void errorsNameThemselves() {
        Fixture at;
        TableDefinition table = at.table("t", false);
        { auto make = at.sink(table); }
        QVERIFY(readAll(at.table("nope", false), at.context).find("no such table: nope") != std::string::npos);
        TableDefinition missing = table;
        missing.columns[1].name = "missing";
        QVERIFY(readAll(missing, at.context).find("no such column: missing") != std::string::npos);
        try {
            at.sink(at.table("t", true));
            QFAIL("an error was due");
        } catch (const RunError& failure) {
            QVERIFY(failure.error().message.find("ON CONFLICT") != std::string::npos);
        }
        table.options["url"] = "jdbc:mysql://x/y";
        QVERIFY(readAll(table, at.context).find("only databases of SQLite") != std::string::npos);
        table.options["url"] = "jdbc:sqlite::memory:";
        QVERIFY(readAll(table, at.context).find("names no file") != std::string::npos);
        auto sink = at.sink(at.table("words", false));
        sink->write(changes({{RowKind::Insert, 1, "abc"}}));
        sink->finish();
        TableDefinition numbers = at.table("words", false);
        numbers.columns[1].type = DataType::integer();
        QVERIFY(readAll(numbers, at.context).find("'abc' in row 1") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(JdbcTest)
#include "jdbc_test.moc"
