// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/results_panel.h"

#include "ui/bridge/run_feed.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/icons.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/results/row_grid.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir::ui {

ResultsPanel::ResultsPanel(RunFeed& feed, QWidget* parent)
    : QWidget(parent), feed_(feed), which_(new QComboBox), asTable_(flatButton("table", tr("Table"))),
      asChangelog_(flatButton("changelog", tr("Changelog"))), follow_(flatButton("follow", tr("Follow new rows"))), count_(new QLabel),
      notice_(new QLabel), pages_(new QStackedWidget), empty_(new EmptyState("table", {}, {})), grid_(new RowGrid),
      text_(new QPlainTextEdit) {
    setObjectName("resultsPanel");
    auto* bar = new QWidget;
    bar->setObjectName("stripe");
    bar->setAttribute(Qt::WA_StyledBackground);
    bar->setFixedHeight(36);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 0, 8, 0);
    for (auto* button : {asTable_, asChangelog_}) {
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoExclusive(true);
    }
    asTable_->setText(tr("Table"));
    asChangelog_->setText(tr("Changelog"));
    asTable_->setChecked(true);
    asTable_->setObjectName("showTable");
    asChangelog_->setObjectName("showChangelog");
    follow_->setCheckable(true);
    follow_->setChecked(true);
    which_->setAccessibleName(tr("Which SELECT"));
    which_->setMinimumWidth(220);
    count_->setObjectName("muted");
    notice_->setObjectName("muted");
    notice_->setTextFormat(Qt::PlainText);
    row->addWidget(asTable_);
    row->addWidget(asChangelog_);
    row->addWidget(which_);
    row->addSpacing(8);
    row->addWidget(notice_, 1);
    row->addStretch();
    row->addWidget(count_);
    row->addWidget(follow_);
    pages_->addWidget(empty_);
    pages_->addWidget(grid_);
    pages_->addWidget(text_);
    text_->setObjectName("statementText");
    text_->setReadOnly(true);
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    text_->setFrameShape(QFrame::NoFrame);
    text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text_->setAccessibleName(tr("What the statement says"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);
    grid_->setSource(&table_);

    connect(asTable_, &QToolButton::clicked, this, [this] { showChangelog(false); });
    connect(asChangelog_, &QToolButton::clicked, this, [this] { showChangelog(true); });
    connect(follow_, &QToolButton::toggled, grid_, &RowGrid::setFollowing);
    connect(grid_, &RowGrid::followingChanged, follow_, &QToolButton::setChecked);
    connect(which_, &QComboBox::activated, this, &ResultsPanel::showResult);
    connect(&feed_, &RunFeed::runChanged, this, &ResultsPanel::runChanged);
    connect(&feed_, &RunFeed::changed, this, &ResultsPanel::tick);
    runChanged();
}

void ResultsPanel::runChanged() {
    shown_ = -1;
    textShown_ = false;
    table_.clear();
    changelog_.clear();
    which_->clear();
    if (feed_.run())
        for (int i = 0; i < feed_.run()->resultCount(); ++i) which_->addItem(titleOf(i));
    const bool rows = which_->count() > 0;
    for (const StatementText& text : texts_) which_->addItem(QString::fromStdString(text.title));
    which_->setVisible(which_->count() > 1);
    // Rows come first; texts stand behind them in the list, and alone where there are no rows.
    if (rows || !texts_.empty()) showResult(0);
    describe();
}

void ResultsPanel::showTexts(std::vector<StatementText> texts) {
    texts_ = std::move(texts);
    runChanged();
}

// Results have no names; their columns tell which is which.
QString ResultsPanel::titleOf(int index) const {
    const auto collector = feed_.run()->result(index);
    QStringList names;
    if (collector)
        for (const auto& field : collector->schema().fields) names += QString::fromStdString(field.name);
    const QString all = names.join(", ");
    return tr("%1: %2").arg(index + 1).arg(all.size() > 44 ? all.left(43) + QChar(0x2026) : all);
}

void ResultsPanel::showResult(int index) {
    const int results = feed_.run() ? feed_.run()->resultCount() : 0;
    if (index >= results) {
        if (index - results >= static_cast<int>(texts_.size())) return;
        shown_ = -1;
        textShown_ = true;
        which_->setCurrentIndex(index);
        text_->setPlainText(QString::fromStdString(texts_[static_cast<size_t>(index - results)].text));
        describe();
        return;
    }
    const auto collector = feed_.run()->result(index);
    if (!collector) return;
    shown_ = index;
    textShown_ = false;
    which_->setCurrentIndex(index);
    changelog_.read(ResultReader::of(collector));
    table_.read(ResultReader::of(collector));
    describe();
}

void ResultsPanel::showChangelog(bool changelog) {
    asTable_->setChecked(!changelog);
    asChangelog_->setChecked(changelog);
    grid_->setSource(changelog ? static_cast<RowSource*>(&changelog_) : &table_);
    tick();
}

void ResultsPanel::tick() {
    // A run gets its results a moment after it is watched.
    if (shown_ < 0 && feed_.run() && feed_.run()->resultCount() > 0 && which_->count() < feed_.run()->resultCount() + static_cast<int>(texts_.size()))
        return runChanged();
    if (isVisible()) {
        if (asChangelog_->isChecked()) changelog_.refresh();
        else table_.refresh();
    }
    describe();
}

void ResultsPanel::describe() {
    asTable_->setEnabled(!textShown_);
    asChangelog_->setEnabled(!textShown_);
    if (textShown_) {
        pages_->setCurrentWidget(text_);
        count_->clear();
        notice_->clear();
        follow_->hide();
        return;
    }
    const RowSource& shown = asChangelog_->isChecked() ? static_cast<const RowSource&>(changelog_) : table_;
    const bool hasRows = shown_ >= 0 && shown.rowCount() > 0;
    if (!feed_.run())
        empty_->setTexts(tr("No results yet"), tr("Press Run to start the job. Rows of its SELECT statements appear here while it runs."));
    else if (shown_ < 0)
        empty_->setTexts(tr("This job writes to sinks only"), tr("Rows appear here for a SELECT that is not part of an INSERT. The graph shows what flows into the sinks."));
    else if (isEnd(feed_.state()))
        empty_->setTexts(tr("No rows"), tr("The job ended without a row in this result."));
    else
        empty_->setTexts(tr("Waiting for the first row"), tr("A window gives its rows when the watermark passes its end."));
    if (QWidget* page = hasRows ? static_cast<QWidget*>(grid_) : empty_; pages_->currentWidget() != page) pages_->setCurrentWidget(page);
    count_->setText(shown_ >= 0 ? tr("%1 rows").arg(groupedNumber(shown.rowCount())) : QString());
    notice_->setText(shown.notice());
    follow_->setVisible(hasRows && shown.isInOrderOfArrival());
}

} // namespace weir::ui
