// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// A named way to run a script: [run.NAME] of a weir.toml.
struct RunConfiguration {
    std::string name;
    std::string script;                                // from the project's folder; empty: the project's
    int parallelism = 0;                               // 0 = as the script says
    std::string state;                                 // "hashmap" (or "heap"), "rocksdb"; empty: as the script says
    std::string memory;                                // of state, "64 mb"; empty: as the script says
    bool record = false;                               // so that the run can be replayed
    std::string from;                                  // "latest", or a checkpoint's or savepoint's folder, from the project's; empty: the beginning
    std::map<std::string, std::string> settings;       // as SET
    bool operator==(const RunConfiguration&) const = default;
};

/// What a weir.toml says. A value.
struct ProjectFile {
    std::string name;
    std::string script;                                // of configurations that name none; empty: job.sql
    std::vector<RunConfiguration> runs;                // in the order of the text
    const RunConfiguration* find(std::string_view name) const;
    bool operator==(const ProjectFile&) const = default;
};

constexpr const char* ProjectFileName = "weir.toml";

/// A weir.toml as it was understood. With problems nobody should run anything by it.
struct ProjectReading {
    ProjectFile project;
    std::vector<Error> problems;                                           // each with its place
    std::map<std::pair<std::string, std::string>, Place> places;           // of a configuration (""), its keys ("script") and settings ("settings.KEY")
};
ProjectReading readProject(std::string_view text);

/// The text of a new weir.toml with that configuration.
std::string newProjectText(const std::string& projectName, const RunConfiguration& first);

/// The text with one configuration changed, added (`before` empty) or renamed. Only lines of what changes are touched: comments, order and spelling of all
/// else stay. What cannot be written so (or a text with problems) is refused: nothing is ever lost.
Result<std::string> withConfiguration(std::string_view text, const std::string& before, const RunConfiguration& after);
/// Without one. Its lines go, comments above it stay.
Result<std::string> withoutConfiguration(std::string_view text, const std::string& name);

/// Why this cannot be the name of a configuration; empty: it can.
std::string whyNoName(std::string_view name);

} // namespace weir
