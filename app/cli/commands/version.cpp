// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/session/session.h"

#include <cstdio>

namespace weir::cli {

int version(const std::vector<std::string>&) {
    std::puts("weir " WEIR_VERSION);
    return Done;
}

} // namespace weir::cli
