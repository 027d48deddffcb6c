// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/row_grid.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QWheelEvent>

#include <algorithm>

namespace weir::ui {

namespace {

constexpr int RowHeight = 23;
constexpr int KindWidth = 40;
constexpr int64_t MostCopied = 100'000;

} // namespace

/// The margin at the left with row numbers and kinds; it does not scroll sideways.
class RowMargin : public QWidget {
public:
    explicit RowMargin(RowGrid* grid) : QWidget(grid), grid_(grid) {}

protected:
    void paintEvent(QPaintEvent*) override { grid_->paintMargin(); }

private:
    RowGrid* grid_;
};

RowGrid::RowGrid(QWidget* parent)
    : QAbstractScrollArea(parent), header_(new QHeaderView(Qt::Horizontal, this)), margin_(new RowMargin(this)), names_(new QStandardItemModel(this)) {
    setObjectName("rowGrid");
    setAccessibleName(tr("Result rows"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    header_->setModel(names_);
    header_->setFocusPolicy(Qt::NoFocus);
    header_->setAccessibleName(tr("Result columns"));
    header_->setSectionsMovable(true);
    header_->setSectionsClickable(false);
    header_->setHighlightSections(false);
    header_->setMinimumSectionSize(36);
    header_->setStretchLastSection(true);
    header_->setTextElideMode(Qt::ElideRight);
    connect(header_, &QHeaderView::sectionResized, this, [this] { if (!adjusting_) layOut(); });
    connect(header_, &QHeaderView::sectionMoved, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!adjusting_) setFollowing(value >= verticalScrollBar()->maximum());
    });
}

void RowGrid::setSource(RowSource* source) {
    if (source_) source_->disconnect(this);
    source_ = source;
    if (source_) {
        connect(source_, &RowSource::changed, this, &RowGrid::refresh);
        connect(source_, &RowSource::reset, this, &RowGrid::rebuild);
    }
    rebuild();
}

void RowGrid::setFollowing(bool follow) {
    if (following_ == follow) return;
    following_ = follow;
    emit followingChanged(follow);
    refresh();
}

void RowGrid::rebuild() {
    names_->clear();
    current_ = anchor_ = -1;
    measuredRows_ = 0;
    dropped_ = source_ ? source_->droppedRows() : 0;
    if (source_)
        for (const ColumnText& column : source_->columns()) {
            auto* item = new QStandardItem(column.name);
            item->setToolTip((column.name + "  " + column.type).toHtmlEscaped());
            item->setTextAlignment((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            names_->setHorizontalHeaderItem(names_->columnCount(), item);
        }
    if (!following_) {
        following_ = true;
        emit followingChanged(true);
    }
    measure();
    refresh();
}

// Widths by the names and the first rows; the user's own widths stay from then on.
void RowGrid::measure() {
    // Once for the first rows and once more when there are enough to tell.
    constexpr int64_t Enough = 40;
    const int64_t rows = source_ ? std::min(source_->rowCount(), Enough) : 0;
    if (!source_ || measuredRows_ == Enough || (measuredRows_ > 0 && rows < Enough)) return;
    measuredRows_ = rows;
    const QFontMetrics cells(codeFont(9.5)), heads(interfaceFont(13, QFont::Medium));
    std::vector<int> widths;
    for (const ColumnText& column : source_->columns()) widths.push_back(std::max(heads.horizontalAdvance(column.name) + 26, column.isNumber ? 104 : 60));   // numbers grow
    for (int64_t r = 0; r < rows; ++r) {
        const RowText row = source_->row(r);
        for (size_t c = 0; c < row.cells.size() && c < widths.size(); ++c)
            widths[c] = std::max(widths[c], cells.horizontalAdvance(row.cells[c].text.left(60)) + 22);
    }
    // A number at the far right of a wide window would be far from its row.
    header_->setStretchLastSection(!source_->columns().empty() && !source_->columns().back().isNumber);
    adjusting_ = true;
    for (size_t c = 0; c < widths.size(); ++c) header_->resizeSection(static_cast<int>(c), std::min(widths[c], 380));
    adjusting_ = false;
    layOut();
}

int RowGrid::numberWidth() const {
    const int64_t last = source_ ? source_->droppedRows() + source_->rowCount() : 0;
    const int digits = std::max(3, static_cast<int>(groupedNumber(std::max<int64_t>(last, 1)).size()));
    return QFontMetrics(codeFont(9)).horizontalAdvance(QString(digits, '0')) + 20 + (source_ && source_->showsKinds() ? KindWidth : 0);
}

void RowGrid::layOut() {
    const int left = numberWidth(), top = 28;
    setViewportMargins(left, top, 0, 0);
    const QRect inner = viewport()->geometry();
    header_->setGeometry(inner.x(), inner.y() - top, inner.width(), top);
    header_->show();
    margin_->setGeometry(0, 0, left, inner.y() + inner.height());
    const int wide = header_->length();
    horizontalScrollBar()->setRange(0, std::max(0, wide - inner.width()));
    horizontalScrollBar()->setPageStep(inner.width());
    horizontalScrollBar()->setSingleStep(24);
    header_->setOffset(horizontalScrollBar()->value());
    viewport()->update();
    margin_->update();
}

int RowGrid::visibleRows() const { return std::max(1, viewport()->height() / RowHeight); }
int64_t RowGrid::firstVisible() const { return verticalScrollBar()->value(); }

void RowGrid::refresh() {
    const int64_t rows = source_ ? source_->rowCount() : 0;
    measure();
    // Rows that fell out at the front move everything up; the view and the chosen row stay with what they show.
    const int64_t dropped = source_ ? source_->droppedRows() : 0;
    const int64_t moved = dropped - dropped_;
    dropped_ = dropped;
    if (moved > 0 && current_ >= 0) current_ = std::max<int64_t>(-1, current_ - moved), anchor_ = std::max<int64_t>(-1, anchor_ - moved);
    current_ = std::min(current_, rows - 1);
    anchor_ = std::min(anchor_, rows - 1);
    adjusting_ = true;
    const int before = verticalScrollBar()->value();
    verticalScrollBar()->setRange(0, static_cast<int>(std::max<int64_t>(0, rows - visibleRows())));
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setSingleStep(1);
    verticalScrollBar()->setValue(following_ && source_ && source_->isInOrderOfArrival() ? verticalScrollBar()->maximum()
                                                                                  : static_cast<int>(std::max<int64_t>(0, before - moved)));
    adjusting_ = false;
    if (viewport()->x() != numberWidth()) layOut();
    setAccessibleDescription(tr("%1 rows").arg(groupedNumber(rows)));
    if (isVisible()) {
        viewport()->update();
        margin_->update();
    }
}

void RowGrid::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const Theme& theme = themeOf(this);
    const QRect area = viewport()->rect();
    painter.fillRect(area, theme.base);
    if (!source_) return;
    const int64_t rows = source_->rowCount();
    const int64_t first = firstVisible();
    const int shown = area.height() / RowHeight + 1;
    const QFont mono = codeFont(9.5);
    painter.setFont(mono);
    const QFontMetrics metrics(mono);
    const auto& columns = source_->columns();
    const int64_t from = std::min(current_, anchor_ < 0 ? current_ : anchor_), to = std::max(current_, anchor_);
    std::vector<RowText> texts;
    for (int64_t i = 0; i < shown && first + i < rows; ++i) texts.push_back(source_->row(first + i));
    for (size_t i = 0; i < texts.size(); ++i) {
        const int64_t row = first + static_cast<int64_t>(i);
        const QRect line(0, static_cast<int>(i) * RowHeight, area.width(), RowHeight);
        const bool chosen = current_ >= 0 && row >= from && row <= to;
        if (chosen) painter.fillRect(line, theme.selection);
        else if (texts[i].freshness > 0) painter.fillRect(line, mixed(theme.base, theme.accent, 0.22 * texts[i].freshness));
        else if ((texts[i].number & 1) == 0) painter.fillRect(line, theme.alternate);
        painter.setPen(theme.grid);
        painter.drawLine(line.bottomLeft(), line.bottomRight());
        for (int c = 0; c < static_cast<int>(texts[i].cells.size()) && c < header_->count(); ++c) {
            const int x = header_->sectionViewportPosition(c), wide = header_->sectionSize(c);
            if (x + wide < 0 || x > area.width()) continue;
            const CellText& cell = texts[i].cells[static_cast<size_t>(c)];
            const bool taken = texts[i].kind == RowKind::Delete || texts[i].kind == RowKind::UpdateBefore;
            painter.setPen(cell.isNull ? mixed(theme.muted, theme.base, 0.3) : taken && source_->showsKinds() ? theme.muted : theme.text);
            const QRect box(x + 9, line.y(), wide - 18, RowHeight - 1);
            QString shownText = cell.text;
            shownText.replace('\n', QChar(0x21B5));
            painter.drawText(box, (columns[static_cast<size_t>(c)].isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                             metrics.elidedText(shownText, Qt::ElideRight, box.width()));
        }
    }
}

void RowGrid::paintMargin() {
    QPainter margin(margin_);
    const Theme& theme = themeOf(this);
    const int left = margin_->width(), top = viewport()->y();
    margin.fillRect(margin_->rect(), theme.base);
    margin.fillRect(QRect(0, 0, left, top), theme.panel);
    margin.setPen(theme.border);
    margin.drawLine(0, top - 1, left, top - 1);
    if (!source_) return;
    const bool kinds = source_->showsKinds();
    const int64_t rows = source_->rowCount(), first = firstVisible();
    const int64_t from = std::min(current_, anchor_ < 0 ? current_ : anchor_), to = std::max(current_, anchor_);
    margin.setFont(codeFont(9));
    for (int i = 0; i <= viewport()->height() / RowHeight && first + i < rows; ++i) {
        const RowText text = source_->row(first + i);
        const QRect line(0, top + i * RowHeight, left, RowHeight);
        if (current_ >= 0 && first + i >= from && first + i <= to) margin.fillRect(line, theme.selection);
        margin.setPen(mixed(theme.muted, theme.base, 0.25));
        margin.drawText(line.adjusted(0, 0, -10 - (kinds ? KindWidth : 0), 0), Qt::AlignRight | Qt::AlignVCenter, groupedNumber(text.number));
        if (!kinds) continue;
        margin.setPen(kindColour(text.kind, theme));
        margin.drawText(line.adjusted(left - KindWidth, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter, kindText(text.kind));
    }
    if (kinds) {
        margin.setFont(interfaceFont(13, QFont::Medium));
        margin.setPen(theme.muted);
        margin.drawText(QRect(left - KindWidth, 0, KindWidth, top), Qt::AlignLeft | Qt::AlignVCenter, tr("op"));
    }
}

void RowGrid::resizeEvent(QResizeEvent*) {
    layOut();
    refresh();
}

void RowGrid::scrollContentsBy(int, int) {
    header_->setOffset(horizontalScrollBar()->value());
    viewport()->update();
    margin_->update();
}

int64_t RowGrid::rowAt(int y) const {
    const int64_t row = firstVisible() + y / RowHeight;
    return source_ && row < source_->rowCount() ? row : -1;
}

void RowGrid::goTo(int64_t row, bool extend) {
    if (!source_ || source_->rowCount() == 0) return;
    current_ = std::clamp<int64_t>(row, 0, source_->rowCount() - 1);
    if (!extend) anchor_ = current_;
    if (current_ < firstVisible()) verticalScrollBar()->setValue(static_cast<int>(current_));
    else if (current_ >= firstVisible() + visibleRows()) verticalScrollBar()->setValue(static_cast<int>(current_ - visibleRows() + 1));
    QStringList words;
    const RowText text = source_->row(current_);
    for (size_t c = 0; c < text.cells.size(); ++c) words += source_->columns()[c].name + ' ' + text.cells[c].text;
    setAccessibleDescription((source_->showsKinds() ? kindText(text.kind) + ", " : QString()) + words.join(", "));
    viewport()->update();
    margin_->update();
    emit currentRowChanged(current_);
}

void RowGrid::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copy();
    if (event->matches(QKeySequence::SelectAll)) {
        goTo(0, false);
        return goTo(source_ ? source_->rowCount() - 1 : 0, true);
    }
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    const int64_t at = current_ < 0 ? firstVisible() : current_;
    switch (event->key()) {
    case Qt::Key_Up: return goTo(at - 1, extend);
    case Qt::Key_Down: return goTo(at + (current_ < 0 ? 0 : 1), extend);
    case Qt::Key_PageUp: return goTo(at - visibleRows(), extend);
    case Qt::Key_PageDown: return goTo(at + visibleRows(), extend);
    case Qt::Key_Home: return goTo(0, extend);
    case Qt::Key_End:
        if (source_) goTo(source_->rowCount() - 1, extend);
        return setFollowing(true);
    case Qt::Key_Left: return horizontalScrollBar()->setValue(horizontalScrollBar()->value() - 40);
    case Qt::Key_Right: return horizontalScrollBar()->setValue(horizontalScrollBar()->value() + 40);
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void RowGrid::mousePressEvent(QMouseEvent* event) {
    const int64_t row = rowAt(event->pos().y());
    if (row >= 0) goTo(row, event->modifiers() & Qt::ShiftModifier);
}

void RowGrid::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    const int64_t row = rowAt(std::clamp(event->pos().y(), 0, viewport()->height() - 1));
    if (row >= 0) goTo(row, true);
}

void RowGrid::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ShiftModifier) horizontalScrollBar()->setValue(horizontalScrollBar()->value() - event->angleDelta().y());
    else QAbstractScrollArea::wheelEvent(event);
}

void RowGrid::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) margin_->update();
}

void RowGrid::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    QAction* copying = menu.addAction(tr("Copy"), QKeySequence::Copy, this, &RowGrid::copy);
    copying->setEnabled(current_ >= 0);
    if (!question_.isEmpty()) menu.addAction(question_, this, [this] { emit asked(current_); })->setEnabled(current_ >= 0);
    QAction* follow = menu.addAction(tr("Follow new rows"));
    follow->setCheckable(true);
    follow->setChecked(following_);
    connect(follow, &QAction::toggled, this, &RowGrid::setFollowing);
    menu.exec(event->globalPos());
}

QString RowGrid::selectedText() const {
    if (!source_ || current_ < 0) return {};
    const int64_t from = std::min(current_, anchor_ < 0 ? current_ : anchor_), to = std::max(current_, anchor_);
    QStringList heading, lines;
    if (source_->showsKinds()) heading += "op";
    for (const ColumnText& column : source_->columns()) heading += column.name;
    for (int64_t r = from; r <= to && r - from < MostCopied; ++r) {
        const RowText row = source_->row(r);
        QStringList cells;
        if (source_->showsKinds()) cells += kindText(row.kind);
        for (const CellText& cell : row.cells) cells += cell.isNull ? QString() : QString(cell.text).replace('\t', ' ').replace('\n', ' ');
        lines += cells.join('\t');
    }
    return heading.join('\t') + '\n' + lines.join('\n') + '\n';
}

void RowGrid::copy() const { QApplication::clipboard()->setText(selectedText()); }

} // namespace weir::ui
