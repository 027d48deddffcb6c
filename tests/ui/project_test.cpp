// SPDX-License-Identifier: GPL-3.0-or-later
// Run configurations in the window, on the engine itself.
#include "engine/graph/graph_file.h"
#include "tests/ui/window_fixture.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/results/results_panel.h"
#include "ui/workspace/configuration_dialog.h"
#include "ui/workspace/run_configurations.h"
#include "ui/workspace/settings_table.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>

using namespace weir;
using namespace weir::ui;

class ProjectTest : public WindowFixture {
    Q_OBJECT
    QByteArray read(const QString& name) {
        QFile file(folder_->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void open() {
        openWindow({1280, 760});
        window_->openPath(folder_->path());
    }
    QComboBox* box() { return window_->findChild<QComboBox*>("runConfiguration"); }
    ConfigurationDialog* dialog() { return window_->findChild<ConfigurationDialog*>("configurationDialog"); }
    template <class Widget>
    Widget* in(const char* name) { return dialog()->findChild<Widget*>(name); }
    QStringList shown() {
        QStringList words;
        for (int i = 0; i < box()->count(); ++i) words += box()->itemText(i);
        return words;
    }
    void pick(const QString& words) {
        const int index = box()->findText(words);
        QVERIFY2(index >= 0, qPrintable(shown().join(", ")));
        box()->setCurrentIndex(index);
        emit box()->activated(index);
    }
    /// Runs to the end; the settings that were told of the run.
    std::string runToItsEnd() {
        const size_t before = workspace_->pastRuns().size();
        window_->run();
        if (!QTest::qWaitFor([&] { return workspace_->pastRuns().size() > before; }, 20'000)) return "no run";
        const PastRun run = workspace_->pastRuns()[0];
        return run.outcome == "Finished" ? run.settings : run.outcome + ": " + run.error;
    }

private slots:
    void init() {
        WindowFixture::init();
        write("job.sql", "SELECT n, COUNT(*) AS c FROM (VALUES (1), (2), (2)) AS t (n) GROUP BY n;\n");
        write("other.sql", "SELECT 7 AS seven;\n");
    }

    void withoutAFileAllIsAsItWas() {
        open();
        const QStringList words{"This script", "", "New from this script …", "Edit configurations …"};
        QCOMPARE(shown(), words);
        QCOMPARE(runToItsEnd(), std::string());
        QVERIFY(!QFile::exists(folder_->filePath("weir.toml")));
    }

    void theChosenOneRuns() {
        write("weir.toml", "[run.two]\nparallelism = 2\n[run.kept]\nscript = 'other.sql'\nrecord = true\n[run.kept.settings]\n'table.local-time-zone' = 'Asia/Tokyo'\n");
        open();
        QCOMPARE(box()->currentText(), "This script");
        auto* parallelism = window_->findChild<QSpinBox*>("toolBarParallelism");
        QVERIFY(parallelism->isEnabled());
        pick("two");
        QVERIFY(!parallelism->isEnabled());
        QCOMPARE(parallelism->value(), 2);
        QCOMPARE(runToItsEnd(), std::string("configuration 'two', parallelism 2"));
        size_t most = 0;
        for (const auto& vertex : window_->studio().feed.live().snapshot->vertices) most = std::max(most, vertex.subtasks.size());
        QCOMPARE(most, size_t{2});

        // Its own script is opened, and the run recorded.
        pick("kept");
        QCOMPARE(parallelism->value(), 0);
        QCOMPARE(runToItsEnd(), std::string("configuration 'kept'"));
        QCOMPARE(window_->editors()->current()->title(), "other.sql");
        const PastRun run = workspace_->pastRuns()[0];
        QVERIFY(QFile::exists(QString::fromStdString(run.recording)));
        auto recording = Session().openRecording(run.recording);
        QVERIFY(recording.ok());
        QCOMPARE(Session::replayOptions(*recording).settings.at("table.local-time-zone"), std::string("Asia/Tokyo"));

        // What is chosen is remembered; without it the script runs as it is.
        window_.reset();
        open();
        QCOMPARE(box()->currentText(), "kept");
        pick("This script");
        QCOMPARE(runToItsEnd(), std::string());
        QVERIFY(workspace_->pastRuns()[0].recording.empty());
    }

    /// A graph is a script, too: it is offered, and runs as what it says.
    void aGraphIsRun() {
        write("drawn.weirgraph", QByteArray::fromStdString(*graph::toGraphFile("CREATE VIEW two AS\nSELECT n\nFROM (VALUES (1), (2)) AS t (n);\n\nSELECT n\nFROM two;\n")));
        write("weir.toml", "[run.drawn]\nscript = 'drawn.weirgraph'\nparallelism = 2\n");
        open();
        window_->editConfigurations();
        QTRY_VERIFY(dialog());
        auto* scripts = in<QComboBox>("configurationScript");
        QStringList offered;
        for (int i = 0; i < scripts->count(); ++i) offered += scripts->itemText(i);
        QCOMPARE(offered.join(", "), "drawn.weirgraph, job.sql, other.sql");
        QCOMPARE(scripts->currentText(), "drawn.weirgraph");
        dialog()->reject();
        pick("drawn");
        QCOMPARE(runToItsEnd(), std::string("configuration 'drawn', parallelism 2"));
        QCOMPARE(window_->editors()->current()->title(), "drawn.weirgraph");
        QCOMPARE(window_->studio().feed.live().snapshot->sourceRows, 2);
    }

    void startingFromACheckpointIsHandedOn() {
        write("weir.toml", "[run.on]\nfrom = 'no/such'\n");
        open();
        pick("on");
        window_->run();
        QTRY_VERIFY(window_->studio().problems.rowCount() > 0);
        QVERIFY2(window_->studio().problems.problem(0).message.contains("no/such"), qPrintable(window_->studio().problems.problem(0).message));
        // A single statement has no use for the state of the whole script.
        QTRY_VERIFY(!window_->editors()->current()->editor()->statements().empty());
        window_->runStatement();
        QTRY_COMPARE(workspace_->pastRuns().size(), size_t{1});
        QCOMPARE(workspace_->pastRuns()[0].outcome, std::string("Finished"));
    }

    void whatAnotherProgramWroteIsSeen() {
        open();
        write("weir.toml", "[run.new]\n");
        window_->activateWindow();
        QEvent activated(QEvent::ActivationChange);
        QTRY_VERIFY(window_->isActiveWindow());
        QApplication::sendEvent(window_.get(), &activated);
        QVERIFY(box()->findText("new") > 0);
        // A run reads it anyway.
        write("weir.toml", "[run.newer]\n");
        QCOMPARE(runToItsEnd(), std::string());
        QVERIFY(box()->findText("newer") > 0);
    }

    void aMissingScriptIsNamed() {
        write("weir.toml", "[run.gone]\nscript = 'gone.sql'\n");
        open();
        pick("gone");
        window_->run();
        QCOMPARE(window_->studio().problems.rowCount(), 1);
        QVERIFY(window_->studio().problems.problem(0).message.contains("gone.sql"));
    }

    void aBadFileIsAProblemAndTheScriptRunsAsItIs() {
        write("weir.toml", "# mine\n[run.two]\nparalelism = 2\n");
        open();
        const ProblemModel& problems = window_->studio().problems;
        QCOMPARE(problems.rowCount(), 1);
        QCOMPARE(problems.problem(0).message, "'paralelism' is no key of a run configuration. Did you mean 'parallelism'?");
        QCOMPARE(problems.problem(0).file, "weir.toml");
        QCOMPARE(problems.problem(0).place.line, 3);
        QCOMPARE(runToItsEnd(), std::string());
        QCOMPARE(box()->findText("two"), -1);

        // Its problem leads to its place; editing the list waits until it is mended.
        window_->editConfigurations();
        QVERIFY(!dialog());
        QCOMPARE(window_->editors()->current()->title(), "weir.toml");
        SqlEditor* editor = window_->editors()->current()->editor();
        QCOMPARE(editor->caret(), problems.problem(0).place.offset);
        editor->setContent("# mine\n[run.two]\nparallelism = 2\n");
        window_->save();
        QCOMPARE(problems.rowCount(), 0);
        QVERIFY(box()->findText("two") > 0);
    }

    void theFirstOneMakesTheFile() {
        open();
        pick("New from this script …");
        QTRY_VERIFY(dialog());
        QCOMPARE(box()->currentText(), "This script");
        QCOMPARE(in<QLineEdit>("configurationName")->text(), "job");
        QCOMPARE(in<QComboBox>("configurationScript")->currentText(), "job.sql");
        in<QLineEdit>("configurationName")->setText("by four");
        in<QSpinBox>("configurationParallelism")->setValue(4);
        in<QComboBox>("configurationState")->setCurrentIndex(2);
        in<QLineEdit>("configurationMemory")->setText("4 mb");
        auto* settings = in<SettingsTable>("settingsTable");
        settings->item(0, 0)->setText("table.exec.state.ttl");
        settings->item(0, 1)->setText("soon");
        QCOMPARE(settings->rowCount(), 2);
        in<QPushButton>("primary")->click();
        QVERIFY(dialog()->isVisible());
        QVERIFY(in<QLabel>("problemText")->text().contains("'soon' is no value for 'table.exec.state.ttl'"));
        QVERIFY(!QFile::exists(folder_->filePath("weir.toml")));
        settings->item(0, 1)->setText("1 h");
        in<QPushButton>("primary")->click();
        QTRY_VERIFY(!dialog());
        const QByteArray name = QFileInfo(folder_->path()).fileName().toUtf8();
        QCOMPARE(read("weir.toml"), "# How this folder is run: `weir run --config NAME`, or the list beside Run in the window.\nname = \"" + name +
                                        "\"\n\n[run.\"by four\"]\nscript = \"job.sql\"\nparallelism = 4\nstate = \"rocksdb\"\nmemory = \"4 mb\"\n\n"
                                        "[run.\"by four\".settings]\n\"table.exec.state.ttl\" = \"1 h\"\n");
        QCOMPARE(box()->currentText(), "by four");
        QCOMPARE(runToItsEnd(), std::string("configuration 'by four', parallelism 4"));
    }

    void theDialogKeepsCommentsAndAnOpenEditorFollows() {
        write("weir.toml", "# mine\n[run.a]   # first\nparallelism = 1  # one\n\n[run.b]\nrecord = true\n");
        open();
        window_->openPath(folder_->filePath("weir.toml"));
        pick("a");
        pick("Edit configurations …");
        QTRY_VERIFY(dialog());
        auto* list = in<QListWidget>("configurationList");
        QCOMPARE(list->currentItem()->text(), "a");
        in<QSpinBox>("configurationParallelism")->setValue(3);
        in<QLineEdit>("configurationName")->setText("b");
        in<QPushButton>("primary")->click();
        QVERIFY(in<QLabel>("problemText")->text().contains("two configurations 'b'"));
        list->setCurrentRow(1);
        QVERIFY(in<QCheckBox>("configurationRecord")->isChecked());
        in<QLineEdit>("configurationName")->setText("a");                  // they change their names
        in<QPushButton>("primary")->click();
        QTRY_VERIFY(!dialog());
        const QByteArray wanted = "# mine\n[run.b]   # first\nparallelism = 3  # one\n\n[run.a]\nrecord = true\n";
        QCOMPARE(read("weir.toml"), wanted);
        QCOMPARE(window_->editors()->current()->editor()->content(), wanted.toStdString());
        QVERIFY(!window_->editors()->current()->isModified());
        QCOMPARE(box()->currentText(), "b");

        // What is typed and not saved is not written over.
        window_->editors()->current()->editor()->insert("# more\n");
        window_->editConfigurations();
        QVERIFY(!dialog());
        QVERIFY(window_->studio().problems.problem(0).message.contains("not saved"));
        window_->save();
        window_->editConfigurations();
        QTRY_VERIFY(dialog());
        in<QPushButton>("removeConfiguration")->click();
        in<QPushButton>("primary")->click();
        QTRY_VERIFY(!dialog());
        QVERIFY(read("weir.toml").contains("# mine") && read("weir.toml").contains("# more"));
        QVERIFY(!read("weir.toml").contains("[run.b]"));
        QCOMPARE(box()->currentText(), "This script");
    }

    void whatAnotherProgramWroteIsNotWrittenOver() {
        write("weir.toml", "[run.a]\n");
        open();
        window_->editConfigurations();
        QTRY_VERIFY(dialog());
        write("weir.toml", "# by hand\n[run.a]\n");
        in<QSpinBox>("configurationParallelism")->setValue(3);
        in<QPushButton>("primary")->click();
        QVERIFY(in<QLabel>("problemText")->text().contains("another program"));
        QCOMPARE(read("weir.toml"), QByteArray("# by hand\n[run.a]\n"));
        dialog()->reject();
    }

    void settingsAreCompleted() {
        open();
        window_->newConfiguration();
        QTRY_VERIFY(dialog());
        auto* settings = in<SettingsTable>("settingsTable");
        settings->setCurrentCell(0, 0);
        settings->editItem(settings->item(0, 0));
        auto* line = settings->findChild<QLineEdit*>();
        QVERIFY(line && line->completer());
        line->completer()->setCompletionPrefix("mini-batch");
        QVERIFY(line->completer()->completionCount() >= 3);
        QTest::keyClicks(line, "execution.runtime-mode");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(settings->item(0, 0)->text(), "execution.runtime-mode");
        QVERIFY(!settings->item(0, 0)->toolTip().isEmpty());
        dialog()->reject();
    }

    void everyFieldHasAName() {
        open();
        window_->newConfiguration();
        QTRY_VERIFY(dialog());
        for (const char* name : {"configurationName", "configurationScript", "configurationParallelism", "configurationState", "configurationMemory", "configurationFrom",
                                 "configurationRecord", "settingsTable", "configurationList"})
            QVERIFY2(!in<QWidget>(name)->accessibleName().isEmpty(), name);
        if (const QByteArray pictures = qgetenv("WEIR_PICTURES"); !pictures.isEmpty()) {
            auto* settings = in<SettingsTable>("settingsTable");
            settings->show({{"execution.checkpointing.interval", "10 s"}, {"table.exec.mini-batch.enabled", "true"}});
            for (const Theme* theme : {&darkTheme(), &lightTheme()}) {
                applyTheme(*qApp, *theme);
                QTest::qWait(50);
                dialog()->grab().save(pictures + (theme->dark ? "/configurations-dark.png" : "/configurations-light.png"));
            }
            applyTheme(*qApp, darkTheme());
        }
        dialog()->reject();
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    ProjectTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "project_test.moc"
