// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/fixes.h"
#include "engine/assist/name_prober.h"
#include "engine/assist/names.h"
#include "engine/assist/signature.h"
#include "engine/binder/binder.h"
#include "engine/sql/parser.h"

#include <QtTest>

using namespace weir;

namespace {

constexpr OptionInfo genOptions[] = {{"fields.*", OptionType::Text, "", "How a column is filled."}, {"rows-per-second", OptionType::Integer, "", "Rows."}};

Catalog makeCatalog() {
    ConnectorTraits gen;
    gen.name = "datagen";
    gen.options = genOptions;
    return Catalog({gen}, {});
}

/// The text has a | where the caret is.
std::string withoutCaret(std::string text, int& caret) {
    caret = static_cast<int>(text.find('|'));
    text.erase(static_cast<size_t>(caret), 1);
    return text;
}

std::string applied(std::string text, const std::vector<assist::TextChange>& changes) {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) text.replace(static_cast<size_t>(change->place.offset), static_cast<size_t>(change->place.length), change->text);
    return text;
}

QString renamed(const std::string& marked, const std::string& name) {
    int caret = 0;
    const std::string text = withoutCaret(marked, caret);
    const auto made = assist::renameAt(text, caret, name, makeCatalog(), {});
    return QString::fromStdString(made ? applied(text, made->changes) : "error: " + made.error().text());
}

std::vector<Diagnostic> diagnose(const std::string& text) {
    Catalog catalog = makeCatalog();
    SessionConfig config;
    const auto script = sql::parse(text);
    auto all = script.diagnostics;
    for (const auto& statement : script.statements) {
        auto bound = Binder(catalog, config).bind(*statement);
        all.insert(all.end(), bound.diagnostics.begin(), bound.diagnostics.end());
        if (bound.ok()) (void)apply(*bound.statement, catalog, config);
    }
    return all;
}

const std::string Tables = "CREATE TABLE t (id BIGINT, ts TIMESTAMP(3), name STRING, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'fields.id.min' = '1');\n";

} // namespace

class NamesTest : public QObject {
    Q_OBJECT
private slots:
    void renames_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wanted");
        auto row = [](const char* what, const std::string& text, const std::string& wanted) { QTest::newRow(what) << QString::fromStdString(text) << QString::fromStdString(wanted); };
        row("a table, from a use", Tables + "SELECT t.id, x.id FROM |t JOIN t AS x ON t.id = x.id;\nINSERT INTO t SELECT * FROM t;",
            "CREATE TABLE fresh (id BIGINT, ts TIMESTAMP(3), name STRING, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'fields.id.min' = '1');\n"
            "SELECT fresh.id, x.id FROM fresh JOIN fresh AS x ON fresh.id = x.id;\nINSERT INTO fresh SELECT * FROM fresh;");
        row("a column, with its watermark", Tables + "CREATE VIEW v AS SELECT ts, UPPER(name) AS name FROM t; -- ts\nSELECT v.|ts, 'ts' FROM v;",
            "CREATE TABLE t (id BIGINT, fresh TIMESTAMP(3), name STRING, WATERMARK FOR fresh AS fresh) WITH ('connector' = 'datagen', 'fields.id.min' = '1');\n"
            "CREATE VIEW v AS SELECT fresh, UPPER(name) AS name FROM t; -- ts\nSELECT v.fresh, 'ts' FROM v;");
        row("a column and its options", "CREATE TABLE t (|id BIGINT) WITH ('connector' = 'datagen', 'fields.id.min' = '1'); SELECT id FROM t WHERE id > 1 ORDER BY id;",
            "CREATE TABLE t (fresh BIGINT) WITH ('connector' = 'datagen', 'fields.fresh.min' = '1'); SELECT fresh FROM t WHERE fresh > 1 ORDER BY fresh;");
        row("of two columns of that name the one meant", Tables + "CREATE VIEW v AS SELECT id + 1 AS |id FROM t;\nSELECT t.id, v.id FROM t JOIN v ON t.id = v.id;",
            Tables + "CREATE VIEW v AS SELECT id + 1 AS fresh FROM t;\nSELECT t.id, v.fresh FROM t JOIN v ON t.id = v.fresh;");
        row("an alias of a table", Tables + "SELECT a.id FROM t AS a WHERE |a.id > 1;\nSELECT a.id FROM t AS a;", Tables + "SELECT fresh.id FROM t AS fresh WHERE fresh.id > 1;\nSELECT a.id FROM t AS a;");
        row("a step", Tables + "WITH s AS (SELECT id FROM t), u AS (SELECT id FROM |s) SELECT s.id FROM s JOIN u ON s.id = u.id;",
            Tables + "WITH fresh AS (SELECT id FROM t), u AS (SELECT id FROM fresh) SELECT fresh.id FROM fresh JOIN u ON fresh.id = u.id;");
        row("an alias of a column", Tables + "SELECT n FROM (SELECT COUNT(*) AS n, name FROM t GROUP BY name) WHERE |n > 1;", Tables + "SELECT fresh FROM (SELECT COUNT(*) AS fresh, name FROM t GROUP BY name) WHERE fresh > 1;");
        row("a window's time", Tables + "SELECT window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(|ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;",
            "CREATE TABLE t (id BIGINT, fresh TIMESTAMP(3), name STRING, WATERMARK FOR fresh AS fresh) WITH ('connector' = 'datagen', 'fields.id.min' = '1');\n"
            "SELECT window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(fresh), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;");
        row("no name of the script", Tables + "SELECT UP|PER(name) FROM t;", "error: There is no name here that the script defines. Put the caret on a table, view, column or alias.");
        row("in a script with a mistake", Tables + "SELECT nothing FROM t;\nSELECT |id FROM t;",
            "CREATE TABLE t (fresh BIGINT, ts TIMESTAMP(3), name STRING, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'fields.fresh.min' = '1');\nSELECT nothing FROM t;\nSELECT fresh FROM t;");
    }
    void renames() {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        QCOMPARE(renamed(text.toStdString(), "fresh"), wanted);
    }

    void whatARenameRefuses() {
        QCOMPARE(renamed(Tables + "SELECT |id FROM t;", "name"), QString("error: 'name' is a name in these statements already, in line 1. Choose another name."));
        QCOMPARE(renamed(Tables + "SELECT |id FROM t;", "a.b"), QString("error: 'a.b' is no name. A name has no dots, backticks or line breaks."));
        QVERIFY(renamed(Tables + "SELECT |id FROM t;", "order").contains("SELECT `order` FROM t"));
        QCOMPARE(renamed("SELECT |", "x").left(6), QString("error:"));
        QCOMPARE(renamed("|", "x").left(6), QString("error:"));
        QCOMPARE(renamed("SELECT (((( FROM |x", "y").left(6), QString("error:"));
    }

    void definitions() {
        auto definition = [](const std::string& marked) {
            int caret = 0;
            const std::string text = withoutCaret(marked, caret);
            const Place place = assist::definitionAt(text, caret, makeCatalog(), {});
            return place.known() ? QString::fromStdString(text.substr(0, static_cast<size_t>(place.offset)) + "|" + text.substr(static_cast<size_t>(place.offset))) : QString();
        };
        QVERIFY(definition(Tables + "SELECT |id FROM t").startsWith("CREATE TABLE t (|id"));
        QVERIFY(definition(Tables + "SELECT id FROM t|").startsWith("CREATE TABLE |t"));
        QVERIFY(definition(Tables + "CREATE VIEW v AS SELECT id FROM t; SELECT |id FROM v").contains("SELECT |id FROM t;"));
        QVERIFY(definition(Tables + "SELECT |a.id FROM t AS a").endsWith("AS |a"));
        QCOMPARE(definition(Tables + "SELECT |nothing FROM t"), QString());
    }

    void uses() {
        int caret = 0;
        const std::string text = withoutCaret(Tables + "SELECT |id FROM t WHERE id > 1;", caret);
        const auto uses = assist::usesAt(text, caret, makeCatalog(), {});
        QCOMPARE(uses.places.size(), size_t{3});
        QCOMPARE(uses.definition, 0);
        QCOMPARE(uses.name, std::string("id"));
    }

    void fixes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("wanted");
        auto row = [](const char* what, const std::string& text, const char* title, const std::string& wanted) { QTest::newRow(what) << QString::fromStdString(text) << QString(title) << QString::fromStdString(wanted); };
        row("column", Tables + "SELECT nam|e_ FROM t", "Replace with 'name'", Tables + "SELECT name FROM t");
        row("column of an alias", Tables + "SELECT a.|nme FROM t AS a", "Replace with 'name'", Tables + "SELECT a.name FROM t AS a");
        row("table", "CREATE TABLE orders (a INT) WITH ('connector' = 'datagen');\nSELECT a FROM |ordrs", "Replace with 'orders'", "CREATE TABLE orders (a INT) WITH ('connector' = 'datagen');\nSELECT a FROM orders");
        row("function", Tables + "SELECT UPER|(name) FROM t", "Replace with 'UPPER'", Tables + "SELECT UPPER(name) FROM t");
        row("a reserved word", Tables + "CREATE VIEW |large AS SELECT id FROM t;", "Write `large`", Tables + "CREATE VIEW `large` AS SELECT id FROM t;");
        row("ambiguous", Tables + "SELECT |id FROM t JOIN t AS u ON t.id = u.id", "Replace with 'u.id'", Tables + "SELECT u.id FROM t JOIN t AS u ON t.id = u.id");
        row("GROUP BY", Tables + "SELECT |name, id, COUNT(*) FROM t GROUP BY id HAVING COUNT(*) > 1", "Add name to GROUP BY", Tables + "SELECT name, id, COUNT(*) FROM t GROUP BY id, name HAVING COUNT(*) > 1");
        row("no GROUP BY", Tables + "SELECT |name, COUNT(*) FROM t WHERE id > 1;", "Add GROUP BY name", Tables + "SELECT name, COUNT(*) FROM t WHERE id > 1\nGROUP BY name;");
        row("in a call of a subquery", Tables + "SELECT n FROM (SELECT UPPER(|name) AS n, COUNT(*) AS c FROM t) WHERE n = 'A'", "Add GROUP BY name", Tables + "SELECT n FROM (SELECT UPPER(name) AS n, COUNT(*) AS c FROM t\nGROUP BY name) WHERE n = 'A'");
        row("watermark", "CREATE TABLE c (\n  id INT,\n  ts TIMESTAMP(3)\n) WITH ('connector' = 'datagen');\nSELECT * FROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(|ts), INTERVAL '1' MINUTE))", "Declare a watermark for ts",
            "CREATE TABLE c (\n  id INT,\n  ts TIMESTAMP(3),\n  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND\n) WITH ('connector' = 'datagen');\nSELECT * FROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(ts), INTERVAL '1' MINUTE))");
        row("milliseconds", "CREATE TABLE c (ts BIGINT) WITH ('connector' = 'datagen');\nSELECT * FROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(|ts), INTERVAL '1' MINUTE))", "Make ts (milliseconds) a time, with a watermark",
            "CREATE TABLE c (ts BIGINT, ts_time AS TO_TIMESTAMP_LTZ(ts, 3), WATERMARK FOR ts_time AS ts_time - INTERVAL '5' SECOND) WITH ('connector' = 'datagen');\nSELECT * FROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(ts_time), INTERVAL '1' MINUTE))");
        row("a name for an expression", Tables + "SELECT id, SUM(|id * 2) FROM t GROUP BY id", "Name this column", Tables + "SELECT id, SUM(id * 2) AS sum_id FROM t GROUP BY id");
    }
    void fixes() {
        QFETCH(QString, text);
        QFETCH(QString, title);
        QFETCH(QString, wanted);
        int caret = 0;
        const std::string plain = withoutCaret(text.toStdString(), caret);
        const auto found = assist::quickFixes(plain, caret, diagnose(plain), makeCatalog(), {});
        QStringList titles;
        for (const auto& fix : found) {
            titles << QString::fromStdString(fix.title);
            if (titles.back() != title) continue;
            const std::string mended = applied(plain, fix.changes);
            QCOMPARE(QString::fromStdString(mended), wanted);
            for (const auto& diagnostic : diagnose(mended)) QVERIFY2(diagnostic.severity != Severity::Error, diagnostic.error.text().c_str());
            return;
        }
        QFAIL(qPrintable("No such fix among: " + titles.join("; ")));
    }

    void signatures() {
        auto signature = [](const std::string& marked) {
            int caret = 0;
            const std::string text = withoutCaret(marked, caret);
            const auto found = assist::signatureAt(text, caret);
            return QString::fromStdString(found.text.substr(0, found.text.find('(')) + ": " + found.text.substr(static_cast<size_t>(found.activeFrom), static_cast<size_t>(found.activeTo - found.activeFrom)));
        };
        QCOMPARE(signature("SELECT LPAD(|").left(5), QString("LPAD:"));
        const QString first = signature("SELECT LPAD(name|, 3, '0')"), second = signature("SELECT LPAD(name, |3, '0')"), third = signature("SELECT LPAD(UPPER(name), 3, |");
        QVERIFY(first.size() > 6 && second.size() > 6 && third.size() > 6);
        QVERIFY(first != second && second != third && first != third);
        QCOMPARE(signature("SELECT LPAD(UPPER(|x), 3, '0')").left(6), QString("UPPER:"));
        QCOMPARE(signature("SELECT (|1 + 2)"), QString(": "));
        QCOMPARE(signature("SELECT 1|"), QString(": "));
    }

    void snippetsParse() {
        for (const auto& snippet : assist::snippets()) {
            std::string body(snippet.body);
            for (const char* mark : {"«", "»"})
                for (size_t at; (at = body.find(mark)) != std::string::npos;) body.erase(at, 2);
            const auto script = sql::parse(body);
            QVERIFY2(!script.hasErrors(), body.c_str());
        }
    }

    void anyTextGivesAnAnswer() {
        const std::string text = Tables + "SELECT name, COUNT(*) FROM t GROUP BY (id) ORDER ;;; ((( SELECT `";
        for (int caret = -1; caret <= static_cast<int>(text.size()) + 1; caret += 3) {
            (void)assist::definitionAt(text, caret, makeCatalog(), {});
            (void)assist::usesAt(text, caret, makeCatalog(), {});
            (void)assist::signatureAt(text, caret);
            (void)assist::quickFixes(text, caret, diagnose(text), makeCatalog(), {});
        }
    }
};

QTEST_APPLESS_MAIN(NamesTest)
#include "names_test.moc"
