// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inspector.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <cmath>

namespace weir::ui {

namespace {

QString percent(double share) { return QStringLiteral("%1 %").arg(std::lround(share * 100)); }
QString rate(double rows) { return QStringLiteral("%1/s").arg(compactNumber(rows)); }

QLabel* plainLabel(const char* name, bool wrap) {
    auto* label = new QLabel;
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(wrap);
    return label;
}

} // namespace

Inspector::Inspector(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), title_(plainLabel("title", true)), subtitle_(plainLabel("muted", true)), detail_(plainLabel("muted", true)),
      hint_(plainLabel("muted", true)) {
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(6);
    column->addWidget(title_);
    column->addWidget(subtitle_);
    auto* grid = new QGridLayout;
    grid->setSpacing(8);
    for (int i = 0; i < Cards; ++i) {
        auto* frame = new QFrame;
        frame->setObjectName("card");
        auto* words = new QVBoxLayout(frame);
        words->setContentsMargins(10, 7, 8, 8);
        words->setSpacing(0);
        names_[i] = plainLabel("muted", false);
        values_[i] = plainLabel("value", false);
        QFont font = interfaceFont(16, QFont::DemiBold);
        values_[i]->setFont(font);
        values_[i]->setMinimumWidth(10);
        names_[i]->setMinimumWidth(10);
        words->addWidget(names_[i]);
        words->addWidget(values_[i]);
        frames_[i] = frame;
        grid->addWidget(frame, i / 2, i % 2);
    }
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    column->addSpacing(4);
    column->addLayout(grid);
    column->addSpacing(4);
    detail_->setAccessibleName(tr("Details"));
    detail_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    detail_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    QFont mono = codeFont(9);
    detail_->setFont(mono);
    column->addWidget(detail_);
    column->addWidget(hint_);
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Inspector"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    connect(&studio_.feed, &RunFeed::changed, this, &Inspector::refresh);
    connect(&studio_.feed, &RunFeed::runChanged, this, &Inspector::refresh);
    connect(&studio_.selection, &Selection::changed, this, &Inspector::refresh);
    refresh();
}

void Inspector::card(int index, const QString& name, const QString& value, const QString& toolTip) {
    if (names_[index]->text() != name) names_[index]->setText(name);
    if (values_[index]->text() != value) values_[index]->setText(value);
    frames_[index]->setToolTip(toolTip.toHtmlEscaped());
    frames_[index]->setVisible(!name.isEmpty());
}

void Inspector::refresh() {
    const LiveRun& live = studio_.feed.live();
    if (live.snapshot)
        for (size_t v = 0; v < live.vertices.size(); ++v)
            if (live.snapshot->vertices[v].id == studio_.selection.vertex()) return showVertex(live.snapshot->vertices[v], live.vertices[v]);
    showJob();
}

void Inspector::showJob() {
    const LiveRun& live = studio_.feed.live();
    title_->setText(tr("Job"));
    if (!live.snapshot) {
        subtitle_->setText(tr("Not running. Press Run, then choose an operator in the graph to see its numbers."));
        for (int i = 0; i < Cards; ++i) card(i, {}, {});
        detail_->clear();
        hint_->clear();
        return;
    }
    const RunSnapshot& now = *live.snapshot;
    subtitle_->setText(tr("%1 · %2").arg(stateText(now.state), durationText(now.runNanos / 1'000'000)));
    int64_t late = 0, state = 0;
    for (const auto& vertex : live.vertices) late += vertex.lateRows, state += vertex.stateBytes;
    const bool ended = isEnd(now.state);
    int64_t results = 0;
    for (const int64_t rows : now.resultRows) results += rows;
    card(0, tr("Rows read"), ended ? compactNumber(static_cast<double>(now.sourceRows)) : rate(live.sourceRate), groupedNumber(now.sourceRows));
    card(1, tr("Results"), ended ? compactNumber(static_cast<double>(results)) : rate(live.resultRate), groupedNumber(results));
    card(2, tr("Watermark"), watermarkText(live.watermark), watermarkLongText(live.watermark));
    card(3, tr("Lag"), live.lagMillis ? durationText(*live.lagMillis) : QStringLiteral("–"),
         live.reference == LagReference::Clock ? tr("behind the clock") : tr("behind the furthest watermark of the job"));
    card(4, tr("Backpressure"), ended ? QStringLiteral("–") : percent(live.worstBackpressure), tr("of the task that is held back most"));
    card(5, tr("Late rows"), compactNumber(static_cast<double>(late)), groupedNumber(late));
    card(6, tr("State"), byteSize(state));
    card(7, tr("Memory"), byteSize(now.peakMemoryBytes), tr("at most, of the whole program"));
    detail_->clear();
    hint_->setText(tr("Choose an operator in the graph to see its numbers."));
}

void Inspector::showVertex(const VertexSnapshot& vertex, const VertexLive& live) {
    const NodeTexts texts = nodeTexts(vertex);
    title_->setText(texts.title);
    subtitle_->setText(tr("%1 · parallelism %2 · task %3").arg(text(vertex.name)).arg(vertex.parallelism).arg(vertex.task));
    const bool ended = isEnd(studio_.feed.state());
    card(0, tr("Rows in"), ended ? compactNumber(static_cast<double>(live.rowsIn)) : rate(live.rowsInRate), groupedNumber(live.rowsIn));
    card(1, tr("Rows out"), ended ? compactNumber(static_cast<double>(live.rowsOut)) : rate(live.rowsOutRate), groupedNumber(live.rowsOut));
    card(2, tr("Busy"), ended ? QStringLiteral("–") : percent(live.load.busy), tr("the busiest subtask"));
    card(3, tr("Held back"), ended ? QStringLiteral("–") : percent(live.load.backpressured), tr("waiting for its readers"));
    card(4, tr("Watermark"), watermarkText(live.watermark), watermarkLongText(live.watermark));
    card(5, tr("Lag"), live.lagMillis ? durationText(*live.lagMillis) : QStringLiteral("–"));
    card(6, tr("State"), live.stateBytes ? byteSize(live.stateBytes) : QStringLiteral("–"), tr("%1 rows").arg(groupedNumber(live.stateRows)));
    card(7, tr("Late rows"), compactNumber(static_cast<double>(live.lateRows)), groupedNumber(live.lateRows));
    QStringList lines;
    if (!vertex.changelog.empty()) lines += tr("emits %1").arg(changelogText(vertex.changelog));
    if (!vertex.detail.empty()) lines += text(vertex.detail);
    if (!vertex.uid.empty()) lines += tr("uid %1").arg(text(vertex.uid));
    hint_->clear();
    const QString all = lines.join("\n\n");
    if (detail_->text() != all) detail_->setText(all);
}

} // namespace weir::ui
