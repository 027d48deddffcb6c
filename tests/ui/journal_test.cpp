// SPDX-License-Identifier: GPL-3.0-or-later
// A second process types into a document and is killed; what it typed more than a second before is there again.
#include "tests/ui/fake_engine.h"
#include "ui/editor/document.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cstdio>

using namespace weir;
using namespace weir::ui;

namespace {

// Types a line every 20 ms and tells each, with its time, on standard output.
int type(const QString& database, const QString& document) {
    auto workspace = std::move(Workspace::open(database.toStdString())).value();
    const Engine engine = fakeEngine();
    Document typed(engine, *workspace, document);
    (void)typed.load();
    int line = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] {
        typed.editor()->append(QString("line %1\n").arg(++line));
        std::printf("%d\n", line);
        std::fflush(stdout);
    });
    timer.start(20);
    return QApplication::exec();
}

} // namespace

class JournalTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

private slots:
    void typedTextSurvivesAKill() {
        const QString database = folder_.filePath("workspace.db"), document = folder_.filePath("job.sql");
        QFile file(document);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("SELECT 1;\n");
        file.close();
        for (int round = 0; round < 3; ++round) {
            QProcess typist;
            typist.start(QCoreApplication::applicationFilePath(), {"--type", database, document});
            QVERIFY(typist.waitForStarted());
            QByteArray told;
            // About two seconds of typing: more than the cap, so that something must be in the journal.
            while (told.count('\n') < 90 + round * 10) {
                QVERIFY2(typist.waitForReadyRead(20'000), typist.readAllStandardError().constData());
                told += typist.readAllStandardOutput();
            }
            typist.kill();
            typist.waitForFinished();
            auto workspace = std::move(Workspace::open(database.toStdString())).value();
            const Engine engine = fakeEngine();
            Document restored(engine, *workspace, document);
            QVERIFY(restored.load().ok());
            QVERIFY(restored.isModified());
            const QString content = QString::fromStdString(restored.editor()->content());
            QVERIFY(content.startsWith("SELECT 1;\nline 1\n"));
            QVERIFY2(content.contains("line 30\n"), qPrintable(content.right(40)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), "SELECT 1;\n");        // the file itself is untouched
            file.close();
            restored.dropJournal();
        }
    }

    void aFileThatChangedMeanwhileIsOffered() {
        const QString document = folder_.filePath("changed.sql");
        auto workspace = Workspace::inMemory();
        QFile file(document);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("new on disk");
        file.close();
        QVERIFY(workspace->keepUnsaved({document.toStdString(), "my text", textHash("old on disk"), 1}).ok());
        const Engine engine = fakeEngine();
        Document restored(engine, *workspace, document);
        QVERIFY(restored.load().ok());
        QCOMPARE(restored.editor()->content(), std::string("my text"));
        QVERIFY(!restored.findChild<QWidget*>("banner")->isHidden());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc == 4 && QString(argv[1]) == "--type") return type(argv[2], argv[3]);
    loadFonts();
    applyTheme(application, darkTheme());
    JournalTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "journal_test.moc"
