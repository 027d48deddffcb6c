// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/savepoint/call_reader.h"
#include "engine/plan/job/job_graph.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

/// By operator uid: how the calls of its aggregates are read out of its state, in their order.
std::map<std::string, std::vector<CallReader>> callReaders(const plan::JobGraph& graph);

} // namespace weir
