// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/engine.h"

#include "engine/inference/infer_file.h"

#include <utility>

namespace weir::ui {

namespace {

std::unique_ptr<Session> sessionIn(const std::string& folder) {
    auto session = std::make_unique<Session>();
    if (!folder.empty()) session->setBaseFolder(folder);
    return session;
}

/// The run keeps its session.
std::shared_ptr<Run> owned(std::unique_ptr<Session> session, std::shared_ptr<Run> run) {
    auto both = std::make_shared<std::pair<std::unique_ptr<Session>, std::shared_ptr<Run>>>(std::move(session), std::move(run));
    return {both, both->second.get()};
}

} // namespace

Engine sessionEngine() {
    Engine engine;
    engine.analyze = [](const std::string& text, const std::string& folder) { return sessionIn(folder)->analyze(text); };
    engine.catalog = [](const std::string& text, const std::string& folder) { return sessionIn(folder)->catalog(text); };
    engine.complete = [](const std::string& text, int offset) { return Session().complete(text, offset); };
    engine.hover = [](const std::string& text, int offset) { return Session().hover(text, offset); };
    engine.connectors = [] { return Session().connectors(); };
    engine.format = [](const std::string& text) { return Session::format(text); };
    engine.tokens = [](std::string_view text) { return Session::tokens(text); };
    engine.start = [](const std::string& script, const std::string& folder, const RunOptions& options) -> Result<std::shared_ptr<Run>> {
        auto session = sessionIn(folder);
        auto run = session->start(script, options);
        if (!run) return run.error();
        if (!*run) return std::shared_ptr<Run>();
        return owned(std::move(session), std::move(*run));
    };
    engine.texts = [](const std::string& script, const std::string& folder, const RunOptions& options) { return sessionIn(folder)->texts(script, options); };
    engine.inferFile = [](const std::string& path) {
        LocalFileSystem files;
        return weir::inferFile(files, path);
    };
    engine.openRecording = [](const std::string& path) { return Session().openRecording(path); };
    return engine;
}

} // namespace weir::ui
