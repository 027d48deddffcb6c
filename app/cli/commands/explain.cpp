// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/session/session.h"

#include <cstdio>

namespace weir::cli {

int explain(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"-p"}, {"-D", true, true}, {"--job-graph", false}});
    if (!arguments) return wrongUse("explain", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("explain", "One script is needed.");
    const std::string& file = arguments->plain()[0];
    auto text = readText(file);
    if (!text) {
        complainOfText(file, text.error());
        return Failed;
    }
    RunOptions options;
    auto parallelism = arguments->number("-p", 0);
    if (!parallelism) return wrongUse("explain", parallelism.error().text());
    options.parallelism = static_cast<int>(*parallelism);
    for (const std::string& setting : arguments->all("-D")) {
        size_t equals = setting.find('=');
        if (equals == std::string::npos) return wrongUse("explain", "-D needs key=value, not '" + setting + "'.");
        options.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    Session session;
    auto explained = session.explain(*text, options, arguments->has("--job-graph") ? Session::ExplainForm::JobGraph : Session::ExplainForm::Flink);
    if (!explained) {
        complain(file, explained.error());
        return Failed;
    }
    std::fputs(explained->c_str(), stdout);
    return Done;
}

} // namespace weir::cli
