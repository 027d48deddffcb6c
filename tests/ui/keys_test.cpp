// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/canvas/canvas_commands.h"
#include "ui/canvas/design_view.h"
#include "ui/editor/editor_area.h"
#include "ui/kit/fonts.h"
#include "ui/kit/strokes.h"
#include "ui/kit/theme.h"
#include "ui/shell/chord_input.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/commands.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/key_map.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/panels.h"
#include "ui/shell/status_line.h"
#include "ui/workspace/settings_dialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
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

    static void press(QWidget* widget, const QKeySequence& key) {
        if (KeyMap::isDoubleTap(key)) {
            tap(widget, 5000);
            return tap(widget, 5100);
        }
        for (int i = 0; i < key.count(); ++i) QTest::keyClick(widget, key[static_cast<uint>(i)].key(), key[static_cast<uint>(i)].keyboardModifiers());
    }
    /// Shift, down and up, at a time.
    static void tap(QWidget* widget, quint64 millis) {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, Qt::Key_Shift, type == QEvent::KeyPress ? Qt::ShiftModifier : Qt::NoModifier);
            event.setTimestamp(millis + (type == QEvent::KeyRelease ? 60 : 0));
            QCoreApplication::sendEvent(widget, &event);
        }
    }
    QString said() { return window_->findChild<StatusLine*>()->currentMessage(); }
    /// A window with the graph as design, which has the focus.
    DesignView* openDesign() {
        open();
        window_->graph()->setDesign(true);
        DesignView* view = window_->graph()->design()->view();
        view->setFocus();
        return view;
    }

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
        for (const CanvasCommandRow& row : canvasCommandTable()) {
            actions.insert(QLatin1String(row.id));
            QCOMPARE(KeyMap::contextOf(QLatin1String(row.id)), KeyContext::Canvas);
        }
        for (const KeyRow& row : keyTable()) QVERIFY2(rows.insert(QLatin1String(row.action)).second, row.action);
        for (const QString& action : actions) QVERIFY2(rows.count(action), qPrintable(action));
        for (const QString& row : rows) QVERIFY2(actions.count(row), qPrintable(row));
        QCOMPARE(keyTable().size(), actions.size());
        QCOMPARE(keyMapTable().size(), size_t{KeyMaps});
    }

    void noMapHasAConflict() {
        for (int map = 0; map < KeyMaps; ++map) {
            std::map<bool, std::map<QKeySequence, QString>> everywhere;       // the graph's keys meet each other only
            for (const KeyRow& row : keyTable())
                for (const QKeySequence& key : readKeys(QLatin1String(row.keys[map]))) {
                    const QString about = QString("%1: %2 of %3").arg(keyMapTable()[static_cast<size_t>(map)].name, key.toString(), QLatin1String(row.action));
                    QVERIFY2(KeyMap::canBeKey(key, row.context), qPrintable(about));
                    QVERIFY2(KeyMap::fixedName(key, row.context).isEmpty(), qPrintable(about));
                    auto& seen = everywhere[row.context == KeyContext::Canvas];
                    for (const auto& [other, of] : seen) QVERIFY2(!shadow(key, other), qPrintable(about + " and of " + of));
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
        for (const KeyRow& row : keyTable())
            if (row.context != KeyContext::Canvas) window_->actionOf(QLatin1String(row.action))->disconnect();
        for (const KeyRow& row : keyTable()) {
            if (row.context == KeyContext::Canvas) continue;
            QAction* action = window_->actionOf(QLatin1String(row.action));
            action->setEnabled(true);
            if (action->shortcut() == QKeySequence(Qt::Key_Escape)) continue;         // the text's own while a list is open
            for (const QKeySequence& key : action->shortcuts()) {
                editor->setFocus();
                QTRY_VERIFY(editor->hasFocus());
                QSignalSpy done(action, &QAction::triggered);
                press(editor, key);
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
        QVERIFY(window_->findChild<QPushButton*>("searchBox")->text().contains("Shift Shift"));
        window_->keys()->set("design", QKeySequence("Ctrl+Alt+D"));
        QVERIFY(window_->findChild<QToolButton*>("designMode")->toolTip().contains("Ctrl+Alt+D"));
        window_->keys()->set("panel.results", QKeySequence("Ctrl+Alt+R"));
        QCOMPARE(keysOf("panel.results"), "Ctrl+Alt+R");
        auto* tabs = window_->findChild<QTabWidget*>("bottomTabs");
        bool found = false;
        for (int i = 0; i < tabs->count(); ++i) found = found || tabs->tabToolTip(i) == "Results (Ctrl+Alt+R)";
        QVERIFY(found);
    }

    /// Ctrl+K Ctrl+S as in VS Code: the window says that it waits, the text sees none of it, and what is no key does nothing.
    void aKeyMayHaveSeveralStrokes() {
        open();
        window_->keys()->chooseMap(1);
        SqlEditor* editor = window_->editors()->current()->editor();
        const std::string before = editor->content();
        editor->setFocus();
        QTRY_VERIFY(editor->hasFocus());
        QAction* keys = window_->actionOf("keys");
        QCOMPARE(keys->toolTip(), "Keyboard shortcuts … (Ctrl+K Ctrl+S)");
        keys->disconnect();
        QSignalSpy done(keys, &QAction::triggered);
        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(said(), "Ctrl+K was pressed. Waiting for the next key …");
        QCOMPARE(done.count(), 0);
        QTest::keyClick(editor, Qt::Key_Control, Qt::ControlModifier);       // on the way to the next
        QTest::simulateEvent(editor, true, Qt::Key_K, Qt::ControlModifier, {}, true);      // held
        QCOMPARE(said(), "Ctrl+K was pressed. Waiting for the next key …");
        QTest::keyClick(editor, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(done.count(), 1);
        QCOMPARE(said(), "");
        QSignalSpy saved(window_->actionOf("save"), &QAction::triggered);
        QTest::simulateEvent(editor, true, Qt::Key_S, Qt::ControlModifier, {}, true);
        QCOMPARE(saved.count(), 0);
        QTest::keyClick(editor, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(saved.count(), 1);

        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClick(editor, Qt::Key_X);
        QCOMPARE(said(), "Ctrl+K X is the key of nothing.");
        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(said(), "");
        QTest::keyClick(editor, Qt::Key_S, Qt::ControlModifier);             // behind it the second stroke means nothing
        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QTest::mouseClick(editor->viewport(), Qt::LeftButton);
        QCOMPARE(said(), "");
        QCOMPARE(done.count(), 1);
        QCOMPARE(editor->content(), before);
        QTest::keyClick(editor, Qt::Key_X);
        QVERIFY(editor->content() != before);

        keys->setEnabled(false);                                             // what cannot be done now is not waited for
        for (const char* other : {"open-folder", "comment", "format", "theme", "split", "help", "fold-all", "unfold-all"}) window_->actionOf(other)->setEnabled(false);
        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(said(), "");
    }

    void aStrokeIsWaitedForOnlySoLong() {
        open();
        window_->keys()->chooseMap(1);
        SqlEditor* editor = window_->editors()->current()->editor();
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(!said().isEmpty());
        auto* patience = window_->findChild<ChordInput*>()->findChild<QTimer*>();
        QVERIFY(patience->isActive());
        QMetaObject::invokeMethod(patience, "timeout");
        QCOMPARE(said(), "");
    }

    void keysThatBeginLikeAnotherTakeItAway() {
        open();
        KeyMap* keys = window_->keys();
        keys->chooseMap(1);
        QVERIFY(keys->takenBy("run", QKeySequence("Ctrl+K")).contains("keys"));
        QCOMPARE(keys->takenBy("run", QKeySequence("F5, A")), QStringList());           // its own
        QCOMPARE(keys->takenBy("stop", QKeySequence("F5, A")), QStringList{"run"});
        QVERIFY(keys->set("stop", QKeySequence("Ctrl+K")));
        QCOMPARE(keysOf("keys"), "");
        QCOMPARE(keysOf("comment"), "Ctrl+/");
        keys->reset("comment");
        QCOMPARE(keysOf("comment"), "Ctrl+/; Ctrl+K, Ctrl+C");
        QCOMPARE(keysOf("stop"), "");
        QVERIFY(keys->add("run", QKeySequence("F5, F6")));
        QCOMPARE(keysOf("run"), "F5, F6; Ctrl+F5");
        window_.reset();
        open();
        QCOMPARE(keysOf("run"), "F5, F6; Ctrl+F5");
    }

    void shiftTwiceFindsEverything() {
        open();
        window_->keys()->chooseMap(2);
        SqlEditor* editor = window_->editors()->current()->editor();
        QAction* find = window_->actionOf("palette");
        QCOMPARE(find->toolTip(), "Search everywhere (Shift Shift)");
        QSignalSpy done(find, &QAction::triggered);
        auto again = [&] {
            window_->commandPalette()->hide();
            editor->setFocus();
            QTRY_VERIFY(editor->hasFocus());
        };
        again();
        tap(editor, 1000);
        QCOMPARE(done.count(), 0);
        tap(editor, 1300);
        QCOMPARE(done.count(), 1);
        QVERIFY(window_->commandPalette()->isVisible());
        again();
        tap(editor, 2000);                                    // too slow
        tap(editor, 2600);
        QCOMPARE(done.count(), 1);
        tap(editor, 2900);                                    // but this one is near enough to the last
        QCOMPARE(done.count(), 2);
        again();
        tap(editor, 5000);                                    // a key between, a capital letter, the mouse
        QTest::keyClick(editor, Qt::Key_X);
        tap(editor, 5100);
        QTest::keyClick(editor, Qt::Key_A, Qt::ShiftModifier);
        tap(editor, 5200);
        QTest::mouseClick(editor->viewport(), Qt::LeftButton);
        tap(editor, 5300);
        QCOMPARE(done.count(), 2);
        window_->keys()->chooseMap(0);
        tap(editor, 9000);
        tap(editor, 9100);
        QCOMPARE(done.count(), 2);
    }

    void lettersOfTheGraphAreKeysToo() {
        DesignView* view = openDesign();
        QTRY_COMPARE(view->drawing().cards.size(), size_t{1});
        QTRY_VERIFY(view->hasFocus());
        QTest::keyClick(view, Qt::Key_N);
        QVERIFY(!view->current().isEmpty());
        const double zoom = view->zoom();
        QTest::keyClick(view, Qt::Key_Plus, Qt::ShiftModifier);        // as keyboards with + above = send it
        QVERIFY(view->zoom() > zoom);
        QVERIFY(window_->keys()->set("canvas.next", QKeySequence("Ctrl+F")));     // before the window's, and beside it
        QCOMPARE(keysOf("find"), "Ctrl+F");
        QSignalSpy find(window_->actionOf("find"), &QAction::triggered);
        QSignalSpy next(window_->actionOf("canvas.next"), &QAction::triggered);
        QTest::keyClick(view, Qt::Key_N);
        QCOMPARE(next.count(), 0);
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(next.count(), 1);
        QCOMPARE(find.count(), 0);
        SqlEditor* editor = window_->editors()->current()->editor();
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(find.count(), 1);
        QVERIFY(window_->keys()->set("canvas.fit", QKeySequence("G, F")));       // rows of letters, where no text is written
        QSignalSpy fit(window_->actionOf("canvas.fit"), &QAction::triggered);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_G);
        QCOMPARE(said(), "G was pressed. Waiting for the next key …");
        QTest::keyClick(view, Qt::Key_F);
        QCOMPARE(fit.count(), 1);
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_G);
        QCOMPARE(said(), "");
        QCOMPARE(fit.count(), 1);
        QVERIFY(!window_->keys()->set("canvas.fit", QKeySequence("Right")));
        QVERIFY(window_->keys()->set("canvas.tidy", QKeySequence("A")));
        QCOMPARE(keysOf("canvas.add"), "Ins");
        auto* button = window_->graph()->findChild<QAbstractButton*>("fit");
        if (button) QCOMPARE(button->toolTip(), "Show the whole graph (G F)");
    }

    void thePaletteShowsKeysAsTheyArePressed() {
        open();
        window_->keys()->chooseMap(1);
        window_->showCommands();
        auto* list = window_->commandPalette()->findChild<QListView*>();
        window_->commandPalette()->findChild<QLineEdit*>()->setText("> keyboard shortcuts");
        QCOMPARE(list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), "Keyboard shortcuts …, Ctrl+K Ctrl+S");
        window_->commandPalette()->findChild<QLineEdit*>()->setText("> graph larger");
        QCOMPARE(list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(), "Graph: larger, +");
    }

    /// Alt and a letter opens a menu: such keys are fixed.
    void menusKeepTheirKeys() {
        open();
        for (const QAction* menu : window_->menuBar()->actions()) {
            const QKeySequence key = QKeySequence::mnemonic(menu->text());
            QVERIFY2(!KeyMap::fixedName(key, KeyContext::Window).isEmpty(), qPrintable(menu->text()));
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
        QCOMPARE(keysOf("theme"), "Ctrl+Shift+L; Ctrl+K, Ctrl+T");
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
        QVERIFY(!keys->set("run", QKeySequence("Ctrl+C, Ctrl+S")));
        QVERIFY(!keys->set("run", QKeySequence("Ctrl+F9, Escape")));
        QVERIFY(!keys->set("run", QKeySequence("K, S")));
        QVERIFY(!keys->set("nothing", QKeySequence("F9")));
        QVERIFY(!keys->hasOwn());
    }

    void keptKeysThatMakeNoSenseArePassedOver() {
        (void)workspace_->setSetting("keys.map", "emacs");
        (void)workspace_->setSetting("keys.own.default", "gone\tF9\nrun\nrun\tF9\n\t\n");
        open();
        QCOMPARE(window_->keys()->map(), 0);
        QCOMPARE(keysOf("run"), "F9");
        window_.reset();
        (void)workspace_->setSetting("keys.own.vscode", "run\tCtrl+K\n");          // of a time when the map had no rows of strokes
        (void)workspace_->setSetting("keys.map", "vscode");
        open();
        QCOMPARE(keysOf("run"), "Ctrl+K");
        QCOMPARE(keysOf("keys"), "");
        QCOMPARE(keysOf("comment"), "Ctrl+/");
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
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            edit->setKeySequence(QKeySequence("Ctrl+F9, B"));
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            edit->setKeySequence(QKeySequence("F2, B"));
            QVERIFY(note->text().startsWith("F2 B begins with F2, the key of 'Go to definition'."));
            QCOMPARE(set->text(), "Take it from 'Go to definition'");
            page->choose("canvas.fit");                              // the graph's keys are its own: letters, too, and those of the window
            edit->setKeySequence(QKeySequence("Q"));
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            edit->setKeySequence(QKeySequence("Ctrl+F"));
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            edit->setKeySequence(QKeySequence("Left"));
            QVERIFY(!set->isEnabled() && note->text().contains("'Choose a card'"));
            edit->setKeySequence(QKeySequence("L"));
            QCOMPARE(set->text(), "Take it from 'Graph: tidy up'");
            page->choose("stop");
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
            page->findChild<QLineEdit*>("keyFilter")->setText("Ctrl+K Ctrl+S");
            QVERIFY(!table->isRowHidden(table->findItems("Keyboard shortcuts …", Qt::MatchExactly).front()->row()));
            page->choose("stop");
            edit->setKeySequence(QKeySequence("Ctrl+K"));
            QVERIFY(note->text().startsWith("Ctrl+K begins keys of 'Open folder …', 'Keyboard shortcuts …', 'Comment or uncomment lines' and "));
            QVERIFY(set->text().startsWith("Take it from ") && set->text().endsWith(" actions"));
            edit->clear();
            QTest::keyClick(edit, Qt::Key_K, Qt::ControlModifier);   // recorded stroke by stroke
            QTest::keyClick(edit, Qt::Key_Q, Qt::ControlModifier);
            QCOMPARE(edit->keySequence(), QKeySequence("Ctrl+K, Ctrl+Q"));
            QCOMPARE(edit->findChild<QLineEdit*>()->text(), "Ctrl+K Ctrl+Q");
            QVERIFY(set->isEnabled() && note->text().isEmpty());
            set->click();
            QCOMPARE(keysOf("stop"), "Ctrl+K, Ctrl+Q");
            tap(edit, 1000);
            tap(edit, 1200);
            QCOMPARE(edit->keySequence(), QKeySequence("Shift, Shift"));
            set->click();
            QCOMPARE(keysOf("stop"), "Shift, Shift");
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
