// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/planner/explain/expression_words.h"
#include "engine/planner/explain/plan_tree.h"
#include "engine/planner/physical.h"

#include <functional>
#include <map>

namespace weir {

/// Shows physical operators as the nodes that Flink's planner has for the same steps: what a source or a sink of ours does in one (read, project,
/// mark time) is taken apart again, and exchanges stand where rows must meet. Reads plan data only. Split over tree_*.cpp by subject.
class PhysicalTree {
public:
    PhysicalTree(bool batch, ExpressionStyle style) : batch_(batch), style_(style) {}
    /// Of a Sink; the results of a SELECT are shown without it.
    PlanTreeRef tree(const Physical& root);

private:
    using Names = std::vector<std::string>;

    /// `wanted`: names that the operators above give to the columns, null = none.
    PlanTreeRef build(const Physical& node, const Names* wanted);
    PlanTreeRef input(const Physical& node, int number, const Names* wanted = nullptr);
    /// The input behind its exchange.
    PlanTreeRef exchanged(const Physical& node, int number, const Names* wanted = nullptr);
    PlanTreeRef exchange(PlanTreeRef below, const std::vector<int>& keys) const;
    void finish(PlanTree& tree, const Physical& node) const;

    // tree_source.cpp
    PlanTreeRef source(const Physical& node, const plan::SourceSpec& spec);
    PlanTreeRef values(const Physical& node, const plan::ValuesSpec& spec);
    PlanTreeRef sink(const Physical& node, const plan::SinkSpec& spec);
    PlanTreeRef calc(const Physical& node, const plan::CalcSpec& spec, const Names* wanted);
    PlanTreeRef unite(const Physical& node, const Names* wanted);
    // tree_aggregate.cpp
    PlanTreeRef aggregate(const Physical& node, const plan::GroupAggregateSpec& spec, const Names* wanted);
    PlanTreeRef windowAggregate(const Physical& node, const plan::WindowAggregateSpec& spec, const Names* wanted);
    PlanTreeRef windowFunction(const Physical& node, const plan::WindowAssignSpec& spec);
    PlanTreeRef over(const Physical& node, const plan::OverSpec& spec);
    PlanTreeRef singleRow(const Physical& node, const plan::SingleRowSpec& spec);
    // tree_join.cpp
    PlanTreeRef join(const Physical& node, const plan::JoinSpec& spec);
    PlanTreeRef intervalJoin(const Physical& node, const plan::IntervalJoinSpec& spec);
    PlanTreeRef windowJoin(const Physical& node, const plan::WindowJoinSpec& spec);
    PlanTreeRef temporalJoin(const Physical& node, const plan::TemporalJoinSpec& spec);
    PlanTreeRef lookupJoin(const Physical& node, const plan::LookupJoinSpec& spec);
    PlanTreeRef setOperation(const Physical& node, const plan::SetOperationSpec& spec);
    PlanTreeRef correlate(const Physical& node, const std::string& invocation, plan::JoinKind kind, const ExpressionRef& condition);
    Names pairConditions(const plan::JoinSpec& spec, const Names& left, const Names& both) const;
    // tree_rank.cpp
    PlanTreeRef rank(const Physical& node, const plan::RankSpec& spec, const char* name);
    PlanTreeRef deduplicate(const Physical& node, const plan::DeduplicateSpec& spec);
    PlanTreeRef windowRank(const Physical& node, const plan::WindowRankSpec& spec);
    PlanTreeRef sort(const Physical& node, const plan::SortSpec& spec);
    PlanTreeRef limit(const Physical& node, const plan::LimitSpec& spec);
    PlanTreeRef match(const Physical& node, const plan::MatchSpec& spec);

    std::string words(const ExpressionRef& expression, const Names& names) const { return expressionWords(*expression, names, style_); }
    std::string all(const Names& parts) const;                           // connected by AND
    std::string projections(const std::vector<ExpressionRef>& expressions, const Names& input, const Names& output) const;
    std::string callWords(const plan::AggregateCall& call, const Names& input, const char* prefix, bool retracting) const;
    std::string windowWords(const plan::Window& window, const std::string& over) const;
    static Names pick(const std::vector<int>& columns, const Names& names);
    static Names sortWords(const std::vector<plan::SortKey>& order, const Schema& schema, const Names& names, bool withAttribute = false);
    static Names namesOf(const Schema& schema);
    static Names unique(Names names);

    bool batch_;
    ExpressionStyle style_;
};

/// Flink's name of a join's kind: "LeftOuterJoin".
std::string joinKindWords(plan::JoinKind kind);
/// The column numbers that a projection passes on as they are, or false.
bool passesAll(const plan::CalcSpec& spec, int columns);

} // namespace weir
