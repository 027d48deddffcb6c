// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"
#include "engine/runtime/operators/operator_table.h"

namespace weir {

namespace {
OperatorPtr unsupported(const char* what) { throw RunError(ErrorCode::Unsupported, std::string(what) + " is not supported yet."); }
} // namespace

OperatorPtr makeIntervalJoin(const plan::IntervalJoinSpec&, const OperatorInputs&) { return unsupported("An interval join"); }
OperatorPtr makeWindowJoin(const plan::WindowJoinSpec&, const OperatorInputs&) { return unsupported("A window join"); }
OperatorPtr makeTemporalJoin(const plan::TemporalJoinSpec&, const OperatorInputs&) { return unsupported("A temporal join"); }
OperatorPtr makeLookupJoin(const plan::LookupJoinSpec&, const OperatorInputs&) { return unsupported("A lookup join"); }
OperatorPtr makeWindowRank(const plan::WindowRankSpec&, const OperatorInputs&) { return unsupported("A top-N in windows"); }
OperatorPtr makeWindowAssign(const plan::WindowAssignSpec&, const OperatorInputs&) { return unsupported("A window table function without an aggregate"); }
OperatorPtr makeOver(const plan::OverSpec&, const OperatorInputs&) { return unsupported("An OVER window"); }
OperatorPtr makeMatch(const plan::MatchSpec&, const OperatorInputs&) { return unsupported("MATCH_RECOGNIZE"); }
OperatorPtr makeCorrelate(const plan::CorrelateSpec&, const OperatorInputs&) { return unsupported("A table function"); }
OperatorPtr makeUnnest(const plan::UnnestSpec&, const OperatorInputs&) { return unsupported("UNNEST"); }

} // namespace weir
