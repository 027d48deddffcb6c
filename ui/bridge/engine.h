// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inference/file_schema.h"
#include "engine/session/session.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir::ui {

/// What the window asks of the engine, as functions: the session behind them in the program, anything else in a test.
/// `folder` is where relative paths of the text start. All but `tokens` may take long and are called from Background's thread only.
struct Engine {
    std::function<Analysis(const std::string& text, const std::string& folder)> analyze;
    std::function<std::vector<CatalogTree>(const std::string& text, const std::string& folder)> catalog;
    std::function<Completion(const std::string& text, int offset)> complete;
    std::function<Hover(const std::string& text, int offset)> hover;
    std::function<std::string(const std::string& text)> format;
    std::function<std::vector<ColouredToken>(std::string_view text)> tokens;
    std::function<Result<std::shared_ptr<Run>>(const std::string& script, const std::string& folder, const RunOptions& options)> start;
    std::function<std::vector<ConnectorTraits>()> connectors;       // quick: a table
    std::function<std::vector<StatementText>(const std::string& script, const std::string& folder, const RunOptions& options)> texts;
    std::function<Result<InferredFile>(const std::string& path)> inferFile;
    std::function<Result<std::shared_ptr<const Recording>>(const std::string& path)> openRecording;
};

/// The engine itself. Every start gets a session of its own, so a script runs the same way the tenth time as the first.
Engine sessionEngine();

} // namespace weir::ui
