// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/icons.h"

#include "ui/kit/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace weir::ui {

namespace {

class LineIcon : public QIconEngine {
public:
    LineIcon(QString name, QColor colour) : name_(std::move(name)), colour_(colour) {}
    QIconEngine* clone() const override { return new LineIcon(name_, colour_); }
    QString iconName() override { return name_; }
    bool isNull() override { return name_.isEmpty(); }
    // On is not a colour: item views pass it for expanded rows.
    QColor colour(QIcon::Mode mode) const {
        const QPalette palette = QGuiApplication::palette();
        const Theme& theme = themeOf(palette);
        if (mode == QIcon::Disabled) return mixed(theme.muted, theme.window, 0.45);
        return colour_.isValid() ? colour_ : mixed(theme.text, theme.muted, 0.35);
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
        const int size = std::min(rect.width(), rect.height());
        const QPixmap picture = iconPixmap(name_, colour(mode), size, ratio);
        painter->drawPixmap(QPointF(rect.x() + (rect.width() - size) / 2.0, rect.y() + (rect.height() - size) / 2.0), picture);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        return iconPixmap(name_, colour(mode), std::min(size.width(), size.height()), 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
        // `size` is in device pixels here already.
        QPixmap picture = iconPixmap(name_, colour(mode), std::min(size.width(), size.height()), 1);
        picture.setDevicePixelRatio(scale);
        return picture;
    }

private:
    QString name_;
    QColor colour_;
};

} // namespace

QIcon icon(const QString& name) { return QIcon(new LineIcon(name, {})); }
QIcon icon(const QString& name, const QColor& colour) { return QIcon(new LineIcon(name, colour)); }

QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio) {
    const QString key = QStringLiteral("weir/%1/%2/%3/%4").arg(name, colour.name(QColor::HexArgb)).arg(size).arg(ratio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture)) return picture;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QByteArray drawing = file.readAll();
    drawing.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(drawing);
    const int pixels = std::max(1, static_cast<int>(size * ratio + 0.5));
    picture = QPixmap(pixels, pixels);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    painter.end();
    picture.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, picture);
    return picture;
}

} // namespace weir::ui
