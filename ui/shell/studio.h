// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/workspace/workspace.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/log_lines.h"
#include "ui/bridge/run_feed.h"
#include "ui/bridge/selection.h"
#include "ui/models/catalog_model.h"
#include "ui/models/problem_model.h"
#include "ui/models/subtask_model.h"
#include "ui/shell/job_runner.h"
#include "ui/models/outline_model.h"

#include <functional>
#include <map>
#include <memory>

namespace weir::ui {

/// What all panels share. Owned by the window; panels get a reference and know nothing of each other.
struct Studio : QObject {
    Q_OBJECT
public:
    Studio(Engine engine, Workspace& workspace) : engine(std::move(engine)), workspace(workspace), runner(this->engine, feed, log) {}

    const Engine engine;
    Workspace& workspace;
    std::shared_ptr<LogLines> log = std::make_shared<LogLines>();
    RunFeed feed;
    JobRunner runner;
    Selection selection;
    CatalogModel catalog;
    ProblemModel problems;
    SubtaskModel subtasks;
    OutlineModel outline;

    /// The script of the current document, as it was last understood.
    struct Script {
        std::string text, folder;
        std::vector<StatementOutline> statements;
        std::vector<Diagnostic> diagnostics;
    };
    Script script;
    std::function<QString()> projectFolder;                                      // "" = none
    std::function<std::map<QString, std::string>()> openTexts;                   // of the open files, by name

signals:
    void placeWanted(const weir::Place& place);                  // of the current document
    void problemWanted(const weir::ui::Problem& problem);
    void textWanted(const QString& text);                        // in a new document
    void startFromWanted(const QString& checkpoint);            // the current document, from a checkpoint or savepoint
    void previewWanted(const QString& title, const QString& table);   // the first rows of a table, as SQL names it
    void tapWanted(int from, int to);                            // rows of that edge of the running job
    void verdictWanted(int vertex, int input, int fate);         // rows of the running job that get a RowFate there
    void panelWanted(const QString& id);                         // in front
    void insertWanted(const QString& name);                      // a name from the catalog, into the text
};

} // namespace weir::ui
