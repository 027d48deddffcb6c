// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/lane_chart.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace weir::ui {

namespace {
constexpr int LaneHeight = 22, Axis = 24, Numbers = 56;
} // namespace

LaneChart::LaneChart(QWidget* parent) : QWidget(parent) {
    setObjectName("laneChart");
    setAccessibleName(tr("Who waited when"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void LaneChart::show(std::vector<Lane> lanes, int64_t from, int64_t to) {
    const bool other = lanes.size() != lanes_.size();
    lanes_ = std::move(lanes);
    from_ = from;
    to_ = std::max(to, from + 1);
    const QFontMetrics metrics(interfaceFont(12, QFont::DemiBold));
    int wide = 60;
    QStringList said;
    for (const Lane& lane : lanes_) {
        wide = std::max(wide, metrics.horizontalAdvance(lane.name));
        said += tr("%1 waited %2 %").arg(lane.name).arg(qRound(lane.waited * 100));
    }
    names_ = std::min(wide + 40, std::max(120, width() / 3));
    setAccessibleDescription(said.join(", "));
    if (other) updateGeometry();
    if (isVisible()) update();
}

QSize LaneChart::sizeHint() const { return {500, Axis + static_cast<int>(lanes_.size()) * LaneHeight + 8}; }
QRect LaneChart::room() const { return QRect(names_, Axis, width() - names_ - Numbers, static_cast<int>(lanes_.size()) * LaneHeight); }

void LaneChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    painter.fillRect(rect(), theme.base);
    const QRect all = room();
    if (all.width() < 30 || lanes_.empty()) return;
    const QFont plain = interfaceFont(12), strong = interfaceFont(12, QFont::DemiBold), small = interfaceFont(11);
    painter.setFont(small);
    // The axis goes back from now.
    const double seconds = static_cast<double>(to_ - from_) / 1e9;
    const int marks = 5;
    for (int i = 0; i <= marks; ++i) {
        const int x = all.left() + all.width() * i / marks;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(x, Axis - 4, x, all.bottom());
        painter.setPen(theme.muted);
        const double back = seconds * (marks - i) / marks;
        const QString words = i == marks ? tr("now") : tr("−%1 s").arg(back, 0, 'f', seconds < 5 ? 1 : 0);
        const QRect box(x - 40, 3, 80, 16);
        painter.drawText(i == 0 ? box.translated(40, 0) : i == marks ? box.translated(-40, 0) : box, i == 0 ? Qt::AlignLeft : i == marks ? Qt::AlignRight : Qt::AlignHCenter, words);
    }
    for (size_t i = 0; i < lanes_.size(); ++i) {
        const Lane& lane = lanes_[i];
        const QRect row(0, Axis + static_cast<int>(i) * LaneHeight, width(), LaneHeight);
        const QRect bar(all.left(), row.top() + 4, all.width(), LaneHeight - 8);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.alternate);
        painter.drawRect(bar);
        // The share of each pixel in which it waited.
        std::vector<double> share(static_cast<size_t>(bar.width()), 0);
        const double wide = static_cast<double>(to_ - from_) / bar.width();
        for (const Block& block : lane.blocks) {
            const double begin = static_cast<double>(block.start - from_) / wide, end = static_cast<double>(block.end - from_) / wide;
            for (int x = std::max(0, static_cast<int>(begin)); x < bar.width() && x < end; ++x) share[static_cast<size_t>(x)] += std::min(end, x + 1.0) - std::max(begin, static_cast<double>(x));
        }
        for (int x = 0; x < bar.width();) {
            const int level = static_cast<int>(std::clamp(share[static_cast<size_t>(x)], 0.0, 1.0) * 8 + 0.49);
            int until = x + 1;
            while (until < bar.width() && static_cast<int>(std::clamp(share[static_cast<size_t>(until)], 0.0, 1.0) * 8 + 0.49) == level) ++until;
            if (level > 0) {
                QColor colour = theme.error;
                colour.setAlpha(40 + 20 * level);
                painter.fillRect(QRect(bar.left() + x, bar.top(), until - x, bar.height()), colour);
                colour.setAlpha(std::min(255, 90 + 20 * level));
                painter.fillRect(QRect(bar.left() + x, bar.top(), until - x, bar.height()), QBrush(colour, Qt::BDiagPattern));
            }
            x = until;
        }
        painter.setFont(lane.isCause ? strong : plain);
        painter.setPen(theme.text);
        const QString name = painter.fontMetrics().elidedText(lane.name, Qt::ElideMiddle, names_ - 34);
        painter.drawText(QRect(26, row.top(), names_ - 30, LaneHeight), Qt::AlignLeft | Qt::AlignVCenter, name);
        if (lane.isCause) {
            // Here it ends.
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.error);
            const double y = row.center().y() + 0.5;
            painter.drawPolygon(QPolygonF({{11, y - 5}, {20, y}, {11, y + 5}}));
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
        painter.setFont(small);
        painter.setPen(lane.waited > 0.05 ? theme.text : theme.muted);
        painter.drawText(QRect(all.right() + 6, row.top(), Numbers - 18, LaneHeight), Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("%1 %").arg(qRound(lane.waited * 100)));
    }
}

bool LaneChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QRect all = room();
    const int at = (help->pos().y() - Axis) / LaneHeight;
    QString words;
    if (help->pos().y() >= Axis && at < static_cast<int>(lanes_.size())) {
        const Lane& lane = lanes_[static_cast<size_t>(at)];
        const auto time = from_ + static_cast<int64_t>(static_cast<double>(help->pos().x() - all.left()) / std::max(1, all.width()) * static_cast<double>(to_ - from_));
        const int64_t pixel = (to_ - from_) / std::max(1, all.width());
        words = tr("%1 waited for room %2 % of the time").arg(lane.name).arg(lane.waited * 100, 0, 'f', 1);
        for (const Block& block : lane.blocks)
            if (time >= block.start - pixel && time <= block.end + pixel) {
                words += '\n' + tr("here %1 ms, for %2").arg(static_cast<double>(block.end - block.start) / 1e6, 0, 'f', 2).arg(block.on);
                break;
            }
        if (lane.isCause) words += '\n' + tr("The waiting ends here: it has room to give on, and works.");
    }
    if (words.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), "<p style='white-space:pre'>" + words.toHtmlEscaped() + "</p>", this);
    return true;
}

} // namespace weir::ui
