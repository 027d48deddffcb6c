// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/inference/infer_file.h"

#include <cstdio>
#include <filesystem>

namespace weir::cli {

namespace {

std::string spanText(int64_t millis) {
    if (millis < 1000) return std::to_string(millis) + " ms";
    if (millis < 120'000) return std::to_string(millis / 1000) + "." + std::to_string(millis % 1000 / 100) + " s";
    return std::to_string(millis / 60'000) + " min";
}

} // namespace

int infer(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--table"}});
    if (!arguments) return wrongUse("infer", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("infer", "One CSV or JSON-lines file is needed.");
    const std::string& path = arguments->plain()[0];
    std::error_code unknown;
    const auto status = std::filesystem::status(path, unknown);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) && !std::filesystem::is_directory(status)) {
        complain("", Error{ErrorCode::Io, "'" + path + "' is no file.", {}, "Pipes and devices cannot be looked into."});
        return Failed;
    }
    LocalFileSystem files;
    const auto file = inferFile(files, path);
    if (!file) {
        complain("", file.error());
        return Failed;
    }
    TableDraft table = proposedTable(*file);
    if (arguments->has("--table")) table.name = arguments->text("--table");
    const std::string text = createTableText(*file, table);
    std::fwrite(text.data(), 1, text.size(), stdout);
    for (const auto& note : file->notes) std::fprintf(stderr, "weir: note: %s\n", note.c_str());
    for (const auto& time : file->times)
        std::fprintf(stderr, "weir: event time %s: %lld of %lld rows behind an earlier one; 99 %% by at most %s, the furthest by %s\n", time.label.c_str(),
                     static_cast<long long>(time.disorder.behind), static_cast<long long>(time.disorder.rows), spanText(time.disorder.p99Millis).c_str(),
                     spanText(time.disorder.maxMillis).c_str());
    return Done;
}

} // namespace weir::cli
