// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/session/session.h"
#include "engine/types/datetime.h"

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace weir::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string absolute(const std::string& path) {
    std::error_code failed;
    return std::filesystem::absolute(path, failed).string();
}

std::string momentOf(int64_t millis) { return millis == INT64_MIN ? "none" : millis == INT64_MAX ? "end" : formatTimestamp(millis, 3); }

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

void print(const Json& json) { std::printf("%s\n", json.dump(-1, ' ', false, Json::error_handler_t::replace).c_str()); }

int failed(const Error& error) {
    complain("", error);
    return Failed;
}

Json outline(const SavepointInfo& info) {
    return {{"path", info.path}, {"kind", info.isSavepoint ? "savepoint" : "checkpoint"}, {"name", info.name}, {"job", info.job}, {"number", info.checkpoint},
            {"taken", momentOf(info.takenMillis)}, {"bytes", info.bytes}};
}

int take(const Arguments& arguments) {
    auto timeout = arguments.duration("--timeout", 60'000);
    if (!timeout) return wrongUse("savepoint", timeout.error().text());
    std::string job = absolute(arguments.plain()[1]), name = arguments.text("--name");
    if (name.find('/') != std::string::npos || (!name.empty() && name[0] == '.')) return wrongUse("savepoint", "--name is a plain name.");
    std::string folder = arguments.has("--to") ? absolute(arguments.text("--to")) : (std::filesystem::path(job) / "savepoints").string();
    LocalFileSystem files;
    auto path = takeSavepoint(files, job, folder, name, arguments.has("--stop"), *timeout);
    if (!path) return failed(path.error());
    if (arguments.has("--json")) print({{"path", *path}});
    else std::printf("%s\n", path->c_str());
    return Done;
}

int list(const Arguments& arguments) {
    LocalFileSystem files;
    std::vector<Error> damaged;
    auto found = listSavepoints(files, arguments.plain()[1], &damaged);
    if (!found) return failed(found.error());
    for (const SavepointInfo& info : *found) {
        if (arguments.has("--json")) print(outline(info));
        else std::printf("%s  %-10s  %12lld bytes  %s  %s\n", momentOf(info.takenMillis).c_str(), info.isSavepoint ? "savepoint" : "checkpoint", static_cast<long long>(info.bytes),
                         info.job.c_str(), info.path.c_str());
    }
    for (const Error& error : damaged) complain("", error);
    return damaged.empty() ? Done : Failed;
}

Json whole(const SavepointInfo& info) {
    Json out = outline(info);
    out["script"] = info.script;
    out["operators"] = Json::array();
    for (const SavepointOperator& one : info.operators) {
        Json shown{{"uid", one.uid}, {"name", one.name}, {"parallelism", one.parallelism}, {"watermark", momentOf(one.watermark)}, {"states", Json::array()}};
        for (const SavepointState& state : one.states)
            shown["states"].push_back({{"name", state.name}, {"key", state.key}, {"value", state.value}, {"entries", state.entries}, {"bytes", state.bytes}});
        for (const SavepointSplit& split : one.splits)
            shown["splits"].push_back({{"name", split.name}, {"position", split.position}, {"watermark", momentOf(split.watermark)}, {"finished", split.finished}});
        out["operators"].push_back(std::move(shown));
    }
    return out;
}

int show(const Arguments& arguments) {
    LocalFileSystem files;
    auto info = readSavepoint(files, arguments.plain()[1]);
    if (!info) return failed(info.error());
    if (arguments.has("--json")) {
        print(whole(*info));
        return Done;
    }
    std::printf("%s %s of job %s, taken %s, number %lld, %lld bytes\n", info->isSavepoint ? "savepoint" : "checkpoint", info->name.c_str(), info->job.c_str(),
                momentOf(info->takenMillis).c_str(), static_cast<long long>(info->checkpoint), static_cast<long long>(info->bytes));
    for (const SavepointOperator& one : info->operators) {
        std::printf("\n%s  (%s, parallelism %d, watermark %s)\n", one.uid.c_str(), one.name.c_str(), one.parallelism, momentOf(one.watermark).c_str());
        for (const SavepointState& state : one.states) {
            std::printf("  %-20s %10lld entries %12lld bytes", state.name.c_str(), static_cast<long long>(state.entries), static_cast<long long>(state.bytes));
            if (!state.key.empty()) std::printf("  by %s", joined(state.key).c_str());
            std::printf("  %s\n", joined(state.value).c_str());
        }
        for (const SavepointSplit& split : one.splits)
            std::printf("  split %s at %s, watermark %s%s\n", split.name.c_str(), split.position.c_str(), momentOf(split.watermark).c_str(), split.finished ? ", finished" : "");
    }
    if (arguments.has("--script")) std::printf("\n%s\n", info->script.c_str());
    return Done;
}

int check(const Arguments& arguments) {
    const std::string& file = arguments.plain()[2];
    auto text = readText(file);
    if (!text) return failed(text.error());
    RunOptions options;
    for (const std::string& setting : arguments.all("-D")) {
        size_t equals = setting.find('=');
        if (equals == std::string::npos) return wrongUse("savepoint", "-D needs key=value, not '" + setting + "'.");
        options.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    Session session;
    size_t slash = file.rfind('/');
    session.setBaseFolder(file == "-" || slash == std::string::npos ? "" : file.substr(0, slash));
    auto found = session.checkSavepoint(absolute(arguments.plain()[1]), *text, options);
    if (!found) {
        complain(file, found.error());
        return Failed;
    }
    if (arguments.has("--json")) {
        Json out{{"job", found->job}, {"fits", found->fits}, {"findings", Json::array()}};
        for (const SavepointFinding& one : found->findings)
            out["findings"].push_back({{"operator", one.uid}, {"state", one.state}, {"column", one.column}, {"verdict", one.verdict}, {"fits", one.fits}, {"reason", one.reason}});
        print(out);
    } else {
        for (const SavepointFinding& one : found->findings)
            std::printf("%-9s %s %s%s%s%s%s%s\n", one.verdict.c_str(), one.fits ? " " : "!", one.uid.c_str(), one.state.empty() ? "" : "  ", one.state.c_str(),
                        one.column.empty() ? "" : ("  " + one.column).c_str(), one.reason.empty() ? "" : ": ", one.reason.c_str());
        std::printf("%s\n", found->fits ? ("The job " + found->job + " can begin with it.").c_str()
                                        : ("The job " + found->job + " can begin with it only with --allow-non-restored, without what is marked '!'.").c_str());
    }
    return found->fits ? Done : Failed;
}

int remove(const Arguments& arguments) {
    LocalFileSystem files;
    for (size_t i = 1; i < arguments.plain().size(); ++i)
        if (Status gone = deleteSavepoint(files, arguments.plain()[i]); !gone) return failed(gone.error());
    return Done;
}

} // namespace

int savepoint(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--to"}, {"--name"}, {"--stop", false}, {"--timeout"}, {"--json", false}, {"--script", false}, {"-D", true, true}});
    if (!arguments) return wrongUse("savepoint", arguments.error().text());
    const auto& plain = arguments->plain();
    if (plain.empty()) return wrongUse("savepoint", "What is to be done: take, list, show, check or delete?");
    struct Verb {
        const char* name;
        size_t least, most;
        int (*run)(const Arguments&);
    };
    constexpr Verb verbs[] = {{"take", 2, 2, take}, {"list", 2, 2, list}, {"show", 2, 2, show}, {"check", 3, 3, check}, {"delete", 2, 1000, remove}};
    std::vector<std::string> names;
    for (const Verb& verb : verbs) {
        names.emplace_back(verb.name);
        if (plain[0] != verb.name) continue;
        if (plain.size() < verb.least || plain.size() > verb.most) return wrongUse("savepoint", plain[0] + " has too few or too many arguments.");
        return verb.run(*arguments);
    }
    std::string near = nearest(plain[0], names);
    return wrongUse("savepoint", "'" + plain[0] + "' is not take, list, show, check or delete." + (near.empty() ? "" : " Did you mean " + near + "?"));
}

} // namespace weir::cli
