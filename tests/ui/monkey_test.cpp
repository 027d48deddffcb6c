// SPDX-License-Identifier: GPL-3.0-or-later
// Random hands on the whole window, over the real engine: nothing breaks, the canvas shows the text, all of it can be undone.
// WEIR_MONKEY_EVENTS says how many hands (600 when unset), WEIR_MONKEY_SEED which.
#include "engine/graph/graph_file.h"
#include "tests/ui/window_fixture.h"
#include "ui/bridge/ui_watchdog.h"
#include "ui/canvas/design_view.h"
#include "ui/canvas/graph_view.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/commands.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/job_runner.h"
#include "ui/shell/panels.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QWheelEvent>

#include <array>
#include <map>
#include <random>
#include <set>

using namespace weir;
using namespace weir::ui;

namespace {

const char* Script = "-- Orders of three shops.\n"
                     "CREATE TABLE orders (\n  id BIGINT,\n  shop INT,\n  amount DOUBLE,\n  ts AS TO_TIMESTAMP_LTZ(id * 10, 3),\n  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND\n) WITH (\n"
                     "  'connector' = 'datagen',\n  'rows-per-second' = '20000',\n  'fields.id.kind' = 'sequence',\n  'fields.id.start' = '0',\n  'fields.id.end' = '100000000'\n);\n\n"
                     "CREATE TABLE few (id BIGINT, name STRING) WITH (\n  'connector' = 'filesystem',\n  'path' = 'few.csv',\n  'format' = 'csv'\n);\n\n"
                     "CREATE VIEW big AS\nSELECT id, MOD(shop, 3) AS shop, amount, ts\nFROM orders\nWHERE amount > 10; -- ten\n\n"
                     "SELECT window_end, shop, COUNT(*) AS n, SUM(amount) AS total\nFROM TABLE(TUMBLE(TABLE big, DESCRIPTOR(ts), INTERVAL '10' SECOND))\nGROUP BY window_start, window_end, shop;\n";

constexpr std::array Words{"SELECT ", "id", ", ", "FROM orders ", "WHERE amount > 3 ", "GROUP BY shop ", "(", ")", "'x'", ";\n", "-- note\n", "CAST(id AS STRING) ", "COUNT(*) ", "JOIN few ON ", "orders.id = few.id ", "\n"};
constexpr std::array Keys{Qt::Key_Left,     Qt::Key_Right,  Qt::Key_Up,     Qt::Key_Down, Qt::Key_Return, Qt::Key_Tab,    Qt::Key_Backspace, Qt::Key_Delete, Qt::Key_Escape, Qt::Key_Home,
                          Qt::Key_End,      Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Space, Qt::Key_F,     Qt::Key_T,      Qt::Key_N,         Qt::Key_A,      Qt::Key_Plus,   Qt::Key_Minus};
constexpr std::array Modes{"author", "design", "run", "welcome"};

} // namespace

class MonkeyTest : public WindowFixture {
    Q_OBJECT
    QTemporaryDir samples_;
    bool answers_ = false;
    std::mt19937 random_;
    std::map<std::string, int> done_;
    int roundTrips_ = 0, undone_ = 0;
    QString last_;                           // what the last hand did

    int pick(size_t below) { return below == 0 ? 0 : static_cast<int>(random_() % static_cast<unsigned>(below)); }
    SqlEditor* editor() { return window_->editors()->current() ? WindowFixture::editor() : nullptr; }
    DesignView* canvas() { return window_->graph()->design()->view(); }

    void open() {
        cleanup();
        init();
        write("other.sql", "SELECT 1;\n");
        write("few.csv", "1,Ann\n2,Bob\n3,Cid\n");
        openJob(Script, {1400, 900});
        QTRY_VERIFY(editor() && !editor()->statements().empty());
    }

    /// Whatever asks is answered or sent away; files outside are left alone.
    void answer() {
        if (!answers_) return;
        // Anew each time: a timer in whose turn a dialog opens another does not fire again before that one ends.
        QTimer::singleShot(3, this, &MonkeyTest::answer);
        if (QWidget* popup = QApplication::activePopupWidget()) {
            QTest::keyClick(popup, pick(2) ? Qt::Key_Down : Qt::Key_Escape);
            if (QWidget* still = QApplication::activePopupWidget(); still && pick(2)) QTest::keyClick(still, pick(2) ? Qt::Key_Return : Qt::Key_Escape);
        } else if (QWidget* modal = QApplication::activeModalWidget()) {
            auto* dialog = qobject_cast<QDialog*>(modal);
            if (pick(3) && !qobject_cast<QFileDialog*>(modal)) touch(modal);
            else if (dialog) dialog->reject();
            else modal->close();
        }
    }

    QWidget* anyWidget(QWidget* within) {
        QList<QWidget*> shown;
        for (QWidget* each : within->findChildren<QWidget*>())
            if (each->isVisible() && each->isEnabled() && each->width() > 2 && each->height() > 2 && each->window() == within->window()) shown.push_back(each);
        return shown.isEmpty() ? within : shown[pick(static_cast<size_t>(shown.size()))];
    }
    QPoint within(QWidget* widget) { return {pick(static_cast<size_t>(std::max(1, widget->width()))), pick(static_cast<size_t>(std::max(1, widget->height())))}; }

    void touch(QWidget* window) {
        QPointer<QWidget> widget = anyWidget(window);
        const QPoint place = within(widget), second = within(widget);
        const Qt::KeyboardModifiers keys = pick(5) ? Qt::NoModifier : pick(2) ? Qt::ControlModifier : Qt::ShiftModifier;
        last_ = QString("%1 '%2' %3 of '%4'").arg(widget->metaObject()->className(), widget->objectName(), widget->property("text").toString(),
                                                   widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
        switch (pick(6)) {
        case 0: QTest::mouseDClick(widget, Qt::LeftButton, keys, place); break;
        case 1:
            QTest::mousePress(widget, Qt::LeftButton, keys, place);
            if (widget) QTest::mouseMove(widget, second);
            if (widget) QTest::mouseRelease(widget, Qt::LeftButton, keys, second);
            break;
        case 2: {
            QWheelEvent wheel(place, widget->mapToGlobal(place), {}, {0, pick(2) ? 120 : -120}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
            QApplication::sendEvent(widget, &wheel);
            break;
        }
        case 3: QTest::mouseClick(widget, pick(4) ? Qt::LeftButton : Qt::RightButton, keys, place); break;
        default: QTest::mouseClick(widget, Qt::LeftButton, keys, place); break;
        }
    }

    void type() {
        QWidget* focus = QApplication::focusWidget();
        if (!focus || pick(2)) {
            if (!editor()) return;
            editor()->setFocus();
            if (pick(3) == 0) editor()->setCaret(pick(editor()->content().size() + 1));
            focus = editor();
        }
        QPointer<QWidget> into = focus;
        for (const char* c = Words[static_cast<size_t>(pick(Words.size()))]; *c && into; ++c) {
            if (*c == '\n') QTest::keyClick(into, Qt::Key_Return);
            else QTest::keyClick(into, *c);
        }
    }
    void press() {
        if (QWidget* focus = QApplication::focusWidget()) QTest::keyClick(focus, Keys[static_cast<size_t>(pick(Keys.size()))], pick(6) ? Qt::NoModifier : pick(2) ? Qt::ShiftModifier : Qt::ControlModifier);
    }
    /// Not `quit`, and nothing that only asks for a file or folder of the machine.
    void command() {
        static const std::set<std::string> left{"quit", "open-file", "open-folder", "save-graph", "close-file"};
        const auto table = commandTable();
        const CommandRow& row = table[static_cast<size_t>(pick(table.size()))];
        if (left.count(row.id)) return;
        last_ = row.id;
        (window_.get()->*row.run)();
    }
    void panel() {
        const auto table = panelTable();
        last_ = table[static_cast<size_t>(pick(table.size()))].id;
        window_->showPanel(last_);
    }
    void draw() {
        const auto& cards = canvas()->drawing().cards;
        if (!canvas()->isVisible() || cards.empty()) return;
        const auto& card = cards[static_cast<size_t>(pick(cards.size()))].rect;
        const auto& other = cards[static_cast<size_t>(pick(cards.size()))].rect;
        const QPoint from = canvas()->toWidget(pick(2) ? card.center() : QPointF(card.right(), card.center().y())).toPoint();
        const QPoint to = pick(3) ? canvas()->toWidget(other.center()).toPoint() : within(canvas());
        if (pick(3) == 0 && cards.size() < 25) {
            const auto& items = window_->graph()->design()->session().palette();
            QMimeData mime;
            mime.setData(DesignView::MimeType, items[static_cast<size_t>(pick(items.size()))].id.toUtf8());
            QDragEnterEvent enter(to, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(canvas(), &enter);
            QDropEvent drop(to, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(canvas(), &drop);
            return;
        }
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas(), (from + to) / 2);
        QTest::mouseMove(canvas(), to);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
    }

    std::string hand() {
        struct Way { const char* name; int weight; void (MonkeyTest::*act)(); };
        static constexpr Way Ways[] = {{"type", 20, &MonkeyTest::type}, {"press", 25, &MonkeyTest::press}, {"touch", 25, nullptr}, {"draw", 15, &MonkeyTest::draw}, {"command", 8, &MonkeyTest::command},
                                       {"panel", 5, &MonkeyTest::panel}, {"mode", 2, nullptr}};
        int at = pick(100);
        for (const Way& way : Ways) {
            if ((at -= way.weight) >= 0) continue;
            ++done_[way.name];
            last_.clear();
            if (way.act) (this->*way.act)();
            else if (way.name[0] == 't') touch(window_.get());
            else window_->setMode(Modes[static_cast<size_t>(pick(Modes.size()))]);
            return way.name;
        }
        return "";
    }

    /// The text as a graph and back has the plan of the text; the canvas shows the text.
    void roundTrip() {
        if (!editor() || !editor()->isSql()) return;
        const std::string text = editor()->content();
        if (window_->graph()->isDesign() && canvas()->isVisible()) {
            window_->graph()->design()->readText();
            const DesignSession& shown = window_->graph()->design()->session();
            if (!shown.isStale()) QCOMPARE(QString::fromStdString(shown.graph().text), QString::fromStdString(text));
        }
        const auto file = graph::toGraphFile(text);
        if (!file) return;
        const auto back = graph::fromGraphFile(*file);
        QVERIFY2(back, text.c_str());
        const Engine engine = sessionEngine();
        const Analysis before = engine.analyze(text, folder_->path().toStdString()), after = engine.analyze(*back, folder_->path().toStdString());
        auto plan = [](const Analysis& analysis) {
            QStringList lines;
            for (const auto& vertex : analysis.plan.vertices) lines << QString::fromStdString(vertex.name + " " + vertex.detail + " " + vertex.changelog);
            for (const auto& edge : analysis.plan.edges) lines << QString("%1 %2 %3").arg(edge.from).arg(edge.to).arg(edge.input);
            return lines.join('\n');
        };
        QCOMPARE(plan(after), plan(before));
        ++roundTrips_;
    }

private slots:
    /// The samples can be opened from the first page, and what is open is changed and saved: copies, then.
    void initTestCase() {
        const QDir samples(qEnvironmentVariable("WEIR_SAMPLES"));
        for (const QFileInfo& sample : samples.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QVERIFY(QDir(samples_.path()).mkdir(sample.fileName()));
            for (const QFileInfo& file : QDir(sample.filePath()).entryInfoList(QDir::Files)) QVERIFY(QFile::copy(file.filePath(), samples_.filePath(sample.fileName() + '/' + file.fileName())));
        }
        qputenv("WEIR_SAMPLES", samples_.path().toUtf8());
    }

    void nothingBreaks() {
        const int hands = qEnvironmentVariableIsSet("WEIR_MONKEY_EVENTS") ? qEnvironmentVariableIntValue("WEIR_MONKEY_EVENTS") : 600;
        constexpr int Round = 300;
        random_.seed(static_cast<unsigned>(qEnvironmentVariableIsSet("WEIR_MONKEY_SEED") ? qEnvironmentVariableIntValue("WEIR_MONKEY_SEED") : 1));
        UiWatchdog watchdog;
        answers_ = true;
        answer();
        std::vector<std::pair<qint64, std::string>> slow;
        for (int done = 0; done < hands;) {
            open();
            if (done == 0) watchdog.start();
            QPointer<Document> first = window_->editors()->current();
            for (int i = 0; i < Round && done < hands; ++i, ++done) {
                QElapsedTimer time;
                time.start();
                const std::string way = hand();
                QApplication::processEvents();
                if (time.elapsed() > 100) slow.emplace_back(time.elapsed(), std::to_string(done) + " " + way + " " + last_.toStdString());
                // Now and then it thinks better of what it has typed.
                if (pick(8) == 0 && editor())
                    for (int step = 0; step < 60 && editor()->isUndoAvailable() && !graph::toGraphFile(editor()->content()); ++step) editor()->undo();
                if (i % 100 == 99) roundTrip();
            }
            while (QWidget* modal = QApplication::activeModalWidget()) modal->close();
            if (first) {
                SqlEditor* text = first->editor();
                for (int step = 0; step < 20000 && text->isUndoAvailable(); ++step) text->undo();
                QCOMPARE(QString::fromStdString(text->content()), Script);
                ++undone_;
            }
        }
        answers_ = false;
        QString ways;
        for (const auto& [name, count] : done_) ways += QString(" %1 %2").arg(QString::fromStdString(name)).arg(count);
        qInfo("%d hands:%s; %d round trips, all undone %d times; gaps of the window's thread: p99 %.0f ms, longest %.0f ms, %lld over 100 ms", hands, qPrintable(ways), roundTrips_, undone_,
              watchdog.percentile(0.99), watchdog.longestMillis(), static_cast<long long>(watchdog.gapsOver(100)));
        for (const auto& [millis, number] : slow) qInfo("hand %s took %lld ms", number.c_str(), static_cast<long long>(millis));
        QVERIFY(undone_ > 0 && roundTrips_ > 0);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    MonkeyTest test;
    QStringList arguments = QCoreApplication::arguments();
    arguments << "-maxwarnings" << "0";      // a display that is not there warns at every hand
    return QTest::qExec(&test, arguments);
}
#include "monkey_test.moc"
