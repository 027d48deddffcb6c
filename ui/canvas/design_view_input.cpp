// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas under mouse and keys.
#include "ui/bridge/value_text.h"
#include "ui/canvas/design_view.h"
#include "ui/kit/icons.h"
#include "ui/kit/strokes.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

constexpr double Step = 12;

} // namespace

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
                ->setShortcut(keyOf("canvas.add"));
            menu.addAction(tr("Edit"), this, &DesignView::edit)->setShortcut(keyOf("canvas.edit"));
            menu.addAction(tr("Rename …"), this, &DesignView::startRename)->setShortcut(keyOf("canvas.rename"));
        }
        if (selected_.size() > 1) {
            QMenu* places = menu.addMenu(tr("Arrange"));
            const std::pair<Arrangement, QString> ways[] = {{Arrangement::Left, tr("Left edges in line")}, {Arrangement::Middle, tr("Middles above each other")}, {Arrangement::Right, tr("Right edges in line")},
                                                            {Arrangement::Top, tr("Tops in line")}, {Arrangement::Centre, tr("Middles beside each other")}, {Arrangement::Bottom, tr("Bottoms in line")},
                                                            {Arrangement::Across, tr("Equal gaps across")}, {Arrangement::Down, tr("Equal gaps down")}};
            for (const auto& [how, words] : ways) {
                if (how == Arrangement::Top || how == Arrangement::Across) places->addSeparator();
                places->addAction(words, this, [this, how = how] { arrange(how); })->setEnabled(how < Arrangement::Across || selected_.size() > 2);
            }
        }
        menu.addAction(icon("copy"), tr("Copy as SQL"), this, [this] { QApplication::clipboard()->setText(session_.copied(selection())); })
            ->setShortcut(QKeySequence::Copy);
        menu.addSeparator();
        menu.addAction(icon("trash"), tr("Remove"), this, &DesignView::removeSelected)->setShortcut(keyOf("canvas.remove"));
    } else {
        menu.addAction(icon("plus"), tr("Add …"), this, [&] { emit quickAddWanted(event->globalPos(), scene, -1); })->setShortcut(keyOf("canvas.add"));
        menu.addAction(tr("Paste SQL"), this, [this] { (void)session_.paste(QApplication::clipboard()->text()); })->setShortcut(QKeySequence::Paste);
        menu.addSeparator();
        menu.addAction(icon("fit"), tr("Show all"), this, &DesignView::fit)->setShortcut(keyOf("canvas.fit"));
        menu.addAction(icon("outline"), tr("Tidy up"), this, &DesignView::tidy)->setShortcut(keyOf("canvas.tidy"));
    }
    menu.exec(event->globalPos());
}

void DesignView::chooseStep(int step) {
    const int count = static_cast<int>(drawing_.cards.size()), at = drawing_.find(current_);
    if (count) choose(at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count);
}

// On the chosen edge, behind the chosen card, or on the ground.
void DesignView::addBehind() {
    if (selectedEdge_ >= 0) {
        for (const auto& edge : drawing_.edges)
            if (edge.reference == selectedEdge_)
                return emit quickAddWanted(mapToGlobal(toWidget(edge.path.pointAtPercent(0.5)).toPoint()), std::nullopt, selectedEdge_);
    }
    const int at = drawing_.find(current_);
    const QPointF place = at >= 0 ? toWidget(drawing_.cards[static_cast<size_t>(at)].rect.bottomLeft()) : QPointF(width() / 2.0 - 140, height() / 4.0);
    emit quickAddWanted(mapToGlobal(place.toPoint()), std::nullopt, -1);
}

void DesignView::edit() {
    if (drawing_.find(current_) >= 0) emit activated(current_);
}

QKeySequence DesignView::keyOf(const char* command) const { return findChild<QAction*>(QLatin1String(command))->shortcut(); }

void DesignView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Undo)) return emit undoWanted();
    if (event->matches(QKeySequence::Redo)) return emit redoWanted();
    if (event->matches(QKeySequence::Copy)) return QApplication::clipboard()->setText(session_.copied(selection()));
    if (event->matches(QKeySequence::Paste)) return void(session_.paste(QApplication::clipboard()->text()));
    if (event->matches(QKeySequence::SelectAll)) {
        for (const auto& card : drawing_.cards) selected_.insert(card.id);
        return update();
    }
    if (QAction* action = ownActionOf(*this, *event)) return action->trigger();
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
                          key->matches(QKeySequence::Paste) || ownActionOf(*this, *key) ||
                          (key->key() == Qt::Key_Escape && (!selected_.isEmpty() || selectedEdge_ >= 0));
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
