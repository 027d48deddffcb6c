// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/editor/editor_area.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/commands.h"
#include "ui/shell/key_map.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panels.h"
#include "ui/workspace/settings_dialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <set>

using namespace weir;
using namespace weir::ui;

class KeysTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Workspace> workspace_;
    std::unique_ptr<MainWindow> window_;

    void open() {
        window_ = std::make_unique<MainWindow>(fakeEngine(), *workspace_, true);
        window_->resize(1280, 760);
        window_->show();
        window_->openPath(folder_->path());
    }
    QString keysOf(const char* action) { return writtenKeys(window_->actionOf(action)->shortcuts()); }

private slots:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QFile file(folder_->filePath("job.sql"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("SELECT a FROM orders;\n");
        workspace_ = Workspace::inMemory();
    }
    void cleanup() {
        window_.reset();
        workspace_.reset();
    }

    void everyActionIsInTheTableOnce() {
        std::set<QString> actions, rows;
        for (const CommandRow& row : commandTable()) actions.insert(QLatin1String(row.id));
        for (const PanelRow& row : panelTable()) actions.insert("panel." + QString(QLatin1String(row.id)));
        for (const KeyRow& row : keyTable()) QVERIFY2(rows.insert(QLatin1String(row.action)).second, row.action);
        for (const QString& action : actions) QVERIFY2(rows.count(action), qPrintable(action));
        for (const QString& row : rows) QVERIFY2(actions.count(row), qPrintable(row));
        QCOMPARE(keyTable().size(), actions.size());
        QCOMPARE(keyMapTable().size(), size_t{KeyMaps});
    }

    void noMapHasAConflict() {
        for (int map = 0; map < KeyMaps; ++map) {
            std::map<QKeySequence, QString> seen;
            for (const KeyRow& row : keyTable())
                for (const QKeySequence& key : readKeys(QLatin1String(row.keys[map]))) {
                    const QString about = QString("%1: %2 of %3").arg(keyMapTable()[static_cast<size_t>(map)].name, key.toString(), QLatin1String(row.action));
                    QVERIFY2(KeyMap::canBeKey(key), qPrintable(about));
                    QVERIFY2(KeyMap::fixedName(key).isEmpty(), qPrintable(about));
                    QVERIFY2(!seen.count(key), qPrintable(about + " and of " + seen[key]));
                    seen[key] = QLatin1String(row.action);
                    QCOMPARE(readKeys(writtenKeys({key})), QList<QKeySequence>{key});
                }
        }
    }

    /// Every key of every map does its action where the text has the focus: Scintilla takes none of them.
    void theTextShadowsNothing_data() {
        QTest::addColumn<int>("map");
        for (int map = 0; map < KeyMaps; ++map) QTest::newRow(keyMapTable()[static_cast<size_t>(map)].id) << map;
    }
    void theTextShadowsNothing() {
        QFETCH(int, map);
        open();
        window_->keys()->chooseMap(map);
        SqlEditor* editor = window_->editors()->current()->editor();
        const std::string before = editor->content();
        for (const KeyRow& row : keyTable()) window_->actionOf(QLatin1String(row.action))->disconnect();
        for (const KeyRow& row : keyTable()) {
            QAction* action = window_->actionOf(QLatin1String(row.action));
            action->setEnabled(true);
            if (action->shortcut() == QKeySequence(Qt::Key_Escape)) continue;         // the text's own while a list is open
            for (const QKeySequence& key : action->shortcuts()) {
                editor->setFocus();
                QTRY_VERIFY(editor->hasFocus());
                QSignalSpy done(action, &QAction::triggered);
                QTest::keyClick(editor, key[0].key(), key[0].keyboardModifiers());
                QVERIFY2(done.count() == 1, qPrintable(QString("%1 of %2").arg(key.toString(), QLatin1String(row.action))));
            }
        }
        QCOMPARE(editor->content(), before);
    }

    void aMapCountsAtOnceEverywhere() {
        open();
        QCOMPARE(keysOf("run"), "F5; Ctrl+R");
        QCOMPARE(keysOf("definition"), "F2");
        auto tip = [&](const char* id) { return window_->actionOf(id)->toolTip(); };
        QCOMPARE(tip("stop"), "Stop (Shift+F5)");
        window_->keys()->chooseMap(2);
        QCOMPARE(keysOf("run"), "Shift+F10; Shift+F9");
        QCOMPARE(keysOf("quit"), "");
        QCOMPARE(tip("stop"), "Stop (Ctrl+F2)");
        QCOMPARE(tip("quit"), "Quit");
        QVERIFY(window_->findChild<QPushButton*>("primary")->toolTip().contains("Shift+F10"));
        QVERIFY(window_->findChild<QPushButton*>("searchBox")->text().contains("Ctrl+Shift+N"));
        window_->keys()->set("design", QKeySequence("Ctrl+Alt+D"));
        QVERIFY(window_->findChild<QToolButton*>("designMode")->toolTip().contains("Ctrl+Alt+D"));
        window_->keys()->set("panel.results", QKeySequence("Ctrl+Alt+R"));
        QCOMPARE(keysOf("panel.results"), "Ctrl+Alt+R");
        auto* tabs = window_->findChild<QTabWidget*>("bottomTabs");
        bool found = false;
        for (int i = 0; i < tabs->count(); ++i) found = found || tabs->tabToolTip(i) == "Results (Ctrl+Alt+R)";
        QVERIFY(found);
    }

    /// Alt and a letter opens a menu: such keys are fixed.
    void menusKeepTheirKeys() {
        open();
        for (const QAction* menu : window_->menuBar()->actions()) {
            const QKeySequence key = QKeySequence::mnemonic(menu->text());
            QVERIFY2(!KeyMap::fixedName(key).isEmpty(), qPrintable(menu->text()));
        }
    }

    void changesAreKeptByMap() {
        open();
        QVERIFY(window_->keys()->set("run", QKeySequence("Ctrl+Alt+X")));
        window_->keys()->chooseMap(1);
        QCOMPARE(keysOf("run"), "F5; Ctrl+F5");
        QVERIFY(window_->keys()->add("run", QKeySequence("F8")));
        window_->keys()->clear("theme");
        window_.reset();
        open();
        QCOMPARE(window_->keys()->map(), 1);
        QCOMPARE(keysOf("run"), "F8; F5; Ctrl+F5");
        QCOMPARE(keysOf("theme"), "");
        window_->keys()->chooseMap(0);
        QCOMPARE(keysOf("run"), "Ctrl+Alt+X");
        window_->keys()->reset("run");
        QCOMPARE(keysOf("run"), "F5; Ctrl+R");
        QVERIFY(!window_->keys()->hasOwn());
        window_->keys()->chooseMap(1);
        window_->keys()->resetAll();
        QCOMPARE(keysOf("run"), "F5; Ctrl+F5");
        QCOMPARE(keysOf("theme"), "Ctrl+Shift+L");
        window_.reset();
        open();
        QCOMPARE(keysOf("run"), "F5; Ctrl+F5");
    }

    void aTakenKeyIsGoneElsewhereAndComesBack() {
        open();
        KeyMap* keys = window_->keys();
        const QStringList find{"find"};
        QCOMPARE(keys->takenBy("run", QKeySequence("Ctrl+F")), find);
        QVERIFY(keys->set("run", QKeySequence("Ctrl+F")));
        QCOMPARE(keysOf("find"), "");
        QCOMPARE(keysOf("run"), "Ctrl+F");
        keys->reset("find");                       // has its key again, and nobody else
        QCOMPARE(keysOf("find"), "Ctrl+F");
        QCOMPARE(keysOf("run"), "");
        keys->reset("run");
        QCOMPARE(keysOf("run"), "F5; Ctrl+R");
        QVERIFY(!keys->set("run", QKeySequence("Ctrl+C")));
        QVERIFY(!keys->set("run", QKeySequence("A")));
        QVERIFY(!keys->set("run", QKeySequence("Ctrl+K, Ctrl+S")));
        QVERIFY(!keys->set("nothing", QKeySequence("F9")));
        QVERIFY(!keys->hasOwn());
    }

    void keptKeysThatMakeNoSenseArePassedOver() {
        (void)workspace_->setSetting("keys.map", "emacs");
        (void)workspace_->setSetting("keys.own.default", "gone\tF9\nrun\nrun\tF9\n\t\n");
        open();
        QCOMPARE(window_->keys()->map(), 0);
        QCOMPARE(keysOf("run"), "F9");
    }

    void thePageShowsConflictsAndAsks() {
        open();
        bool seen = false;
        QTimer::singleShot(0, this, [&] {
            auto* dialog = window_->findChild<SettingsDialog*>("settingsDialog");
            QVERIFY(dialog);
            auto* page = dialog->findChild<KeysPage*>();
            auto* tabs = dialog->findChild<QTabWidget*>("settingsPages");
            tabs->setCurrentWidget(page);
            auto* edit = page->findChild<QKeySequenceEdit*>("keyEdit");
            auto* note = page->findChild<QLabel*>("keyNote");
            auto* set = page->findChild<QPushButton*>("keySet");
            auto* table = page->findChild<QTableWidget*>("keyTable");
            QVERIFY(!set->isEnabled());
            page->choose("stop");
            edit->setKeySequence(QKeySequence("Ctrl+F"));
            QVERIFY(note->text().contains("'Find'") && note->text().contains("'Stop'") && note->text().contains("Ctrl+F"));
            QCOMPARE(set->text(), "Take it from 'Find'");
            QCOMPARE(keysOf("find"), "Ctrl+F");                      // nothing before it is confirmed
            if (const QByteArray pictures = qgetenv("WEIR_PICTURES"); !pictures.isEmpty())
                for (const Theme* theme : {&lightTheme(), &darkTheme()}) {
                    applyTheme(*qApp, *theme);
                    QTest::qWait(50);
                    dialog->grab().save(pictures + (theme->dark ? "/keys-dark.png" : "/keys-light.png"));
                }
            set->click();
            QCOMPARE(keysOf("find"), "");
            QCOMPARE(keysOf("stop"), "Ctrl+F");
            edit->setKeySequence(QKeySequence("Ctrl+C"));
            QVERIFY(!set->isEnabled() && note->text().contains("'Copy'"));
            edit->setKeySequence(QKeySequence("Q"));
            QVERIFY(!set->isEnabled() && note->text().contains("writes"));
            edit->setKeySequence(QKeySequence("Ctrl+Alt+9, Ctrl+B"));
            QCOMPARE(edit->keySequence(), QKeySequence("Ctrl+Alt+9"));
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            page->findChild<QPushButton*>("keyReset")->click();
            QCOMPARE(keysOf("stop"), "Shift+F5");
            page->findChild<QPushButton*>("keyResetAll")->click();
            QCOMPARE(keysOf("find"), "Ctrl+F");
            page->findChild<QPushButton*>("keyClear")->click();
            QCOMPARE(keysOf("stop"), "");
            page->findChild<QLineEdit*>("keyFilter")->setText("comment");
            int visible = 0;
            for (int row = 0; row < table->rowCount(); ++row) visible += !table->isRowHidden(row);
            QCOMPARE(visible, 1);
            auto* map = page->findChild<QComboBox*>("keyMap");
            map->setCurrentIndex(1);
            emit map->activated(1);
            QCOMPARE(keysOf("rename"), "F2");
            seen = true;
            dialog->reject();
        });
        window_->showSettings();
        QVERIFY(seen);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    KeysTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "keys_test.moc"
