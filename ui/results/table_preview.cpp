// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/table_preview.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/results/row_grid.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weir::ui {

TablePreview::TablePreview(const Engine& engine, QWidget* parent)
    : QWidget(parent), engine_(engine), grid_(new RowGrid), title_(new QLabel), status_(new QLabel),
      empty_(new EmptyState("table", tr("No table chosen"), tr("Choose a table or view in the catalog; its first rows appear here."))), pages_(new QStackedWidget) {
    setObjectName("tablePreview");
    grid_->setSource(&rows_);
    grid_->setFollowing(false);
    title_->setObjectName("emptyTitle");
    title_->setTextFormat(Qt::PlainText);
    status_->setObjectName("muted");
    status_->setTextFormat(Qt::PlainText);
    auto* bar = new QWidget;
    bar->setObjectName("stripe");
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 5, 12, 5);
    row->setSpacing(12);
    row->addWidget(title_);
    row->addWidget(status_, 1);
    pages_->addWidget(empty_);
    pages_->addWidget(grid_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);
    timer_.setInterval(50);
    connect(&timer_, &QTimer::timeout, this, &TablePreview::tick);
}

TablePreview::~TablePreview() { end(); }

QString TablePreview::status() const { return status_->text(); }

void TablePreview::show(const QString& title, const std::string& script, const std::string& folder, const std::string& table) {
    end();
    rows_.clear();
    title_->setText(title);
    status_->setText(tr("reading …"));
    empty_->setTexts(tr("Reading"), tr("The first rows of %1 are on their way.").arg(title));
    pages_->setCurrentWidget(empty_);
    if (!engine_.start) return;
    reading_ = true;
    RunOptions options;
    options.workers = 1;
    options.resultRows = MostRows * 4;
    const std::string whole = script + "\nSELECT * FROM " + table + " LIMIT " + std::to_string(MostRows) + ";\n";
    starting_.request([start = engine_.start, whole, folder, options] { return start(whole, folder, options); }, [this](const Result<std::shared_ptr<Run>>& run) { started(run); });
}

void TablePreview::started(const Result<std::shared_ptr<Run>>& run) {
    if (!run) return fail(text(run.error().message + (run.error().hint.empty() ? "" : " " + run.error().hint)));
    run_ = *run;
    if (!run_ || run_->resultCount() == 0) return fail(tr("It cannot be read."));
    rows_.read(ResultReader::of(run_->result(0)));
    since_.start();
    timer_.start();
    tick();
}

void TablePreview::tick() {
    if (!run_) return;
    const auto snapshot = run_->snapshot();
    const bool ended = run_->wait(0), full = run_->result(0)->totalRows() >= MostRows, late = since_.elapsed() >= MostMillis;
    rows_.refresh();
    if (rows_.rowCount() > 0 && pages_->currentWidget() != grid_) pages_->setCurrentWidget(grid_);
    if (!ended && !full && !late) return;
    if (snapshot && !snapshot->errors.empty() && rows_.rowCount() == 0) return fail(text(snapshot->errors.front().message + (snapshot->errors.front().hint.empty() ? "" : " " + snapshot->errors.front().hint)));
    end();
    const int64_t count = rows_.rowCount();
    if (count == 0) {
        empty_->setTexts(tr("No rows"), ended ? tr("It was read to its end.") : tr("Nothing came within %1.").arg(durationText(MostMillis)));
        pages_->setCurrentWidget(empty_);
        status_->clear();
        return;
    }
    status_->setText(full    ? tr("the first %1 rows").arg(groupedNumber(count))
                     : ended ? tr("all %1 rows").arg(groupedNumber(count))
                             : tr("%1 rows came within %2").arg(groupedNumber(count), durationText(MostMillis)));
}

void TablePreview::end() {
    timer_.stop();
    starting_.forget();
    reading_ = false;
    if (!run_) return;
    run_->cancel();
    // Whoever lets go of a run waits for its threads.
    ending_.request([run = std::exchange(run_, nullptr)]() mutable {
        run.reset();
        return true;
    }, [](bool) {});
}

void TablePreview::fail(const QString& why) {
    end();
    status_->clear();
    empty_->setTexts(tr("It cannot be read"), why);
    pages_->setCurrentWidget(empty_);
}

} // namespace weir::ui
