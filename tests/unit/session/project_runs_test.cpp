// SPDX-License-Identifier: Apache-2.0
#include "engine/session/project_runs.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace weir;

class ProjectRunsTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    LocalFileSystem files_;
    std::string path(const char* name = "") const { return folder_.filePath(name).toStdString(); }
    void write(const char* name, const QByteArray& text) {
        QFile file(folder_.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray read(const char* name) {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void cleanup() { QFile::remove(folder_.filePath("weir.toml")); }

    void aFolderAndItsFileAreTheSameProject() {
        auto none = openProject(files_, path());
        QVERIFY(none.ok());
        QVERIFY(!none->exists && none->reading.problems.empty() && none->reading.project.runs.empty());
        QVERIFY(!openProject(files_, path("weir.toml")).ok());
        QVERIFY(!openProject(files_, path("no/such")).ok());
        write("weir.toml", "script = 'a.sql'\n[run.x]\n[run.y]\nscript = 'sub/b.sql'\n");
        const auto opened = openProject(files_, path()), named = openProject(files_, path("weir.toml"));
        QVERIFY(opened.ok() && named.ok());
        QCOMPARE(opened->folder, named->folder);
        QCOMPARE(opened->file, path("weir.toml"));
        QCOMPARE(scriptOf(*opened, opened->reading.project.runs[0]), path("a.sql"));
        QCOMPARE(scriptOf(*opened, opened->reading.project.runs[1]), path("sub/b.sql"));
        QCOMPARE(scriptOf(*none, {}), path("job.sql"));
    }

    void settingsAreCheckedAsSetChecksThem() {
        write("weir.toml", "[run.x]\nmemory = 'much'\n[run.x.settings]\n'execution.checkpointing.intervall' = '1 s'\n'table.exec.state.ttl' = 'soon'\n'own.key' = 'kept'\n");
        const auto opened = openProject(files_, path());
        QVERIFY(opened.ok());
        QCOMPARE(opened->reading.problems.size(), size_t{3});
        QCOMPARE(opened->reading.problems[0].text(), std::string("2:10: 'much' is no value for 'state.memory'. Write a number and a unit, such as '64 mb'."));
        QCOMPARE(opened->reading.problems[1].text(), std::string("4:39: There is no setting 'execution.checkpointing.intervall'. Did you mean 'execution.checkpointing.interval'?"));
        QCOMPARE(opened->reading.problems[2].text(), std::string("5:26: 'soon' is no value for 'table.exec.state.ttl'. Write a number and a unit, such as '5 s'."));
    }

    void aConfigurationBecomesOptions() {
        write("weir.toml", "[run.x]\nparallelism = 3\nstate = 'rocksdb'\nmemory = '4 mb'\nfrom = 'save/1'\n[run.x.settings]\npipeline.name = 'p'\n[run.y]\nfrom = 'latest'\n");
        const auto opened = openProject(files_, path());
        RunOptions options;
        options.parallelism = 9;
        options.settings = {{"pipeline.name", "before"}, {"other", "stays"}};
        configure(options, *opened, *opened->reading.project.find("x"));
        QCOMPARE(options.parallelism, 3);
        const std::map<std::string, std::string> settings{{"pipeline.name", "p"}, {"other", "stays"}, {"state.backend.type", "rocksdb"}, {"state.memory", "4 mb"}};
        QCOMPARE(options.settings, settings);
        QCOMPARE(options.restoreFrom, path("save/1"));
        RunOptions second;
        second.parallelism = 9;
        configure(second, *opened, *opened->reading.project.find("y"));
        QCOMPARE(second.parallelism, 9);
        QCOMPARE(second.restoreFrom, std::string("latest"));
    }

    void savingNeverOverwritesWhatItHasNotRead() {
        auto opened = openProject(files_, path());
        QVERIFY(saveProject(files_, *opened, "[run.a]\n").ok());
        QCOMPARE(read("weir.toml"), QByteArray("[run.a]\n"));
        QVERIFY(!saveProject(files_, *opened, "[run.b]\n").ok());       // it is there now
        opened = openProject(files_, path());
        write("weir.toml", "# by hand\n");
        const Status saved = saveProject(files_, *opened, "[run.b]\n");
        QVERIFY(!saved.ok());
        QVERIFY(saved.error().message.find("changed by another program") != std::string::npos);
        QCOMPARE(read("weir.toml"), QByteArray("# by hand\n"));
        QVERIFY(!QFile::exists(folder_.filePath("weir.toml.new")));
    }

    void aLinkStaysOne() {
        write("real.toml", "[run.a]\n");
        QVERIFY(QFile::link(folder_.filePath("real.toml"), folder_.filePath("weir.toml")));
        const auto opened = openProject(files_, path());
        QVERIFY(saveProject(files_, *opened, "[run.b]\n").ok());
        QVERIFY(QFileInfo(folder_.filePath("weir.toml")).isSymLink());
        QCOMPARE(read("real.toml"), QByteArray("[run.b]\n"));
    }

    void settingsCanBeChosenFrom() {
        const auto list = settingList();
        const auto mode = std::find_if(list.begin(), list.end(), [](const SettingHelp& help) { return help.key == "execution.runtime-mode"; });
        QVERIFY(mode != list.end());
        const std::vector<std::string> choices{"STREAMING", "BATCH", "AUTOMATIC"};
        QCOMPARE(mode->choices, choices);
        QVERIFY(!mode->doc.empty());
    }
};

QTEST_APPLESS_MAIN(ProjectRunsTest)
#include "project_runs_test.moc"
