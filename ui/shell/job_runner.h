// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/workspace/past_run.h"
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/log_lines.h"
#include "ui/bridge/run_feed.h"

#include <memory>

namespace weir::ui {

/// What a run configuration says of a run; empty: none is chosen.
struct ConfiguredRun {
    std::string name;
    RunOptions options;
    bool records = false;
};

/// Starts, pauses and stops the one run of the window. Compiling happens in the background; a click never waits.
class JobRunner : public QObject {
    Q_OBJECT
public:
    JobRunner(const Engine& engine, RunFeed& feed, std::shared_ptr<LogLines> log);
    /// `from`: a checkpoint's or savepoint's folder; empty: what the configuration says, else the beginning. What the configuration leaves open is as set below.
    void start(const std::string& script, const std::string& folder, const std::string& from = {}, const ConfiguredRun& configured = {});
    /// Runs a recorded run again. It stands still before anything happens.
    void replay(const std::string& path);
    void stop();                 // in order; a second time at once
    void pauseOrResume();
    bool isStarting() const { return starting_; }
    bool isActive() const { return starting_ || feed_.isActive(); }

    int parallelism = 0;         // 0 = as the script says
    int workers = 0;             // 0 = all cores
    int checkpointSeconds = 0;   // 0 = as the script says
    const std::string& script() const { return script_; }      // that was started last; empty for a replay
    const std::string& folder() const { return folder_; }
    const std::string& settings() const { return settings_; }  // for people
    const std::vector<RunSetting>& options() const { return runSettings_; }
    bool records = false;        // runs are recorded, each into a file of placeOf("recordings")
    std::string recording() const { return recording_; }       // of the run started last; empty: none
    /// Where checkpoints and savepoints of the running script lie: "FOLDER/.weir/NAME"; empty for a script without a folder.
    std::string placeOf(const std::string& name) const { return folder_.empty() ? std::string() : folder_ + "/.weir/" + name; }

signals:
    void starting();
    void started();
    void failed(const weir::Error& error);
    /// What the script's SHOW, DESCRIBE and EXPLAIN say; before started() or failed(), and without either where there is nothing to run.
    void printed(const std::vector<weir::StatementText>& texts);

private:
    const Engine& engine_;
    RunFeed& feed_;
    std::shared_ptr<LogLines> log_;
    Background background_;
    std::string folder_;         // of the script started last
    std::string recording_;
    std::string script_, settings_;
    std::vector<RunSetting> runSettings_;
    bool starting_ = false;
    bool stopAsked_ = false;
};

/// The script with every query and insert but one blanked out, so that places stay right: definitions and settings before it are kept.
std::string scriptOfStatement(const std::string& script, const std::vector<StatementOutline>& statements, const StatementOutline& chosen);

} // namespace weir::ui
