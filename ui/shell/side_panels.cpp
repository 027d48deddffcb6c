// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_panels.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/fonts.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QHeaderView>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>

namespace weir::ui {

namespace {

/// Rows as wide as the list: a long one ends with "…" instead of asking for a scroll bar. The tool tip has all of it.
class CutToWidth : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override { return {0, QStyledItemDelegate::sizeHint(option, index).height()}; }
};

} // namespace

QWidget* withEmptyState(QAbstractItemView* view, QAbstractItemModel* model, EmptyState* empty) {
    auto* pages = new QStackedWidget;
    pages->addWidget(empty);
    pages->addWidget(view);
    auto show = [pages, model] { pages->setCurrentIndex(model->rowCount() > 0 ? 1 : 0); };
    QObject::connect(model, &QAbstractItemModel::modelReset, pages, show);
    QObject::connect(model, &QAbstractItemModel::rowsInserted, pages, show);
    QObject::connect(model, &QAbstractItemModel::rowsRemoved, pages, show);
    show();
    return pages;
}

QWidget* makeOutlinePanel(Studio& studio) {
    auto* list = new QListView;
    list->setObjectName("outlineList");
    list->setAccessibleName(QObject::tr("Statements"));
    list->setModel(&studio.outline);
    list->setItemDelegate(new CutToWidth(list));
    auto go = [&studio](const QModelIndex& index) {
        const Place place = studio.outline.statements()[static_cast<size_t>(index.row())].place;      // the list may be another's by then
        emit studio.placeWanted(place);
    };
    QObject::connect(list, &QListView::activated, &studio, go);
    QObject::connect(list, &QListView::clicked, &studio, go);
    return withEmptyState(list, &studio.outline, new EmptyState("outline", QObject::tr("No statements"), QObject::tr("The statements of the open SQL file are listed here.")));
}

QWidget* makeProblemsPanel(Studio& studio) {
    QTableView* table = plainTable(&studio.problems, "problemsTable", QObject::tr("Problems"));
    table->horizontalHeader()->setSectionResizeMode(ProblemModel::MessageColumn, QHeaderView::Stretch);
    table->setColumnWidth(ProblemModel::FileColumn, 160);
    table->setColumnWidth(ProblemModel::PlaceColumn, 80);
    auto go = [&studio](const QModelIndex& index) {
        const Problem problem = studio.problems.problem(index.row());       // going to another file lists that one's
        emit studio.problemWanted(problem);
    };
    QObject::connect(table, &QTableView::activated, &studio, go);
    QObject::connect(table, &QTableView::clicked, &studio, go);
    return withEmptyState(table, &studio.problems, new EmptyState("check", QObject::tr("No problems"), QObject::tr("Mistakes in the text and reasons why a run failed are listed here.")));
}

QWidget* makeSubtasksPanel(Studio& studio) {
    QTableView* table = plainTable(&studio.subtasks, "subtasksTable", QObject::tr("Subtasks"));
    table->setColumnWidth(SubtaskModel::OperatorColumn, 170);
    for (int c = 1; c < SubtaskModel::ColumnCount; ++c) table->setColumnWidth(c, c == SubtaskModel::HeldColumn || c == SubtaskModel::WatermarkColumn ? 90 : 72);
    table->horizontalHeader()->setStretchLastSection(true);
    auto show = [&studio] { studio.subtasks.show(studio.feed.live(), studio.selection.vertex()); };
    auto* pages = withEmptyState(table, &studio.subtasks,
                                 new EmptyState("layers", QObject::tr("No subtasks"), QObject::tr("While a job runs, each parallel part of its operators has a line here: "
                                                                                               "rows, busy, held back and idle time, watermark, state.")));
    QObject::connect(&studio.feed, &RunFeed::changed, table, show);
    QObject::connect(&studio.feed, &RunFeed::runChanged, table, show);
    QObject::connect(&studio.selection, &Selection::changed, table, show);
    return pages;
}

QWidget* makeLogPanel(Studio& studio) {
    auto* lines = new QPlainTextEdit;
    lines->setObjectName("logText");
    lines->setAccessibleName(QObject::tr("Log"));
    lines->setReadOnly(true);
    lines->setFrameShape(QFrame::NoFrame);
    lines->setFont(codeFont(9.5));
    lines->setMaximumBlockCount(10'000);
    lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    lines->setUndoRedoEnabled(false);
    auto* pages = new QStackedWidget;
    pages->addWidget(new EmptyState("terminal", QObject::tr("Nothing printed"), QObject::tr("Rows of tables with 'connector' = 'print' and the answers of EXPLAIN and SHOW come here.")));
    pages->addWidget(lines);
    auto take = [&studio, lines, pages] {
        // A few a tick: text is laid out in this thread.
        const auto taken = studio.log->take(200);
        if (taken.lines.empty()) return;
        QString block;
        if (taken.dropped) block += QObject::tr("… %1 lines left out …\n").arg(taken.dropped);
        for (size_t i = 0; i < taken.lines.size(); ++i) block += text(taken.lines[i]).left(4000) + (i + 1 < taken.lines.size() ? "\n" : "");
        lines->appendPlainText(block);
        pages->setCurrentIndex(1);
    };
    QObject::connect(&studio.feed, &RunFeed::changed, lines, take);
    QObject::connect(&studio.runner, &JobRunner::failed, lines, take);
    return pages;
}

} // namespace weir::ui
