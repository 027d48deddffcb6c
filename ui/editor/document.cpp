// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/document.h"

#include "engine/graph/graph_file.h"
#include "ui/editor/find_bar.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QVBoxLayout>

#include <cctype>

namespace weir::ui {

namespace {

/// Beside the file first, so that it is old or new, never half.
Status write(const QString& path, const std::string& bytes) {
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes.data(), static_cast<qint64>(bytes.size())) == static_cast<qint64>(bytes.size()) && file.commit();
    if (written) return {};
    return Error{ErrorCode::Io, "'" + path.toStdString() + "' could not be saved: " + file.errorString().toStdString() + '.'};
}

/// What stands in the file for this text.
Result<std::string> fileBytes(const QString& path, const std::string& text) {
    if (!isGraphFile(path)) return text;
    auto graph = graph::toGraphFile(text);
    if (!graph) return Error{ErrorCode::Io, "'" + path.toStdString() + "' could not be saved as a graph: " + graph.error().text()};
    return graph;
}

} // namespace

bool isGraphFile(const QString& path) { return path.endsWith(".weirgraph", Qt::CaseInsensitive); }
bool isSqlFile(const QString& path) { return path.endsWith(".sql", Qt::CaseInsensitive) || isGraphFile(path) || path.startsWith("untitled:"); }

Document::Document(const Engine& engine, Workspace& workspace, const QString& name, QWidget* parent)
    : QWidget(parent), engine_(engine), workspace_(workspace), name_(name),
      editor_(new SqlEditor(engine, isSqlFile(name) ? SqlEditor::Language::Sql : SqlEditor::Language::Plain)), findBar_(new FindBar(editor_)), split_(new QSplitter(Qt::Vertical)),
      banner_(new QFrame) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    banner_->setObjectName("banner");
    banner_->hide();
    column->addWidget(banner_);
    column->addWidget(findBar_);
    split_->setChildrenCollapsible(false);
    split_->addWidget(editor_);
    column->addWidget(split_, 1);
    setFocusProxy(editor_);
    pause_.setSingleShot(true);
    connect(&pause_, &QTimer::timeout, this, &Document::journal);
    connect(editor_, &QsciScintilla::textChanged, this, &Document::typed);
    connect(editor_, &SqlEditor::textPaused, this, &Document::readGraph);
    connect(editor_, &QsciScintilla::modificationChanged, this, &Document::modifiedChanged);
}

void Document::toggleSplit() {
    if (second_) {
        // The second view lets go of the text first: the last one to hold it would take it along.
        second_->setDocument(QsciDocument());
        delete second_;
        editor_->setFocus();
        return;
    }
    second_ = new SqlEditor(engine_, isSqlFile(name_) ? SqlEditor::Language::Sql : SqlEditor::Language::Plain);
    second_->setObjectName("secondView");
    second_->setPlain(written_);
    second_->setDocument(editor_->document());
    second_->applyTheme();
    split_->addWidget(second_);
    split_->setSizes({height() / 2, height() / 2});
    second_->setCaret(editor_->caret());
    second_->setFirstLine(editor_->firstLine());
    second_->setFocus();
}

Document::~Document() { flushJournal(); }

QString Document::title() const {
    return isUntitled() ? tr("Untitled %1").arg(name_.mid(9)) : QFileInfo(name_).fileName();
}

QString Document::folder() const { return isUntitled() ? QString() : QFileInfo(name_).absolutePath(); }

bool Document::isModified() const { return editor_->isModified() || restored_; }

Status Document::load() {
    std::string fileText;
    Status status;
    if (!isUntitled()) {
        QFile file(name_);
        const QByteArray path = name_.toUtf8();
        if (!file.open(QIODevice::ReadOnly))
            status = Error{ErrorCode::Io, "'" + path.toStdString() + "' cannot be read: " + file.errorString().toStdString() + "."};
        else if (file.size() > MaxFileBytes)
            return Error{ErrorCode::Io, "'" + path.toStdString() + "' has " + std::to_string(file.size() / 1048576) + " MB. Files up to 8 MB can be edited here."};
        else
            fileText = file.readAll().toStdString();
    }
    savedHash_ = textHash(fileText);
    bool written = false;
    if (status.ok() && isGraphFile(name_)) {
        auto script = graph::fromGraphFile(fileText);
        written = !script;
        if (script) fileText = std::move(*script);
    }
    showText(fileText, written);
    if (const auto unsaved = workspace_.unsaved(name_.toStdString()); unsaved && unsaved->text != fileText) {
        // The journal keeps what was shown, which may have been either; where the headline itself is broken, what is no script is the graph.
        showText(unsaved->text, isGraphFile(name_) && (graph::beginsAsGraphFile(unsaved->text) || (written && !graph::toGraphFile(unsaved->text))));
        restored_ = true;
        // Somebody else wrote the file since: nobody but the user can say which text is right.
        if (!isUntitled() && status.ok() && unsaved->savedHash != savedHash_) offerFile(fileText, written);
        status = {};
    }
    emit modifiedChanged();
    readGraph();
    return status;
}

void Document::showText(const std::string& text, bool written) {
    loading_ = true;
    written_ = written;
    for (SqlEditor* view : {editor_, second_.data()})
        if (view) view->setPlain(written);
    editor_->setContent(text);
    loading_ = false;
}

// Undo, redo, an older version or a paste may have changed what the text is.
void Document::settle() {
    if (!isGraphFile(name_)) return;
    const std::string text = editor_->content();
    const bool written = written_ ? became_.empty() || text != became_ : graph::beginsAsGraphFile(text) || (!left_.empty() && text == left_);
    if (written == written_) return;
    written_ = written;
    mistake_.reset();
    for (SqlEditor* view : {editor_, second_.data()})
        if (view) view->setPlain(written);
    emit graphRead();
}

void Document::readGraph() {
    settle();
    if (!written_) return;
    const std::string text = editor_->content();
    auto script = graph::fromGraphFile(text);
    if (!script || text == left_) {
        // What undo came back to stays as it is: it was SQL already.
        mistake_ = script ? std::nullopt : std::optional(script.error());
        editor_->setDiagnostics(script ? std::vector<Diagnostic>() : std::vector{Diagnostic{Severity::Error, script.error()}});
        emit graphRead();
        return;
    }
    // The node that was written at is where the caret goes.
    const size_t caret = static_cast<size_t>(editor_->caret());
    size_t node = std::min(caret, text.size());
    while (node > 0 && !(text[node - 1] == '\n' && node < text.size() && !std::isspace(static_cast<unsigned char>(text[node])))) --node;
    const auto before = graph::fromGraphFile(std::string_view(text).substr(0, node));
    const bool wasModified = isModified();
    left_ = text;
    became_ = *script;
    editor_->apply({{0, static_cast<int>(text.size()), *script}});
    settle();
    editor_->setCaret(before && !before->empty() ? static_cast<int>(before->size()) + 1 : 0);
    editor_->ensureCursorVisible();
    if (wasModified) return;
    // As it would have been opened.
    editor_->setModified(false);
    dropJournal();
    emit modifiedChanged();
}

void Document::offerFile(const std::string& fileText, bool written) {
    auto* row = new QHBoxLayout(banner_);
    row->setContentsMargins(12, 6, 8, 6);
    auto* label = new QLabel(tr("The file changed on disk after this text was typed. You see your text."));
    auto* take = new QPushButton(tr("Take the file"));
    auto* keep = new QPushButton(tr("Keep my text"));
    row->addWidget(label, 1);
    row->addWidget(keep);
    row->addWidget(take);
    connect(keep, &QPushButton::clicked, banner_, &QWidget::hide);
    connect(take, &QPushButton::clicked, this, [this, fileText, written] {
        banner_->hide();
        keepVersion("discarded");
        mistake_.reset();
        showText(fileText, written);
        emit graphRead();
        dropJournal();
        emit modifiedChanged();
        emit editor_->textPaused();
    });
    banner_->show();
}

Status Document::save() {
    settle();
    const auto bytes = written_ ? Result<std::string>(editor_->content()) : fileBytes(name_, editor_->content());
    const Status written = bytes ? write(name_, *bytes) : Status(bytes.error());
    if (!written.ok()) return Error{ErrorCode::Io, written.error().message + " The text is kept in the journal."};
    savedHash_ = textHash(*bytes);
    editor_->setModified(false);
    banner_->hide();
    keepVersion("saved");
    dropJournal();
    emit modifiedChanged();
    emit saved();
    readGraph();
    return {};
}

Status Document::exportGraph(const QString& path) const {
    const auto graph = graph::toGraphFile(editor_->content());
    return graph ? write(path, *graph) : Status(graph.error());
}

Status Document::saveAs(const QString& path) {
    const QString before = name_;
    const bool untitled = isUntitled();
    name_ = path;
    const Status status = save();
    if (!status.ok()) {
        name_ = before;
        return status;
    }
    if (untitled) (void)workspace_.dropUnsaved(before.toStdString());
    return status;
}

void Document::typed() {
    if (loading_) return;
    if (!pause_.isActive()) waiting_.start();
    const int left = JournalCapMillis - static_cast<int>(waiting_.elapsed());
    pause_.start(std::clamp(left, 0, JournalPauseMillis));
}

void Document::keepVersion(const char* reason) { (void)workspace_.keepVersion(name_.toStdString(), editor_->content(), reason, QDateTime::currentMSecsSinceEpoch()); }

void Document::journal() {
    UnsavedText entry{name_.toStdString(), editor_->content(), savedHash_, QDateTime::currentMSecsSinceEpoch()};
    writing_.request([&workspace = workspace_, entry = std::move(entry)] { return workspace.keepUnsaved(entry).ok(); }, [](bool) {});
}

void Document::flushJournal() {
    if (!pause_.isActive()) return;
    pause_.stop();
    (void)workspace_.keepUnsaved({name_.toStdString(), editor_->content(), savedHash_, QDateTime::currentMSecsSinceEpoch()});
}

void Document::dropJournal() {
    pause_.stop();
    restored_ = false;
    // Behind whatever is being written.
    writing_.request([&workspace = workspace_, name = name_.toStdString()] { return workspace.dropUnsaved(name).ok(); }, [](bool) {});
}

} // namespace weir::ui
