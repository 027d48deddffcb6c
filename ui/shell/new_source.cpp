// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/new_source.h"

#include "engine/graph/script_graph.h"
#include "ui/bridge/value_text.h"
#include "ui/editor/editor_area.h"
#include "ui/workspace/source_dialog.h"

#include <QDir>
#include <QFileInfo>
#include <QMessageBox>

#include <algorithm>
#include <optional>

namespace weir::ui {

namespace {

/// A text that goes into the script, and where in it the caret shall stand, if there.
struct Insertion {
    int at;
    std::string text;
    std::optional<size_t> caret;
};

/// Where a further table goes: behind the last one, else above the first statement and its comment.
int placeOfTable(const graph::ScriptGraph& script) {
    const std::string& text = script.text;
    int at = -1;
    for (const auto& node : script.nodes)
        if (node.kind == graph::NodeKind::Table) at = std::max(at, node.place.to);
    if (at >= 0) {
        while (at < static_cast<int>(text.size()) && (text[static_cast<size_t>(at)] == ';' || text[static_cast<size_t>(at)] == ' ')) ++at;
        const size_t line = text.find('\n', static_cast<size_t>(at));
        // A comment behind the statement stays with it; another statement on the line does not.
        if (line != std::string::npos && text.compare(static_cast<size_t>(at), 2, "--") == 0) at = static_cast<int>(line);
        return at;
    }
    if (script.statements.empty()) return static_cast<int>(text.size());
    auto from = static_cast<size_t>(script.statements.front().from);
    from = text.rfind('\n', from) == std::string::npos ? 0 : text.rfind('\n', from) + 1;
    while (from > 0) {
        const size_t above = from >= 2 ? text.rfind('\n', from - 2) : std::string::npos;
        const size_t line = above == std::string::npos ? 0 : above + 1;
        if (text.compare(line, 2, "--") != 0) break;
        from = line;
    }
    return static_cast<int>(from);
}

/// `text` between what stands before and behind it, a blank line apart.
std::string apart(const std::string& script, int at, const std::string& text) {
    const std::string_view before = std::string_view(script).substr(0, static_cast<size_t>(at)), behind = std::string_view(script).substr(static_cast<size_t>(at));
    std::string out;
    if (!before.empty() && before.find_first_not_of(" \t\r\n") != std::string_view::npos)
        out += before.ends_with("\n\n") ? "" : before.back() == '\n' ? "\n" : "\n\n";
    out += text;
    if (behind.find_first_not_of(" \t\r\n") == std::string_view::npos) return out;
    if (behind.starts_with("\n\n")) out.pop_back();
    else if (!behind.starts_with("\n")) out += "\n";
    return out;
}

} // namespace

NewSource::NewSource(const Engine& engine, EditorArea* editors, QWidget* window) : QObject(window), engine_(engine), editors_(editors), window_(window) {}

bool NewSource::isData(const QString& path) {
    QString name = path.toLower();
    for (const char* packed : {".gz", ".gzip", ".bz2", ".xz", ".zst", ".deflate"})
        if (name.endsWith(QLatin1String(packed))) return true;
    for (const char* data : {".csv", ".tsv", ".tab", ".psv", ".json", ".jsonl", ".ndjson", ".jsonlines", ".parquet", ".orc", ".avro", ".xlsx", ".xls", ".zip"})
        if (name.endsWith(QLatin1String(data))) return true;
    return false;
}

void NewSource::offer(const QString& path) {
    waiting_ += path;
    next();
}

void NewSource::next() {
    if (busy_ || waiting_.isEmpty() || !engine_.inferFile) return;
    busy_ = true;
    path_ = QFileInfo(waiting_.takeFirst()).absoluteFilePath();
    const QFileInfo info(path_);
    if (info.exists() && !info.isFile() && !info.isDir()) return decide(Error{ErrorCode::Io, "'" + info.fileName().toStdString() + "' is no file.", {}, "Pipes and devices cannot be looked into."});
    looking_.request([infer = engine_.inferFile, path = path_.toStdString()] { return infer(path); }, [this](const Result<InferredFile>& file) { decide(file); });
}

Document* NewSource::target() const {
    Document* document = editors_->current();
    return document && document->editor()->isSql() ? document : nullptr;
}

void NewSource::decide(const Result<InferredFile>& file) {
    auto done = [this] {
        busy_ = false;
        next();
    };
    if (!file) {
        auto* box = new QMessageBox(QMessageBox::NoIcon, tr("No source"), tr("%1 cannot become a source.").arg(QFileInfo(path_).fileName()), QMessageBox::Close, window_);
        box->setObjectName("sourceProblem");
        box->setTextFormat(Qt::PlainText);
        box->setInformativeText(text(file.error().message + (file.error().hint.empty() ? "" : "\n" + file.error().hint)));
        box->setAttribute(Qt::WA_DeleteOnClose);
        connect(box, &QDialog::finished, this, done);
        open_ = box;
        box->open();
        return;
    }
    QStringList taken;
    bool hasQuery = false;
    QString path = path_;
    if (const Document* document = target()) {
        const graph::ScriptGraph script = graph::buildGraph(document->editor()->content());
        for (const auto& node : script.nodes) {
            if (node.kind != graph::NodeKind::Insert && node.kind != graph::NodeKind::Select) taken += text(node.name);
            hasQuery = hasQuery || node.kind == graph::NodeKind::Insert || node.kind == graph::NodeKind::Select;
        }
        // Inside the project the way is relative, so that the folder can move.
        if (const QString folder = document->folder(); !folder.isEmpty()) {
            const QString relative = QDir(folder).relativeFilePath(path_);
            if (!relative.startsWith("..") && QDir::isRelativePath(relative)) path = relative;
        }
    }
    auto* dialog = new SourceDialog(engine_, *file, path, taken, hasQuery, window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { add(*dialog); });
    connect(dialog, &QDialog::finished, this, done);
    open_ = dialog;
    dialog->open();
}

void NewSource::add(const SourceDialog& dialog) {
    Document* document = target();
    if (!document) document = editors_->openUntitled();
    SqlEditor* editor = document->editor();
    const graph::ScriptGraph script = graph::buildGraph(editor->content());
    const int at = placeOfTable(script), end = static_cast<int>(script.text.size());
    const std::string table = apart(script.text, at, dialog.tableText());
    const std::string query = dialog.queryText();
    std::vector<Insertion> insertions;
    // The last statement may still lack its end.
    if (!script.statements.empty()) {
        const int close = script.statements.back().to;
        const size_t next = script.text.find_first_not_of(" \t\r\n", static_cast<size_t>(close));
        if ((next == std::string::npos || script.text[next] != ';') && (close <= at || !query.empty())) insertions.push_back({close, ";", {}});
    }
    // What they will want to change is the query, where there is one.
    if (query.empty()) {
        insertions.push_back({at, table, table.find("CREATE TABLE")});
    } else {
        const std::string below = at == end ? "\n" + query : apart(script.text, end, query);
        insertions.push_back({at, table, {}});
        insertions.push_back({end, below, below.find_first_not_of("\r\n ")});
    }
    std::stable_sort(insertions.begin(), insertions.end(), [](const Insertion& a, const Insertion& b) { return a.at < b.at; });
    std::vector<TextChange> changes;
    int shift = 0, caret = 0;
    for (const Insertion& each : insertions) {
        if (each.caret) caret = each.at + shift + static_cast<int>(*each.caret);
        shift += static_cast<int>(each.text.size());
        changes.push_back({each.at, each.at, each.text});
    }
    editor->apply(changes);
    // The end of a query first, so that all of it can be seen.
    if (!query.empty()) {
        editor->setCaret(end + shift);
        editor->ensureCursorVisible();
    }
    editor->setCaret(caret);
    editor->ensureCursorVisible();
    document->setFocus();
    emit added(document);
}

} // namespace weir::ui
