// SPDX-License-Identifier: GPL-3.0-or-later
// The style of the program: a switch of the theme is a palette and nothing else, every state of a control can be seen, and fields agree in size.
#include "tests/ui/window_fixture.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/panels.h"

#include <QApplication>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTabBar>
#include <QVBoxLayout>
#include <QStyleOption>
#include <QToolButton>
#include <QTreeWidget>

using namespace weir;
using namespace weir::ui;

namespace {

const char* Script = "CREATE TABLE orders (id BIGINT, shop INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000');\n\nSELECT id, shop FROM orders WHERE shop > 1;\n";

/// Of a picture, by this very colour.
double shareOf(const QImage& picture, const QColor& colour) {
    int64_t found = 0;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) found += picture.pixel(x, y) == colour.rgb();
    return static_cast<double>(found) / (static_cast<double>(picture.width()) * picture.height());
}

/// Counts what is sent to widgets.
class EventCount : public QObject {
public:
    explicit EventCount(QEvent::Type type) : type_(type) { qApp->installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        count += event->type() == type_ && watched->isWidgetType();
        return false;
    }

private:
    QEvent::Type type_;
};

} // namespace

class ThemeTest : public WindowFixture {
    Q_OBJECT

    void switchTheme() {
        window_->toggleTheme();
        QCoreApplication::processEvents();
    }

private slots:
    void cleanup() {
        WindowFixture::cleanup();
        applyTheme(*qApp, darkTheme());
    }

    void nothingHasAStyleSheet() {
        runJob(Script);
        for (const PanelRow& panel : panelTable()) window_->showPanel(panel.id);
        QVERIFY(qApp->styleSheet().isEmpty());
        for (const QWidget* widget : QApplication::allWidgets()) QVERIFY2(widget->styleSheet().isEmpty(), qPrintable(widget->objectName()));
    }

    void aSwitchIsAPaletteOnly() {
        runJob(Script);
        EventCount styles(QEvent::StyleChange), fonts(QEvent::FontChange), palettes(QEvent::PaletteChange);
        switchTheme();
        QCOMPARE(styles.count, 0);
        QCOMPARE(fonts.count, 0);
        QVERIFY(palettes.count > 100);
    }

    void aSwitchReachesEverything() {
        runJob(Script);
        for (const char* mode : {"author", "design", "run"}) {
            window_->setMode(mode);
            for (const bool toLight : {true, false}) {
                const Theme& before = toLight ? darkTheme() : lightTheme();
                QVERIFY2(shareOf(window_->grab().toImage(), before.window) > 0.1, mode);
                switchTheme();
                const QImage after = window_->grab().toImage();
                for (const QColor& colour : {before.window, before.alternate, before.panel, before.hover, before.border, before.grid})
                    QVERIFY2(shareOf(after, colour) < 0.0005, qPrintable(QString("%1: %2").arg(mode, colour.name())));
            }
        }
        window_->setMode("run");
        for (const PanelRow& panel : panelTable()) {
            window_->showPanel(panel.id);
            QCoreApplication::processEvents();
            switchTheme();
            QVERIFY2(shareOf(window_->grab().toImage(), darkTheme().window) < 0.0005, panel.id);
            switchTheme();
            QVERIFY2(shareOf(window_->grab().toImage(), lightTheme().window) < 0.0005, panel.id);
        }
    }

    void labelsFollowTheTheme() {
        QLabel label("words");
        label.setObjectName("muted");
        label.show();
        QCOMPARE(label.palette().color(label.foregroundRole()), darkTheme().muted);
        applyTheme(*qApp, lightTheme());
        QCOMPARE(label.palette().color(label.foregroundRole()), lightTheme().muted);
    }

    void everyStateCanBeSeen() {
        QPushButton plain("Go"), primary("Go"), search("Go"), link("Go");
        primary.setObjectName("primary");
        search.setObjectName("searchBox");
        link.setObjectName("link");
        QToolButton tool;
        tool.setText("Go");
        QLineEdit line("Go");
        QSpinBox spin;
        QComboBox combo;
        combo.addItem("Go");
        QCheckBox check("Go");
        QRadioButton radio("Go");
        for (QWidget* widget : std::initializer_list<QWidget*>{&plain, &primary, &search, &link, &tool, &line, &spin, &combo, &check, &radio}) {
            widget->resize(widget->sizeHint());
            widget->show();
            widget->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(widget));
            for (const Theme* theme : {&darkTheme(), &lightTheme()}) {
                applyTheme(*qApp, *theme);
                QCoreApplication::processEvents();
                widget->clearFocus();
                widget->setAttribute(Qt::WA_UnderMouse, false);          // it may lie there already
                const QByteArray words = QByteArray(widget->metaObject()->className()) + ' ' + widget->objectName().toLatin1() + (theme->dark ? ", dark" : ", light");
                const char* name = words.constData();
                const QImage usual = widget->grab().toImage();
                widget->setFocus(Qt::TabFocusReason);
                const QImage focused = widget->grab().toImage();
                widget->clearFocus();
                QCursor::setPos(widget->mapToGlobal(widget->rect().center()));
                widget->setAttribute(Qt::WA_UnderMouse);
                const QImage hovered = widget->grab().toImage();
                widget->setAttribute(Qt::WA_UnderMouse, false);
                widget->setEnabled(false);
                const QImage disabled = widget->grab().toImage();
                widget->setEnabled(true);
                QVERIFY2(focused != usual, name);
                QVERIFY2(hovered != usual, name);
                QCursor::setPos(widget->mapToGlobal(QPoint(-100, -100)));
                QVERIFY2(disabled != usual, name);
                if (auto* button = qobject_cast<QAbstractButton*>(widget); button && widget != &check && widget != &radio) {
                    button->setDown(true);
                    const QImage pressed = widget->grab().toImage();
                    button->setDown(false);
                    QVERIFY2(pressed != usual, name);
                }
            }
            widget->hide();
        }
    }

    void theKeyboardsPlaceIsSeen() {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* list = new QListWidget;
        list->addItems({"one", "two"});
        list->setCurrentRow(0);
        auto* tree = new QTreeWidget;
        tree->setCurrentItem(new QTreeWidgetItem(tree, {"one"}));
        auto* tabs = new QTabBar;
        tabs->addTab("one");
        auto* text = new QPlainTextEdit;
        text->setFrameStyle(QFrame::Box | QFrame::Plain);
        text->setCursorWidth(0);                 // which would be seen, too
        for (QWidget* widget : std::initializer_list<QWidget*>{list, tree, tabs, text}) column->addWidget(widget);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        for (QWidget* widget : std::initializer_list<QWidget*>{list, tree, tabs, text}) {
            if (QWidget* now = QApplication::focusWidget()) now->clearFocus();
            const QImage without = widget->grab().toImage();
            window.setAttribute(Qt::WA_KeyboardFocusChange);
            widget->setFocus(Qt::TabFocusReason);
            QVERIFY2(widget->grab().toImage() != without, widget->metaObject()->className());
        }
    }

    void fieldsAgreeInSize() {
        QLineEdit line;
        QSpinBox spin;
        QComboBox combo;
        QPushButton button("Go");
        combo.addItem("Go");
        for (QWidget* widget : std::initializer_list<QWidget*>{&line, &spin, &combo, &button}) widget->ensurePolished();
        QCOMPARE(spin.sizeHint().height(), line.sizeHint().height());
        QVERIFY(std::abs(combo.sizeHint().height() - line.sizeHint().height()) <= 2);
        QVERIFY(std::abs(button.sizeHint().height() - line.sizeHint().height()) <= 2);
        QVERIFY(line.sizeHint().height() >= 26);
        QCOMPARE(QScrollBar(Qt::Vertical).sizeHint().width(), 11);
        QTreeWidget tree;
        auto* item = new QTreeWidgetItem(&tree, {"Go"});
        tree.ensurePolished();
        QCOMPARE(tree.visualItemRect(item).height(), 25);
    }

    void partsCanBeTouched() {
        QSpinBox spin;
        spin.resize(spin.sizeHint());
        spin.show();
        const QPoint up(spin.width() - 8, 6), down(spin.width() - 8, spin.height() - 6);
        QTest::mouseClick(&spin, Qt::LeftButton, {}, up);
        QTest::mouseClick(&spin, Qt::LeftButton, {}, up);
        QTest::mouseClick(&spin, Qt::LeftButton, {}, down);
        QCOMPARE(spin.value(), 1);
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 1000);
        bar.setPageStep(100);
        bar.resize(11, 300);
        bar.show();
        QTest::mouseClick(&bar, Qt::LeftButton, {}, {5, 290});
        QCOMPARE(bar.value(), 100);
        const QPoint thumb(5, 35);
        QTest::mousePress(&bar, Qt::LeftButton, {}, thumb);
        QTest::mouseMove(&bar, thumb + QPoint(0, 500));
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, thumb + QPoint(0, 500));
        QCOMPARE(bar.value(), 1000);
        QComboBox combo;
        combo.addItems({"one", "two", "three"});
        combo.show();
        QTest::mouseClick(&combo, Qt::LeftButton, {}, {combo.width() - 8, combo.height() / 2});
        QVERIFY(combo.view()->isVisible());
        // All of them at once: the list is as high as its rows.
        QVERIFY(!combo.view()->verticalScrollBar()->isVisible());
        combo.hidePopup();
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    ThemeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "theme_test.moc"
