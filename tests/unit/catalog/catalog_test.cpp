// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog/catalog.h"
#include "engine/catalog/session_config.h"

#include <QtTest>

using namespace weir;

namespace {

TableDefinition table(const std::string& name, bool view = false, bool temporary = false) {
    TableDefinition definition;
    definition.catalog = Catalog::DefaultCatalog;
    definition.database = Catalog::DefaultDatabase;
    definition.name = name;
    definition.isView = view;
    definition.temporary = temporary;
    TableColumn column;
    column.name = "a";
    column.type = DataType::integer().notNull();
    definition.columns.push_back(column);
    definition.options["connector"] = "blackhole";
    return definition;
}

} // namespace

class CatalogTest : public QObject {
    Q_OBJECT
private slots:
    void tablesAreFoundByOneToThreeParts() {
        Catalog catalog;
        QVERIFY(catalog.createTable(table("clicks"), false).ok());
        QVERIFY(catalog.find({"clicks"}).ok());
        QVERIFY(catalog.find({"default_database", "clicks"}).ok());
        QVERIFY(catalog.find({"default_catalog", "default_database", "clicks"}).ok());
        auto missing = catalog.find({"cliks"});
        QCOMPARE(QString::fromStdString(missing.error().hint), QString("Did you mean 'clicks'?"));
        QVERIFY(!catalog.createTable(table("clicks"), false).ok());
        QVERIFY(catalog.createTable(table("clicks"), true).ok());
    }
    void temporaryTablesHideOthers() {
        Catalog catalog;
        QVERIFY(catalog.createTable(table("t"), false).ok());
        QVERIFY(catalog.createTable(table("t", false, true), false).ok());
        QVERIFY((*catalog.find({"t"}))->temporary);
        QVERIFY(!catalog.dropTable({"t"}, false, false, false).ok());
        QVERIFY(catalog.dropTable({"t"}, false, true, false).ok());
        QVERIFY(!(*catalog.find({"t"}))->temporary);
        QVERIFY(catalog.dropTable({"t"}, false, false, false).ok());
        QVERIFY(!catalog.dropTable({"t"}, false, false, false).ok());
        QVERIFY(catalog.dropTable({"t"}, false, false, true).ok());
    }
    void aCopyIsIndependent() {
        Catalog catalog;
        Catalog copy = catalog;
        QVERIFY(copy.createTable(table("t"), false).ok());
        QVERIFY(!catalog.find({"t"}).ok());
    }
    void databases() {
        Catalog catalog;
        QVERIFY(catalog.createDatabase({"eu"}, {}, "", false).ok());
        QVERIFY(!catalog.createDatabase({"eu"}, {}, "", false).ok());
        auto inside = table("t");
        inside.database = "eu";
        QVERIFY(catalog.createTable(inside, false).ok());
        QVERIFY(!catalog.dropDatabase({"eu"}, false, false).ok());
        QVERIFY(catalog.useDatabase({"eu"}).ok());
        QVERIFY(catalog.find({"t"}).ok());
        QVERIFY(catalog.useDatabase({"default_database"}).ok());
        QVERIFY(catalog.dropDatabase({"eu"}, false, true).ok());
        QVERIFY(!catalog.useDatabase({"eu"}).ok());
    }
    void likePatterns() {
        QVERIFY(matchesLike("tumble_start", "tumble%"));
        QVERIFY(matchesLike("abc", "_b_"));
        QVERIFY(!matchesLike("abc", "_b"));
        QVERIFY(matchesLike("aXbXc", "a%x%c", true));
        QVERIFY(matchesLike("", "%"));
    }
    void durations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("millis");
        QTest::newRow("bare") << "250" << 250LL;
        QTest::newRow("seconds") << "5 s" << 5000LL;
        QTest::newRow("glued") << "1min" << 60000LL;
        QTest::newRow("days") << "2 days" << 172800000LL;
        QTest::newRow("capital") << "3 H" << 10800000LL;
        QTest::newRow("micros") << "1500 us" << 1LL;
        QTest::newRow("nothing") << "" << -1LL;
        QTest::newRow("word") << "soon" << -1LL;
        QTest::newRow("unit") << "5 parsecs" << -1LL;
        QTest::newRow("negative") << "-5 s" << -1LL;
    }
    void durations() {
        QFETCH(QString, text);
        QFETCH(qlonglong, millis);
        auto parsed = parseDurationMillis(text.toStdString());
        QCOMPARE(parsed.ok() ? *parsed : -1, millis);
    }
    void settings() {
        SessionConfig config;
        QVERIFY(!config.batchMode());
        QVERIFY(config.set("execution.runtime-mode", "batch").ok());
        QVERIFY(config.batchMode());
        QVERIFY(!config.set("execution.runtime-mode", "sometimes").ok());
        QVERIFY(!config.set("parallelism.default", "many").ok());
        QVERIFY(!config.set("table.local-time-zone", "Mars/Base").ok());
        QVERIFY(config.set("my.own.key", "anything").ok());
        QCOMPARE(config.durationMillis("pipeline.auto-watermark-interval"), 200);
        config.resetAll();
        QVERIFY(!config.batchMode());
    }
    void createTableText_() {
        auto definition = table("t");
        definition.primaryKey = {"a"};
        definition.primaryKeyName = "PK_a";
        QCOMPARE(QString::fromStdString(createTableText(definition)),
                 QString("CREATE TABLE `default_catalog`.`default_database`.`t` (\n  `a` INT NOT NULL,\n  CONSTRAINT `PK_a` PRIMARY KEY (`a`) NOT ENFORCED\n)\n"
                         "WITH (\n  'connector' = 'blackhole'\n)\n"));
    }
};

QTEST_APPLESS_MAIN(CatalogTest)
#include "catalog_test.moc"
