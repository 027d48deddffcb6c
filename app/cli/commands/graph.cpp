// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/graph/graph_file.h"

#include <cstdio>

namespace weir::cli {

int graph(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {});
    if (!arguments) return wrongUse("graph", arguments.error().text());
    if (arguments->plain().size() != 1) return wrongUse("graph", "One script or .weirgraph is needed.");
    const std::string& file = arguments->plain()[0];
    // A .weirgraph is read as the script that it says.
    auto text = readText(file);
    const auto out = !text || file.ends_with(".weirgraph") ? text : weir::graph::toGraphFile(*text);
    if (!out) {
        complainOfText(file, out.error());
        return Failed;
    }
    std::fwrite(out->data(), 1, out->size(), stdout);
    return Done;
}

} // namespace weir::cli
