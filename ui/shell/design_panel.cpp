// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/design_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/design_view.h"
#include "ui/canvas/palette_list.h"
#include "ui/canvas/property_form.h"
#include "ui/editor/document.h"

#include <QFile>
#include <QFrame>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QSaveFile>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

constexpr int MessageMillis = 9000;
constexpr qint64 MaxLayoutBytes = 4 * 1024 * 1024;

} // namespace

DesignPanel::DesignPanel(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), view_(new DesignView(session_)), form_(new PropertyForm(studio.engine, session_)), palette_(new PaletteList),
      message_(new QLabel) {
    setObjectName("designPanel");
    if (studio.engine.connectors) session_.setConnectors(studio.engine.connectors());
    palette_->show(session_.palette());
    message_->setObjectName("designMessage");
    message_->setTextFormat(Qt::PlainText);
    message_->setWordWrap(true);
    message_->setContentsMargins(10, 5, 10, 5);
    message_->hide();
    messageTime_.setSingleShot(true);
    messageTime_.setInterval(MessageMillis);
    connect(&messageTime_, &QTimer::timeout, message_, &QWidget::hide);

    auto* middle = new QWidget;
    auto* middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    middleColumn->addWidget(view_, 1);
    middleColumn->addWidget(message_);
    auto* split = new QSplitter(Qt::Horizontal);
    split->setObjectName("designSplit");
    split->addWidget(palette_);
    split->addWidget(middle);
    split->addWidget(form_);
    split->setStretchFactor(1, 1);
    split->setSizes({184, 600, 262});
    split->setCollapsible(1, false);
    palette_->setMinimumWidth(120);
    form_->setMinimumWidth(180);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(split);

    connect(&session_, &DesignSession::changeWanted, this, &DesignPanel::apply);
    connect(&session_, &DesignSession::refused, this, &DesignPanel::say);
    connect(view_, &DesignView::said, this, &DesignPanel::say);
    connect(view_, &DesignView::currentChanged, this, &DesignPanel::nodeChosen);
    connect(view_, &DesignView::activated, this, [this](const QString& id) {
        nodeChosen(id);
        form_->edit();
    });
    connect(view_, &DesignView::quickAddWanted, this, &DesignPanel::quickAdd);
    connect(view_, &DesignView::placesChanged, this, &DesignPanel::savePlaces);
    connect(view_, &DesignView::undoWanted, this, [this] {
        if (!document_) return;
        document_->editor()->undo();
        readText();
    });
    connect(view_, &DesignView::redoWanted, this, [this] {
        if (!document_) return;
        document_->editor()->redo();
        readText();
    });
    connect(palette_, &PaletteList::chosen, this, [this](const PaletteItem& item) { view_->addItem(item, std::nullopt, view_->selectedEdge()); });
    connect(palette_, &PaletteList::dismissed, view_, [this] { view_->setFocus(); });
}

DesignPanel::~DesignPanel() { delete quickAdd_; }

QString DesignPanel::layoutFile(const QString& document) {
    if (document.isEmpty() || document.startsWith("untitled:")) return {};
    QString name = document;
    for (const char* suffix : {".sql", ".weirgraph"})
        if (document.endsWith(QLatin1String(suffix))) name.chop(static_cast<int>(qstrlen(suffix)));
    return name + ".layout.json";
}

void DesignPanel::setDocument(Document* document, const QString& trouble) {
    trouble_ = trouble;
    if (document == document_) return readText();
    document_ = document;
    form_->show({});
    session_.forget();
    loadPlaces();
    readText();
}

void DesignPanel::readText() {
    if (!document_) return session_.forget(trouble_);
    const std::string content = document_->editor()->content();
    if (content == session_.graph().text && !session_.isStale() && !content.empty()) return;
    session_.setText(content);
    form_->show(view_->current());
}

void DesignPanel::analysed(const Analysis& analysis) {
    session_.setDiagnostics(analysis.diagnostics);
}

void DesignPanel::showCatalog(const std::vector<CatalogTree>& catalogs) { session_.setCatalog(catalogs); }

void DesignPanel::caretAt(int offset) {
    if (session_.isStale()) return;
    const graph::Node* best = nullptr;
    for (const auto& node : session_.graph().nodes)
        if (offset >= node.place.from && offset <= node.place.to && (!best || node.place.length() < best->place.length())) best = &node;
    view_->select(best ? text(best->id) : QString());
    form_->show(view_->current());
}

void DesignPanel::choose(const QString& id) {
    view_->setFocus();
    view_->select(id);
    nodeChosen(view_->current());
}

void DesignPanel::nodeChosen(const QString& id) {
    form_->show(id);
    const int index = session_.graph().find(id.toStdString());
    if (index < 0) return studio_.selection.clear();
    if (session_.isStale()) return;
    const graph::Node& node = session_.graph().nodes[static_cast<size_t>(index)];
    Place place;
    place.offset = node.place.from;
    place.length = node.place.length();
    studio_.selection.select(-1, place);
}

void DesignPanel::apply(const graph::GraphEdit& edit) {
    if (!document_) return;
    message_->hide();
    std::vector<TextChange> changes;
    for (const auto& change : edit.edits) changes.push_back({change.range.from, change.range.to, change.replacement});
    // A key between the last reading and now would move every place.
    if (document_->editor()->content() != session_.graph().text) {
        readText();
        return say(tr("The text has just changed; do that again."));
    }
    document_->editor()->apply(changes);
    const QString focus = text(edit.focus);
    const bool kept = focus.isEmpty() || session_.graph().find(edit.focus) >= 0;
    view_->expect(focus);
    readText();
    if (!focus.isEmpty() && focus != view_->current()) {
        view_->select(focus);
        nodeChosen(focus);
    }
    if (placesKept_ && !kept) savePlaces();
    // At once, and not when the typing pauses: columns of a new node are wanted for the next one.
    emit document_->editor()->textPaused();
}

void DesignPanel::say(const QString& message) {
    message_->setText(message);
    message_->show();
    messageTime_.start();
}

void DesignPanel::quickAdd(QPoint global, std::optional<QPointF> scene, int reference) {
    delete quickAdd_;
    quickAdd_ = new QFrame(this, Qt::Popup);
    quickAdd_->setObjectName("palette");
    quickAdd_->setAccessibleName(tr("Add a node"));
    auto* list = new PaletteList;
    auto* column = new QVBoxLayout(quickAdd_);
    column->setContentsMargins(4, 4, 4, 4);
    column->addWidget(list);
    list->show(session_.palette(), reference >= 0);
    connect(list, &PaletteList::dismissed, quickAdd_, &QWidget::close);
    connect(list, &PaletteList::chosen, this, [this, scene, reference](const PaletteItem& item) {
        quickAdd_->close();
        view_->setFocus();
        view_->addItem(PaletteItem(item), scene, reference);
    });
    quickAdd_->resize(250, 330);
    const QRect screen = this->screen()->availableGeometry();
    global.setX(std::clamp(global.x(), screen.left(), std::max(screen.left(), screen.right() - quickAdd_->width())));
    global.setY(std::clamp(global.y(), screen.top(), std::max(screen.top(), screen.bottom() - quickAdd_->height())));
    quickAdd_->move(global);
    quickAdd_->show();
    list->filter()->setFocus();
}

void DesignPanel::loadPlaces() {
    DesignPlaces places;
    placesKept_ = false;
    const QString path = document_ ? layoutFile(document_->name()) : QString();
    if (QFile file(path); !path.isEmpty() && file.exists() && file.size() < MaxLayoutBytes && file.open(QIODevice::ReadOnly)) {
        // A file that cannot be read is as good as none: the graph is laid out anew.
        const QJsonObject nodes = QJsonDocument::fromJson(file.readAll()).object().value("nodes").toObject();
        for (auto node = nodes.begin(); node != nodes.end(); ++node) {
            const QJsonArray point = node.value().toArray();
            if (point.size() == 2 && point[0].isDouble() && point[1].isDouble() && std::abs(point[0].toDouble()) < 1e6 && std::abs(point[1].toDouble()) < 1e6)
                places[node.key()] = QPointF(point[0].toDouble(), point[1].toDouble());
        }
        placesKept_ = !places.isEmpty();
    }
    view_->setPlaces(places);
}

void DesignPanel::savePlaces() {
    const QString path = document_ ? layoutFile(document_->name()) : QString();
    if (path.isEmpty()) return;
    // One node a line, in order of names: a difference shows what was moved.
    QByteArray text = "{\"nodes\": {\n";
    bool first = true;
    for (auto place = view_->places().begin(); place != view_->places().end(); ++place) {
        if (view_->drawing().find(place.key()) < 0) continue;
        const QByteArray key = QJsonDocument(QJsonArray{place.key()}).toJson(QJsonDocument::Compact);
        text += (first ? "  " : ",\n  ") + key.mid(1, key.size() - 2) + ": [" + QByteArray::number(std::round(place->x()), 'f', 0) + ", " +
                QByteArray::number(std::round(place->y()), 'f', 0) + "]";
        first = false;
    }
    text += "\n}}\n";
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return say(tr("The layout could not be kept: %1").arg(file.errorString()));
    placesKept_ = true;
}

} // namespace weir::ui
