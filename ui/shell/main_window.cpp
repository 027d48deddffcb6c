// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/graph_view.h"
#include "ui/editor/editor_area.h"
#include "ui/kit/icons.h"
#include "ui/kit/strokes.h"
#include "ui/kit/theme.h"
#include "ui/results/results_panel.h"
#include "ui/shell/chord_input.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/commands.h"
#include "ui/shell/configuration_box.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/key_map.h"
#include "ui/shell/new_source.h"
#include "ui/shell/panels.h"
#include "ui/shell/search_panel.h"
#include "ui/shell/status_line.h"
#include "ui/shell/text_watch.h"
#include "ui/shell/window_panels.h"
#include "ui/workspace/project_panel.h"
#include "ui/workspace/run_configurations.h"
#include "ui/workspace/welcome_page.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDateTime>
#include <QDir>
#include <QLabel>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>

namespace weir::ui {

namespace {

QString translated(const char* context, const char* text) { return QCoreApplication::translate(context, text); }

} // namespace

MainWindow::MainWindow(Engine engine, Workspace& workspace, bool dark)
    : studio_(std::make_unique<Studio>(std::move(engine), workspace)), workspace_(workspace), dark_(dark) {
    setObjectName("mainWindow");
    setWindowTitle(tr("Weir Studio"));
    setWindowIcon(QIcon(":/icons/weir.svg"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    resize(1440, 900);

    editors_ = new EditorArea(studio_->engine, workspace_);
    welcome_ = new WelcomePage;
    centre_ = new QStackedWidget;
    centre_->addWidget(welcome_);
    centre_->addWidget(editors_);
    graph_ = new GraphPanel(*studio_);
    split_ = new QSplitter(Qt::Vertical);
    split_->addWidget(centre_);
    split_->addWidget(graph_);
    split_->setStretchFactor(0, 5);
    split_->setStretchFactor(1, 4);
    split_->setChildrenCollapsible(false);
    setCentralWidget(split_);
    status_ = new StatusLine(*studio_);
    setStatusBar(status_);
    watch_ = new TextWatch(studio_->engine, this);
    sources_ = new NewSource(studio_->engine, editors_, this);
    palette_ = new CommandPalette(this);
    configurations_ = new RunConfigurations(workspace_, this);
    keys_ = new KeyMap(workspace_, this);
    chords_ = new ChordInput(this, *keys_, [this](const QString& id) { return actionOf(id); });

    studio_->runner.parallelism = QString::fromStdString(workspace_.setting("parallelism", "0")).toInt();
    studio_->runner.workers = QString::fromStdString(workspace_.setting("workers", "0")).toInt();
    studio_->runner.checkpointSeconds = QString::fromStdString(workspace_.setting("checkpoints.seconds", "0")).toInt();
    panels_ = new WindowPanels(this, *studio_);
    project_ = static_cast<ProjectPanel*>(panels_->page("project"));
    results_ = static_cast<ResultsPanel*>(panels_->page("results"));
    makeActions();
    makeToolBar();
    connectAll();
    welcome_->showRecent(workspace_.recentProjects());
    showConfigurations();
    graph_->setDesign(workspace_.setting("graph.design", "0") == "1");
    const QByteArray geometry = QByteArray::fromStdString(workspace_.setting("window.geometry"));
    const QByteArray state = QByteArray::fromStdString(workspace_.setting("window.state"));
    const QByteArray split = QByteArray::fromStdString(workspace_.setting("window.split"));
    if (!geometry.isEmpty()) restoreGeometry(geometry);
    if (!state.isEmpty()) restoreState(state, WindowPanels::LayoutVersion);
    if (!split.isEmpty()) split_->restoreState(split);
    else split_->setSizes({380, 310});
    showPage();
}

MainWindow::~MainWindow() {
    // Whoever listens must not hear of what is taken apart.
    remembering_ = false;
    editors_->disconnect(this);
    graph_->design()->setDocument(nullptr);
    watch_->forget();
}

void MainWindow::makeActions() {
    const std::pair<MenuPlace, QString> names[] = {
        {MenuPlace::File, tr("&File")}, {MenuPlace::Edit, tr("&Edit")}, {MenuPlace::View, tr("&View")}, {MenuPlace::Job, tr("J&ob")}, {MenuPlace::Help, tr("&Help")}};
    for (const auto& [place, name] : names) {
        QMenu* menu = menuBar()->addMenu(name);
        for (const CommandRow& row : commandTable()) {
            if (row.menu != place) continue;
            const QString title = translated("Commands", row.text);
            auto* action = new QAction(*row.icon ? icon(row.icon) : QIcon(), title, this);
            action->setObjectName(QLatin1String(row.id));
            connect(action, &QAction::triggered, this, row.run);
            if (row.startsGroup) menu->addSeparator();
            menu->addAction(action);
            actions_[QLatin1String(row.id)] = action;
        }
        if (place == MenuPlace::View) {
            menu->addSeparator();
            for (const PanelRow& row : panelTable()) menu->addAction(panels_->action(QLatin1String(row.id)));
        }
    }
    // Keys of the text count only there, or they would take the key from every other field.
    for (const KeyRow& row : keyTable()) {
        const auto action = actions_.find(QLatin1String(row.action));
        if (action == actions_.end()) continue;
        const bool isText = row.context == KeyContext::Text;
        if (isText) action->second->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        (isText ? static_cast<QWidget*>(editors_) : this)->addAction(action->second);
    }
}

QAction* MainWindow::actionOf(const QString& id) const {
    if (id.startsWith("panel.")) return panels_->action(id.mid(6));
    if (id.startsWith("canvas.")) return graph_->actionOf(id);
    const auto found = actions_.find(id);
    return found == actions_.end() ? nullptr : found->second;
}

void MainWindow::showKeys() {
    for (const auto& [id, action] : actions_) {
        action->setShortcuts(keys_->keys(id));
        action->setToolTip(withKey(action->text(), *action));
    }
    for (const PanelRow& row : panelTable()) panels_->showKeys(QLatin1String(row.id), keys_->keys("panel." + QLatin1String(row.id)));
    graph_->showKeys([this](const QString& command) { return keys_->keys(command); });
    const RunConfiguration* chosen = configurations_->configuration();
    runButton_->setToolTip(withKey(chosen ? tr("Run the configuration '%1'").arg(text(chosen->name)) : tr("Run the whole text as one job"), *actions_["run"]));
    const QString find = shownKey(actions_["palette"]->shortcut());
    searchButton_->setText(find.isEmpty() ? tr("Search everywhere") : tr("Search everywhere   %1").arg(find));
    for (const auto& [name, words] : {std::pair{"designMode", tr("Edit the script as a graph")}, std::pair{"jobMode", tr("The job that runs, with its numbers")}})
        if (auto* button = graph_->findChild<QToolButton*>(name)) button->setToolTip(withKey(words, *actions_["design"]));
}

void MainWindow::makeToolBar() {
    toolBar_ = addToolBar(tr("Tools"));
    toolBar_->setObjectName("toolBar");
    toolBar_->setMovable(false);
    toolBar_->setContextMenuPolicy(Qt::PreventContextMenu);
    setContextMenuPolicy(Qt::NoContextMenu);
    runButton_ = new QPushButton(icon("play-solid", Qt::white), tr("Run"));
    runButton_->setObjectName("primary");
    runButton_->setAccessibleName(tr("Run"));
    connect(runButton_, &QPushButton::clicked, this, &MainWindow::run);
    toolBar_->addWidget(runButton_);
    auto space = [this](int width) {
        auto* gap = new QWidget;
        gap->setFixedWidth(width);
        toolBar_->addWidget(gap);
    };
    space(6);
    configurationBox_ = new ConfigurationBox(*configurations_);
    toolBar_->addWidget(configurationBox_);
    connect(configurationBox_, &ConfigurationBox::newWanted, this, &MainWindow::newConfiguration, Qt::QueuedConnection);
    connect(configurationBox_, &ConfigurationBox::editWanted, this, &MainWindow::editConfigurations, Qt::QueuedConnection);
    space(6);
    for (const char* id : {"run-statement", "pause", "stop"}) toolBar_->addAction(actions_[id]);
    toolBar_->addSeparator();
    auto* word = new QLabel(tr("Parallelism"));
    word->setObjectName("muted");
    space(2);
    toolBar_->addWidget(word);
    space(6);
    parallelism_ = new QSpinBox;
    parallelism_->setRange(0, 128);
    parallelism_->setSpecialValueText(tr("auto"));
    parallelism_->setValue(studio_->runner.parallelism);
    parallelism_->setAccessibleName(tr("Parallelism"));
    parallelism_->setObjectName("toolBarParallelism");
    parallelism_->setFixedWidth(74);
    connect(parallelism_, &QSpinBox::valueChanged, this, &MainWindow::keepParallelism);
    toolBar_->addWidget(parallelism_);
    toolBar_->addSeparator();
    for (const char* id : {"new", "new-source", "open-folder", "save"}) toolBar_->addAction(actions_[id]);
    auto* stretch = new QWidget;
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    toolBar_->addWidget(stretch);
    searchButton_ = new QPushButton(icon("search"), tr("Search everywhere"));
    searchButton_->setObjectName("searchBox");
    searchButton_->setAccessibleName(tr("Search everywhere"));
    searchButton_->setMinimumWidth(210);
    connect(searchButton_, &QPushButton::clicked, this, &MainWindow::searchEverywhere);
    toolBar_->addWidget(searchButton_);
    space(4);
    toolBar_->addAction(actions_["theme"]);
    toolBar_->addAction(actions_["settings"]);
    for (QToolButton* button : toolBar_->findChildren<QToolButton*>())
        if (button->defaultAction()) button->setAccessibleName(button->defaultAction()->text());
    actions_["theme"]->setIcon(icon(dark_ ? "sun" : "moon"));
}

void MainWindow::keepParallelism(int value) {
    studio_->runner.parallelism = value;
    (void)workspace_.setSetting("parallelism", std::to_string(value));
}

void MainWindow::connectAll() {
    connect(keys_, &KeyMap::changed, this, &MainWindow::showKeys);
    connect(chords_, &ChordInput::waiting, status_, &StatusLine::showWaiting);
    connect(chords_, &ChordInput::unknown, status_, &StatusLine::showUnknown);
    connect(configurations_, &RunConfigurations::changed, this, &MainWindow::showConfigurations);
    connect(configurations_, &RunConfigurations::written, this, &MainWindow::configurationsWritten);
    connect(editors_, &EditorArea::documentChanged, this, &MainWindow::documentChanged);
    connect(editors_, &EditorArea::textPaused, this, [this](Document* document) {
        if (document != editors_->current()) return;
        // What is not looked at is read when it is.
        if (document->editor()->isSql() && graph_->isDesign()) graph_->design()->setDocument(document);
    });
    connect(editors_, &EditorArea::typed, this, [this](Document* document) {
        if (document == editors_->current()) watch_->ask(document);
    });
    connect(editors_, &EditorArea::usesFound, this, [this](Document* document, const QString& name, const std::vector<Place>& places) {
        showPanel("search");
        static_cast<SearchPanel*>(panels_->page("search"))->showHits(name, hitsAt(document->name(), document->editor()->content(), places));
    });
    studio_->projectFolder = [this] { return project_->folder(); };
    studio_->openTexts = [this] {
        std::map<QString, std::string> texts;
        for (Document* document : editors_->documents()) texts[document->name()] = document->editor()->content();
        return texts;
    };
    connect(studio_.get(), &Studio::previewWanted, this, [this] {
        // What a run shows is not pushed away.
        if (!studio_->runner.isActive()) showPanel("preview");
    });
    connect(editors_, &EditorArea::graphRead, this, [this](Document* document) {
        if (document != editors_->current()) return showProblems();
        documentChanged(document);
        showRunState();
    });
    connect(graph_, &GraphPanel::designChanged, this, [this](bool design) { (void)workspace_.setSetting("graph.design", design ? "1" : "0"); });
    connect(editors_, &EditorArea::caretMoved, this, &MainWindow::caretMoved);
    connect(editors_, &EditorArea::runRequested, this, [this](Document* document, int offset) {
        document->editor()->setCaret(offset);
        runStatement();
    });
    connect(editors_, &EditorArea::failed, this, &MainWindow::say);
    connect(watch_, &TextWatch::answered, this, &MainWindow::analysed);
    connect(watch_, &TextWatch::catalogAnswered, this, [this](const std::vector<CatalogTree>& catalogs) {
        studio_->catalog.show(catalogs);
        graph_->design()->showCatalog(catalogs);
    });
    connect(sources_, &NewSource::added, this, [this](Document* document) {
        showPage();
        showRunState();
        if (document == editors_->current()) emit document->editor()->textPaused();
    });
    connect(project_, &ProjectPanel::sourceWanted, sources_, &NewSource::offer);
    connect(welcome_, &WelcomePage::newSource, this, &MainWindow::newSource);
    connect(project_, &ProjectPanel::fileActivated, this, &MainWindow::openPath);
    connect(welcome_, &WelcomePage::newFile, this, &MainWindow::newFile);
    connect(welcome_, &WelcomePage::openFolder, this, &MainWindow::askForFolder);
    connect(welcome_, &WelcomePage::projectChosen, this, &MainWindow::openPath);
    connect(studio_.get(), &Studio::placeWanted, this, &MainWindow::goTo);
    connect(studio_.get(), &Studio::tapWanted, this, [this] { showPanel("tap"); });
    connect(studio_.get(), &Studio::panelWanted, this, &MainWindow::showPanel);
    connect(studio_.get(), &Studio::problemWanted, this, [this](const Problem& problem) {
        if (!problem.document.isEmpty()) openPath(problem.document);
        goTo(problem.place);
    });
    connect(studio_.get(), &Studio::startFromWanted, this, [this](const QString& checkpoint) {
        Document* document = editors_->current();
        if (!hasScript(tr("Open an SQL file to run it."))) return;
        startScript(document->editor()->content(), configured(), checkpoint.toStdString());
    });
    connect(studio_.get(), &Studio::textWanted, this, [this](const QString& wanted) {
        editors_->openUntitled()->editor()->setContent(wanted.toStdString());
        showPage();
        showRunState();
    });
    connect(studio_.get(), &Studio::insertWanted, this, [this](const QString& name) {
        if (Document* document = editors_->current()) {
            document->editor()->insert(name);
            document->editor()->setCaret(document->editor()->caret() + static_cast<int>(name.toUtf8().size()));
            document->setFocus();
        }
    });
    connect(&studio_->selection, &Selection::changed, this, [this] {
        Document* document = editors_->current();
        if (!document) return;
        const bool fromText = document->editor()->hasFocus();
        document->editor()->showPlace(studio_->selection.place(), !fromText && studio_->selection.place().known());
    });
    connect(&studio_->feed, &RunFeed::stateChanged, this, &MainWindow::showRunState);
    connect(&studio_->feed, &RunFeed::ended, this, &MainWindow::runEnded);
    connect(&studio_->runner, &JobRunner::starting, this, &MainWindow::showRunState);
    connect(&studio_->runner, &JobRunner::started, this, &MainWindow::showRunState);
    connect(&studio_->runner, &JobRunner::failed, this, &MainWindow::runFailed);
    connect(&studio_->runner, &JobRunner::printed, this, [this](const std::vector<StatementText>& texts) {
        results_->showTexts(texts);
        if (!texts.empty()) showPanel("results");
    });
}

void MainWindow::showPage() { showCentre(editors_->count() == 0); }

// The welcome page has the window to itself: panels about a job that is not there would only take its room.
void MainWindow::showCentre(bool welcome) {
    centre_->setCurrentWidget(welcome ? static_cast<QWidget*>(welcome_) : editors_);
    // Before the first show nothing is laid out yet; then what the workspace remembers counts.
    if (welcome) panels_->giveWay(graph_, QByteArray::fromStdString(workspace_.setting("window.state")));
    else panels_->comeBack();
}

void MainWindow::documentChanged(Document* document) {
    showPage();
    watch_->forget();
    setWindowTitle(document ? tr("%1 – Weir Studio").arg(document->title()) : tr("Weir Studio"));
    const Error* mistake = document ? document->graphMistake() : nullptr;
    graph_->design()->setDocument(document && document->editor()->isSql() ? document : nullptr, mistake ? text(mistake->message) : QString());
    if (document && document->editor()->isSql()) {
        watch_->ask(document);
        caretMoved(document);
    } else {
        studio_->outline.show({});
        graph_->clear();
        status_->showCaret(0, 0);
    }
    if (document && !document->isUntitled()) project_->showFile(document->name());
    showProblems();
}

void MainWindow::analysed(Document* document) {
    if (document != editors_->current()) return;
    const Analysis& analysis = watch_->analysis();
    bool hasErrors = false;
    for (const auto& diagnostic : analysis.diagnostics) hasErrors = hasErrors || diagnostic.severity == Severity::Error;
    graph_->showPlan(analysis.plan, hasErrors);
    graph_->design()->analysed(analysis);
    studio_->script = {document->editor()->content(), document->folder().toStdString(), analysis.statements, analysis.diagnostics};
    studio_->outline.show(analysis.statements);
    showProblems();
}

void MainWindow::caretMoved(Document* document) {
    if (document != editors_->current()) return;
    int line = 0, index = 0;
    document->editor()->getCursorPosition(&line, &index);
    status_->showCaret(line + 1, index + 1);
    if (!document->editor()->hasFocus()) return;
    if (graph_->isDesign()) graph_->design()->caretAt(document->editor()->caret());
    // The operator that comes from the narrowest text around the caret.
    const int caret = document->editor()->caret();
    const VertexSnapshot* best = nullptr;
    for (const auto& vertex : graph_->view()->vertices()) {
        const Place& place = vertex.place;
        if (!place.known() || caret < place.offset || caret > place.offset + place.length) continue;
        if (!best || place.length < best->place.length) best = &vertex;
    }
    if (best) studio_->selection.select(best->id, best->place);
    else studio_->selection.clear();
}

void MainWindow::showProblems() {
    std::vector<Problem> problems;
    for (const Error& error : runErrors_) {
        QString message = text(error.message);
        if (!error.hint.empty()) message += ' ' + text(error.hint);
        problems.push_back({Severity::Error, message, runDocument_, QFileInfo(runDocument_).fileName(), error.place, true});
    }
    for (const Error& error : configurations_->problems()) {
        QString message = text(error.message);
        if (!error.hint.empty()) message += ' ' + text(error.hint);
        const QString file = text(configurations_->project().file);
        problems.push_back({Severity::Error, message, file, QFileInfo(file).fileName(), error.place, false});
    }
    for (Document* document : editors_->documents())
        for (const auto& diagnostic : document->editor()->diagnostics()) {
            QString message = text(diagnostic.error.message);
            if (!diagnostic.error.hint.empty()) message += ' ' + text(diagnostic.error.hint);
            problems.push_back({diagnostic.severity, message, document->name(), document->title(), diagnostic.error.place, false});
        }
    studio_->problems.show(std::move(problems));
    const int count = studio_->problems.rowCount();
    panels_->name("problems", count ? tr("Problems  %1").arg(count) : tr("Problems"), studio_->problems.errors() ? icon("warning", themeOf(this).error) : icon("warning"));
}

void MainWindow::say(const QString& message) {
    runErrors_ = {Error{ErrorCode::Io, message.toStdString(), {}, ""}};
    runDocument_.clear();
    showProblems();
    showPanel("problems");
}

bool MainWindow::hasScript(const QString& otherwise) {
    const Document* document = editors_->current();
    if (document && document->editor()->isSql()) return true;
    const Error* mistake = document ? document->graphMistake() : nullptr;
    if (!mistake) say(otherwise);
    else say(tr("'%1' cannot be read as a graph: %2").arg(document->title(), text(mistake->text())));
    return false;
}

void MainWindow::runFailed(const Error& error) {
    runErrors_ = {error};
    showProblems();
    showRunState();
    showPanel("problems");
    if (error.place.known()) {
        goTo(error.place);
        if (Document* document = editors_->current()) document->editor()->showPlace(error.place, true);
    }
}

void MainWindow::runEnded() {
    const auto& live = studio_->feed.live();
    if (live.snapshot && live.snapshot->state == RunState::Failed) {
        runErrors_ = live.snapshot->errors;
        showProblems();
        showPanel("problems");
    }
    showRunState();
}

void MainWindow::showRunState() {
    const bool active = studio_->runner.isActive();
    const bool paused = studio_->feed.isActive() && (studio_->feed.state() == RunState::Paused || studio_->feed.state() == RunState::Pausing);
    const Document* document = editors_->current();
    runButton_->setEnabled(!studio_->runner.isStarting() && ((document && document->editor()->isSql()) || configurations_->configuration()));
    runButton_->setText(active ? tr("Restart") : tr("Run"));
    runButton_->setIcon(icon(active ? "restart" : "play-solid", Qt::white));
    actions_["stop"]->setEnabled(active);
    actions_["pause"]->setEnabled(studio_->feed.isActive());
    actions_["pause"]->setIcon(icon(paused ? "play" : "pause"));
}

void MainWindow::startScript(const std::string& script, const ConfiguredRun& configured, const std::string& from) {
    Document* document = editors_->current();
    runErrors_.clear();
    runDocument_ = document->name();
    showProblems();
    studio_->runner.start(script, document->folder().toStdString(), from, configured);
}

void MainWindow::showPanel(const QString& id) { panels_->show(id); }

void MainWindow::goTo(const Place& place) {
    Document* document = editors_->current();
    if (!document || !place.known()) return;
    document->editor()->setCaret(place.offset);
    document->editor()->ensureCursorVisible();
    document->setFocus();
}

void MainWindow::setTheme(bool dark) {
    dark_ = dark;
    applyTheme(*qApp, dark ? darkTheme() : lightTheme());
    // Scintilla keeps colours of its own, and markers and annotations are pictures of them.
    for (Document* document : editors_->documents()) document->editor()->applyTheme();
    actions_["theme"]->setIcon(icon(dark ? "sun" : "moon"));
    (void)workspace_.setSetting("theme", dark ? "dark" : "light");
    showProblems();
}

void MainWindow::openFolder(const QString& folder) {
    project_->openFolder(folder);
    configurations_->open(folder);
    (void)workspace_.addRecentProject(folder.toStdString(), QDateTime::currentMSecsSinceEpoch());
    (void)workspace_.setSetting("last.project", folder.toStdString());
    welcome_->showRecent(workspace_.recentProjects());
}

void MainWindow::openPath(const QString& path) {
    const QFileInfo info(path);
    if (info.isDir()) {
        const QString folder = info.canonicalFilePath();
        openFolder(folder);
        editors_->restore(workspace_.openFiles(folder.toStdString()));
        const QString job = QDir(folder).filePath("job.sql");
        if (QFileInfo::exists(job)) {
            if (const auto opened = editors_->open(job); !opened) say(text(opened.error().text()));
        } else if (!editors_->count()) {
            const QStringList scripts = QDir(folder).entryList({"*.sql"}, QDir::Files, QDir::Name) + QDir(folder).entryList({"*.weirgraph"}, QDir::Files, QDir::Name);
            if (!scripts.isEmpty()) return openPath(QDir(folder).filePath(scripts.front()));
        }
        showPage();
        showRunState();
        return;
    }
    if (!path.startsWith("untitled:") && !info.exists() && !workspace_.unsaved(info.absoluteFilePath().toStdString()))
        return say(tr("There is no file '%1'.").arg(path));
    if (const auto opened = editors_->open(path); !opened) return say(text(opened.error().text()));
    // Who opens a graph wants to see it.
    if (isGraphFile(path) && !graph_->isDesign()) graph_->setDesign(true);
    showPage();
    if (project_->folder().isEmpty() && !path.startsWith("untitled:")) openFolder(info.absolutePath());
    showRunState();
}

void MainWindow::restoreLast() {
    const QString folder = QString::fromStdString(workspace_.setting("last.project"));
    if (QFileInfo(folder).isDir()) {
        openFolder(folder);
        editors_->restore(workspace_.openFiles(folder.toStdString()));
    } else {
        editors_->restore(workspace_.openFiles(""));
    }
    // Text that was never saved comes back even if its tab was not remembered.
    for (const auto& unsaved : workspace_.allUnsaved())
        if (QString::fromStdString(unsaved.document).startsWith("untitled:") && !unsaved.text.empty())
            (void)editors_->open(QString::fromStdString(unsaved.document));
    if (!workspace_.notice().empty()) say(text(workspace_.notice()));
    showRunState();
}

bool MainWindow::setMode(const QString& name) {
    if (name == "welcome") {
        showWelcome();
    } else if (name == "author") {
        panels_->showDock("inspector", false);
        panels_->showDock("outline", true);
        showPanel("problems");
    } else if (name == "design") {
        graph_->setDesign(true);
        panels_->showDock("inspector", false);
        panels_->hideBottom();
        split_->setSizes({300, 420});
    } else if (name == "run") {
        graph_->setDesign(false);
        for (const char* id : {"project", "catalog", "inspector"}) panels_->showDock(id, true);
        showPanel("results");
    } else {
        return false;
    }
    return true;
}

void MainWindow::remember() {
    if (!remembering_) return;
    showCentre(false);           // the panels as they are beside a text
    (void)workspace_.setSetting("window.geometry", saveGeometry().toStdString());
    (void)workspace_.setSetting("window.state", saveState(WindowPanels::LayoutVersion).toStdString());
    (void)workspace_.setSetting("window.split", split_->saveState().toStdString());
    (void)workspace_.setOpenFiles(project_->folder().toStdString(), editors_->openFiles());
    for (Document* document : editors_->documents()) document->flushJournal();
}

// Another program may have written weir.toml meanwhile.
void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && configurations_) configurations_->refresh();
    QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    // No questions: what is not saved is in the journal and comes back at the next start.
    remember();
    studio_->runner.stop();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (!url.isLocalFile()) continue;
        else if (NewSource::isData(url.toLocalFile())) sources_->offer(url.toLocalFile());
        else openPath(url.toLocalFile());
    event->acceptProposedAction();
}

} // namespace weir::ui
