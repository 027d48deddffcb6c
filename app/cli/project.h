// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/project_runs.h"

#include <optional>

namespace weir::cli {

/// A weir.toml without mistakes: of a folder, or the file itself. None: what is wrong has been said on standard error.
std::optional<OpenedProject> readyProject(const std::string& path);
/// One of its configurations; none as above.
const RunConfiguration* findConfiguration(const OpenedProject& project, const std::string& name);

} // namespace weir::cli
