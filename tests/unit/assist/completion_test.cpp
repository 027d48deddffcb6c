// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/assist.h"

#include <QtTest>

using namespace weir;

namespace {

constexpr OptionInfo fileOptions[] = {{"path", OptionType::Text, "", "The file or folder.", true}, {"source.monitor-interval", OptionType::Duration, "", "How often to look for new files."}};
constexpr OptionInfo jsonOptions[] = {{"json.ignore-parse-errors", OptionType::Boolean, "false", "Bad records are skipped."}};

Catalog makeCatalog() {
    ConnectorTraits file;
    file.name = "filesystem";
    file.doc = "Files.";
    file.options = fileOptions;
    file.needsFormat = true;
    FormatTraits json;
    json.name = "json";
    json.options = jsonOptions;
    return Catalog({file}, {json});
}

const std::string tables = "CREATE TABLE clicks (id BIGINT, url STRING, `select` INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json');\n"
                           "CREATE VIEW recent AS SELECT id, UPPER(url) AS page FROM clicks;\n";

/// The text has a | where the cursor is.
assist::Completion completeAt(std::string text) {
    text = tables + text;
    size_t cursor = text.find('|');
    text.erase(cursor, 1);
    return assist::complete(text, static_cast<int>(cursor), makeCatalog(), SessionConfig{});
}

QStringList textsOf(const assist::Completion& completion, assist::Kind kind) {
    QStringList texts;
    for (const auto& item : completion.items)
        if (item.kind == kind)
            texts << QString::fromStdString(item.text);
    return texts;
}

} // namespace

class CompletionTest : public QObject {
    Q_OBJECT
private slots:
    void completes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("wanted");
        auto row = [](const char* name, const char* text, assist::Kind kind, const char* wanted) { QTest::newRow(name) << text << static_cast<int>(kind) << wanted; };
        row("statement", "SEL|", assist::Kind::Keyword, "SELECT");
        row("tables", "SELECT * FROM cl|", assist::Kind::Table, "clicks");
        row("views", "SELECT * FROM |", assist::Kind::View, "recent");
        row("columns before FROM", "SELECT u| FROM clicks", assist::Kind::Column, "url");
        row("columns of a view", "SELECT p| FROM recent", assist::Kind::Column, "page");
        row("columns in WHERE", "SELECT id FROM clicks WHERE u|", assist::Kind::Column, "url");
        row("columns of an alias", "SELECT c.u| FROM clicks AS c", assist::Kind::Column, "url");
        row("a name that needs quotes", "SELECT c.s| FROM clicks AS c", assist::Kind::Column, "`select`");
        row("columns in ON", "SELECT 1 FROM clicks a JOIN recent b ON b.p|", assist::Kind::Column, "page");
        row("columns of a subquery", "SELECT doub| FROM (SELECT id * 2 AS doubled FROM clicks) AS t", assist::Kind::Column, "doubled");
        row("columns of WITH", "WITH w AS (SELECT url AS address FROM clicks) SELECT ad| FROM w", assist::Kind::Column, "address");
        row("tables of WITH", "WITH wide AS (SELECT 1 AS x) SELECT * FROM wi|", assist::Kind::View, "wide");
        row("columns of a window", "SELECT window_s| FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE))", assist::Kind::Column, "window_start");
        row("time columns", "SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(|", assist::Kind::Column, "ts");
        row("columns in a call", "SELECT COUNT(u|) FROM clicks", assist::Kind::Column, "url");
        row("functions", "SELECT UPP|", assist::Kind::Function, "UPPER(");
        row("aggregates", "SELECT COU| FROM clicks", assist::Kind::Function, "COUNT(");
        row("types", "SELECT CAST(id AS BIG|", assist::Kind::Type, "BIGINT");
        row("types of a column", "CREATE TABLE t (a STR|", assist::Kind::Type, "STRING");
        row("connectors", "CREATE TABLE t (a INT) WITH ('connector' = '|')", assist::Kind::Value, "filesystem");
        row("options", "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'pa|')", assist::Kind::Option, "path");
        row("options without quotes", "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', |)", assist::Kind::Option, "'path' = ''");
        row("format options", "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'format' = 'json', 'json.|')", assist::Kind::Option, "json.ignore-parse-errors");
        row("format option values", "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'format' = 'json', 'json.ignore-parse-errors' = '|')", assist::Kind::Value, "true");
        row("settings", "SET 'table.local|'", assist::Kind::Option, "table.local-time-zone");
        row("setting values", "SET 'execution.runtime-mode' = '|'", assist::Kind::Value, "BATCH");
        row("an unfinished string", "SET 'table.exec.mini|", assist::Kind::Option, "table.exec.mini-batch.enabled");
        row("hints", "SELECT /*+ OPT| */ * FROM clicks", assist::Kind::Keyword, "OPTIONS(");
        row("joins", "SELECT * FROM clicks LEFT|", assist::Kind::Keyword, "LEFT JOIN");
    }
    void completes() {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(QString, wanted);
        auto completion = completeAt(text.toStdString());
        QVERIFY2(textsOf(completion, static_cast<assist::Kind>(kind)).contains(wanted), qPrintable(textsOf(completion, static_cast<assist::Kind>(kind)).join(", ")));
    }
    void nothingInComments() { QVERIFY(completeAt("SELECT 1 -- wh|").items.empty()); }
    void replacesTheWord() {
        std::string text = "SELECT url FROM cli";
        auto completion = assist::complete(tables + text, static_cast<int>(tables.size() + text.size()), makeCatalog(), SessionConfig{});
        QCOMPARE(completion.replaceFrom, static_cast<int>(tables.size() + text.size() - 3));
        QCOMPARE(completion.replaceLength, 3);
    }
    void anyPrefixOfAScriptIsFine() {
        std::string text = tables + "SELECT a.id, COUNT(*) OVER (PARTITION BY url ORDER BY ts) FROM clicks AS a JOIN (SELECT page FROM recent) b ON a.url = b.page WHERE id IN (1, 2) -- end";
        auto catalog = makeCatalog();
        for (size_t i = 0; i <= text.size(); i += 3) {
            assist::complete(text.substr(0, i), static_cast<int>(i), catalog, SessionConfig{});
            assist::hover(text.substr(0, i), static_cast<int>(i / 2), catalog, SessionConfig{});
        }
    }
    void hovers_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("title");
        QTest::newRow("function") << "SELECT UPP|ER(url) FROM clicks" << "UPPER(";
        QTest::newRow("column") << "SELECT ur|l FROM clicks" << "url  STRING";
        QTest::newRow("table") << "SELECT url FROM cli|cks" << "Table clicks";
        QTest::newRow("setting") << "SET 'table.local-|time-zone' = 'UTC'" << "table.local-time-zone";
        QTest::newRow("option") << "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'pa|th' = 'x')" << "path";
        QTest::newRow("keyword") << "CREATE TABLE t (a TIMESTAMP(3), WATER|MARK FOR a AS a)" << "WATERMARK";
    }
    void hovers() {
        QFETCH(QString, text);
        QFETCH(QString, title);
        std::string whole = tables + text.toStdString();
        size_t cursor = whole.find('|');
        whole.erase(cursor, 1);
        auto hover = assist::hover(whole, static_cast<int>(cursor), makeCatalog(), SessionConfig{});
        QVERIFY2(QString::fromStdString(hover.title).startsWith(title), hover.title.c_str());
        QVERIFY(hover.place.known());
    }
    void outlines() {
        auto items = assist::outline(tables + "INSERT INTO x SELECT 1;\nSELECT 2;");
        QCOMPARE(items.size(), size_t(4));
        QCOMPARE(QString::fromStdString(items[1].kind + " " + items[1].name), QString("CREATE VIEW recent"));
        QCOMPARE(QString::fromStdString(items[2].kind + " " + items[2].name), QString("INSERT INTO x"));
    }
};

QTEST_APPLESS_MAIN(CompletionTest)
#include "completion_test.moc"
