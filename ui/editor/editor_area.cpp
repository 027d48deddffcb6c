// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/editor_area.h"

#include "ui/bridge/value_text.h"
#include "ui/editor/code_help.h"
#include "ui/kit/icons.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QTabBar>

namespace weir::ui {

EditorArea::EditorArea(const Engine& engine, Workspace& workspace, QWidget* parent)
    : QTabWidget(parent), engine_(engine), workspace_(workspace) {
    setObjectName("editorArea");
    setAccessibleName(tr("Open files"));
    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    setElideMode(Qt::ElideMiddle);
    tabBar()->setAccessibleName(tr("Open files"));
    tabBar()->setDrawBase(false);
    connect(this, &QTabWidget::currentChanged, this, [this] { emit documentChanged(current()); });
    connect(this, &QTabWidget::tabCloseRequested, this, &EditorArea::closeDocument);
}

Document* EditorArea::current() const { return qobject_cast<Document*>(currentWidget()); }
Document* EditorArea::document(int index) const { return qobject_cast<Document*>(widget(index)); }

std::vector<Document*> EditorArea::documents() const {
    std::vector<Document*> all;
    for (int i = 0; i < count(); ++i) all.push_back(document(i));
    return all;
}

Result<Document*> EditorArea::open(const QString& path) {
    const QString absolute = path.startsWith("untitled:") ? path : QFileInfo(path).absoluteFilePath();
    for (Document* open : documents())
        if (open->name() == absolute) {
            setCurrentWidget(open);
            return open;
        }
    auto document = std::make_unique<Document>(engine_, workspace_, absolute);
    if (const Status status = document->load(); !status.ok()) return status.error();
    return add(std::move(document));
}

Document* EditorArea::openUntitled() {
    for (int number = 1;; ++number) {
        const QString name = QStringLiteral("untitled:%1").arg(number);
        bool taken = workspace_.unsaved(name.toStdString()).has_value();
        for (Document* open : documents()) taken = taken || open->name() == name;
        if (taken) continue;
        auto document = std::make_unique<Document>(engine_, workspace_, name);
        (void)document->load();
        return add(std::move(document));
    }
}

Document* EditorArea::add(std::unique_ptr<Document> owned) {
    Document* document = owned.release();
    connect(document, &Document::modifiedChanged, this, [this, document] { showTitle(document); });
    connect(document->editor(), &SqlEditor::typed, this, [this, document] { emit typed(document); });
    if (auto* code = document->editor()->findChild<CodeHelp*>())
        connect(code, &CodeHelp::usesFound, this, [this, document](const QString& name, const std::vector<Place>& places) { emit usesFound(document, name, places); });
    connect(document->editor(), &SqlEditor::textPaused, this, [this, document] { emit textPaused(document); });
    connect(document, &Document::graphRead, this, [this, document] { emit graphRead(document); });
    connect(document->editor(), &SqlEditor::caretMoved, this, [this, document] { emit caretMoved(document); });
    connect(document->editor(), &SqlEditor::runRequested, this, [this, document](int offset) { emit runRequested(document, offset); });
    const int index = addTab(document, icon(isGraphFile(document->name()) ? "graph" : document->editor()->isSql() ? "file-sql" : "file-text"), document->title());
    showTitle(document);
    setCurrentIndex(index);
    document->setFocus();
    return document;
}

void EditorArea::showTitle(Document* document) {
    const int index = indexOf(document);
    if (index < 0) return;
    QString title = document->title();
    title.replace('&', "&&");
    setTabText(index, document->isModified() ? title + QStringLiteral(" •") : title);
    setTabToolTip(index, document->name().toHtmlEscaped());
}

bool EditorArea::closeDocument(int index) {
    Document* closing = document(index);
    if (!closing) return true;
    if (closing->isModified() && !(closing->isUntitled() && closing->editor()->content().empty())) {
        QMessageBox question(QMessageBox::NoIcon, tr("Close %1").arg(closing->title()), tr("Save the changes of %1?").arg(closing->title()),
                             QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
        question.setTextFormat(Qt::PlainText);
        const int answer = question.exec();
        if (answer == QMessageBox::Cancel) return false;
        if (answer == QMessageBox::Save) {
            setCurrentIndex(index);
            if (const Status saved = saveCurrent(); !saved.ok()) {
                if (saved.error().code != ErrorCode::Cancelled) emit failed(text(saved.error().text()));
                return false;
            }
        }
    }
    if (closing->isModified() && !closing->editor()->content().empty()) closing->keepVersion("discarded");
    closing->dropJournal();
    removeTab(index);
    delete closing;
    emit documentChanged(current());
    return true;
}

Status EditorArea::saveCurrent() {
    Document* document = current();
    if (!document) return {};
    if (!document->isUntitled()) return document->save();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save"), QStringLiteral("job.sql"), tr("SQL (*.sql);;Weir graph (*.weirgraph);;All files (*)"));
    if (path.isEmpty()) return Error{ErrorCode::Cancelled, "Not saved."};
    const Status saved = document->saveAs(path);
    showTitle(document);
    return saved;
}

std::vector<OpenFile> EditorArea::openFiles() const {
    std::vector<OpenFile> files;
    for (Document* document : documents())
        files.push_back({document->name().toStdString(), document->editor()->caret(), document->editor()->firstLine(), document == current()});
    return files;
}

void EditorArea::restore(const std::vector<OpenFile>& files) {
    Document* wanted = nullptr;
    for (const OpenFile& file : files) {
        const QString name = QString::fromStdString(file.document);
        if (!name.startsWith("untitled:") && !QFileInfo::exists(name) && !workspace_.unsaved(file.document)) continue;
        const auto opened = open(name);
        if (!opened) continue;
        (*opened)->editor()->setCaret(file.caret);
        (*opened)->editor()->setFirstLine(file.firstLine);
        if (file.isCurrent) wanted = *opened;
    }
    if (wanted) setCurrentWidget(wanted);
}

} // namespace weir::ui
