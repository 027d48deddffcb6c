// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/session/session.h"

#include <cstdio>

namespace weir::cli {

int check(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {});
    if (!arguments) return wrongUse("check", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("check", "One script is needed.");
    const std::string& file = arguments->plain()[0];
    auto text = readText(file);
    if (!text) {
        complainOfText(file, text.error());
        return Failed;
    }
    Session session;
    Analysis analysis = session.analyze(*text);
    bool failed = false;
    for (const Diagnostic& each : analysis.diagnostics) {
        failed |= each.severity == Severity::Error;
        Error shown = each.error;
        if (each.severity != Severity::Error) shown.message = "warning: " + shown.message;
        complain(file, shown);
    }
    return failed ? Failed : Done;
}

} // namespace weir::cli
