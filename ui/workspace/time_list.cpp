// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/time_list.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>
#include <QStyledItemDelegate>

#include <cmath>

namespace weir::ui {

namespace {

constexpr int RowHeight = 58, HistogramWidth = 96, HistogramHeight = 30;

/// Name and disorder at the left, the histogram at the right.
class TimeDelegate : public QStyledItemDelegate {
public:
    TimeDelegate(const std::vector<TimeCandidate>& times, QObject* parent) : QStyledItemDelegate(parent), times_(times) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override { return {200, index.row() < static_cast<int>(times_.size()) ? RowHeight : 32}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = themeOf(QGuiApplication::palette());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool chosen = option.state & QStyle::State_Selected;
        QRectF box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5);
        painter->setPen(chosen ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(chosen ? theme.selection : option.state & QStyle::State_MouseOver ? theme.hover : QColor(Qt::transparent));
        painter->drawRoundedRect(box, 6, 6);
        // A mark as of a round button: one of them is chosen.
        const QPointF middle(box.left() + 15, box.center().y());
        painter->setPen(QPen(chosen ? theme.accent : theme.muted, 1.4));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(middle, 5.5, 5.5);
        if (chosen) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.accent);
            painter->drawEllipse(middle, 2.8, 2.8);
        }
        const bool isTime = index.row() < static_cast<int>(times_.size());
        QRectF words = box.adjusted(30, 0, isTime ? -HistogramWidth - 20 : -8, 0);
        QFont bold = option.font;
        if (isTime) bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        painter->setPen(theme.text);
        const QString name = QFontMetrics(bold).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, static_cast<int>(words.width()));
        painter->drawText(isTime ? words.adjusted(0, 0, 0, -words.height() / 2 + 2) : words, isTime ? Qt::AlignBottom | Qt::AlignLeft : Qt::AlignVCenter | Qt::AlignLeft, name);
        if (isTime) {
            const TimeCandidate& time = times_[static_cast<size_t>(index.row())];
            QFont small = option.font;
            small.setPixelSize(11);
            painter->setFont(small);
            painter->setPen(theme.muted);
            painter->drawText(words.adjusted(0, words.height() / 2 + 3, 0, 0), Qt::AlignTop | Qt::AlignLeft,
                              QFontMetrics(small).elidedText(disorderText(time.disorder), Qt::ElideRight, static_cast<int>(words.width())));
            paintHistogram(painter, QRectF(box.right() - HistogramWidth - 10, box.center().y() - HistogramHeight / 2, HistogramWidth, HistogramHeight), time.disorder, theme);
        }
        painter->restore();
    }

private:
    static void paintHistogram(QPainter* painter, const QRectF& room, const Disorder& disorder, const Theme& theme) {
        const double step = room.width() / static_cast<double>(disorder.histogram.size());
        painter->setPen(QPen(theme.border, 1));
        painter->drawLine(room.bottomLeft(), room.bottomRight());
        painter->setPen(Qt::NoPen);
        for (size_t i = 0; i < disorder.histogram.size(); ++i) {
            if (disorder.histogram[i] == 0) continue;
            // By the logarithm, or the few late ones could not be seen beside the many in time.
            const double share = std::log1p(static_cast<double>(disorder.histogram[i])) / std::log1p(static_cast<double>(disorder.rows));
            const double height = std::max(2.0, room.height() * share);
            painter->setBrush(i == 0 ? theme.ok : i <= 3 ? theme.accent : theme.warn);
            painter->drawRoundedRect(QRectF(room.left() + static_cast<double>(i) * step + 1, room.bottom() - height, step - 2, height), 1.5, 1.5);
        }
    }
    const std::vector<TimeCandidate> times_;
};

QString histogramText(const Disorder& disorder) {
    static const char* const names[] = {QT_TRANSLATE_NOOP("TimeList", "in order"), QT_TRANSLATE_NOOP("TimeList", "up to 1 s behind"), QT_TRANSLATE_NOOP("TimeList", "up to 5 s"),
                                        QT_TRANSLATE_NOOP("TimeList", "up to 30 s"), QT_TRANSLATE_NOOP("TimeList", "up to 1 min"), QT_TRANSLATE_NOOP("TimeList", "up to 10 min"),
                                        QT_TRANSLATE_NOOP("TimeList", "up to 1 h"), QT_TRANSLATE_NOOP("TimeList", "more")};
    QStringList lines;
    for (size_t i = 0; i < disorder.histogram.size(); ++i)
        if (disorder.histogram[i]) lines += QCoreApplication::translate("TimeList", names[i]) + ": " + groupedNumber(disorder.histogram[i]);
    return lines.join('\n');
}

} // namespace

QString disorderText(const Disorder& disorder) {
    if (disorder.rows == 0) return TimeList::tr("no values");
    if (disorder.behind == 0) return TimeList::tr("in order");
    if (disorder.p99Millis == 0) return TimeList::tr("nearly in order, up to %1 behind").arg(durationText(disorder.maxMillis));
    return TimeList::tr("99 % within %1, up to %2 behind").arg(durationText(disorder.p99Millis), durationText(disorder.maxMillis));
}

TimeList::TimeList(const std::vector<TimeCandidate>& times, QWidget* parent) : QListWidget(parent) {
    setObjectName("timeList");
    setAccessibleName(tr("Event time"));
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new TimeDelegate(times, this));
    for (const TimeCandidate& time : times) {
        auto* item = new QListWidgetItem(text(time.label), this);
        item->setToolTip(histogramText(time.disorder).toHtmlEscaped().replace('\n', "<br>"));
        item->setData(Qt::AccessibleTextRole, text(time.label) + ", " + disorderText(time.disorder));
    }
    addItem(tr("No event time"));
    setCurrentRow(0);
    connect(this, &QListWidget::currentRowChanged, this, [this] { emit chosenChanged(chosen()); });
}

int TimeList::chosen() const { return currentRow() >= 0 && currentRow() < count() - 1 ? currentRow() : -1; }

} // namespace weir::ui
