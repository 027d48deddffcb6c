// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/planner/physical.h"
#include "engine/planner/planner.h"

#include <unordered_map>

namespace weir {

/// Chooses physical operators for a logical plan, inputs first. Refusals are RunErrors with the clause's place.
/// Split over convert_*.cpp by subject.
class Converter {
public:
    Converter(const SessionConfig& config, const TableTraits& traits);
    PhysicalRef convert(const plan::NodeRef& node);

private:
    using Node = plan::Node;
    PhysicalRef make(plan::OperatorSpec spec, std::string name, const Node& node, std::vector<PhysicalRef> inputs);
    PhysicalRef build(const Node& node);
    [[noreturn]] static void refuse(const Node& node, const std::string& message, const std::string& hint = {}, ErrorCode code = ErrorCode::Invalid);

    // convert_source.cpp
    PhysicalRef scan(const Node& node, const plan::Scan& scan, const Node* watermark, const Node* project);
    PhysicalRef watermark(const Node& node);
    PhysicalRef sink(const Node& node, const plan::Sink& spec);
    // convert_calc.cpp
    PhysicalRef project(const Node& node, const plan::Project& spec);
    PhysicalRef filter(const Node& node, const plan::Filter& spec);
    PhysicalRef calc(PhysicalRef input, ExpressionRef condition, std::vector<ExpressionRef> projections, const Schema& schema, const Node& node);
    PhysicalRef setOperation(const Node& node, const plan::SetOperation& spec);
    PhysicalRef sort(const Node& node, const plan::Sort& spec);
    // convert_aggregate.cpp
    PhysicalRef aggregate(const Node& node, const plan::Aggregate& spec);
    /// Grouping by a key of the input leaves its rows as they are: a projection, or null when it is not that.
    PhysicalRef ofUniqueRows(const Node& node, const plan::Aggregate& spec, const PhysicalRef& input);
    static Trend trendOf(const plan::AggregateCall& call, const Physical& input);
    PhysicalRef groupWindow(const Node& node, const plan::GroupWindowAggregate& spec);
    PhysicalRef windowTvf(const Node& node, const plan::WindowTvf& spec);
    PhysicalRef windowAggregate(const Node& node, const plan::Aggregate& spec, const PhysicalRef& input);
    void checkRetraction(const Node& node, const std::vector<plan::AggregateCall>& calls, bool retracting);
    // convert_join.cpp
    PhysicalRef join(const Node& node, const plan::Join& spec);
    PhysicalRef temporalJoin(const Node& node, const plan::TemporalJoin& spec);
    struct Sides;
    Sides splitCondition(const Node& node, plan::JoinKind kind, const ExpressionRef& condition, PhysicalRef left, PhysicalRef right);
    void describeJoin(Physical& out, plan::JoinKind kind, const Sides& sides);
    // convert_rank.cpp
    PhysicalRef over(const Node& node, const plan::Over& spec);
    /// Updating input whose rows only ever move towards the front needs no -U: a row replaces the one with its key.
    static void buildUpon(plan::RankSpec& rank, const Physical& input);
    PhysicalRef rank(const Node& filterNode, const Node& overNode, const std::vector<ExpressionRef>& conditions, bool rankIsRead = true);

    const SessionConfig& config_;
    const TableTraits& traits_;
    bool batch_;
    int64_t ttl_;
    int results_ = 0;
    std::unordered_map<const Node*, PhysicalRef> done_;
};

/// Physical operators to vertices and edges: parallelism, exchanges, uids.
plan::JobGraph emitGraph(const std::vector<PhysicalRef>& roots, const SessionConfig& config);

} // namespace weir
