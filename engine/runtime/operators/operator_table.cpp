// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_table.h"

#include "engine/base/error.h"

namespace weir {

namespace {

/// One line a spec; the compiler tells when one is missing.
struct Make {
    const OperatorInputs& inputs;
    OperatorPtr operator()(const plan::SourceSpec&) const { return none(); }
    OperatorPtr operator()(const plan::SinkSpec&) const { return none(); }
    OperatorPtr operator()(const plan::ValuesSpec& spec) const { return makeValues(spec, inputs); }
    OperatorPtr operator()(const plan::CalcSpec& spec) const { return makeCalc(spec, inputs); }
    OperatorPtr operator()(const plan::WatermarkSpec& spec) const { return makeWatermark(spec, inputs); }
    OperatorPtr operator()(const plan::ExpandSpec& spec) const { return makeExpand(spec, inputs); }
    OperatorPtr operator()(const plan::DropUpdateBeforeSpec& spec) const { return makeDropUpdateBefore(spec, inputs); }
    OperatorPtr operator()(const plan::GroupAggregateSpec& spec) const { return makeGroupAggregate(spec, inputs); }
    OperatorPtr operator()(const plan::WindowAggregateSpec& spec) const { return makeWindowAggregate(spec, inputs); }
    OperatorPtr operator()(const plan::WindowAssignSpec& spec) const { return makeWindowAssign(spec, inputs); }
    OperatorPtr operator()(const plan::JoinSpec& spec) const { return makeJoin(spec, inputs); }
    OperatorPtr operator()(const plan::IntervalJoinSpec& spec) const { return makeIntervalJoin(spec, inputs); }
    OperatorPtr operator()(const plan::WindowJoinSpec& spec) const { return makeWindowJoin(spec, inputs); }
    OperatorPtr operator()(const plan::TemporalJoinSpec& spec) const { return makeTemporalJoin(spec, inputs); }
    OperatorPtr operator()(const plan::LookupJoinSpec& spec) const { return makeLookupJoin(spec, inputs); }
    OperatorPtr operator()(const plan::RankSpec& spec) const { return makeRank(spec, inputs); }
    OperatorPtr operator()(const plan::DeduplicateSpec& spec) const { return makeDeduplicate(spec, inputs); }
    OperatorPtr operator()(const plan::WindowRankSpec& spec) const { return makeWindowRank(spec, inputs); }
    OperatorPtr operator()(const plan::SortSpec& spec) const { return makeSort(spec, inputs); }
    OperatorPtr operator()(const plan::LimitSpec& spec) const { return makeLimit(spec, inputs); }
    OperatorPtr operator()(const plan::OverSpec& spec) const { return makeOver(spec, inputs); }
    OperatorPtr operator()(const plan::MatchSpec& spec) const { return makeMatch(spec, inputs); }
    OperatorPtr operator()(const plan::CorrelateSpec& spec) const { return makeCorrelate(spec, inputs); }
    OperatorPtr operator()(const plan::UnnestSpec& spec) const { return makeUnnest(spec, inputs); }
    OperatorPtr operator()(const plan::SingleRowSpec& spec) const { return makeSingleRow(spec, inputs); }
    OperatorPtr operator()(const plan::ChangelogNormalizeSpec& spec) const { return makeChangelogNormalize(spec, inputs); }
    OperatorPtr operator()(const plan::SinkMaterializeSpec& spec) const { return makeSinkMaterialize(spec, inputs); }
    OperatorPtr operator()(const plan::ToChangelogSpec& spec) const { return makeToChangelog(spec, inputs); }
    OperatorPtr operator()(const plan::FromChangelogSpec& spec) const { return makeFromChangelog(spec, inputs); }
    OperatorPtr operator()(const plan::SetOperationSpec& spec) const { return makeSetOperation(spec, inputs); }

private:
    static OperatorPtr none() {
        check(false, "sources and sinks are not made by the operator table");
        return nullptr;
    }
};

} // namespace

OperatorPtr makeOperator(const plan::OperatorSpec& spec, const OperatorInputs& inputs) { return std::visit(Make{inputs}, spec); }

} // namespace weir
