// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"
#include "engine/runtime/operators/operator_table.h"

namespace weir {

namespace {
OperatorPtr unsupported(const char* what) { throw RunError(ErrorCode::Unsupported, std::string(what) + " is not supported yet."); }
} // namespace

OperatorPtr makeMatch(const plan::MatchSpec&, const OperatorInputs&) { return unsupported("MATCH_RECOGNIZE"); }

} // namespace weir
