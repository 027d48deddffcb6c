// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/design_view.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/canvas_commands.h"
#include "ui/kit/fonts.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

constexpr double Margin = 22, SmallestZoom = 0.15, LargestZoom = 2, ReadableZoom = 0.72, PortReach = 10;

double distance(const QPainterPath& path, QPointF spot) {
    double nearest = 1e300;
    for (int i = 0; i <= 24; ++i) {
        const QPointF step = path.pointAtPercent(i / 24.0) - spot;
        nearest = std::min(nearest, std::hypot(step.x(), step.y()));
    }
    return nearest;
}

} // namespace

DesignView::DesignView(DesignSession& session, QWidget* parent) : QWidget(parent), session_(session) {
    setObjectName("designView");
    setAccessibleName(tr("Design of the job"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 120);
    titleFont_ = interfaceFont(12, QFont::DemiBold);
    smallFont_ = interfaceFont(10);
    monoFont_ = codeFont();
    monoFont_.setPixelSize(10);
    addCanvasActions(this, &CanvasCommandRow::design);
    connect(&session_, &DesignSession::changed, this, &DesignView::refresh);
    connect(&session_, &DesignSession::renamed, this, &DesignView::movePlace);
    describe();
}

void DesignView::refresh() {
    const bool wasEmpty = drawing_.cards.empty();
    if (expected_ && session_.graph().find(expectedId_.toStdString()) >= 0) {
        places_[expectedId_] = *expected_;
        expected_.reset();
        userMoved_ = true;
    }
    drawing_ = drawDesign(session_, places_);
    QSet<QString> still;
    for (const auto& card : drawing_.cards)
        if (selected_.contains(card.id)) still.insert(card.id);
    selected_ = still;
    if (drawing_.find(current_) < 0) current_.clear();
    if (selectedEdge_ >= static_cast<int>(session_.graph().references.size())) selectedEdge_ = -1;
    hoverCard_ = hoverEdge_ = -1;
    if (wasEmpty || !userMoved_) showStart();
    describe();
    update();
}

void DesignView::setPlaces(const DesignPlaces& places) {
    places_ = places;
    selected_.clear();
    current_.clear();
    selectedEdge_ = -1;
    userMoved_ = false;
    refresh();
}

void DesignView::tidy() {
    places_ = tidyPlaces(session_.graph());
    userMoved_ = false;
    refresh();
    emit placesChanged();
}

void DesignView::movePlace(const QString& from, const QString& to) {
    for (const QString& id : places_.keys()) {
        const QString insert = "INSERT INTO " + from;
        if (id == from) places_[to] = places_[id];
        else if (id.startsWith(from + "/")) places_[to + id.mid(from.size())] = places_[id];
        else if (id == insert) places_["INSERT INTO " + to] = places_[id];
    }
    if (selected_.remove(from)) selected_.insert(to);
    if (current_ == from) current_ = to;
}

void DesignView::fit() {
    userMoved_ = false;
    const QRectF bounds = drawing_.bounds;
    if (bounds.isEmpty()) return;
    const double across = (width() - 2 * Margin) / bounds.width(), down = (height() - 2 * Margin) / bounds.height();
    zoom_ = std::clamp(std::min({across, down, 1.0}), SmallestZoom, LargestZoom);
    const QPointF spare(width() - bounds.width() * zoom_, height() - bounds.height() * zoom_);
    offset_ = QPointF(std::round(spare.x() / 2), std::round(spare.y() / 2)) - bounds.topLeft() * zoom_;
    update();
}

// As fit(), but rather begins at the sources than shows what nobody can read; the small map shows the rest.
void DesignView::showStart() {
    fit();
    if (drawing_.bounds.isEmpty() || zoom_ >= ReadableZoom) return;
    const double down = (height() - 2 * Margin) / drawing_.bounds.height();
    zoom_ = std::clamp(down, zoom_, ReadableZoom);
    offset_ = QPointF(Margin, std::round((height() - drawing_.bounds.height() * zoom_) / 2)) - drawing_.bounds.topLeft() * zoom_;
    const int at = drawing_.find(current_);
    if (at < 0) return;
    keepVisible(at);
    userMoved_ = false;
}

void DesignView::zoomBy(double factor) { zoomAt(QPointF(width() / 2.0, height() / 2.0), factor); }

void DesignView::zoomAt(QPointF anchor, double factor) {
    const double next = std::clamp(zoom_ * factor, SmallestZoom, LargestZoom);
    offset_ = anchor - (anchor - offset_) * (next / zoom_);
    zoom_ = next;
    userMoved_ = true;
    update();
}

int DesignView::cardAt(QPointF scene) const {
    for (size_t i = drawing_.cards.size(); i-- > 0;)
        if (drawing_.cards[i].rect.contains(scene)) return static_cast<int>(i);
    return -1;
}

int DesignView::outputAt(QPointF scene) const {
    for (size_t i = 0; i < drawing_.cards.size(); ++i) {
        const DesignCard& card = drawing_.cards[i];
        const QPointF step = QPointF(card.rect.right(), card.rect.center().y()) - scene;
        if (card.givesOutput && std::hypot(step.x(), step.y()) <= PortReach / std::min(1.0, zoom_)) return static_cast<int>(i);
    }
    return -1;
}

int DesignView::edgeAt(QPointF scene) const {
    for (size_t i = 0; i < drawing_.edges.size(); ++i) {
        const auto& path = drawing_.edges[i].path;
        if (path.controlPointRect().adjusted(-8, -8, 8, 8).contains(scene) && distance(path, scene) < 8 / std::min(1.0, zoom_)) return static_cast<int>(i);
    }
    return -1;
}

void DesignView::select(const QString& id, bool makeVisible) {
    const int card = drawing_.find(id);
    if (id == current_ && (card < 0 || selected_.contains(id))) return;
    selected_.clear();
    selectedEdge_ = -1;
    current_ = card >= 0 ? id : QString();
    if (card >= 0) {
        selected_.insert(id);
        if (makeVisible) keepVisible(card);
    }
    describe();
    update();
}

void DesignView::choose(int card, bool add) {
    selectedEdge_ = -1;
    const QString id = card >= 0 ? drawing_.cards[static_cast<size_t>(card)].id : QString();
    if (add && card >= 0) {
        if (selected_.contains(id)) selected_.remove(id);
        else selected_.insert(id);
    } else {
        selected_ = card >= 0 ? QSet<QString>{id} : QSet<QString>{};
    }
    current_ = selected_.contains(id) ? id : selected_.isEmpty() ? QString() : *selected_.begin();
    if (card >= 0) keepVisible(card);
    describe();
    update();
    emit currentChanged(current_);
}

void DesignView::chooseEdge(int edge) {
    selected_.clear();
    current_.clear();
    selectedEdge_ = drawing_.edges[static_cast<size_t>(edge)].reference;
    describe();
    update();
    emit currentChanged({});
}

void DesignView::chooseTowards(int dx, int dy) {
    if (drawing_.cards.empty()) return;
    const int at = drawing_.find(current_);
    if (at < 0) return choose(0);
    const QPointF from = drawing_.cards[static_cast<size_t>(at)].rect.center();
    int best = -1;
    double nearest = 1e300;
    for (size_t i = 0; i < drawing_.cards.size(); ++i) {
        const QPointF step = drawing_.cards[i].rect.center() - from;
        const double along = step.x() * dx + step.y() * dy, aside = std::abs(step.x() * dy) + std::abs(step.y() * dx);
        if (along < 8 || static_cast<int>(i) == at) continue;
        if (const double cost = along + 2 * aside; cost < nearest) nearest = cost, best = static_cast<int>(i);
    }
    if (best >= 0) choose(best);
}

void DesignView::keepVisible(int index) {
    const QRectF& rect = drawing_.cards[static_cast<size_t>(index)].rect;
    const QRectF card(toWidget(rect.topLeft()), rect.size() * zoom_);
    QPointF move;
    if (card.left() < 12) move.setX(12 - card.left());
    else if (card.right() > width() - 12) move.setX(width() - 12 - card.right());
    if (card.top() < 12) move.setY(12 - card.top());
    else if (card.bottom() > height() - 12) move.setY(height() - 12 - card.bottom());
    if (move.isNull()) return;
    offset_ += move;
    userMoved_ = true;
}

void DesignView::describe() {
    const int at = drawing_.find(current_);
    if (at >= 0) {
        const DesignCard& card = drawing_.cards[static_cast<size_t>(at)];
        setAccessibleDescription(tr("%1, %2, %3").arg(card.title, card.subtitle, card.detail) + (card.problem.isEmpty() ? QString() : ". " + card.problem));
    } else {
        setAccessibleDescription(tr("%1 nodes. Arrow keys choose one, A adds one.").arg(drawing_.cards.size()));
    }
}

void DesignView::addItem(const PaletteItem& item, std::optional<QPointF> scene, int reference) {
    if (reference >= 0 && item.onEdge) {
        (void)session_.addOnEdge(item, reference);
        return;
    }
    QStringList inputs;
    if (!current_.isEmpty()) inputs += current_;
    // Two chosen nodes are the two inputs of a join or union, in the order they stand.
    if ((item.op == graph::Operator::Join || item.op == graph::Operator::Union) && selected_.size() == 2) {
        inputs = selection();
        std::sort(inputs.begin(), inputs.end(), [this](const QString& a, const QString& b) { return drawing_.find(a) < drawing_.find(b); });
    }
    if (scene) {
        expected_ = *scene - QPointF(DesignDrawing::Width / 2, DesignDrawing::Height / 2);
        expectedId_.clear();
    }
    (void)session_.add(item, inputs);
    expected_.reset();
}

void DesignView::removeSelected() {
    if (selectedEdge_ >= 0) {
        emit said(tr("An edge goes with what reads it: connect another input instead."));
        return;
    }
    QStringList ids = selection();
    // What comes last in the text is read by nobody before it.
    std::sort(ids.begin(), ids.end(), [this](const QString& a, const QString& b) { return drawing_.find(a) > drawing_.find(b); });
    for (const QString& id : ids) {
        const int index = session_.graph().find(id.toStdString());
        if (index < 0) continue;
        const bool isRead = !session_.graph().readers(index).empty();
        const bool canBypass = isRead && session_.graph().inputs(index).size() == 1;
        if (!session_.remove(id, canBypass ? graph::Removal::Bypass : graph::Removal::Refuse)) return;
        if (canBypass) emit said(tr("Removed %1; what read it reads its input now.").arg(id));
    }
}

void DesignView::startRename() {
    const int at = drawing_.find(current_);
    if (at < 0) return;
    const graph::Node& node = session_.graph().nodes[static_cast<size_t>(at)];
    if (node.kind == graph::NodeKind::Select || node.kind == graph::NodeKind::Insert) return emit said(tr("%1 has no name of its own.").arg(current_));
    delete field_;
    field_ = new QLineEdit(drawing_.cards[static_cast<size_t>(at)].title, this);
    field_->setObjectName("renameField");
    field_->setAccessibleName(tr("New name"));
    const QRectF& rect = drawing_.cards[static_cast<size_t>(at)].rect;
    const QPointF corner = toWidget(rect.topLeft() + QPointF(38, 4));
    field_->setGeometry(QRectF(corner, QSizeF(std::max(120.0, (rect.width() - 44) * zoom_), 26)).toRect());
    field_->selectAll();
    field_->installEventFilter(this);
    field_->show();
    field_->setFocus();
    connect(field_, &QLineEdit::editingFinished, this, [this, id = current_] {
        QLineEdit* field = std::exchange(field_, nullptr);
        if (!field) return;
        const QString name = field->text().trimmed();
        field->hide();
        field->deleteLater();
        setFocus();
        if (!name.isEmpty()) (void)session_.rename(id, name);
    });
}

void DesignView::openSearch() {
    delete field_;
    field_ = new QLineEdit(this);
    field_->setObjectName("designSearch");
    field_->setAccessibleName(tr("Find a node"));
    field_->setPlaceholderText(tr("Find a node …"));
    field_->addAction(icon("search"), QLineEdit::LeadingPosition);
    field_->setGeometry(12, 12, 220, 28);
    field_->installEventFilter(this);
    field_->show();
    field_->setFocus();
    connect(field_, &QLineEdit::textChanged, this, [this](const QString& words) {
        for (size_t i = 0; i < drawing_.cards.size(); ++i)
            if (!words.isEmpty() &&
                (drawing_.cards[i].title + ' ' + drawing_.cards[i].subtitle + ' ' + drawing_.cards[i].detail).contains(words, Qt::CaseInsensitive))
                return choose(static_cast<int>(i));
    });
    connect(field_, &QLineEdit::editingFinished, this, [this] {
        if (QLineEdit* field = std::exchange(field_, nullptr)) {
            field->hide();
            field->deleteLater();
            setFocus();
        }
    });
}

void DesignView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    painter.fillRect(rect(), theme.base);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    paintGrid(painter, theme);
    painter.save();
    painter.translate(offset_);
    painter.scale(zoom_, zoom_);
    if (session_.isStale()) painter.setOpacity(0.45);
    const QRectF seen = QRectF(toScene({0, 0}), toScene(QPointF(width(), height())));
    for (size_t i = 0; i < drawing_.edges.size(); ++i)
        if (drawing_.edges[i].path.controlPointRect().adjusted(-20, -20, 20, 20).intersects(seen)) paintEdge(painter, theme, i);
    for (size_t i = 0; i < drawing_.cards.size(); ++i)
        if (drawing_.cards[i].rect.adjusted(-10, -10, 10, 10).intersects(seen)) paintCard(painter, theme, i);
    painter.setOpacity(1);
    paintDrag(painter, theme);
    painter.restore();
    paintMinimap(painter, theme);
    paintNotice(painter, theme);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(mixed(theme.base, theme.accent, 0.45), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void DesignView::arrange(Arrangement how) {
    std::vector<QRectF> boxes;
    std::vector<QString> ids;
    for (const auto& card : drawing_.cards)
        if (selected_.contains(card.id)) boxes.push_back(card.rect), ids.push_back(card.id);
    const auto places = arranged(boxes, how);
    for (size_t i = 0; i < ids.size(); ++i) places_[ids[i]] = places[i];
    refresh();
    emit placesChanged();
}

} // namespace weir::ui
