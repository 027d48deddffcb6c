// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"

namespace weir {

using namespace plan;

Converter::Converter(const SessionConfig& config, const TableTraits& traits)
    : config_(config), traits_(traits), batch_(config.batchMode()), ttl_(config.durationMillis("table.exec.state.ttl")) {}

void Converter::refuse(const Node& node, const std::string& message, const std::string& hint, ErrorCode code) {
    throw RunError(Error{code, message, node.place, hint});
}

PhysicalRef Converter::make(OperatorSpec spec, std::string name, const Node& node, std::vector<PhysicalRef> inputs) {
    auto made = std::make_shared<Physical>();
    made->spec = std::move(spec);
    made->name = std::move(name);
    made->place = node.place;
    made->hint = node.name;
    made->schema = node.schema;
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (made->hint.empty()) made->hint = inputs[i]->hint;
        made->inputs.push_back({inputs[i], static_cast<int>(i), {}, true});
    }
    return made;
}

PhysicalRef Converter::convert(const NodeRef& node) {
    auto found = done_.find(node.get());
    if (found != done_.end()) return found->second;
    PhysicalRef made = build(*node);
    // In batch mode only final rows exist.
    if (batch_) made->mode = ChangelogMode::append();
    done_[node.get()] = made;
    return made;
}

PhysicalRef Converter::build(const Node& node) {
    return std::visit([&](const auto& spec) -> PhysicalRef {
        using Kind = std::decay_t<decltype(spec)>;
        if constexpr (std::is_same_v<Kind, Scan>) return scan(node, spec, nullptr, nullptr);
        else if constexpr (std::is_same_v<Kind, plan::Watermark>) return watermark(node);
        else if constexpr (std::is_same_v<Kind, Values>) {
            PhysicalRef made = make(ValuesSpec{spec.rows}, "Values", node, {});
            made->single = true;
            made->detail = std::to_string(spec.rows.size()) + " rows";
            return made;
        }
        else if constexpr (std::is_same_v<Kind, Filter>) return filter(node, spec);
        else if constexpr (std::is_same_v<Kind, Project>) return project(node, spec);
        else if constexpr (std::is_same_v<Kind, Expand>) {
            PhysicalRef input = convert(node.inputs[0]);
            PhysicalRef made = make(ExpandSpec{spec.projections}, "Expand", node, {input});
            made->mode = input->mode;
            if (input->window) {
                // The window's bounds are passed on by every projection.
                std::vector<int> mapping(input->schema.size(), -1);
                for (size_t i = 0; i < spec.projections[0].size(); ++i)
                    if (spec.projections[0][i]->isColumn()) mapping[spec.projections[0][i]->column] = static_cast<int>(i);
                made->window = mapWindow(input->window, mapping);
            }
            return made;
        }
        else if constexpr (std::is_same_v<Kind, Aggregate>) return aggregate(node, spec);
        else if constexpr (std::is_same_v<Kind, GroupWindowAggregate>) return groupWindow(node, spec);
        else if constexpr (std::is_same_v<Kind, WindowTvf>) return windowTvf(node, spec);
        else if constexpr (std::is_same_v<Kind, Join>) return join(node, spec);
        else if constexpr (std::is_same_v<Kind, TemporalJoin>) return temporalJoin(node, spec);
        else if constexpr (std::is_same_v<Kind, Correlate>) {
            PhysicalRef input = convert(node.inputs[0]);
            PhysicalRef made = make(CorrelateSpec{spec.kind, spec.function, spec.arguments, spec.condition}, "Correlate", node, {input});
            made->mode = input->mode;
            made->hashedBy = input->hashedBy;
            made->window = input->window;
            return made;
        }
        else if constexpr (std::is_same_v<Kind, Unnest>) {
            PhysicalRef input = convert(node.inputs[0]);
            PhysicalRef made = make(UnnestSpec{spec.kind, spec.collection, spec.collection->type, spec.ordinality, spec.condition}, "Unnest", node, {input});
            made->mode = input->mode;
            made->hashedBy = input->hashedBy;
            made->window = input->window;
            return made;
        }
        else if constexpr (std::is_same_v<Kind, SetOperation>) return setOperation(node, spec);
        else if constexpr (std::is_same_v<Kind, Sort>) return sort(node, spec);
        else if constexpr (std::is_same_v<Kind, Over>) return over(node, spec);
        else if constexpr (std::is_same_v<Kind, Match>) {
            PhysicalRef input = convert(node.inputs[0]);
            if (!input->insertOnly()) refuse(node, "MATCH_RECOGNIZE reads only append-only streams, but its input has updates.");
            MatchSpec match{spec.match, spec.match.order.empty() ? -1 : spec.match.order[0].column, false};
            if (match.timeColumn >= 0) match.processingTime = input->schema.fields[match.timeColumn].type.isProctime();
            PhysicalRef made = make(std::move(match), "Match", node, {input});
            made->inputs[0].wants = spec.match.partition.empty() ? Distribution{Distribution::Kind::Global, {}} : Distribution{Distribution::Kind::Hash, spec.match.partition};
            made->single = spec.match.partition.empty();
            return made;
        }
        else if constexpr (std::is_same_v<Kind, SingleRow>) {
            PhysicalRef input = convert(node.inputs[0]);
            PhysicalRef made = make(SingleRowSpec{spec.keys}, "SingleRow", node, {input});
            made->inputs[0].wants = spec.keys.empty() ? Distribution{Distribution::Kind::Global, {}} : Distribution{Distribution::Kind::Hash, spec.keys};
            made->single = spec.keys.empty();
            made->mode = input->mode;
            made->keys = {spec.keys};
            made->hashedBy = spec.keys;
            return made;
        }
        else if constexpr (std::is_same_v<Kind, Sink>) return sink(node, spec);
        else if constexpr (std::is_same_v<Kind, ToChangelog>) {
            PhysicalRef made = make(ToChangelogSpec{spec.codes}, "ToChangelog", node, {convert(node.inputs[0])});
            return made;
        }
        else {
            static_assert(std::is_same_v<Kind, FromChangelog>);
            PhysicalRef made = make(FromChangelogSpec{spec.column, spec.codes}, "FromChangelog", node, {convert(node.inputs[0])});
            made->mode = ChangelogMode::all();
            return made;
        }
    }, node.spec);
}

} // namespace weir
