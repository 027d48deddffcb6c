// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/state_forms.h"

#include "engine/runtime/operators/operator_table.h"
#include "engine/state/row_conversion.h"

namespace weir {

using namespace plan;

std::vector<OperatorForms> stateForms(const JobGraph& graph, Clock& clock, const TimeZone* zone) {
    std::vector<OperatorForms> out;
    for (const JobVertex& vertex : graph.vertices) {
        OperatorForms forms{vertex.uid, vertex.name, false, {}};
        forms.anyForm = std::holds_alternative<SourceSpec>(vertex.spec) || std::holds_alternative<ValuesSpec>(vertex.spec) || std::holds_alternative<SinkSpec>(vertex.spec);
        if (forms.anyForm) {
            out.push_back(std::move(forms));
            continue;
        }
        std::vector<Schema> schemas;
        for (const JobEdge* edge : graph.inputs(vertex.id)) {
            if (edge->input >= static_cast<int>(schemas.size())) schemas.resize(static_cast<size_t>(edge->input) + 1);
            schemas[static_cast<size_t>(edge->input)] = graph.vertices[static_cast<size_t>(edge->from)].schema;
        }
        OperatorCounters counters;
        RandomDraws randoms;
        OperatorContext context;
        context.batchMode = graph.batchMode;
        context.netChanges = graph.netChanges;
        context.miniBatchRows = graph.miniBatchRows;
        context.stateTtlMillis = graph.stateTtlMillis;
        context.evaluation.zone = zone;
        context.evaluation.wallMillis = context.evaluation.queryStartMillis = clock.wallMillis();
        context.evaluation.random = &randoms;
        context.clock = &clock;
        context.counters = &counters;
        context.inputs = &schemas;
        OperatorPtr made = makeOperator(vertex.spec, {schemas, vertex.schema, graph.batchMode});
        made->open(context);
        StateWriter writer(graph.maxParallelism);
        made->snapshot(writer);
        forms.sections = writer.take();
        out.push_back(std::move(forms));
    }
    return out;
}

Widens wideningBy(TypeOf typeOf) {
    return [typeOf = std::move(typeOf)](const std::string& was, const std::string& is) {
        if (!typeOf) return false;
        auto from = typeOf(was), to = typeOf(is);
        return from && to && widens(*from, *to);
    };
}

Result<std::map<std::string, StateConversion>> conversionsFor(const StateMatch& match, const std::string& uid, const TypeOf& typeOf) {
    std::map<std::string, StateConversion> out;
    for (const auto& [place, mapping] : match.mappings) {
        if (place.first != uid) continue;
        StateConversion& made = out[place.second];
        const std::string& layout = mapping.is.layout;
        const bool onlyCalls = layout.starts_with("calls");
        const size_t rowAt = onlyCalls ? mapping.columns.size() : static_cast<size_t>(mapping.is.shape.rowAt);
        const auto rows = mapping.columns.begin() + static_cast<std::ptrdiff_t>(rowAt);
        if (onlyCalls || layout.starts_with("over") || layout.starts_with("frames")) {
            made.calls.assign(mapping.columns.begin(), rows);
            made.formerCalls = mapping.wasRowAt;
            made.seen = mapping.seen;
        }
        if (onlyCalls) continue;
        std::vector<DataType> types[2];
        for (bool now : {false, true}) {
            const std::vector<StateColumn>& columns = now ? mapping.is.value : mapping.was.value;
            for (size_t i = now ? rowAt : static_cast<size_t>(mapping.wasRowAt); i < columns.size(); ++i) {
                auto type = typeOf ? typeOf(columns[i].type) : Result<DataType>(Error{ErrorCode::Unsupported, "Types of state cannot be read here."});
                if (!type) return type.error();
                types[now].push_back(*type);
            }
        }
        std::vector<int> from(rows, mapping.columns.end());
        for (int& column : from) column = column < 0 ? -1 : column - mapping.wasRowAt;
        made.row = rowConversion(std::move(types[0]), std::move(types[1]), std::move(from));
    }
    return out;
}

} // namespace weir
