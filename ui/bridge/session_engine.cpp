// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/engine.h"

namespace weir::ui {

namespace {

std::unique_ptr<Session> sessionIn(const std::string& folder) {
    auto session = std::make_unique<Session>();
    if (!folder.empty()) session->setBaseFolder(folder);
    return session;
}

/// Keeps the session for as long as its run.
class OwnedRun final : public Run {
public:
    OwnedRun(std::unique_ptr<Session> session, std::shared_ptr<Run> run) : session_(std::move(session)), run_(std::move(run)) {}
    std::shared_ptr<const RunSnapshot> snapshot() const override { return run_->snapshot(); }
    int resultCount() const override { return run_->resultCount(); }
    std::shared_ptr<ResultCollector> result(int index) const override { return run_->result(index); }
    void pause() override { run_->pause(); }
    void resume() override { run_->resume(); }
    void stop() override { run_->stop(); }
    void cancel() override { run_->cancel(); }
    void savepoint(const std::string& folder, const std::string& name, bool stop) override { run_->savepoint(folder, name, stop); }
    bool wait(int64_t millis) override { return run_->wait(millis); }

private:
    std::unique_ptr<Session> session_;
    std::shared_ptr<Run> run_;
};

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
        return std::shared_ptr<Run>(std::make_shared<OwnedRun>(std::move(session), std::move(*run)));
    };
    engine.texts = [](const std::string& script, const std::string& folder, const RunOptions& options) { return sessionIn(folder)->texts(script, options); };
    return engine;
}

} // namespace weir::ui
