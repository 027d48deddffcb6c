// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/project.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace weir::cli {

int configs(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--json", false}});
    if (!arguments) return wrongUse("configs", arguments.error().text());
    if (arguments->plain().size() > 1) return wrongUse("configs", "One folder, or its weir.toml.");
    const auto project = readyProject(arguments->plain().empty() ? "." : arguments->plain()[0]);
    if (!project) return Failed;
    for (const RunConfiguration& run : project->reading.project.runs) {
        if (arguments->has("--json")) {
            nlohmann::ordered_json shown{{"name", run.name}, {"script", scriptOf(*project, run)}};
            if (run.parallelism) shown["parallelism"] = run.parallelism;
            for (const auto& [word, value] : {std::pair{"state", &run.state}, std::pair{"memory", &run.memory}, std::pair{"from", &run.from}})
                if (!value->empty()) shown[word] = *value;
            shown["record"] = run.record;
            shown["settings"] = run.settings;
            std::printf("%s\n", shown.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
            continue;
        }
        const std::string& script = !run.script.empty() ? run.script : project->reading.project.script;
        std::string line = run.name + "  " + (script.empty() ? "job.sql" : script);
        if (run.parallelism) line += ", parallelism " + std::to_string(run.parallelism);
        if (!run.state.empty()) line += ", state " + run.state;
        if (!run.memory.empty()) line += ", memory " + run.memory;
        if (!run.from.empty()) line += ", from " + run.from;
        if (run.record) line += ", recorded";
        for (const auto& [key, value] : run.settings) line += ", " + key + " = " + value;
        std::printf("%s\n", line.c_str());
    }
    return Done;
}

} // namespace weir::cli
