// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/session/session.h"
#include "engine/workspace/project_file.h"

/// A weir.toml as both doors use it: read, checked against what SET knows, and made into the options of a run.
namespace weir {

struct OpenedProject {
    std::string folder, file;             // absolute
    std::string text;
    bool exists = false;                  // is there a weir.toml
    ProjectReading reading;
};

/// `path`: a folder, or its weir.toml. A folder without one is a project without configurations; a file that is named and not there, or cannot be read,
/// is an error.
Result<OpenedProject> openProject(FileSystem& files, const std::string& path);

/// A text of a weir.toml, checked the same way.
ProjectReading checkedProject(std::string_view text);

/// Writes beside the file, then renames. Refuses where the file is no longer what `opened` has read.
Status saveProject(FileSystem& files, const OpenedProject& opened, const std::string& text);

/// The script that a configuration runs, as an absolute path.
std::string scriptOf(const OpenedProject& project, const RunConfiguration& run);

/// What a configuration says of a run, into `options`; what it leaves open stays as it is. recordTo is the caller's: see RunConfiguration::record.
void configure(RunOptions& options, const OpenedProject& project, const RunConfiguration& run);

/// A setting for people to choose from.
struct SettingHelp {
    std::string key, fallback, doc;
    std::vector<std::string> choices;
};
std::vector<SettingHelp> settingList();

} // namespace weir
