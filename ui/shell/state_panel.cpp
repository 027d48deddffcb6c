// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/state_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

StatePanel::StatePanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto* bar = new PanelBar(tr("State"));
    auto combo = [&](const char* name, const QString& what) {
        auto* made = new QComboBox;
        made->setObjectName(name);
        made->setAccessibleName(what);
        made->setToolTip(what);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(16);
        return made;
    };
    count_ = new ElidedLabel;
    count_->setObjectName("muted");
    count_->setContentsMargins(0, 0, 10, 0);
    operators_ = combo("stateOperator", tr("Operator"));
    sections_ = combo("stateSection", tr("Which of its state"));
    key_ = new QLineEdit;
    key_->setObjectName("stateKey");
    key_->setPlaceholderText(tr("Key begins with…"));
    key_->setAccessibleName(tr("Key begins with"));
    key_->setClearButtonEnabled(true);
    key_->setMaximumWidth(200);
    for (QWidget* each : std::initializer_list<QWidget*>{count_, operators_, sections_, key_}) bar->addWidget(each);
    pause_ = bar->addLabelled("pauseAndLook", "pause", tr("Pause and look"), tr("Pause the run and show what its operators hold"));

    table_ = plainTable(&model_, "stateTable", tr("Entries of the state"));
    empty_ = new EmptyState("database", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(table_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);

    connect(operators_, &QComboBox::activated, this, [this] {
        sections_->clear();
        ask();
    });
    connect(sections_, &QComboBox::activated, this, &StatePanel::ask);
    connect(key_, &QLineEdit::textChanged, this, &StatePanel::ask);
    connect(pause_, &QToolButton::clicked, this, [this] { studio_.runner.pauseOrResume(); });
    connect(&studio_.feed, &RunFeed::stateChanged, this, &StatePanel::stateChanged);
    connect(&studio_.feed, &RunFeed::runChanged, this, &StatePanel::stateChanged);
    connect(&studio_.selection, &Selection::changed, this, [this] {
        const int place = operators_->findData(studio_.selection.vertex());
        if (place < 0 || place == operators_->currentIndex()) return;
        operators_->setCurrentIndex(place);
        sections_->clear();
        ask();
    });
    stateChanged();
}

bool StatePanel::standsStill() const { return studio_.feed.run() && (studio_.feed.state() == RunState::Paused || isEnd(studio_.feed.state())); }

const VertexSnapshot* StatePanel::vertex() const {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot || operators_->currentIndex() < 0) return nullptr;
    auto found = std::find_if(snapshot->vertices.begin(), snapshot->vertices.end(), [this](const VertexSnapshot& one) { return one.id == operators_->currentData().toInt(); });
    return found == snapshot->vertices.end() ? nullptr : &*found;
}

void StatePanel::explain(const QString& title, const QString& text) {
    empty_->setTexts(title, text);
    pages_->setCurrentWidget(empty_);
}

void StatePanel::stateChanged() {
    const bool still = standsStill();
    for (QWidget* each : std::initializer_list<QWidget*>{operators_, sections_, key_, count_}) each->setVisible(still);
    pause_->setVisible(!still && studio_.feed.isActive());
    if (!still) {
        background_.forget();
        model_.show({});
        if (studio_.feed.isActive()) return explain(tr("The job runs"), tr("Pause it to see what its operators hold, key by key."));
        return explain(tr("No state"), tr("Run a job and pause it: what its operators hold is shown here, key by key."));
    }
    listOperators();
    ask();
}

void StatePanel::listOperators() {
    const auto& snapshot = studio_.feed.live().snapshot;
    const QVariant before = operators_->currentIndex() >= 0 ? operators_->currentData() : QVariant(studio_.selection.vertex());
    QSignalBlocker quiet(operators_);
    operators_->clear();
    sections_->clear();
    if (!snapshot) return;
    for (const VertexSnapshot& one : snapshot->vertices) {
        int64_t rows = 0;
        for (const SubtaskSnapshot& subtask : one.subtasks) rows += subtask.stateRows;
        if (rows > 0) operators_->addItem(tr("%1 (%2)").arg(nodeTexts(one).title, compactNumber(static_cast<double>(rows))), one.id);
    }
    const int place = operators_->findData(before);
    operators_->setCurrentIndex(operators_->count() == 0 ? -1 : std::max(0, place));
}

void StatePanel::ask() {
    if (!standsStill()) return;
    const VertexSnapshot* chosen = vertex();
    if (!chosen) {
        model_.show({});
        return explain(tr("No operator holds state"), tr("Filters and projections remember nothing. Aggregates, joins, windows and top-N do."));
    }
    StateQuery query;
    query.uid = chosen->uid;
    query.section = sections_->currentText().toStdString();
    query.key = key_->text().toStdString();
    background_.request([run = studio_.feed.run(), query, parallelism = chosen->parallelism] { return StateModel::read(*run, query, parallelism); },
                        [this](StateModel::Entries entries) { take(std::move(entries)); });
}

void StatePanel::take(StateModel::Entries entries) {
    if (!standsStill()) return;
    if (entries.error) {
        model_.show({});
        return explain(tr("The state cannot be shown"), QString::fromStdString(entries.error->text()));
    }
    if (sections_->count() == 0) {
        QSignalBlocker quiet(sections_);
        for (const std::string& section : entries.all.sections) sections_->addItem(QString::fromStdString(section));
        sections_->setCurrentText(QString::fromStdString(entries.all.section));
    }
    sections_->setVisible(sections_->count() > 1);
    const auto shown = static_cast<int64_t>(entries.rows.size()), matching = entries.all.matching;
    count_->setText(shown == matching ? tr("%1 entries").arg(groupedNumber(matching)) : tr("%1 of %2 entries").arg(groupedNumber(shown), groupedNumber(matching)));
    const bool searched = !key_->text().isEmpty();
    model_.show(std::move(entries));
    if (shown > 0) pages_->setCurrentWidget(table_);
    else if (searched) explain(tr("No such key"), tr("No key of this operator begins so."));
    else explain(tr("Nothing is held"), tr("This operator has no entries at this moment."));
}

} // namespace weir::ui
