// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"

#include "app/cli/arguments.h"

namespace weir::cli {

std::optional<OpenedProject> readyProject(const std::string& path) {
    LocalFileSystem files;
    auto opened = openProject(files, path);
    if (!opened) {
        complain("", opened.error());
        return std::nullopt;
    }
    if (!opened->exists) {
        complain("", {ErrorCode::Unknown, "There is no weir.toml in '" + opened->folder + "'.", {},
                      "It names configurations: [run.NAME], with script, parallelism, settings ..."});
        return std::nullopt;
    }
    const std::string shown = path.ends_with(".toml") ? path : path + (path.ends_with('/') ? "" : "/") + ProjectFileName;
    for (const Error& problem : opened->reading.problems) complain(shown, problem);
    if (!opened->reading.problems.empty()) return std::nullopt;
    return std::move(*opened);
}

const RunConfiguration* findConfiguration(const OpenedProject& project, const std::string& name) {
    if (const RunConfiguration* run = project.reading.project.find(name)) return run;
    std::vector<std::string> names;
    std::string all;
    for (const RunConfiguration& run : project.reading.project.runs) {
        names.push_back(run.name);
        all += (all.empty() ? "" : ", ") + run.name;
    }
    const std::string near = nearest(name, names);
    complain("", {ErrorCode::Unknown, "There is no configuration '" + name + "' in '" + project.file + "'.", {},
                  !near.empty() ? "Did you mean '" + near + "'?" : all.empty() ? "It has none." : "It has " + all + "."});
    return nullptr;
}

} // namespace weir::cli
