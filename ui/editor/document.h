// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"
#include "engine/workspace/workspace.h"
#include "ui/bridge/background.h"
#include "ui/editor/sql_editor.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QFrame;
class QLabel;
class QSplitter;

namespace weir::ui {

class FindBar;

/// An open file in its tab: the editor, its find bar, and the journal of what is not saved yet. Every pause of typing, and at least
/// once a second, the text goes into the workspace, away from the GUI thread; saving takes it out again. A `.weirgraph` is shown as the SQL that it
/// says and written as a graph again. One that cannot be read is shown as it is written, and saved so, until it can be.
class Document : public QWidget {
    Q_OBJECT
public:
    static constexpr int JournalPauseMillis = 300;
    static constexpr int JournalCapMillis = 1000;
    static constexpr qint64 MaxFileBytes = 8 * 1024 * 1024;

    /// `name`: an absolute path, or "untitled:1". Unsaved text of this name is restored without asking; if the file changed meanwhile,
    /// a banner offers both.
    Document(const Engine& engine, Workspace& workspace, const QString& name, QWidget* parent = nullptr);
    ~Document() override;

    /// Reads the file; an error leaves the document empty and is shown by the caller.
    Status load();
    /// Writes beside the file, then renames: the file is old or new, never half. A script with mistakes cannot become a graph; the file stays as it is.
    Status save();
    Status saveAs(const QString& path);
    /// The text as a `.weirgraph` of this path. The document stays what it is.
    Status exportGraph(const QString& path) const;

    QString name() const { return name_; }
    bool isUntitled() const { return name_.startsWith("untitled:"); }
    QString title() const;
    QString folder() const;
    bool isModified() const;
    SqlEditor* editor() const { return editor_; }
    /// Why a `.weirgraph` is shown as it is written and not as SQL; null where it is SQL, or a right text that undo came back to.
    const Error* graphMistake() const { return mistake_ ? &*mistake_ : nullptr; }
    FindBar* findBar() const { return findBar_; }
    /// A second view of the same text, or one again.
    void toggleSplit();
    SqlEditor* secondView() const { return second_; }
    /// Into the local history.
    void keepVersion(const char* reason);
    void dropJournal();
    /// What waits for the pause is written now, in this thread.
    void flushJournal();

signals:
    void modifiedChanged();
    void saved();
    void graphRead();                        // a `.weirgraph` became SQL, or no graph, or another mistake is in it

private:
    void typed();
    void journal();
    void offerFile(const std::string& fileText, bool written);
    void showText(const std::string& text, bool written);
    /// A `.weirgraph` as it is written becomes SQL, if it can be read.
    void readGraph();
    /// What the text is now.
    void settle();

    const Engine& engine_;
    Workspace& workspace_;
    QString name_;
    SqlEditor* editor_;
    FindBar* findBar_;
    QSplitter* split_;
    QPointer<SqlEditor> second_;
    QFrame* banner_;
    std::string savedHash_;
    QTimer pause_;
    QElapsedTimer waiting_;                  // since the first key that is not in the journal
    Background writing_;
    bool loading_ = false;
    bool restored_ = false;                  // text from the journal that was never saved
    bool written_ = false;                   // the text is a `.weirgraph` as it is written
    std::optional<Error> mistake_;
    std::string left_, became_;              // what a graph was when it became SQL, and that SQL: undo and redo lead there
};

/// Is this a file that is shown as SQL?
bool isSqlFile(const QString& path);
/// And written as a graph?
bool isGraphFile(const QString& path);

} // namespace weir::ui
