// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/editor/document.h"

#include <QTabWidget>

namespace weir::ui {

/// The open documents as tabs. Knows nothing of runs; tells which document the window is about.
class EditorArea : public QTabWidget {
    Q_OBJECT
public:
    EditorArea(const Engine& engine, Workspace& workspace, QWidget* parent = nullptr);

    Document* current() const;
    Document* document(int index) const;
    std::vector<Document*> documents() const;
    /// Opens the file, or shows the tab it has already.
    Result<Document*> open(const QString& path);
    Document* openUntitled();
    /// Asks about unsaved text first; false when the user wants to stay.
    bool closeDocument(int index);
    Status saveCurrent();
    std::vector<OpenFile> openFiles() const;
    void restore(const std::vector<OpenFile>& files);

signals:
    void documentChanged(Document* document);          // another tab; null when there is none
    void typed(Document* document);
    void textPaused(Document* document);
    void graphRead(Document* document);               // see Document
    void usesFound(Document* document, const QString& name, const std::vector<weir::Place>& places);
    void caretMoved(Document* document);
    void runRequested(Document* document, int offset);
    void failed(const QString& message);

private:
    Document* add(std::unique_ptr<Document> document);
    void showTitle(Document* document);
    const Engine& engine_;
    Workspace& workspace_;
};

} // namespace weir::ui
