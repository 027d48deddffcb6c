// SPDX-License-Identifier: Apache-2.0
#include "engine/session/project_runs.h"

#include "engine/catalog/session_config.h"

#include <algorithm>
#include <filesystem>

namespace weir {

namespace {

std::string absolute(const std::string& path) {
    std::error_code failed;
    std::string out = std::filesystem::absolute(path, failed).lexically_normal().string();
    while (out.size() > 1 && out.back() == '/') out.pop_back();
    return failed ? path : out;
}

std::string within(const std::string& folder, const std::string& path) { return (std::filesystem::path(folder) / path).lexically_normal().string(); }

Result<std::string> textOf(FileSystem& files, const std::string& path) {
    auto file = files.openToRead(path);
    if (!file) return file.error();
    std::string text;
    char buffer[16384];
    for (;;) {
        auto got = (*file)->read(static_cast<int64_t>(text.size()), buffer, sizeof buffer);
        if (!got) return got.error();
        if (*got == 0) return text;
        text.append(buffer, *got);
        if (text.size() > (size_t{1} << 20)) return Error{ErrorCode::Invalid, "'" + path + "' has more than 1 MB, which no project needs."};
    }
}

/// A name that is nearly one we know is a slip; any other is kept, as SET keeps it.
void checkSettings(ProjectReading& reading) {
    SessionConfig config;
    for (const RunConfiguration& run : reading.project.runs) {
        auto check = [&](const std::string& key, const std::string& value, const std::string& place) {
            if (Status set = config.set(key, value); !set) {
                Error error = set.error();
                error.place = reading.places[{run.name, place}];
                reading.problems.push_back(std::move(error));
            }
        };
        if (!run.memory.empty()) check("state.memory", run.memory, "memory");
        for (const auto& [key, value] : run.settings) {
            if (findSetting(key)) {
                check(key, value, "settings." + key);
                continue;
            }
            for (const SettingInfo& known : knownSettings())
                if (editDistance(key, std::string(known.key)) <= 2) {
                    reading.problems.push_back({ErrorCode::Unknown, "There is no setting '" + key + "'.", reading.places[{run.name, "settings." + key}],
                                                "Did you mean '" + std::string(known.key) + "'?"});
                    break;
                }
        }
    }
}

} // namespace

Result<OpenedProject> openProject(FileSystem& files, const std::string& path) {
    OpenedProject opened;
    auto info = files.info(path);
    if (!info) return info.error();
    if (info->isFolder) {
        opened.folder = absolute(path);
        opened.file = within(opened.folder, ProjectFileName);
        if (!files.exists(opened.file)) return opened;
    } else {
        opened.file = absolute(path);
        opened.folder = std::filesystem::path(opened.file).parent_path().string();
    }
    auto text = textOf(files, opened.file);
    if (!text) return text.error();
    opened.exists = true;
    opened.text = std::move(*text);
    opened.reading = checkedProject(opened.text);
    return opened;
}

ProjectReading checkedProject(std::string_view text) {
    ProjectReading reading = readProject(text);
    checkSettings(reading);
    return reading;
}

Status saveProject(FileSystem& files, const OpenedProject& opened, const std::string& text) {
    std::error_code failed;
    std::string target = opened.file;
    // A link stays one: what it leads to is written.
    if (auto real = std::filesystem::canonical(opened.file, failed); !failed) target = real.string();
    if (opened.exists || files.exists(opened.file)) {
        auto now = textOf(files, opened.file);
        if (!now) return now.error();
        if (!opened.exists || *now != opened.text)
            return Error{ErrorCode::Invalid, "'" + opened.file + "' was changed by another program meanwhile and is not overwritten.", {}, "Look at it and try again."};
    }
    const std::string beside = target + ".new";
    Status done;
    {
        auto file = files.openToWrite(beside);
        if (!file) return file.error();
        done = (*file)->append(text);
        if (done.ok()) done = (*file)->sync();
        if (done.ok()) done = (*file)->close();
    }
    if (done.ok()) done = files.rename(beside, target);
    if (!done.ok()) (void)files.remove(beside);
    return done;
}

std::string scriptOf(const OpenedProject& project, const RunConfiguration& run) {
    const std::string& script = !run.script.empty() ? run.script : project.reading.project.script;
    return within(project.folder, script.empty() ? "job.sql" : script);
}

void configure(RunOptions& options, const OpenedProject& project, const RunConfiguration& run) {
    for (const auto& [key, value] : run.settings) options.settings[key] = value;
    if (run.parallelism > 0) options.parallelism = run.parallelism;
    if (!run.state.empty()) options.settings["state.backend.type"] = run.state;
    if (!run.memory.empty()) options.settings["state.memory"] = run.memory;
    if (!run.from.empty()) options.restoreFrom = run.from == "latest" ? run.from : within(project.folder, run.from);
}

std::vector<SettingHelp> settingList() {
    std::vector<SettingHelp> list;
    for (const SettingInfo& info : knownSettings()) {
        SettingHelp help{std::string(info.key), std::string(info.fallback), std::string(info.doc), {}};
        for (size_t at = 0; at < info.choices.size();) {
            const size_t end = std::min(info.choices.find('|', at), info.choices.size());
            help.choices.emplace_back(info.choices.substr(at, end - at));
            at = end + 1;
        }
        if (info.type == OptionType::Boolean) help.choices = {"true", "false"};
        list.push_back(std::move(help));
    }
    return list;
}

} // namespace weir
