// SPDX-License-Identifier: GPL-3.0-or-later
// What Run runs: run configurations, and how they reach the runner.
#include "ui/bridge/value_text.h"
#include "ui/editor/editor_area.h"
#include "ui/shell/configuration_box.h"
#include "ui/shell/main_window.h"
#include "ui/workspace/configuration_dialog.h"
#include "ui/workspace/project_panel.h"
#include "ui/workspace/run_configurations.h"

#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QSpinBox>

namespace weir::ui {

namespace {

bool isSameFile(const QString& a, const QString& b) { return QFileInfo(a).canonicalFilePath() == QFileInfo(b).canonicalFilePath() && QFileInfo::exists(a); }

} // namespace

void MainWindow::run() {
    configurations_->refresh();
    Document* document = editors_->current();
    if (const RunConfiguration* chosen = configurations_->configuration()) {
        const QString script = text(scriptOf(configurations_->project(), *chosen));
        if (!QFileInfo(script).isFile()) return say(tr("There is no script '%1', which the configuration '%2' names.").arg(script, text(chosen->name)));
        if (!document || !isSameFile(document->name(), script)) {
            openPath(script);
            document = editors_->current();
            if (!document || !isSameFile(document->name(), script)) return;      // it was said why
        }
    }
    if (!hasScript(tr("Open an SQL file to run it."))) return;
    startScript(document->editor()->content(), configured());
    if (isVisible() && results_) showPanel("results");
}

ConfiguredRun MainWindow::configured() const {
    ConfiguredRun run;
    const RunConfiguration* chosen = configurations_->configuration();
    const Document* document = editors_->current();
    if (!chosen || !document || !isSameFile(document->name(), text(scriptOf(configurations_->project(), *chosen)))) return run;
    run.name = chosen->name;
    run.records = chosen->record;
    configure(run.options, configurations_->project(), *chosen);
    return run;
}

void MainWindow::showConfigurations() {
    const RunConfiguration* chosen = configurations_->configuration();
    const bool said = chosen && chosen->parallelism > 0;
    const QSignalBlocker quiet(parallelism_);
    parallelism_->setMaximum(said ? 32'768 : 128);
    parallelism_->setValue(said ? chosen->parallelism : studio_->runner.parallelism);
    parallelism_->setEnabled(!said);
    parallelism_->setToolTip(said ? tr("The run configuration '%1' says so").arg(text(chosen->name)) : tr("Subtasks of every operator; auto is what the script sets, or 1"));
    showProblems();
    showRunState();
    showKeys();
}

void MainWindow::newConfiguration() {
    Document* document = editors_->current();
    if (!hasScript(tr("Open an SQL file to make a run configuration of it."))) return;
    if (document->isUntitled() || project_->folder().isEmpty()) return say(tr("Save the script first: a run configuration names its file."));
    RunConfiguration run;
    const QString relative = QDir(project_->folder()).relativeFilePath(QFileInfo(document->name()).canonicalFilePath());
    run.script = relative.toStdString();
    run.name = QFileInfo(document->name()).completeBaseName().toStdString();
    run.parallelism = studio_->runner.parallelism;
    run.record = studio_->runner.records;
    openConfigurations(&run);
}

void MainWindow::editConfigurations() { openConfigurations(nullptr); }

void MainWindow::openConfigurations(const RunConfiguration* added) {
    if (project_->folder().isEmpty()) return say(tr("Open a folder first: its run configurations are kept in its weir.toml."));
    configurations_->refresh();
    if (!configurations_->problems().empty()) {
        const Place place = configurations_->problems().front().place;
        showPanel("problems");
        if (!QFileInfo::exists(text(configurations_->project().file))) return;
        openPath(text(configurations_->project().file));
        return goTo(place);
    }
    for (Document* document : editors_->documents())
        if (isSameFile(document->name(), text(configurations_->project().file)) && document->isModified())
            return say(tr("weir.toml has changes in the editor that are not saved. Save or undo them first."));
    auto* dialog = new ConfigurationDialog(*configurations_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (added) {
        dialog->add(*added);
        connect(dialog, &QDialog::accepted, this, [this, dialog] { configurations_->choose(dialog->lastName()); });
    }
    dialog->open();
}

// An open weir.toml shows what was written, as one step of its undo.
void MainWindow::configurationsWritten(const QString& file) {
    for (Document* document : editors_->documents())
        if (isSameFile(document->name(), file)) {
            document->editor()->apply({{0, static_cast<int>(document->editor()->content().size()), configurations_->project().text}});
            if (const Status saved = document->save(); !saved.ok()) say(text(saved.error().text()));
        }
}

} // namespace weir::ui
