// SPDX-License-Identifier: Apache-2.0
#include "engine/workspace/project_file.h"

#include "engine/workspace/project_fields.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace weir {

namespace {

using Kind = TomlEntry::Kind;

template <std::string RunConfiguration::*Member>
bool readText(RunConfiguration& run, const TomlEntry& value) {
    run.*Member = value.text;
    return !value.text.empty();
}
template <std::string RunConfiguration::*Member>
std::string writeText(const RunConfiguration& run) {
    return (run.*Member).empty() ? "" : tomlText(run.*Member);
}

constexpr RunField Fields[] = {
    {"script", Kind::Text, "the path of a script, such as \"job.sql\"", readText<&RunConfiguration::script>, writeText<&RunConfiguration::script>},
    {"parallelism", Kind::Integer, "a whole number from 1 to 32768",
     [](RunConfiguration& run, const TomlEntry& value) {
         if (value.integer < 1 || value.integer > 32'768) return false;
         run.parallelism = static_cast<int>(value.integer);
         return true;
     },
     [](const RunConfiguration& run) { return run.parallelism > 0 ? std::to_string(run.parallelism) : std::string(); }},
    {"state", Kind::Text, "\"hashmap\" or \"rocksdb\"",
     [](RunConfiguration& run, const TomlEntry& value) {
         run.state = value.text;
         return value.text == "hashmap" || value.text == "heap" || value.text == "rocksdb";
     },
     writeText<&RunConfiguration::state>},
    {"memory", Kind::Text, "a size, such as \"64 mb\"", readText<&RunConfiguration::memory>, writeText<&RunConfiguration::memory>},
    {"record", Kind::Boolean, "true or false",
     [](RunConfiguration& run, const TomlEntry& value) {
         run.record = value.boolean;
         return true;
     },
     [](const RunConfiguration& run) { return std::string(run.record ? "true" : ""); }},
    {"from", Kind::Text, "\"latest\", or the folder of a checkpoint or savepoint", readText<&RunConfiguration::from>, writeText<&RunConfiguration::from>},
};

const char* kindName(Kind kind) {
    switch (kind) {
    case Kind::Text: return "a text";
    case Kind::Integer: return "a whole number";
    case Kind::Real: return "a number";
    case Kind::Boolean: return "true or false";
    case Kind::Table: return "a table";
    case Kind::Other: break;
    }
    return "a list or a date";
}

constexpr size_t MostProblems = 100;

class Reading {
public:
    explicit Reading(ProjectReading& result) : result_(result) {}

    void entry(const TomlEntry& entry) {
        const auto& path = entry.path;
        if (path[0] == "run") return path.size() == 1 ? void(wants(entry, Kind::Table, "'run' is a table of configurations: [run.NAME]")) : inRun(entry);
        if (path.size() > 1) return;                     // in what is named already
        if (path[0] == "name") {
            if (wants(entry, Kind::Text, "'name' takes a text")) result_.project.name = entry.text;
        } else if (path[0] == "script") {
            if (wants(entry, Kind::Text, "'script' takes the path of a script, such as \"job.sql\"")) result_.project.script = entry.text;
        } else {
            unknown(entry, "'" + path[0] + "' is no key of a project.", {"name", "script", "run"});
        }
    }

private:
    void inRun(const TomlEntry& entry) {
        const auto& path = entry.path;
        const std::string& name = path[1];
        if (path.size() == 2) {
            if (!wants(entry, Kind::Table, "'run." + name + "' is a configuration and takes a table: [run." + tomlKey(name) + "]")) return;
            result_.places[{name, ""}] = entry.key;
            if (const std::string why = whyNoName(name); !why.empty()) complain({ErrorCode::Invalid, why, entry.key});
            result_.project.runs.push_back({.name = name});
            return;
        }
        const auto run = std::find_if(result_.project.runs.begin(), result_.project.runs.end(), [&](const RunConfiguration& each) { return each.name == name; });
        if (run == result_.project.runs.end()) return;
        if (path[2] == "settings") return setting(*run, entry);
        if (path.size() > 3) return;
        std::vector<std::string> names{"settings"};
        for (const RunField& field : runFields()) {
            names.emplace_back(field.name);
            if (path[2] != field.name) continue;
            result_.places[{name, path[2]}] = entry.value;
            const std::string takes = "'" + path[2] + "' takes " + field.takes;
            if (wants(entry, field.kind, takes) && !field.read(*run, entry))
                complain({ErrorCode::Invalid, takes + ", not " + (entry.text.empty() ? "an empty text." : "'" + entry.text + "'."), entry.value});
            return;
        }
        unknown(entry, "'" + path[2] + "' is no key of a run configuration.", names);
    }

    // Quoted or not, dotted or in tables of their own: names of settings are their parts with dots between.
    void setting(RunConfiguration& run, const TomlEntry& entry) {
        if (entry.path.size() == 3) return void(wants(entry, Kind::Table, "'settings' is a table of settings as SET takes them: [run." + tomlKey(run.name) + ".settings]"));
        if (entry.kind == Kind::Table) return;
        std::string key = entry.path[3];
        for (size_t i = 4; i < entry.path.size(); ++i) key += '.' + entry.path[i];
        if (entry.kind == Kind::Other)
            return complain({ErrorCode::Type, "Setting '" + key + "' takes a text, a number, true or false, not a list or a date.", entry.value});
        if (!run.settings.emplace(key, entry.text).second) return complain({ErrorCode::Exists, "Setting '" + key + "' is said twice.", entry.key});
        result_.places[{run.name, "settings." + key}] = entry.value;
    }

    bool wants(const TomlEntry& entry, Kind kind, const std::string& takes) {
        if (entry.kind == kind) return true;
        complain({ErrorCode::Type, takes + ", not " + kindName(entry.kind) + ".", entry.kind == Kind::Table ? entry.key : entry.value});
        return false;
    }

    void unknown(const TomlEntry& entry, std::string message, const std::vector<std::string>& names) {
        const std::string near = nearest(entry.path.back(), names);
        complain({ErrorCode::Unknown, std::move(message), entry.key, near.empty() ? "" : "Did you mean '" + near + "'?"});
    }

    void complain(Error error) {
        if (result_.problems.size() < MostProblems) result_.problems.push_back(std::move(error));
    }

    ProjectReading& result_;
};

} // namespace

std::span<const RunField> runFields() { return Fields; }

const RunConfiguration* ProjectFile::find(std::string_view wanted) const {
    for (const RunConfiguration& run : runs)
        if (run.name == wanted) return &run;
    return nullptr;
}

ProjectReading readProject(std::string_view text) {
    ProjectReading result;
    const auto entries = readToml(text);
    if (!entries) {
        result.problems.push_back(entries.error());
        return result;
    }
    Reading reading(result);
    for (const TomlEntry& entry : *entries) reading.entry(entry);
    // 'state' and 'memory' are short for two settings.
    for (const RunConfiguration& run : result.project.runs)
        for (const auto& [word, said, settings] : {std::tuple{"state", !run.state.empty(), std::array{"state.backend.type", "state.backend"}},
                                                   std::tuple{"memory", !run.memory.empty(), std::array{"state.memory", "state.memory"}}})
            for (const char* setting : settings)
                if (said && run.settings.count(setting)) {
                    result.problems.push_back({ErrorCode::Exists, std::string("'") + word + "' and the setting '" + setting + "' say the same thing.",
                                               result.places[{run.name, std::string("settings.") + setting}],
                                               "Take one of them out."});
                    break;
                }
    return result;
}

std::string whyNoName(std::string_view name) {
    if (name.empty()) return "A configuration needs a name.";
    if (name.size() > 100) return "The name of a configuration has at most 100 bytes.";
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "The name of a configuration has no line breaks or other control characters.";
    if (name.front() == ' ' || name.back() == ' ') return "The name of a configuration does not begin or end with a space.";
    return "";
}

} // namespace weir
