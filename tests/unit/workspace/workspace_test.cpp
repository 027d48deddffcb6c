// SPDX-License-Identifier: Apache-2.0
#include "engine/workspace/workspace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace weir;

class WorkspaceTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::string file(const char* name) const { return folder_.filePath(name).toStdString(); }

private slots:
    void versionsOfAText() {
        const auto workspace = Workspace::inMemory();
        QVERIFY(workspace->versions("a").empty());
        for (int i = 0; i < 100; ++i) QVERIFY(workspace->keepVersion("a", "text " + std::to_string(i / 2), "saved", i).ok());
        QVERIFY(workspace->keepVersion("b", std::string("zero\0byte", 9), "discarded", 7).ok());
        const auto all = workspace->versions("a");
        QCOMPARE(all.size(), size_t{50});
        QVERIFY(all.front().text == "text 49" && all.front().changedMillis == 98 && all.back().text == "text 0");
        for (int i = 0; i < 100; ++i) QVERIFY(workspace->keepVersion("a", "more " + std::to_string(i), "saved", i).ok());
        QCOMPARE(workspace->versions("a").size(), static_cast<size_t>(Workspace::MostVersions));
        QCOMPARE(workspace->versions("b").front().text.size(), size_t{9});
        // Large ones push others out, never themselves.
        QVERIFY(workspace->keepVersion("a", std::string(Workspace::MostVersionBytes + 1, 'x'), "saved", 1).ok());
        QCOMPARE(workspace->versions("a").size(), size_t{1});
        QCOMPARE(workspace->versions("b").size(), size_t{1});
    }
    void settingsAndProjectsAreThereAgain() {
        {
            auto workspace = std::move(Workspace::open(file("a.db")).value());
            QVERIFY(workspace->setSetting("theme", "light").ok());
            QVERIFY(workspace->setSetting("layout", std::string("\0\1\2", 3)).ok());
            QVERIFY(workspace->addRecentProject("/one", 1).ok());
            QVERIFY(workspace->addRecentProject("/two", 2).ok());
            QVERIFY(workspace->addRecentProject("/one", 3).ok());
            QVERIFY(workspace->setOpenFiles("/one", {{"/one/a.sql", 17, 3, false}, {"/one/b.sql", 4, 0, true}}).ok());
        }
        auto workspace = std::move(Workspace::open(file("a.db")).value());
        QCOMPARE(workspace->setting("theme"), std::string("light"));
        QCOMPARE(workspace->setting("layout").size(), size_t{3});
        QCOMPARE(workspace->setting("other", "x"), std::string("x"));
        auto recent = workspace->recentProjects();
        QCOMPARE(recent.size(), size_t{2});
        QCOMPARE(recent[0].path, std::string("/one"));
        auto files = workspace->openFiles("/one");
        QCOMPARE(files.size(), size_t{2});
        QCOMPARE(files[0].caret, 17);
        QVERIFY(files[1].isCurrent);
        QVERIFY(workspace->openFiles("/two").empty());
    }

    void pastRunsAreKeptNewestFirst() {
        {
            auto workspace = std::move(Workspace::open(file("runs.db")).value());
            for (int i = 0; i < Workspace::MostPastRuns + 5; ++i)
                QVERIFY(workspace->addPastRun({"/p", "SELECT " + std::to_string(i), "parallelism 2", i, 1000, 10, 5, 1 << 20, i % 2 ? "Failed" : "Finished", i % 2 ? "why" : "", ""}).ok());
        }
        auto workspace = std::move(Workspace::open(file("runs.db")).value());
        const auto runs = workspace->pastRuns();
        QCOMPARE(runs.size(), size_t{Workspace::MostPastRuns});
        QCOMPARE(runs[0].script, "SELECT " + std::to_string(Workspace::MostPastRuns + 4));
        QCOMPARE(runs[1].outcome, std::string("Failed"));
        QCOMPARE(runs[1].error, std::string("why"));
        QCOMPARE(runs[0].peakMemoryBytes, int64_t{1 << 20});
        QCOMPARE(workspace->pastRuns(3).size(), size_t{3});
    }

    void whatBelongsToARunIsKeptAndGoesWithIt() {
        const auto workspace = Workspace::inMemory();
        PastRun run{"/p", "SELECT 1", "parallelism 2", 5, 1000, 10, 5, 1 << 20, "Finished", "", ""};
        run.restoredFrom = "/p/s/savepoint-1";
        run.options = {{"parallelism", "2"}, {"checkpoints", "10 s"}};
        run.checkpoints = {{"/p/c/chk-7", 7, 100, 4000, false}, {"/p/s/savepoint-6", 6, 90, 4100, true}};
        const auto number = workspace->addPastRun(run, {{"rows in", 100'000'000, {1.5, std::nan(""), 3}}, {"lag", 200'000'000, {}}});
        QVERIFY(number.ok());
        const PastRun kept = workspace->pastRuns()[0];
        QCOMPARE(kept.number, *number);
        QCOMPARE(kept.restoredFrom, std::string("/p/s/savepoint-1"));
        QVERIFY((kept.options == std::vector<RunSetting>{{"checkpoints", "10 s"}, {"parallelism", "2"}}));
        QCOMPARE(kept.checkpoints.size(), size_t{2});
        QVERIFY(kept.checkpoints[0].isSavepoint && kept.checkpoints[0].takenMillis == 90 && kept.checkpoints[1].path == "/p/c/chk-7" && kept.checkpoints[1].bytes == 4000);
        const auto curves = workspace->curvesOf(*number);
        QCOMPARE(curves.size(), size_t{2});
        QVERIFY(curves[0].name == "lag" && curves[0].values.empty());
        QVERIFY(curves[1].stepNanos == 100'000'000 && curves[1].values.size() == 3 && curves[1].values[0] == 1.5 && std::isnan(curves[1].values[1]) && curves[1].values[2] == 3);
        for (int i = 0; i < Workspace::MostPastRuns; ++i) QVERIFY(workspace->addPastRun({"/p", "SELECT 2", "", i, 1, 1, 1, 1, "Finished", "", ""}).ok());
        QVERIFY(workspace->curvesOf(*number).empty());
        QCOMPARE(workspace->pastRuns().back().options.size(), size_t{0});
    }

    void aFileOfTheFirstVersionGetsWhatIsNew() {
        const std::string path = file("first.db");
        sqlite3* old = nullptr;
        QCOMPARE(sqlite3_open(path.c_str(), &old), SQLITE_OK);
        QCOMPARE(sqlite3_exec(old,
                              "CREATE TABLE past_run (number INTEGER PRIMARY KEY, folder TEXT NOT NULL, script BLOB NOT NULL, settings TEXT NOT NULL, started INTEGER NOT NULL, nanos INTEGER NOT NULL, "
                              "source_rows INTEGER NOT NULL, result_rows INTEGER NOT NULL, peak_memory INTEGER NOT NULL, outcome TEXT NOT NULL, error TEXT NOT NULL, recording TEXT NOT NULL);"
                              "INSERT INTO past_run VALUES (17, '/p', 'SELECT 1', 'parallelism 2', 5, 1000, 10, 5, 99, 'Finished', '', '/r');"
                              "CREATE TABLE setting (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID; INSERT INTO setting VALUES ('theme', 'light'); PRAGMA user_version = 1",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(old);
        for (int start = 0; start < 2; ++start) {
            auto opened = Workspace::open(path);
            QVERIFY(opened.ok());
            QVERIFY((*opened)->notice().empty());
            QCOMPARE((*opened)->setting("theme"), std::string("light"));
            const auto runs = (*opened)->pastRuns();
            QCOMPARE(runs.size(), static_cast<size_t>(1 + start));
            QVERIFY(runs.back().number == 17 && runs.back().restoredFrom.empty() && runs.back().recording == "/r" && runs.back().peakMemoryBytes == 99);
            QVERIFY((*opened)->curvesOf(17).empty());
            const auto added = (*opened)->addPastRun({"/p", "SELECT 2", "", 6, 1, 1, 1, 1, "Finished", "", "", "/p/s"}, {{"lag", 1, {2}}});
            QVERIFY(added.ok() && *added == 18 + start);
            QCOMPARE((*opened)->curvesOf(*added).size(), size_t{1});
        }
    }

    void aFileOfALaterVersionIsLeftAlone() {
        const std::string path = file("later.db");
        sqlite3* later = nullptr;
        QCOMPARE(sqlite3_open(path.c_str(), &later), SQLITE_OK);
        QCOMPARE(sqlite3_exec(later, "PRAGMA user_version = 3", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(later);
        const auto opened = Workspace::open(path);
        QVERIFY(!opened.ok() && opened.error().message.find("newer Weir") != std::string::npos);
    }

    void unsavedTextSurvivesAKill() {
        const std::string path = file("kill.db");
        for (int round = 0; round < 5; ++round) {
            int pipe[2];
            QVERIFY(::pipe(pipe) == 0);
            const pid_t child = fork();
            if (child == 0) {
                auto workspace = std::move(Workspace::open(path).value());
                for (int i = 0;; ++i) {
                    const std::string text = "SELECT " + std::to_string(i) + ";";
                    if (!workspace->keepUnsaved({"/p/job.sql", text, "h", i}).ok()) _exit(1);
                    if (::write(pipe[1], &i, sizeof i) != sizeof i) _exit(1);
                }
            }
            int last = -1, seen = -1;
            while (last < 20 * (round + 1)) QVERIFY(::read(pipe[0], &last, sizeof last) == sizeof last);
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            ::close(pipe[1]);
            while (::read(pipe[0], &seen, sizeof seen) == sizeof seen) last = seen;
            ::close(pipe[0]);
            auto workspace = std::move(Workspace::open(path).value());
            auto text = workspace->unsaved("/p/job.sql");
            QVERIFY(text.has_value());
            // What was confirmed is there; the one after it may be.
            QVERIFY(text->changedMillis >= last && text->changedMillis <= last + 1);
            QCOMPARE(text->text, "SELECT " + std::to_string(text->changedMillis) + ";");
        }
    }

    void damagedFileIsSetAside() {
        const std::string path = file("bad.db");
        QFile bad(QString::fromStdString(path));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write(QByteArray(8192, 'x'));
        bad.close();
        auto opened = Workspace::open(path);
        QVERIFY(opened.ok());
        QVERIFY((*opened)->notice().find("bad.db.damaged") != std::string::npos);
        QVERIFY(QFile::exists(QString::fromStdString(path + ".damaged")));
        QVERIFY((*opened)->setSetting("a", "b").ok());
    }

    void missingFolderIsAnError() {
        auto opened = Workspace::open(file("no/such/folder/w.db"));
        QVERIFY(!opened.ok());
        QVERIFY(opened.error().message.find("no/such/folder") != std::string::npos);
    }

    void droppedTextIsGone() {
        auto workspace = Workspace::inMemory();
        QVERIFY(workspace->keepUnsaved({"untitled:1", "SELECT 1", "", 5}).ok());
        QCOMPARE(workspace->allUnsaved().size(), size_t{1});
        QVERIFY(workspace->dropUnsaved("untitled:1").ok());
        QVERIFY(!workspace->unsaved("untitled:1").has_value());
    }
};

QTEST_APPLESS_MAIN(WorkspaceTest)
#include "workspace_test.moc"
