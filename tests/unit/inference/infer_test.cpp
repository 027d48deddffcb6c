// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/infer_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace weir;

class InferTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    LocalFileSystem files_;

    std::string write(const char* name, const QByteArray& text) {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("no file");
        file.write(text);
        return file.fileName().toStdString();
    }
    /// The table's columns and watermark on one line, then its options but connector, path and format.
    QString table(const char* name, const QByteArray& text) {
        const auto file = inferFile(files_, write(name, text));
        if (!file) return QString::fromStdString("error: " + file.error().text()).replace(folder_.path() + "/", "");
        QString made = QString::fromStdString(createTableText(*file, proposedTable(*file)));
        made.replace(folder_.path() + "/", "");
        for (const auto& note : file->notes) made += QString::fromStdString("-- " + note);
        return made.simplified();
    }

private slots:
    void tables_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("wanted");
        auto row = [](const char* what, const char* name, const QByteArray& text, const char* wanted) { QTest::newRow(what) << QByteArray(name) << text << QString(wanted); };
        row("csv", "pay.csv", "id,name,amount,paid,day,ts\n1,Ann,2.50,true,2024-01-01,2024-01-01 10:00:00\n2,Bob,10.25,false,2024-01-01,2024-01-01 10:00:02\n",
            "CREATE TABLE pay ( id BIGINT, name STRING, amount DECIMAL(18, 2), paid BOOLEAN, `day` DATE, ts TIMESTAMP(3), WATERMARK FOR ts AS ts ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'pay.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("no header", "2nd file.csv", "1;a;3.5\n2;b;4.25\n",
            "CREATE TABLE c_2nd_file ( column_1 BIGINT, column_2 STRING, column_3 DOUBLE ) WITH ( 'connector' = 'filesystem', 'path' = '2nd file.csv', 'format' = 'csv', "
            "'csv.field-delimiter' = ';' );");
        row("odd names", "n.csv", "Order ID,order_id,1st,user,,ä\nx,1,1,1,1,1\n",
            "CREATE TABLE n ( Order_ID STRING, order_id BIGINT, c_1st BIGINT, `user` BIGINT, column_5 BIGINT, column_6 BIGINT ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'n.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("names that must change", "n2.csv", "Order ID,Order-ID,user,ä\nx,1,1,1\ny,2,2,2\n",
            "CREATE TABLE n2 ( Order_ID STRING, Order_ID_2 BIGINT, `user` BIGINT, column_4 BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'n2.csv', 'format' = 'csv', "
            "'source.skip-lines' = '1' );");
        row("empty fields", "e.csv", "a,b,c\n1,,x\n,2.5,y\n", "CREATE TABLE e ( a BIGINT, b DECIMAL(18, 1), c STRING ) WITH ( 'connector' = 'filesystem', 'path' = 'e.csv', 'format' = 'csv', "
            "'csv.null-literal' = '', 'source.skip-lines' = '1' );");
        row("NA", "na.csv", "a\tb\n1\tx\nNA\ty\n", "CREATE TABLE na ( a BIGINT, b STRING ) WITH ( 'connector' = 'filesystem', 'path' = 'na.csv', 'format' = 'csv', 'csv.field-delimiter' = '\\t', "
            "'csv.null-literal' = 'NA', 'source.skip-lines' = '1' );");
        row("quotes", "q.csv", "a,b\n\"x, y\",\"1\"\n\"say \"\"hi\"\"\",2\n", "CREATE TABLE q ( a STRING, b BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'q.csv', 'format' = 'csv', "
            "'source.skip-lines' = '1' );");
        row("leading zeros stay text", "z.csv", "zip,n\n01234,1\n99999,2\n", "CREATE TABLE z ( zip STRING, n BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'z.csv', 'format' = 'csv', "
            "'source.skip-lines' = '1' );");
        row("ISO in CSV", "iso.csv", "ts,v\n2024-01-01T10:00:00Z,1\n2024-01-01T10:00:03.5Z,2\n",
            "CREATE TABLE iso ( ts STRING, v BIGINT, event_time AS TO_TIMESTAMP(REPLACE(REPLACE(ts, 'T', ' '), 'Z', '')), WATERMARK FOR event_time AS event_time ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'iso.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("epoch", "ep.csv", "ts,v\n1700000000000,1\n1700000005000,2\n1700000003000,3\n",
            "CREATE TABLE ep ( ts BIGINT, v BIGINT, event_time AS TO_TIMESTAMP_LTZ(ts, 3), WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'ep.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("ragged", "r.csv", "a,b\n1,2\n3\n5,6\n", "CREATE TABLE r ( a BIGINT, b BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'r.csv', 'format' = 'csv', 'source.skip-lines' = '1', "
            "'csv.ignore-parse-errors' = 'true' ); -- Line 3 has 1 field where others have 2; 1 such record found. With 'csv.ignore-parse-errors' they are passed over or filled with NULL.");
        row("JSON", "j.jsonl", "{\"id\":1,\"at\":\"2024-01-01T10:00:00Z\",\"tags\":[\"a\"],\"geo\":{\"lat\":1.5,\"n\":2},\"x\":null}\n{\"id\":2,\"at\":\"2024-01-01T10:00:09Z\",\"tags\":[],\"geo\":{\"lat\":2,\"m\":true}}\n",
            "CREATE TABLE j ( id BIGINT, `at` TIMESTAMP_LTZ(3), tags ARRAY<STRING>, geo ROW<lat DOUBLE, n BIGINT, m BOOLEAN>, x STRING, WATERMARK FOR `at` AS `at` ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'j.jsonl', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601' );");
        row("nested time", "nt.json", "{\"p\":{\"created_ms\":1700000000000}}\n{\"p\":{\"created_ms\":1700000001000}}\n",
            "CREATE TABLE nt ( p ROW<created_ms BIGINT>, event_time AS TO_TIMESTAMP_LTZ(p.created_ms, 3), WATERMARK FOR event_time AS event_time ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'nt.json', 'format' = 'json' );");
        row("a time that is missing", "mt.json", "{\"ts\":\"2024-01-01 10:00:00\"}\n{}\n{\"ts\":\"2024-01-01 10:00:01\"}\n",
            "CREATE TABLE mt ( ts TIMESTAMP(3), event_time AS COALESCE(ts, TIMESTAMP '1970-01-01 00:00:00'), WATERMARK FOR event_time AS event_time ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'mt.json', 'format' = 'json' );");
        row("a text of a time that is missing", "mx.csv", "ts,v\n2024-01-01T10:00:00,1\n,2\n2024-01-01T10:00:01,3\n",
            "CREATE TABLE mx ( ts STRING, v BIGINT, event_time AS COALESCE(TO_TIMESTAMP(REPLACE(ts, 'T', ' ')), TIMESTAMP '1970-01-01 00:00:00'), WATERMARK FOR event_time AS event_time ) WITH ( "
            "'connector' = 'filesystem', 'path' = 'mx.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("fields by the table's way to write times", "nz.json", "{\"p\":{\"at\":\"2024-01-01T10:00:00Z\"},\"s\":\"2024-01-01 10:00:00\",\"q\":\"2024-01-01 10:00:00\"}\n",
            "CREATE TABLE nz ( p ROW<`at` STRING>, s TIMESTAMP(3), q TIMESTAMP(3), WATERMARK FOR s AS s ) WITH ( 'connector' = 'filesystem', 'path' = 'nz.json', 'format' = 'json' );");
        row("a broken line", "bl.json", "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n{\"a\":4}\n", "CREATE TABLE bl ( a BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'bl.json', 'format' = 'json', "
            "'json.ignore-parse-errors' = 'true' ); -- Line 2 is no JSON object: it breaks off or goes wrong at character 7; 1 such line found. With 'json.ignore-parse-errors' they are passed over.");
        row("a mark", "mark.csv", "\xef\xbb\xbfid,v\n1,2\n", "CREATE TABLE mark ( id BIGINT, v BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'mark.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("only a header", "h.csv", "id,name\n", "CREATE TABLE h ( id STRING, name STRING ) WITH ( 'connector' = 'filesystem', 'path' = 'h.csv', 'format' = 'csv', 'source.skip-lines' = '1' ); "
            "-- There is a header but no row; all columns are taken for STRING.");
        row("comments", "c.csv", "# made by hand\nid,v\n1,2\n", "CREATE TABLE c ( id BIGINT, v BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'c.csv', 'format' = 'csv', 'source.skip-lines' = '2' );");
        row("Windows lines", "w.csv", "id,v\r\n1,2\r\n3,4\r\n", "CREATE TABLE w ( id BIGINT, v BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'w.csv', 'format' = 'csv', 'source.skip-lines' = '1' );");
        row("empty", "empty.csv", "", "error: 'empty.csv' is empty. A file with a few rows is needed.");
        row("blank", "blank.csv", "\n \n", "error: 'blank.csv' has only blank lines. A file with a few rows is needed.");
        row("binary", "b.csv", QByteArray("a,b\n1,\0\n", 8), "error: 'b.csv' is no text: byte 6 is zero. CSV and JSON lines can be read here.");
        row("UTF-16", "u.csv", QByteArray("\xff\xfe" "i\0d\0", 6), "error: 'u.csv' is UTF-16 text. Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW.");
        row("UTF-16 without a mark", "u2.csv", QByteArray("i\0d\0,\0v\0\n\0", 10), "error: 'u2.csv' is UTF-16 text. Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW.");
        row("Latin-1", "l.csv", "id,v\n1,caf\xe9\n", "error: 'l.csv' is not UTF-8 text in line 2. Convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.");
        row("Parquet", "p.parquet", "PAR1....", "error: 'p.parquet' is a Parquet file. Export it as CSV or JSON lines.");
        row("a JSON array", "arr.json", "[\n{\"a\":1}\n]\n", "error: 'arr.json' is one JSON array, not JSON lines. Write an object a line: jq -c '.[]' FILE > NEW.jsonl.");
        row("pretty JSON", "pretty.json", "{\n  \"a\": 1\n}\n", "error: 'pretty.json' has a JSON object over several lines. Write an object a line: jq -c . FILE > NEW.jsonl.");
        row("broken JSON", "broken.json", "{\"a\":1,\n{\"a\"\n{\n", "error: 'broken.json' cannot be read: line 1 is no JSON object: it breaks off or goes wrong at character 8. Each line must be a JSON object of its own.");
        row("open quote", "oq.csv", "a,b\n\"x,1\n2,3\n", "CREATE TABLE oq ( a STRING, b BIGINT ) WITH ( 'connector' = 'filesystem', 'path' = 'oq.csv', 'format' = 'csv', "
            "'csv.disable-quote-character' = 'true', 'source.skip-lines' = '1' );");
    }
    void tables() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, text);
        QFETCH(QString, wanted);
        QCOMPARE(table(name.constData(), text), wanted);
    }

    void whatCannotBeOpened() {
        QVERIFY(inferFile(files_, folder_.path().toStdString()).error().message.find("is a folder") != std::string::npos);
        QVERIFY(!inferFile(files_, folder_.filePath("missing").toStdString()));
        const std::string line = write("line.csv", QByteArray(10 << 20, 'x'));
        QCOMPARE(QString::fromStdString(inferFile(files_, line).error().message), QString("'line.csv' has no line end in its first 4 MB."));
        const std::string closed = write("closed.csv", "a,b\n1,2\n");
        QFile::setPermissions(QString::fromStdString(closed), {});
        if (!QFile(QString::fromStdString(closed)).open(QIODevice::ReadOnly))          // the superuser may read it
            QVERIFY(inferFile(files_, closed).error().message.find("closed.csv") != std::string::npos);
    }

    void theHeadIsBounded() {
        QByteArray text = "id,v\n";
        for (int i = 0; i < 400'000; ++i) text += QByteArray::number(i) + ",some text\n";
        const auto file = inferFile(files_, write("large.csv", text));
        QVERIFY(file && !file->whole);
        QCOMPARE(file->rows, int64_t{10'000});
        QVERIFY(file->bytes < (4 << 20));
        // The row that the limit cuts does not count.
        const auto cut = inferFile(files_, write("cut.csv", "id,v\n1,2\n3,4\n5,x"), {14, 100});
        QVERIFY(cut && cut->rows == 2 && cut->columns[1].type == "BIGINT");
    }

    void candidatesAreRanked() {
        // Arrival is nearly in order, the event up to 20 s behind, the birthday anywhere.
        QByteArray text = "birthday,event_time,arrived\n";
        std::mt19937 random(7);
        for (int i = 0; i < 2000; ++i) {
            const QDateTime arrived = QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC).addSecs(i);
            text += QDate(1950, 1, 1).addDays(static_cast<int>(random() % 20000)).toString(Qt::ISODate).toUtf8() + ',' +
                    arrived.addSecs(-static_cast<int>(random() % 21)).toString("yyyy-MM-dd HH:mm:ss").toUtf8() + ',' + arrived.toString("yyyy-MM-dd HH:mm:ss").toUtf8() + '\n';
        }
        const auto file = inferFile(files_, write("three.csv", text));
        QVERIFY(file);
        QStringList order;
        for (const auto& time : file->times) order << QString::fromStdString(time.label);
        QCOMPARE(order, QStringList({"arrived", "event_time", "birthday"}));
        const Disorder& event = file->times[1].disorder;
        QCOMPARE(event.rows, int64_t{2000});
        QVERIFY(event.p50Millis >= 2'000 && event.p50Millis <= 8'000);
        QVERIFY(event.p99Millis >= 14'000 && event.p99Millis <= 20'000 && event.maxMillis <= 20'000);
        QCOMPARE(file->times[1].delayMillis, event.p99Millis);
        QCOMPARE(file->times[0].disorder.behind, int64_t{0});
        int64_t all = 0;
        for (int64_t bucket : event.histogram) all += bucket;
        QCOMPARE(all, event.rows);
    }

    void draftsChangeNamesAndDelay() {
        auto file = inferFile(files_, write("d.csv", "when,v\n1700000000,1\n1700000010,2\n"));
        QVERIFY(file);
        TableDraft table = proposedTable(*file);
        table.name = "my table";
        table.columns[0].first = "seen at";
        table.delayMillis = 150'000;
        const QString text = QString::fromStdString(createTableText(*file, table)).simplified();
        QVERIFY2(text.startsWith("CREATE TABLE `my table` ( `seen at` BIGINT, v BIGINT, event_time AS TO_TIMESTAMP_LTZ(`seen at`, 0), "
                                 "WATERMARK FOR event_time AS event_time - INTERVAL '3' MINUTE ) WITH"), qPrintable(text));
        table.time = -1;
        QVERIFY(createTableText(*file, table).find("WATERMARK") == std::string::npos);
    }

    void anyBytesGiveAnAnswer() {
        std::mt19937 random(11);
        const QByteArray alphabet = "a1\",;\t\n\r{}[]:.-T \\#\xc3\xa9";
        for (int i = 0; i < 1000; ++i) {
            QByteArray text;
            for (size_t n = random() % 60; n > 0; --n) text += alphabet[static_cast<int>(random() % static_cast<unsigned>(alphabet.size()))];
            const auto file = inferFile(files_, write("any.txt", text));
            if (file) QVERIFY(!createTableText(*file, proposedTable(*file)).empty());
            else QVERIFY(!file.error().message.empty());
        }
        const auto deep = inferFile(files_, write("deep.json", "{\"a\":" + QByteArray(500'000, '[') + QByteArray(500'000, ']') + "}\n"));
        QVERIFY(deep && deep->columns.size() == 1);
        QByteArray wide = "{";
        for (int i = 0; i < 100'000; ++i) wide += (i ? ",\"k" : "\"k") + QByteArray::number(i) + "\":1";
        const auto many = inferFile(files_, write("wide.json", wide + "}\n"));
        QVERIFY(many && many->columns.size() == 1000);
    }
};

QTEST_APPLESS_MAIN(InferTest)
#include "infer_test.moc"
