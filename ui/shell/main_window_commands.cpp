// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands of commands.cpp do.
#include "ui/bridge/value_text.h"
#include "ui/canvas/canvas_commands.h"
#include "ui/canvas/design_view.h"
#include "ui/canvas/graph_view.h"
#include "ui/editor/code_help.h"
#include "ui/editor/editor_area.h"
#include "ui/editor/find_bar.h"
#include "ui/kit/icons.h"
#include "ui/kit/numbers.h"
#include "ui/kit/strokes.h"
#include "ui/results/results_panel.h"
#include "ui/results/row_grid.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/commands.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/key_map.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/new_source.h"
#include "ui/shell/panels.h"
#include "ui/shell/search_panel.h"
#include "ui/shell/window_panels.h"
#include "ui/workspace/project_panel.h"
#include "ui/workspace/run_configurations.h"
#include "ui/workspace/settings_dialog.h"

#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSpinBox>
#include <QPointer>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace weir::ui {

void MainWindow::newFile() {
    editors_->openUntitled();
    showPage();
    showRunState();
}

void MainWindow::newSource() {
    const QString path = QFileDialog::getOpenFileName(this, tr("New source from file"), project_->folder(),
                                                      tr("Rows (*.csv *.tsv *.json *.jsonl *.ndjson *.txt *.gz *.bz2 *.xz *.zst);;All files (*)"));
    if (!path.isEmpty()) sources_->offer(path);
}

void MainWindow::askForFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open file"), project_->folder(), tr("Scripts (*.sql *.weirgraph);;All files (*)"));
    if (!path.isEmpty()) openPath(path);
}

void MainWindow::askForFolder() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open folder"), project_->folder());
    if (!path.isEmpty()) openPath(path);
}

void MainWindow::save() {
    if (const Status saved = editors_->saveCurrent(); !saved.ok() && saved.error().code != ErrorCode::Cancelled) say(text(saved.error().text()));
    else if (Document* document = editors_->current(); document && QFileInfo(document->name()).fileName() == QLatin1String(ProjectFileName)) configurations_->refresh();
}

void MainWindow::saveAsGraph() {
    const Document* document = editors_->current();
    if (!hasScript(tr("Open an SQL file to save it as a graph."))) return;
    const QString name = QFileInfo(document->isUntitled() ? QStringLiteral("job.sql") : document->name()).completeBaseName() + ".weirgraph";
    const QString folder = document->isUntitled() ? project_->folder() : document->folder();
    const QString path = QFileDialog::getSaveFileName(this, tr("Save as graph"), QDir(folder).filePath(name), tr("Weir graph (*.weirgraph)"));
    if (path.isEmpty()) return;
    if (const Status saved = document->exportGraph(path); !saved.ok()) say(text(saved.error().text()));
}

void MainWindow::closeFile() {
    if (editors_->count()) editors_->closeDocument(editors_->currentIndex());
    showRunState();
}

void MainWindow::showHistory() {
    Document* document = editors_->current();
    if (!document) return;
    std::vector<Findable> versions;
    const std::string now = document->editor()->content();
    for (const TextVersion& version : workspace_.versions(document->name().toStdString())) {
        const QString when = QDateTime::fromMSecsSinceEpoch(version.changedMillis).toString(QStringLiteral("yyyy-MM-dd  HH:mm:ss"));
        const int lines = static_cast<int>(std::count(version.text.begin(), version.text.end(), '\n'));
        QString words = (version.reason == "saved" ? tr("%1   saved, %2 lines") : tr("%1   given up, %2 lines")).arg(when).arg(lines);
        if (version.text == now) words += tr(", as it is now");
        // One step of undo takes it back.
        versions.push_back({words, byteSize(static_cast<int64_t>(version.text.size())), icon("clock"), "", [document = QPointer<Document>(document), version] {
                                if (document) document->editor()->apply({{0, static_cast<int>(document->editor()->content().size()), version.text}});
                            }});
    }
    if (versions.empty()) versions.push_back({tr("No version of %1 was saved yet").arg(document->title()), {}, icon("clock"), "", [] {}});
    palette_->open(std::move(versions), {});
}

void MainWindow::quit() { close(); }

void MainWindow::showSettings() { openSettings(false); }
void MainWindow::showKeysPage() { openSettings(true); }

void MainWindow::openSettings(bool keys) {
    SettingsDialog dialog(dark_, studio_->runner.parallelism, studio_->runner.workers, this);
    connect(&dialog, &SettingsDialog::themeChosen, this, &MainWindow::setTheme);
    connect(&dialog, &SettingsDialog::parallelismChosen, this, [this](int value) {
        keepParallelism(value);
        showConfigurations();
    });
    connect(&dialog, &SettingsDialog::workersChosen, this, [this](int workers) {
        studio_->runner.workers = workers;
        (void)workspace_.setSetting("workers", std::to_string(workers));
    });
    QList<std::pair<QString, QString>> titles;
    for (const KeyRow& row : keyTable())
        if (row.context != KeyContext::Canvas) titles.push_back({QLatin1String(row.action), actionOf(QLatin1String(row.action))->text()});
    for (const CanvasCommandRow& row : canvasCommandTable()) titles.push_back({QLatin1String(row.id), canvasTitle(row)});
    auto* page = new KeysPage(*keys_, titles);
    dialog.addPage(page, tr("Keys"));
    if (keys) dialog.showPage(page);
    dialog.exec();
}

void MainWindow::undo() { if (Document* d = editors_->current()) d->editor()->undo(); }
void MainWindow::redo() { if (Document* d = editors_->current()) d->editor()->redo(); }
void MainWindow::find() { if (Document* d = editors_->current()) d->findBar()->open(false); }
void MainWindow::replace() { if (Document* d = editors_->current()) d->findBar()->open(true); }
void MainWindow::findNext() { if (Document* d = editors_->current()) d->findBar()->find(true); }
void MainWindow::findPrevious() { if (Document* d = editors_->current()) d->findBar()->find(false); }
void MainWindow::complete() { if (Document* d = editors_->current()) d->editor()->complete(); }
void MainWindow::toggleComment() { if (Document* d = editors_->current()) d->editor()->toggleComment(); }
void MainWindow::format() { if (Document* d = editors_->current()) d->editor()->formatText(); }
void MainWindow::addNextOccurrence() { if (Document* d = editors_->current()) d->editor()->addNextOccurrence(); }
void MainWindow::duplicateLines() { if (Document* d = editors_->current()) d->editor()->duplicateLines(); }
void MainWindow::moveLinesUp() { if (Document* d = editors_->current()) d->editor()->moveLines(false); }
void MainWindow::moveLinesDown() { if (Document* d = editors_->current()) d->editor()->moveLines(true); }
void MainWindow::insertSnippet() { if (Document* d = editors_->current()) d->editor()->chooseSnippet(); }
void MainWindow::goToDefinition() { if (Document* d = editors_->current(); d && d->editor()->code()) d->editor()->code()->goToDefinition(); }
void MainWindow::showSignature() { if (Document* d = editors_->current(); d && d->editor()->code()) d->editor()->code()->showSignature(); }
void MainWindow::findUses() { if (Document* d = editors_->current(); d && d->editor()->code()) d->editor()->code()->findUses(); }
void MainWindow::renameName() { if (Document* d = editors_->current(); d && d->editor()->code()) d->editor()->code()->askName(); }
void MainWindow::quickFix() { if (Document* d = editors_->current(); d && d->editor()->code()) d->editor()->code()->quickFix(); }
void MainWindow::foldAll() { if (Document* d = editors_->current()) d->editor()->setAllFolded(true); }
void MainWindow::unfoldAll() { if (Document* d = editors_->current()) d->editor()->setAllFolded(false); }
void MainWindow::splitText() { if (Document* d = editors_->current()) d->toggleSplit(); }

void MainWindow::findInProject() {
    const Document* document = editors_->current();
    const QString chosen = document ? document->editor()->selectedText() : QString();
    showPanel("search");
    static_cast<SearchPanel*>(panels_->page("search"))->begin(chosen.contains('\n') ? QString() : chosen);
}

void MainWindow::searchEverywhere() { palette_->open(findables(), {}); }
void MainWindow::showCommands() { palette_->open(findables(), "> "); }
void MainWindow::toggleTheme() { setTheme(!dark_); }
void MainWindow::fitGraph() { graph_->fit(); }

void MainWindow::toggleDesign() {
    graph_->setDesign(!graph_->isDesign());
    (void)workspace_.setSetting("graph.design", graph_->isDesign() ? "1" : "0");
    if (graph_->isDesign()) graph_->design()->view()->setFocus();
}

void MainWindow::switchGraphAndText() {
    Document* document = editors_->current();
    QWidget* canvas = graph_->isDesign() ? static_cast<QWidget*>(graph_->design()->view()) : graph_->view();
    if (canvas->hasFocus() && document) {
        goTo(studio_->selection.place());
        document->setFocus();
    } else {
        canvas->setFocus();
    }
}

void MainWindow::backToText() {
    Document* document = editors_->current();
    if (!document) return;
    document->findBar()->hide();
    document->setFocus();
}

void MainWindow::toggleChangelog() {
    showPanel("results");
    auto* changelog = results_->findChild<QToolButton*>("showChangelog");
    results_->showChangelog(!changelog->isChecked());
}

void MainWindow::runStatement() {
    Document* document = editors_->current();
    if (!hasScript(tr("Open an SQL file to run it."))) return;
    const StatementOutline* statement = document->editor()->statementAtCaret();
    if (!statement) return say(tr("There is no statement at the caret."));
    if (statement->kind == StatementKind::Definition || statement->kind == StatementKind::Other)
        return say(tr("The statement at the caret runs nothing. Put the caret into a SELECT or an INSERT."));
    ConfiguredRun configured = this->configured();
    configured.options.restoreFrom.clear();          // state of the whole script
    startScript(scriptOfStatement(document->editor()->content(), document->editor()->statements(), *statement), configured);
    showPanel("results");
}

void MainWindow::pauseOrResume() { studio_->runner.pauseOrResume(); }
void MainWindow::stop() { studio_->runner.stop(); }
void MainWindow::showWelcome() { showCentre(true); }

void MainWindow::helpAtCaret() {
    Document* document = editors_->current();
    if (!document || !studio_->engine.hover) return;
    emit document->editor()->SCN_DWELLSTART(document->editor()->caret(), 80, 40);
}

void MainWindow::about() {
    QMessageBox box(QMessageBox::NoIcon, tr("About Weir Studio"),
                    tr("Weir Studio %1\nA desktop IDE with a stream engine inside, for Flink SQL.\n\nGPL-3.0-or-later; the engine is Apache-2.0.")
                        .arg(QApplication::applicationVersion()), QMessageBox::Close, this);
    box.setTextFormat(Qt::PlainText);
    box.exec();
}

std::vector<Findable> MainWindow::findables() {
    std::vector<Findable> things;
    for (const auto& vertex : graph_->view()->vertices())
        things.push_back({nodeTexts(vertex).title, tr("operator"), icon(operatorIcon(vertex.name, vertex.isSource, vertex.isSink)), "o",
                          [this, id = vertex.id, place = vertex.place] {
                              graph_->view()->setFocus();
                              studio_->selection.select(id, place);
                          }});
    for (const auto& statement : studio_->outline.statements())
        things.push_back({text(statement.title).simplified(), tr("statement"), icon("outline"), "t", [this, place = statement.place] { goTo(place); }});
    if (!project_->folder().isEmpty()) {
        QDirIterator files(project_->folder(), QDir::Files, QDirIterator::Subdirectories);
        const QDir root(project_->folder());
        for (int seen = 0; files.hasNext() && seen < 2000; ++seen) {
            const QString path = files.next();
            things.push_back({root.relativeFilePath(path), tr("file"), icon(path.endsWith(".sql") ? "file-sql" : isGraphFile(path) ? "graph" : "file-text"), "", [this, path] { openPath(path); }});
        }
    }
    auto command = [&](const QString& words, QAction* action) {
        things.push_back({words, shownKey(action->shortcut()), action->icon(), ">", [action] { action->trigger(); }});
    };
    for (const auto& [id, action] : actions_) command(action->text(), action);
    for (const CanvasCommandRow& row : canvasCommandTable())
        if (QAction* action = graph_->actionOf(QLatin1String(row.id))) command(action->text(), action);
    for (const PanelRow& row : panelTable())
        if (QAction* action = panels_->action(QLatin1String(row.id))) command(tr("Show %1").arg(action->text()), action);
    return things;
}

} // namespace weir::ui
