// SPDX-License-Identifier: GPL-3.0-or-later
// A data file becomes a source: from the drop to the rows of a query, over the real engine.
#include "tests/ui/window_fixture.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/results/results_panel.h"
#include "ui/shell/new_source.h"
#include "ui/workspace/source_dialog.h"
#include "ui/workspace/time_list.h"

#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

#include <map>
#include <random>

using namespace weir;
using namespace weir::ui;

class SourceTest : public WindowFixture {
    Q_OBJECT
    void drop(const QStringList& paths) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths) urls += QUrl::fromLocalFile(path);
        data.setUrls(urls);
        data.setText(paths.join('\n'));
        QDragEnterEvent enter(QPoint(300, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(300, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window_.get(), &event);
    }
    SourceDialog* dialog() { return window_->findChild<SourceDialog*>("sourceDialog"); }
    QString script() { return QString::fromStdString(window_->editors()->current()->editor()->content()); }
    QStringList rows() {
        QStringList all;
        auto& table = window_->results()->table();
        for (int64_t i = 0; i < table.rowCount(); ++i) {
            QStringList cells;
            for (const auto& cell : table.row(i).cells) cells += cell.isNull ? "NULL" : cell.text;
            all += cells.join('|');
        }
        all.sort();
        return all;
    }
    /// For a look at it: WEIR_PICTURES names a folder.
    void picture(QWidget* widget, const QString& name) {
        const QString folder = qEnvironmentVariable("WEIR_PICTURES");
        if (folder.isEmpty()) return;
        for (const bool dark : {true, false}) {
            applyTheme(*qApp, dark ? darkTheme() : lightTheme());
            QTest::qWait(50);
            QVERIFY(widget->grab().save(folder + '/' + name + (dark ? "-dark.png" : "-light.png")));
        }
        applyTheme(*qApp, darkTheme());
    }
    void runToTheEnd() {
        window_->run();
        QTRY_VERIFY(window_->studio().feed.live().snapshot && window_->studio().feed.state() == RunState::Finished);
        window_->studio().feed.pull();
    }

private slots:
    void init() {
        WindowFixture::init();
        openWindow();
    }
    void aDroppedFileRunsAtOnce() {
        QByteArray rows = "card,amount,ts\n";
        for (int second = 0; second < 180; ++second)
            rows += (second % 3 ? "a," : "b,") + QByteArray::number(second % 10) + ".50,2024-05-01 12:0" + QByteArray::number(second / 60) + ":" +
                    QByteArray::number(second % 60).rightJustified(2, '0') + "\n";
        const QString path = write("card payments.csv", rows);
        drop({path});
        QTRY_VERIFY(dialog());
        QCOMPARE(dialog()->findChild<QLineEdit*>("tableName")->text(), "card_payments");
        QCOMPARE(dialog()->findChild<TimeList*>()->chosen(), 0);
        QVERIFY(dialog()->findChild<QPlainTextEdit*>("sqlPreview")->toPlainText().contains("WATERMARK FOR ts AS ts"));
        dialog()->findChild<QComboBox*>("thenBox")->setCurrentIndex(2);
        dialog()->findChild<QPushButton*>("primary")->click();
        QTRY_VERIFY(!dialog());
        QVERIFY(script().startsWith("CREATE TABLE card_payments (\n"));
        QCOMPARE(window_->editors()->count(), 1);
        SqlEditor* editor = window_->editors()->current()->editor();
        editor->setCaret(static_cast<int>(editor->content().size()));
        editor->setFocus();
        editor->insert("\nSELECT window_start, card, COUNT(*) AS n, SUM(amount) AS total\nFROM TABLE(TUMBLE(TABLE card_payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE))\n"
                       "GROUP BY window_start, window_end, card;\n");
        runToTheEnd();
        QTRY_COMPARE(this->rows(), QStringList({"2024-05-01 12:00:00.000|a|40|200.00", "2024-05-01 12:00:00.000|b|20|100.00", "2024-05-01 12:01:00.000|a|40|200.00",
                                                "2024-05-01 12:01:00.000|b|20|100.00", "2024-05-01 12:02:00.000|a|40|200.00", "2024-05-01 12:02:00.000|b|20|100.00"}));
    }

    void aWindowWithoutTyping() {
        // Received in order, happened up to 20 s earlier.
        QByteArray lines;
        std::map<qint64, int> minutes;
        std::mt19937 random(3);
        for (int i = 0; i < 600; ++i) {
            const qint64 received = 1'700'000'000'000 + i * 400, happened = received - (random() % 5 ? 0 : static_cast<qint64>(random() % 20'000));
            ++minutes[happened / 60'000];
            lines += "{\"id\":" + QByteArray::number(i) + ",\"card\":\"c-" + QByteArray::number(random() % 40) + "\",\"amount\":" + QByteArray::number(static_cast<double>(random() % 20000) / 100) +
                     ",\"event_ms\":" + QByteArray::number(happened) + ",\"received\":\"" + QDateTime::fromMSecsSinceEpoch(received, Qt::UTC).toString(Qt::ISODateWithMs).toUtf8() +
                     "\",\"device\":{\"os\":\"ios\",\"version\":17}" + (i % 9 ? "" : ",\"coupon\":\"SPRING\"") + "}\n";
        }
        write("job.sql", "");
        window_->openPath(folder_->path());
        drop({write("payments.jsonl", lines)});
        QTRY_VERIFY(dialog());
        auto* times = dialog()->findChild<TimeList*>();
        QCOMPARE(times->count(), 3);
        QVERIFY(times->item(0)->text() == "received" && times->item(1)->text() == "event_ms, epoch milliseconds");
        QCOMPARE(dialog()->findChild<QSpinBox*>("delaySeconds")->value(), 0);
        times->setCurrentRow(1);
        QVERIFY(dialog()->findChild<QSpinBox*>("delaySeconds")->value() >= 15);
        dialog()->findChild<QComboBox*>("thenBox")->setCurrentIndex(1);
        picture(dialog(), "source");
        dialog()->findChild<QSpinBox*>("delaySeconds")->setValue(20);
        dialog()->findChild<QPushButton*>("primary")->click();
        runToTheEnd();
        QStringList wanted;
        for (const auto& [minute, count] : minutes) {
            auto at = [](qint64 minute) { return QDateTime::fromSecsSinceEpoch(minute * 60, Qt::UTC).toString("yyyy-MM-dd HH:mm:ss.zzz"); };
            wanted += at(minute) + '|' + at(minute + 1) + '|' + QString::number(count);
        }
        QTRY_COMPARE(rows(), wanted);
        picture(window_.get(), "first-run");
    }

    void intoAScriptAsOneStep() {
        write("job.sql", "-- Orders.\nCREATE TABLE orders (id BIGINT) WITH ('connector' = 'datagen'); -- many\n\n-- All.\nSELECT * FROM orders");
        window_->openPath(folder_->path());
        const QString before = script();
        QDir(folder_->path()).mkdir("data");
        const QString path = write("data/orders.csv", "id,when\n1,2024-01-01 00:00:00\n");
        drop({path});
        QTRY_VERIFY(dialog());
        QCOMPARE(dialog()->findChild<QLineEdit*>("tableName")->text(), "orders_2");
        dialog()->findChild<QLineEdit*>("tableName")->setText("orders");
        QVERIFY(!dialog()->findChild<QPushButton*>("primary")->isEnabled());
        dialog()->findChild<QLineEdit*>("tableName")->setText("old orders");
        auto* columns = dialog()->findChild<QTableWidget*>("columnTable");
        columns->item(1, 0)->setText("seen");
        columns->item(0, 1)->setText("INT");
        QVERIFY(dialog()->findChild<QPushButton*>("primary")->isEnabled());
        dialog()->findChild<QSpinBox*>("delaySeconds")->setValue(4);
        dialog()->accept();
        QCOMPARE(script(), "-- Orders.\nCREATE TABLE orders (id BIGINT) WITH ('connector' = 'datagen'); -- many\n\n"
                           "CREATE TABLE `old orders` (\n    id INT,\n    seen TIMESTAMP(3),\n    WATERMARK FOR seen AS seen - INTERVAL '4' SECOND\n) WITH (\n"
                           "    'connector' = 'filesystem',\n    'path' = 'data/orders.csv',\n    'format' = 'csv',\n    'source.skip-lines' = '1'\n);\n\n-- All.\nSELECT * FROM orders");
        window_->undo();
        QCOMPARE(script(), before);
        QTRY_VERIFY(!dialog());
        // A type that is none is said before it is in the script.
        drop({path});
        QTRY_VERIFY(dialog());
        columns = dialog()->findChild<QTableWidget*>("columnTable");
        columns->item(0, 1)->setText("NUMBER");
        QTRY_VERIFY(!dialog()->findChild<QPushButton*>("primary")->isEnabled());
        QVERIFY(dialog()->findChild<QLabel*>("problemText")->text().contains("NUMBER"));
        dialog()->reject();
        QCOMPARE(script(), before);
    }

    void aboveAQueryAndItsComment() {
        write("job.sql", "SET 'parallelism.default' = '1';\n");
        write("q.sql", "-- About.\n\n-- Rows.\nSELECT 1");
        window_->openPath(folder_->filePath("q.sql"));
        drop({write("a.csv", "x,y\n1,2\n")});
        QTRY_VERIFY(dialog());
        QCOMPARE(dialog()->findChild<QComboBox*>("thenBox")->currentIndex(), 2);
        dialog()->findChild<QComboBox*>("thenBox")->setCurrentIndex(0);
        dialog()->accept();
        QVERIFY2(script().startsWith("-- About.\n\nCREATE TABLE a (\n"), qPrintable(script()));
        QVERIFY2(script().endsWith(");\n\n-- Rows.\nSELECT 1;\n\nSELECT * FROM a;\n"), qPrintable(script()));
        QCOMPARE(script().mid(window_->editors()->current()->editor()->caret()), "SELECT * FROM a;\n");
    }

    void badFilesSayWhy() {
        drop({write("empty.csv", ""), write("wide.csv", QByteArray("\xff\xfe" "a\0", 4)), write("t.parquet", "PAR1")});
        for (const char* words : {"empty.csv' is empty", "is UTF-16 text", "is a Parquet file"}) {
            QTRY_VERIFY(window_->findChild<QMessageBox*>("sourceProblem"));
            auto* box = window_->findChild<QMessageBox*>("sourceProblem");
            QVERIFY2(box->informativeText().contains(words), qPrintable(box->informativeText()));
            box->reject();
            QTRY_VERIFY(window_->findChild<QMessageBox*>("sourceProblem") != box);
        }
        QCOMPARE(window_->editors()->count(), 0);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    SourceTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "source_test.moc"
