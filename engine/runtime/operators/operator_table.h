// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/operator_spec.h"
#include "engine/runtime/operators/operator.h"

#include <memory>
#include <vector>

namespace weir {

/// What an operator must know of its surroundings when it is made.
struct OperatorInputs {
    std::vector<Schema> inputs;       // one per input
    Schema output;
    bool batchMode = false;
};

/// The operator that a spec describes. SourceSpec and SinkSpec are made by the task; here they are an internal error.
std::unique_ptr<Operator> makeOperator(const plan::OperatorSpec& spec, const OperatorInputs& inputs);

// One a spec, in the file that is named for it.
using OperatorPtr = std::unique_ptr<Operator>;
OperatorPtr makeValues(const plan::ValuesSpec&, const OperatorInputs&);
OperatorPtr makeCalc(const plan::CalcSpec&, const OperatorInputs&);
OperatorPtr makeWatermark(const plan::WatermarkSpec&, const OperatorInputs&);
OperatorPtr makeExpand(const plan::ExpandSpec&, const OperatorInputs&);
OperatorPtr makeDropUpdateBefore(const plan::DropUpdateBeforeSpec&, const OperatorInputs&);
OperatorPtr makeGroupAggregate(const plan::GroupAggregateSpec&, const OperatorInputs&);
OperatorPtr makeWindowAggregate(const plan::WindowAggregateSpec&, const OperatorInputs&);
OperatorPtr makeWindowAssign(const plan::WindowAssignSpec&, const OperatorInputs&);
OperatorPtr makeJoin(const plan::JoinSpec&, const OperatorInputs&);
OperatorPtr makeIntervalJoin(const plan::IntervalJoinSpec&, const OperatorInputs&);
OperatorPtr makeWindowJoin(const plan::WindowJoinSpec&, const OperatorInputs&);
OperatorPtr makeTemporalJoin(const plan::TemporalJoinSpec&, const OperatorInputs&);
OperatorPtr makeLookupJoin(const plan::LookupJoinSpec&, const OperatorInputs&);
OperatorPtr makeRank(const plan::RankSpec&, const OperatorInputs&);
OperatorPtr makeDeduplicate(const plan::DeduplicateSpec&, const OperatorInputs&);
OperatorPtr makeWindowRank(const plan::WindowRankSpec&, const OperatorInputs&);
OperatorPtr makeSort(const plan::SortSpec&, const OperatorInputs&);
OperatorPtr makeLimit(const plan::LimitSpec&, const OperatorInputs&);
OperatorPtr makeOver(const plan::OverSpec&, const OperatorInputs&);
OperatorPtr makeMatch(const plan::MatchSpec&, const OperatorInputs&);
OperatorPtr makeCorrelate(const plan::CorrelateSpec&, const OperatorInputs&);
OperatorPtr makeUnnest(const plan::UnnestSpec&, const OperatorInputs&);
OperatorPtr makeSingleRow(const plan::SingleRowSpec&, const OperatorInputs&);
OperatorPtr makeChangelogNormalize(const plan::ChangelogNormalizeSpec&, const OperatorInputs&);
OperatorPtr makeSinkMaterialize(const plan::SinkMaterializeSpec&, const OperatorInputs&);
OperatorPtr makeToChangelog(const plan::ToChangelogSpec&, const OperatorInputs&);
OperatorPtr makeFromChangelog(const plan::FromChangelogSpec&, const OperatorInputs&);
OperatorPtr makeSetOperation(const plan::SetOperationSpec&, const OperatorInputs&);

} // namespace weir
