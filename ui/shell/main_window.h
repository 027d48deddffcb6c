// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/studio.h"

#include <QMainWindow>

#include <map>

class QAction;
class QPushButton;
class QSpinBox;
class QSplitter;
class QStackedWidget;
class QToolBar;

namespace weir {
struct RunConfiguration;
}

namespace weir::ui {

class ChordInput;
class CommandPalette;
class ConfigurationBox;
struct Findable;
class Document;
class EditorArea;
class GraphPanel;
class KeyMap;
class NewSource;
class ProjectPanel;
class ResultsPanel;
class RunConfigurations;
class StatusLine;
class TextWatch;
class WelcomePage;
class WindowPanels;

/// The window: puts the panels together, runs the commands of commands.cpp, and remembers itself in the workspace.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Engine engine, Workspace& workspace, bool dark);
    ~MainWindow() override;

    /// A folder (its job.sql is opened) or a file; says why not on the problem list.
    void openPath(const QString& path);
    /// What was open when the program ended.
    void restoreLast();
    /// A named arrangement: "welcome", "author", "design", "run". False when there is none of that name.
    bool setMode(const QString& name);

    Studio& studio() { return *studio_; }
    EditorArea* editors() const { return editors_; }
    GraphPanel* graph() const { return graph_; }
    ResultsPanel* results() const { return results_; }
    NewSource* sources() const { return sources_; }
    CommandPalette* commandPalette() const { return palette_; }
    RunConfigurations* configurations() const { return configurations_; }
    KeyMap* keys() const { return keys_; }
    /// Of a row of commands.cpp, "panel.ID", or a row of canvas_commands.cpp where the canvas that is shown can do it; null: there is none.
    QAction* actionOf(const QString& id) const;
    void showPanel(const QString& id);

public slots:
    // Commands; the table in commands.cpp names them.
    void newFile();
    void newSource();
    void askForFile();
    void askForFolder();
    void save();
    void saveAsGraph();
    void closeFile();
    void showHistory();
    void showSettings();
    void showKeysPage();
    void quit();
    void undo();
    void redo();
    void find();
    void replace();
    void findNext();
    void findPrevious();
    void complete();
    void toggleComment();
    void format();
    void addNextOccurrence();
    void findInProject();
    void duplicateLines();
    void moveLinesUp();
    void moveLinesDown();
    void insertSnippet();
    void showSignature();
    void goToDefinition();
    void findUses();
    void renameName();
    void quickFix();
    void splitText();
    void foldAll();
    void unfoldAll();
    void searchEverywhere();
    void showCommands();
    void toggleTheme();
    void fitGraph();
    void toggleDesign();
    void switchGraphAndText();
    void backToText();
    void toggleChangelog();
    void run();
    void runStatement();
    void editConfigurations();
    void newConfiguration();
    void pauseOrResume();
    void stop();
    void showWelcome();
    void helpAtCaret();
    void about();

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeActions();
    void makeToolBar();
    void connectAll();
    void documentChanged(Document* document);
    void analysed(Document* document);
    void caretMoved(Document* document);
    void showProblems();
    void runFailed(const Error& error);
    void runEnded();
    void startScript(const std::string& script, const ConfiguredRun& configured, const std::string& from = {});
    void showRunState();
    void showKeys();
    void openSettings(bool keys);
    void showConfigurations();
    void openConfigurations(const weir::RunConfiguration* added);
    void configurationsWritten(const QString& file);
    ConfiguredRun configured() const;
    void keepParallelism(int value);
    void setTheme(bool dark);
    void remember();
    void goTo(const Place& place);
    std::vector<Findable> findables();
    /// Is there a script? If not it says so, and why.
    bool hasScript(const QString& otherwise);
    void showPage();
    void showCentre(bool welcome);
    void openFolder(const QString& folder);
    void say(const QString& message);

    std::unique_ptr<Studio> studio_;
    Workspace& workspace_;
    bool dark_;
    bool remembering_ = true;
    EditorArea* editors_ = nullptr;
    GraphPanel* graph_ = nullptr;
    WelcomePage* welcome_ = nullptr;
    QStackedWidget* centre_ = nullptr;
    QSplitter* split_ = nullptr;
    WindowPanels* panels_ = nullptr;
    ProjectPanel* project_ = nullptr;
    ResultsPanel* results_ = nullptr;
    StatusLine* status_ = nullptr;
    TextWatch* watch_ = nullptr;
    NewSource* sources_ = nullptr;
    CommandPalette* palette_ = nullptr;
    RunConfigurations* configurations_ = nullptr;
    ConfigurationBox* configurationBox_ = nullptr;
    KeyMap* keys_ = nullptr;
    ChordInput* chords_ = nullptr;
    QPushButton* searchButton_ = nullptr;
    QPushButton* runButton_ = nullptr;
    QSpinBox* parallelism_ = nullptr;
    QToolBar* toolBar_ = nullptr;
    std::map<QString, QAction*> actions_;
    std::vector<Error> runErrors_;
    QString runDocument_;
};

} // namespace weir::ui
