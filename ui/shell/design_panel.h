// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/design_session.h"
#include "ui/shell/studio.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QFrame;
class QLabel;

namespace weir::ui {

class DesignView;
class Document;
class EmptyState;
class PaletteList;
class PropertyForm;

/// The script as an editable graph: palette, canvas and the form of the chosen node. The text of the document is the truth: every edit is
/// one step of its undo, and what is drawn always comes from it. Where nodes stand is kept beside the file, in NAME.layout.json.
class DesignPanel : public QWidget {
    Q_OBJECT
public:
    DesignPanel(Studio& studio, QWidget* parent = nullptr);
    ~DesignPanel() override;

    /// Null: no SQL to show; `trouble`: why there is none though there should be.
    void setDocument(Document* document, const QString& trouble = {});
    /// The text paused, or was changed by us.
    void readText();
    void analysed(const Analysis& analysis);
    void showCatalog(const std::vector<CatalogTree>& catalogs);
    /// Chooses the node that the caret stands in.
    void caretAt(int offset);
    void choose(const QString& id);
    DesignView* view() const { return view_; }
    DesignSession& session() { return session_; }
    PropertyForm* form() const { return form_; }
    PaletteList* palette() const { return palette_; }
    void quickAdd(QPoint global, std::optional<QPointF> scene, int reference);
    /// Where the places of a document's nodes are kept.
    static QString layoutFile(const QString& document);

private:
    void apply(const graph::GraphEdit& edit);
    void say(const QString& message);
    void loadPlaces();
    void savePlaces();
    void nodeChosen(const QString& id);

    Studio& studio_;
    DesignSession session_;
    DesignView* view_;
    PropertyForm* form_;
    PaletteList* palette_;
    QString trouble_;
    QFrame* quickAdd_ = nullptr;
    QLabel* message_;
    QTimer messageTime_;
    QPointer<Document> document_;
    bool placesKept_ = false;
};

} // namespace weir::ui
