// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/session/session.h"

#include <cstdio>

namespace weir::cli {

int format(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--in-place", false}});
    if (!arguments) return wrongUse("format", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("format", "One script is needed.");
    const std::string& file = arguments->plain()[0];
    auto text = readText(file);
    if (!text) {
        complainOfText(file, text.error());
        return Failed;
    }
    std::string formatted = Session::format(*text);
    if (!arguments->has("--in-place")) {
        std::fwrite(formatted.data(), 1, formatted.size(), stdout);
        return Done;
    }
    if (formatted == *text) return Done;
    // Beside it first, so that a full disk does not cost the script.
    LocalFileSystem files;
    std::string beside = file + ".formatted";
    auto write = [&]() -> Status {
        auto out = files.openToWrite(beside, false);
        if (!out) return out.error();
        if (Status written = (*out)->append(formatted); !written) return written;
        if (Status synced = (*out)->sync(); !synced) return synced;
        if (Status closed = (*out)->close(); !closed) return closed;
        return files.rename(beside, file);
    };
    if (Status written = write(); !written) {
        complain("", written.error());
        return Failed;
    }
    return Done;
}

} // namespace weir::cli
