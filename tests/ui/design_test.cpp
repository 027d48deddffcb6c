// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas as an editor, over the real engine.
#include "tests/ui/window_fixture.h"
#include "ui/canvas/design_view.h"
#include "ui/canvas/expression_field.h"
#include "ui/canvas/graph_view.h"
#include "ui/canvas/palette_list.h"
#include "ui/canvas/property_form.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QTimer>

#include <random>

using namespace weir;
using namespace weir::ui;

namespace {

const char* Script = "-- Orders.\n"
                     "CREATE TABLE orders (\n  id BIGINT,\n  name STRING\n) WITH (\n  'connector' = 'datagen'\n);\n\n"
                     "CREATE TABLE goods (name STRING, price INT) WITH ('connector' = 'datagen');\n\n"
                     "CREATE VIEW big AS\nSELECT id, name\nFROM orders\nWHERE id > 10; -- ten\n\n"
                     "SELECT name, COUNT(*) AS n\nFROM big\nGROUP BY name;\n";

} // namespace

class DesignTest : public WindowFixture {
    Q_OBJECT
    void open(const QByteArray& text) {
        openJob(text, {1400, 900});
        QVERIFY(window_->setMode("design"));
        QVERIFY(panel()->isVisible());
    }
    DesignPanel* panel() { return window_->graph()->design(); }
    DesignView* view() { return panel()->view(); }
    QString message() { return panel()->findChild<QLabel*>("designMessage")->text(); }
    const DesignCard& card(const QString& id) { return view()->drawing().cards.at(static_cast<size_t>(view()->drawing().find(id))); }
    QPoint at(QPointF scene) { return view()->toWidget(scene).toPoint(); }
    QPoint middle(const QString& id) { return at(card(id).rect.center()); }
    QPoint output(const QString& id) { return at(QPointF(card(id).rect.right(), card(id).rect.center().y())); }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
        QTest::mousePress(view(), Qt::LeftButton, keys, from);
        QTest::mouseMove(view(), (from + to) / 2);
        QTest::mouseMove(view(), to);
        QTest::mouseRelease(view(), Qt::LeftButton, keys, to);
    }
    void columnsOf(const std::string& id) { QTRY_VERIFY(panel()->session().columns().contains(id)); }
    /// As a user does it: types into the filter, Enter.
    void fromPalette(const QString& words) {
        QLineEdit* filter = panel()->palette()->filter();
        filter->setText(words);
        QTest::keyClick(filter, Qt::Key_Return);
        filter->clear();
    }
    QWidget* field(const QString& key) { return panel()->form()->field(key); }
    void writeField(const QString& key, const QString& value) {
        QWidget* shown = field(key);
        QVERIFY2(shown, qPrintable(key));
        if (auto* line = qobject_cast<QLineEdit*>(shown)) {
            line->setText(value);
            QTest::keyClick(line, Qt::Key_Return);
        } else if (auto* expression = qobject_cast<ExpressionField*>(shown)) {
            expression->setPlainText(value);
            QTest::keyClick(expression, Qt::Key_Return);
        } else if (auto* choice = qobject_cast<QComboBox*>(shown)) {
            choice->setCurrentText(value);
            emit choice->textActivated(value);
        }
    }
    void drop(const QByteArray& item, QPoint place) {
        QMimeData mime;
        mime.setData(DesignView::MimeType, item);
        QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view(), &enter);
        QVERIFY(enter.isAccepted());
        QDragMoveEvent move(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view(), &move);
        QDropEvent event(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view(), &event);
    }

private slots:
    void aJobFromNothingByPalette() {
        open("");
        fromPalette("datagen");
        QVERIFY(text().startsWith("CREATE TABLE events (\n  id BIGINT,"));
        QCOMPARE(view()->current(), "events");
        writeField("option.rows-per-second", "1000000");
        writeField("option.fields.id.end", "600");
        columnsOf("events");
        fromPalette("Window aggregate");
        QCOMPARE(view()->current(), "events_per_minute");
        QVERIFY2(text().contains("GROUP BY window_start, window_end, product"), qPrintable(text()));
        writeField("window.size.0", "INTERVAL '30' SECONDS");
        columnsOf("events_per_minute");
        fromPalette("blackhole");
        QVERIFY(text().contains("INSERT INTO events_per_minute_output\nSELECT *\nFROM events_per_minute;"));
        QVERIFY(text().contains("INTERVAL '30' SECONDS"));
        QTRY_VERIFY(editor()->diagnostics().empty() && window_->graph()->view()->vertices().size() >= 3);
        QVERIFY(panel()->session().problemOf(panel()->session().graph().nodes[0]).isEmpty());
        window_->run();
        QTRY_VERIFY(window_->studio().feed.run() != nullptr);
        QVERIFY(!window_->graph()->isDesign());
        QTRY_VERIFY_WITH_TIMEOUT(window_->studio().feed.live().snapshot && window_->studio().feed.live().snapshot->state == RunState::Finished, 20000);
        int64_t read = 0;
        for (const auto& vertex : window_->studio().feed.live().vertices) read = std::max(read, vertex.rowsOut);
        QCOMPARE(read, 600);
        // All of it is undone, step by step, to nothing.
        window_->graph()->setDesign(true);
        for (int i = 0; i < 6; ++i) QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(text(), "");
        QVERIFY(view()->drawing().cards.empty());
        QTest::keyClick(view(), Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(text().startsWith("CREATE TABLE events"));
    }

    void portsAreDraggedToEachOther() {
        open(Script);
        columnsOf("goods");
        columnsOf("big");
        // A taken input asks: the menu's first answer replaces.
        bool asked = false;
        QTimer poll;
        connect(&poll, &QTimer::timeout, this, [&] {
            if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
                asked = true;
                poll.stop();
                QTest::keyClick(menu, Qt::Key_Down);
                QTest::keyClick(menu, Qt::Key_Down);
                QTest::keyClick(menu, Qt::Key_Return);
            }
        });
        poll.start(10);
        drag(output("goods"), middle("big"));
        QVERIFY(asked);
        QVERIFY2(text().contains("FROM orders\nJOIN goods ON orders.name = goods.name\nWHERE id > 10; -- ten"), qPrintable(text()));
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(text(), Script);
        // Type check: a datagen cannot be written to, a SELECT not be read, nothing goes in circles.
        drag(output("orders"), middle("goods"));
        QCOMPARE(text(), Script);
        QCOMPARE(message(), "The connector 'datagen' cannot be written to.");
        QVERIFY(panel()->session().whyNotConnect("SELECT 1", "big").contains("SELECT"));
        QVERIFY(!panel()->session().whyNotConnect("big", "big").isEmpty());
        // The arrowhead of an edge is that input.
        const auto& edges = view()->drawing().edges;
        const auto edge = std::find_if(edges.begin(), edges.end(),
                                       [&](const DesignEdge& e) { return view()->drawing().cards[static_cast<size_t>(e.to)].id == "SELECT 1"; });
        drag(output("orders"), at(edge->end + QPointF(3, 0)));
        QVERIFY(text().contains("AS n\nFROM orders\nGROUP BY name"));
    }

    void fieldsChangeTheirClause() {
        open(Script);
        QTest::mouseClick(view(), Qt::LeftButton, {}, middle("big"));
        QCOMPARE(panel()->form()->shown(), "big");
        QCOMPARE(editor()->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 11, static_cast<long>(text().indexOf("CREATE VIEW") + 2)), 1l);
        writeField("clause.WHERE.0", "id > 10 AND name <> 'x'");
        QVERIFY(text().contains("\nWHERE id > 10 AND name <> 'x'; -- ten\n"));
        writeField("clause.WHERE.0", "id > 10 GROUP BY id");
        QVERIFY(text().contains("\nWHERE id > 10 AND name <> 'x'; -- ten\n"));
        QCOMPARE(message(), "This is more than a text for WHERE. Write only what belongs behind WHERE.");
        QCOMPARE(qobject_cast<ExpressionField*>(field("clause.WHERE.0"))->value(), "id > 10 GROUP BY id");
        QTest::keyClick(field("clause.WHERE.0"), Qt::Key_Escape);
        QCOMPARE(qobject_cast<ExpressionField*>(field("clause.WHERE.0"))->value(), "id > 10 AND name <> 'x'");
        writeField("name", "heavy");
        QVERIFY2(text().contains("CREATE VIEW heavy AS") && text().contains("FROM heavy\n"), qPrintable(message() + text()));
        QCOMPARE(view()->current(), "heavy");
        // Options have choices where the connector says so, and its others can be added.
        QTest::mouseClick(view(), Qt::LeftButton, {}, middle("orders"));
        writeField("add-option", "number-of-rows");
        QVERIFY(text().contains("'connector' = 'datagen',\n  'number-of-rows' = '"));
        writeField("option.number-of-rows", "5");
        QVERIFY(text().contains("'number-of-rows' = '5'"));
        writeField("option.number-of-rows", "");
        QVERIFY(!text().contains("number-of-rows"));
    }

    void completionKnowsTheColumns() {
        open(Script);
        QTest::mouseClick(view(), Qt::LeftButton, {}, middle("big"));
        auto* where = qobject_cast<ExpressionField*>(field("clause.WHERE.0"));
        where->setFocus();
        where->setPlainText("na");
        where->moveCursor(QTextCursor::End);
        QTest::keyClick(where, 'm');
        auto popup = []() -> QWidget* {
            for (QWidget* widget : QApplication::topLevelWidgets())
                if (widget->objectName() == "fieldCompletion" && widget->isVisible()) return widget;
            return nullptr;
        };
        QTRY_VERIFY(popup());
        QWidget* shown = popup();
        QCOMPARE(qobject_cast<QAbstractItemView*>(shown)->currentIndex().data().toString(), "name");
        QTest::keyClick(shown, Qt::Key_Return);
        QCOMPARE(where->value(), "name");
    }

    void typingMovesTheGraphAndNothingElse() {
        open(Script);
        const QRectF before = card("big").rect;
        drag(middle("orders"), middle("orders") + QPoint(30, 50));
        const QRectF moved = card("orders").rect;
        QCOMPARE(QString::fromUtf8([&] {
                     QFile file(folder_->filePath("job.layout.json"));
                     file.open(QIODevice::ReadOnly);
                     return file.readAll();
                 }())
                     .count("\n"),
                 6);
        QCOMPARE(text(), Script);
        editor()->apply({{static_cast<int>(text().size()), static_cast<int>(text().size()), "\nCREATE VIEW more AS SELECT * FROM big;\n"}});
        QTRY_VERIFY(view()->drawing().find("more") >= 0);
        QCOMPARE(card("orders").rect, moved);
        QCOMPARE(card("big").rect, before);
        // Broken text: the last good graph, pale, and nothing can be changed on it.
        editor()->apply({{0, 0, "SELEC nothing;\n"}});
        QTRY_VERIFY(panel()->session().isStale());
        QCOMPARE(view()->drawing().cards.size(), size_t{5});
        QVERIFY(!panel()->session().rename("big", "b"));
        QVERIFY(message().startsWith("The text has a mistake"));
        editor()->undo();
        QTRY_VERIFY(!panel()->session().isStale());
        // Another session finds the places again.
        window_.reset();
        open(Script);
        QCOMPARE(card("orders").rect, moved);
    }

    void itemsDropOnGroundCardAndEdge() {
        open(Script);
        columnsOf("big");
        const auto edge = *std::find_if(view()->drawing().edges.begin(), view()->drawing().edges.end(),
                                        [&](const DesignEdge& e) { return view()->drawing().cards[static_cast<size_t>(e.to)].id == "SELECT 1"; });
        drop("filter", at(edge.path.pointAtPercent(0.5)));
        QVERIFY2(
            text().contains("CREATE VIEW big_filtered AS\nSELECT *\nFROM big\nWHERE name IS NOT NULL;\n\nSELECT name, COUNT(*) AS n\nFROM big_filtered\n"),
            qPrintable(text()));
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(text(), Script);
        const QPointF ground(card("goods").rect.right() + 160, card("goods").rect.bottom() + 90);
        drop("sql", at(ground));
        QVERIFY(text().contains("CREATE VIEW new_step AS\nSELECT *\nFROM choose_input;"));
        QVERIFY(QLineF(card("new_step").rect.center(), ground).length() < 4);
        // Its open port takes a drag, without a question.
        drag(output("goods"), middle("new_step"));
        QVERIFY(text().contains("CREATE VIEW new_step AS\nSELECT *\nFROM goods;"));
        drop("project", middle("goods"));
        QVERIFY(text().contains("CREATE VIEW goods_selected AS\nSELECT name, price\nFROM goods;"));
    }

    void quickAddByDoubleClickAndKey() {
        open(Script);
        columnsOf("big");
        view()->select("big");
        QTest::keyClick(view(), Qt::Key_A);
        auto* popup = qobject_cast<QFrame*>(QApplication::activePopupWidget());
        QVERIFY(popup);
        auto* filter = popup->findChild<QLineEdit*>("paletteFilter");
        filter->setText("top");
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QVERIFY2(text().contains("CREATE VIEW big_top AS\nSELECT id, name\nFROM (\n"), qPrintable(text()));
        QTRY_VERIFY(editor()->diagnostics().empty());
        QTest::mouseDClick(view(), Qt::LeftButton, {}, QPoint(view()->width() - 40, view()->height() - 40));
        popup = qobject_cast<QFrame*>(QApplication::activePopupWidget());
        QVERIFY(popup);
        QTest::keyClick(popup->findChild<QLineEdit*>("paletteFilter"), Qt::Key_Escape);
        QVERIFY(!popup->isVisible());
    }

    void keysDoWhatTheMouseDoes() {
        open(Script);
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_N);
        QCOMPARE(view()->current(), "orders");
        QTest::keyClick(view(), Qt::Key_Right);
        QCOMPARE(view()->current(), "big");
        QVERIFY(view()->accessibleDescription().startsWith("big, Filter, id > 10"));
        QTest::keyClick(view(), Qt::Key_F2);
        auto* name = view()->findChild<QLineEdit*>("renameField");
        QVERIFY(name);
        const QRectF place = card("big").rect;
        name->setText("never");
        QTest::keyClick(name, Qt::Key_Escape);
        QCOMPARE(text(), Script);
        QTest::keyClick(view(), Qt::Key_F2);
        name = view()->findChild<QLineEdit*>("renameField");
        name->setText("heavy");
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(text().contains("FROM heavy\nGROUP"));
        QCOMPARE(card("heavy").rect, place);
        QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().startsWith("CREATE VIEW heavy AS\nSELECT id, name"));
        QTest::keyClick(view(), Qt::Key_Delete);
        QVERIFY2(text().contains("SELECT name, COUNT(*) AS n\nFROM orders\nGROUP BY name;") && !text().contains("heavy"), qPrintable(text()));
        view()->select("orders");
        const QString kept = text();
        QTest::keyClick(view(), Qt::Key_Delete);
        QCOMPARE(text(), kept);
        QCOMPARE(message(), "'SELECT 1' reads 'orders'. Connect them otherwise first.");
        QTest::keyClick(view(), Qt::Key_Slash);
        auto* search = view()->findChild<QLineEdit*>("designSearch");
        search->setText("goods");
        QCOMPARE(view()->current(), "goods");
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(panel()->form()->isAncestorOf(QApplication::focusWidget()));
    }

    /// Random hands: whatever they do, the canvas shows the text, and all of it can be undone.
    void aMonkeyBreaksNothing() {
        open(Script);
        columnsOf("big");
        std::mt19937 random(7);
        auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        QTimer closing;
        connect(&closing, &QTimer::timeout, this, [&] {
            if (QWidget* popup = QApplication::activePopupWidget()) QTest::keyClick(popup, pick(2) ? Qt::Key_Return : Qt::Key_Escape);
        });
        closing.start(1);
        const Qt::Key keys[] = {Qt::Key_N, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,    Qt::Key_Down,   Qt::Key_Delete,
                                Qt::Key_F, Qt::Key_L,    Qt::Key_Plus,  Qt::Key_Minus, Qt::Key_Escape, Qt::Key_0};
        for (int step = 0; step < 500; ++step) {
            auto place = [&] { return QPoint(pick(view()->width()), pick(view()->height())); };
            const auto& cards = view()->drawing().cards;
            auto node = [&] { return cards.empty() ? place() : at(cards[static_cast<size_t>(pick(static_cast<int>(cards.size())))].rect.center()); };
            auto port = [&] { return cards.empty() ? place() : output(cards[static_cast<size_t>(pick(static_cast<int>(cards.size())))].id); };
            switch (pick(9)) {
            case 0: QTest::keyClick(view(), keys[pick(12)]); break;
            case 1: drag(port(), node()); break;
            case 2: drag(node(), place()); break;
            case 3: drag(place(), place(), pick(4) ? Qt::NoModifier : Qt::ControlModifier); break;
            case 4: {
                const auto& items = panel()->session().palette();
                if (cards.size() < 25) drop(items[static_cast<size_t>(pick(static_cast<int>(items.size())))].id.toUtf8(), pick(2) ? node() : place());
                break;
            }
            case 5: QTest::keyClick(view(), pick(2) ? Qt::Key_Z : Qt::Key_Y, Qt::ControlModifier); break;
            case 6: QTest::mouseClick(view(), Qt::LeftButton, {}, node()); break;
            case 7: {
                const auto rows = formRows(panel()->session(), view()->current());
                if (!rows.empty())
                    (void)commitRow(panel()->session(), view()->current(), rows[static_cast<size_t>(pick(static_cast<int>(rows.size())))].key,
                                    pick(2) ? "id > 3" : "x)");
                break;
            }
            default: QTest::mouseDClick(view(), Qt::LeftButton, {}, place()); break;
            }
            if (pick(20) == 0) QApplication::processEvents();
            if (step % 100) continue;
            QCOMPARE(panel()->session().graph().text, editor()->content());
            QVERIFY(!panel()->session().graph().hasErrors);
            QCOMPARE(view()->drawing().cards.size(), panel()->session().graph().nodes.size());
        }
        closing.stop();
        for (int step = 0; step < 2000 && editor()->isUndoAvailable(); ++step) editor()->undo();
        QCOMPARE(text(), Script);
    }

    void theBandTakesWhatItTouches() {
        open(Script);
        drag(at(QPointF(view()->drawing().bounds.left() + 20, view()->drawing().bounds.top() - 3)), at(card("goods").rect.center()));
        QStringList chosen = view()->selection();
        chosen.sort();
        QVERIFY2(chosen.contains("goods") && chosen.contains("orders"), qPrintable(chosen.join(" ")));
    }

    void theCaretChoosesItsNode() {
        open(Script);
        editor()->setFocus();
        editor()->setCaret(static_cast<int>(text().indexOf("WHERE id")));
        QTRY_COMPARE(view()->current(), "big");
        editor()->setCaret(static_cast<int>(text().indexOf("GROUP BY")));
        QTRY_COMPARE(view()->current(), "SELECT 1");
    }

    void everythingHasAName() {
        open(Script);
        QTest::mouseClick(view(), Qt::LeftButton, {}, middle("orders"));
        QStringList nameless;
        for (QWidget* widget : panel()->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || widget->objectName().startsWith("qt_")) continue;
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            if (face && face->text(QAccessible::Name).isEmpty()) nameless += QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    }

    void formsAsText() {
        open("CREATE TABLE t (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'number-of-rows' = '1');\n"
             "CREATE VIEW w AS SELECT window_start, COUNT(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '2' MINUTES)) GROUP "
             "BY window_start, window_end;\n"
             "SELECT * FROM w AS a LEFT JOIN w AS b ON a.n = b.n;\n");
        columnsOf("t");
        auto form = [&](const QString& id) {
            QString out;
            for (const auto& row : formRows(panel()->session(), id)) out += (row.group ? "[" + row.label + "]" : row.label + ": " + row.value) + "\n";
            return out;
        };
        QCOMPARE(form("w"), "Name: w\n[Window]\nKind: HOP\nTime: ts\nEvery: INTERVAL '1' MINUTE\nSize: INTERVAL '2' MINUTES\n[Query]\nSELECT: window_start, "
                            "COUNT(*) AS n\nWHERE: \nGROUP BY: window_start, window_end\nHAVING: \n");
        QCOMPARE(form("SELECT 1"), "[Join]\nKind: LEFT JOIN\nON: a.n = b.n\n[Query]\nSELECT: *\nWHERE: \n");
        QVERIFY(form("t").startsWith("Name: t\nColumns: id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts\n[Connector datagen]\nnumber-of-rows: 1\n"));
        QVERIFY(commitRow(panel()->session(), "w", "window.kind", "TUMBLE"));
        QVERIFY(text().contains("TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '2' MINUTES)"));
        QVERIFY(commitRow(panel()->session(), "SELECT 1", "join.0", "FULL JOIN"));
        QVERIFY(text().contains("FULL JOIN w AS b"));
        QCOMPARE(form("nothing"), "");
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    DesignTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "design_test.moc"
