// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/design_view.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

constexpr double Margin = 22, SmallestZoom = 0.15, LargestZoom = 2, ReadableZoom = 0.72, PortReach = 10, Step = 12;

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

void DesignView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ShiftModifier) offset_ += QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2;
    else if (!event->pixelDelta().isNull() && !(event->modifiers() & Qt::ControlModifier)) offset_ += event->pixelDelta();
    else zoomAt(event->position(), std::pow(1.0016, event->angleDelta().y()));
    userMoved_ = true;
    update();
    event->accept();
}

void DesignView::mousePressEvent(QMouseEvent* event) {
    setFocus();
    pressed_ = last_ = event->position();
    movedFar_ = false;
    const QPointF scene = toScene(event->position());
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && event->modifiers() & Qt::AltModifier)) {
        drag_ = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() == Qt::RightButton) {
        const int card = cardAt(scene), edge = card < 0 ? edgeAt(scene) : -1;
        if (card >= 0 && !selected_.contains(drawing_.cards[static_cast<size_t>(card)].id)) choose(card);
        else if (edge >= 0) chooseEdge(edge);
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    if (minimap().contains(event->position())) {
        drag_ = Drag::Minimap;
        mouseMoveEvent(event);
        return;
    }
    if (const int port = outputAt(scene); port >= 0 && !session_.isStale()) {
        drag_ = Drag::Connect;
        connectFrom_ = port;
        connectTo_ = -1;
        refusals_.clear();
        for (size_t i = 0; i < drawing_.cards.size(); ++i)
            refusals_[static_cast<int>(i)] = session_.whyNotConnect(drawing_.cards[static_cast<size_t>(port)].id, drawing_.cards[i].id);
        update();
        return;
    }
    const int card = cardAt(scene);
    if (card >= 0) {
        const QString id = drawing_.cards[static_cast<size_t>(card)].id;
        const bool add = event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
        if (add || !selected_.contains(id)) choose(card, add);
        else if (current_ != id) {
            current_ = id;
            describe();
            emit currentChanged(id);
        }
        drag_ = Drag::Move;
        grabbed_.clear();
        for (const QString& moved : selected_) grabbed_[moved] = places_.value(moved);
        return;
    }
    if (const int edge = edgeAt(scene); edge >= 0) return chooseEdge(edge);
    drag_ = Drag::Band;
    if (!(event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier))) choose(-1);
}

void DesignView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF scene = toScene(event->position());
    if ((event->position() - pressed_).manhattanLength() > 4) movedFar_ = true;
    switch (drag_) {
    case Drag::None: {
        const int card = cardAt(scene), port = outputAt(scene), edge = card < 0 && port < 0 ? edgeAt(scene) : -1;
        setCursor(port >= 0 ? Qt::CrossCursor : card >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const int near = port >= 0 ? port : card;
        if (near != hoverCard_ || edge != hoverEdge_) {
            hoverCard_ = near;
            hoverEdge_ = edge;
            update();
        }
        return;
    }
    case Drag::Pan:
        offset_ += event->position() - last_;
        userMoved_ = true;
        break;
    case Drag::Minimap:
        offset_ = QPointF(width() / 2.0, height() / 2.0) - minimapToScene(event->position()) * zoom_;
        userMoved_ = true;
        break;
    case Drag::Move:
        if (!movedFar_) break;
        for (auto at = grabbed_.begin(); at != grabbed_.end(); ++at) {
            const QPointF place = at.value() + (event->position() - pressed_) / zoom_;
            places_[at.key()] = QPointF(std::round(place.x() / Step) * Step, std::round(place.y() / Step) * Step);
        }
        userMoved_ = true;
        drawing_ = drawDesign(session_, places_);
        break;
    case Drag::Connect: connectTo_ = cardAt(scene) == connectFrom_ ? -1 : cardAt(scene); break;
    case Drag::Band: {
        if (!movedFar_) break;
        const QRectF band = QRectF(toScene(pressed_), scene).normalized();
        selected_.clear();
        for (const auto& card : drawing_.cards)
            if (band.intersects(card.rect)) selected_.insert(card.id);
        break;
    }
    }
    last_ = event->position();
    update();
}

void DesignView::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(drag_, Drag::None);
    unsetCursor();
    if (drag == Drag::Connect) endConnect(toScene(event->position()));
    if (drag == Drag::Move && movedFar_) emit placesChanged();
    if (drag == Drag::Band && movedFar_) {
        current_ = selected_.size() == 1 ? *selected_.begin() : QString();
        emit currentChanged(current_);
    }
    connectFrom_ = connectTo_ = -1;
    refusals_.clear();
    update();
}

void DesignView::endConnect(QPointF scene) {
    const int from = connectFrom_, to = cardAt(scene);
    if (from < 0) return;
    const QString source = drawing_.cards[static_cast<size_t>(from)].id;
    if (to < 0) {
        // On the ground: what shall read it?
        if (!movedFar_) return choose(from);
        select(source, false);
        emit currentChanged(source);
        emit quickAddWanted(mapToGlobal(toWidget(scene).toPoint()), scene, -1);
        return;
    }
    if (to == from) return;
    const DesignCard& card = drawing_.cards[static_cast<size_t>(to)];
    const graph::Node& node = session_.graph().nodes[static_cast<size_t>(to)];
    const auto inputs = session_.graph().inputs(to);
    // At the end of an edge that edge's input is meant.
    for (const auto& edge : drawing_.edges)
        if (edge.to == to && QLineF(edge.end, scene).length() < 14)
            return void(session_.connectNodes(source, card.id, graph::ConnectMode::Replace, edge.reference));
    const bool taken =
        !inputs.empty() && std::none_of(inputs.begin(), inputs.end(), [&](int i) { return session_.graph().references[static_cast<size_t>(i)].target < 0; });
    const bool several = node.op == graph::Operator::Join || node.op == graph::Operator::Union;
    if (!taken || node.kind == graph::NodeKind::Table || several || !session_.graph().clause(node, graph::ClauseKind::From))
        return void(session_.connectNodes(source, card.id));
    QMenu menu(this);
    menu.setObjectName("connectMenu");
    menu.addAction(icon("replace"), tr("Read %1 instead").arg(source), this,
                   [this, source, id = card.id] { (void)session_.connectNodes(source, id, graph::ConnectMode::Replace); });
    menu.addAction(icon("join"), tr("Join with %1").arg(source), this,
                   [this, source, id = card.id] { (void)session_.connectNodes(source, id, graph::ConnectMode::Join); });
    menu.addAction(icon("union"), tr("Unite with %1").arg(source), this,
                   [this, source, id = card.id] { (void)session_.connectNodes(source, id, graph::ConnectMode::Union); });
    menu.exec(mapToGlobal(toWidget(scene).toPoint()));
}

void DesignView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QPointF scene = toScene(event->position());
    drag_ = Drag::None;
    if (const int card = cardAt(scene); card >= 0) return emit activated(drawing_.cards[static_cast<size_t>(card)].id);
    const int edge = edgeAt(scene);
    emit quickAddWanted(event->globalPosition().toPoint(), scene, edge >= 0 ? drawing_.edges[static_cast<size_t>(edge)].reference : -1);
}

void DesignView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const QPointF scene = toScene(event->pos());
    if (selectedEdge_ >= 0) {
        menu.addAction(icon("plus"), tr("Insert here …"), this, [&] { emit quickAddWanted(event->globalPos(), scene, selectedEdge_); });
    } else if (!selected_.isEmpty()) {
        if (selected_.size() == 1) {
            menu.addAction(icon("plus"), tr("Add behind it …"), this, [&] { emit quickAddWanted(event->globalPos(), std::nullopt, -1); })
                ->setShortcut(Qt::Key_A);
            menu.addAction(tr("Edit"), this, [this] { emit activated(current_); })->setShortcut(Qt::Key_Return);
            menu.addAction(tr("Rename …"), this, &DesignView::startRename)->setShortcut(Qt::Key_F2);
        }
        menu.addAction(icon("copy"), tr("Copy as SQL"), this, [this] { QApplication::clipboard()->setText(session_.copied(selection())); })
            ->setShortcut(QKeySequence::Copy);
        menu.addSeparator();
        menu.addAction(icon("trash"), tr("Remove"), this, &DesignView::removeSelected)->setShortcut(QKeySequence::Delete);
    } else {
        menu.addAction(icon("plus"), tr("Add …"), this, [&] { emit quickAddWanted(event->globalPos(), scene, -1); })->setShortcut(Qt::Key_A);
        menu.addAction(tr("Paste SQL"), this, [this] { (void)session_.paste(QApplication::clipboard()->text()); })->setShortcut(QKeySequence::Paste);
        menu.addSeparator();
        menu.addAction(icon("fit"), tr("Show all"), this, &DesignView::fit)->setShortcut(Qt::Key_F);
        menu.addAction(icon("outline"), tr("Tidy up"), this, &DesignView::tidy)->setShortcut(Qt::Key_L);
    }
    menu.exec(event->globalPos());
}

void DesignView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Undo)) return emit undoWanted();
    if (event->matches(QKeySequence::Redo)) return emit redoWanted();
    if (event->matches(QKeySequence::Copy)) return QApplication::clipboard()->setText(session_.copied(selection()));
    if (event->matches(QKeySequence::Paste)) return void(session_.paste(QApplication::clipboard()->text()));
    if (event->matches(QKeySequence::SelectAll)) {
        for (const auto& card : drawing_.cards) selected_.insert(card.id);
        return update();
    }
    const int count = static_cast<int>(drawing_.cards.size()), at = drawing_.find(current_);
    const bool nudge = event->modifiers() & Qt::AltModifier;
    auto arrow = [&](int dx, int dy) {
        if (!nudge) return chooseTowards(dx, dy);
        for (const QString& id : selected_) places_[id] += QPointF(dx * Step, dy * Step);
        refresh();
        emit placesChanged();
    };
    switch (event->key()) {
    case Qt::Key_Left: return arrow(-1, 0);
    case Qt::Key_Right: return arrow(1, 0);
    case Qt::Key_Up: return arrow(0, -1);
    case Qt::Key_Down: return arrow(0, 1);
    case Qt::Key_N:
        if (count) choose((at + (event->modifiers() & Qt::ShiftModifier ? count - 1 : 1) + count) % count);
        return;
    case Qt::Key_A:
    case Qt::Key_Insert: {
        if (selectedEdge_ >= 0) {
            for (const auto& edge : drawing_.edges)
                if (edge.reference == selectedEdge_)
                    return emit quickAddWanted(mapToGlobal(toWidget(edge.path.pointAtPercent(0.5)).toPoint()), std::nullopt, selectedEdge_);
        }
        const QPointF place = at >= 0 ? toWidget(drawing_.cards[static_cast<size_t>(at)].rect.bottomLeft()) : QPointF(width() / 2.0 - 140, height() / 4.0);
        return emit quickAddWanted(mapToGlobal(place.toPoint()), std::nullopt, -1);
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (at >= 0) emit activated(current_);
        return;
    case Qt::Key_F2: return startRename();
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removeSelected();
    case Qt::Key_Slash: return openSearch();
    case Qt::Key_F: return fit();
    case Qt::Key_L: return tidy();
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomBy(1.2);
    case Qt::Key_Minus: return zoomBy(1 / 1.2);
    case Qt::Key_0: return zoomBy(1 / zoom_);
    case Qt::Key_Escape:
        if (!selected_.isEmpty() || selectedEdge_ >= 0) return choose(-1);
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void DesignView::resizeEvent(QResizeEvent*) {
    if (!userMoved_) showStart();
}

const PaletteItem* DesignView::itemOf(const QMimeData* mime) const {
    if (!mime->hasFormat(MimeType)) return nullptr;
    const QString id = QString::fromUtf8(mime->data(MimeType));
    for (const auto& item : session_.palette())
        if (item.id == id) return &item;
    return nullptr;
}

void DesignView::dragEnterEvent(QDragEnterEvent* event) {
    if (itemOf(event->mimeData())) event->acceptProposedAction();
}

void DesignView::dragMoveEvent(QDragMoveEvent* event) {
    const PaletteItem* item = itemOf(event->mimeData());
    if (!item) return;
    dropAt_ = toScene(event->position());
    dropCard_ = cardAt(*dropAt_);
    dropEdge_ = item->onEdge && dropCard_ < 0 ? edgeAt(*dropAt_) : -1;
    event->acceptProposedAction();
    update();
}

void DesignView::dragLeaveEvent(QDragLeaveEvent*) {
    dropAt_.reset();
    dropEdge_ = dropCard_ = -1;
    update();
}

void DesignView::dropEvent(QDropEvent* event) {
    const PaletteItem* item = itemOf(event->mimeData());
    const QPointF scene = toScene(event->position());
    dropAt_.reset();
    dropEdge_ = dropCard_ = -1;
    if (!item) return;
    const int card = cardAt(scene), edge = card < 0 && item->onEdge ? edgeAt(scene) : -1;
    // On a card: behind it. On the ground: by itself.
    if (card >= 0) choose(card);
    else choose(-1);
    addItem(*item, card >= 0 || edge >= 0 ? std::nullopt : std::optional(scene), edge >= 0 ? drawing_.edges[static_cast<size_t>(edge)].reference : -1);
    event->acceptProposedAction();
    setFocus();
    update();
}

QString DesignView::toolTipAt(QPointF scene) const {
    if (const int card = cardAt(scene); card >= 0) {
        const DesignCard& shown = drawing_.cards[static_cast<size_t>(card)];
        const graph::Node& node = session_.graph().nodes[static_cast<size_t>(card)];
        QStringList lines{shown.title, shown.subtitle};
        if (const auto columns = session_.columns().find(node.id); columns != session_.columns().end()) {
            lines += QString();
            for (const auto& column : columns->second) lines += text(column.name) + "  " + text(column.type) + (column.isTime ? tr("  time") : QString());
        }
        if (!shown.problem.isEmpty()) lines += {QString(), shown.problem};
        return lines.join('\n');
    }
    if (const int edge = edgeAt(scene); edge >= 0) {
        const DesignEdge& shown = drawing_.edges[static_cast<size_t>(edge)];
        if (shown.from < 0) return tr("'%1' is not in this script. Drag the output of a node here.").arg(shown.missing);
        return shown.writes ? tr("Rows written") : tr("Double click to put a step in between");
    }
    return {};
}

// Esc leaves the field and what was written in it.
bool DesignView::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != field_ || !key || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride) return true;
    QLineEdit* field = std::exchange(field_, nullptr);
    field->setObjectName({});
    field->hide();
    field->deleteLater();
    setFocus();
    return true;
}

bool DesignView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        // Ours first, while the canvas has the focus.
        const bool ours = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo) || key->matches(QKeySequence::Copy) ||
                          key->matches(QKeySequence::Paste) || (key->key() == Qt::Key_Escape && (!selected_.isEmpty() || selectedEdge_ >= 0));
        if (ours) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QString words = toolTipAt(toScene(help->pos()));
        if (words.isEmpty()) QToolTip::hideText();
        else QToolTip::showText(help->globalPos(), "<p style='white-space:pre'>" + words.toHtmlEscaped() + "</p>", this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return QWidget::event(event);
}

} // namespace weir::ui
