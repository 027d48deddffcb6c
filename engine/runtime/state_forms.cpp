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
        if (mapping.is.layout.rfind("calls", 0) == 0) {
            made.calls = mapping.columns;
            made.formerCalls = static_cast<int>(mapping.was.value.size());
            continue;
        }
        std::vector<DataType> types[2];
        for (bool now : {false, true})
            for (const StateColumn& column : now ? mapping.is.value : mapping.was.value) {
                auto type = typeOf ? typeOf(column.type) : Result<DataType>(Error{ErrorCode::Unsupported, "Types of state cannot be read here."});
                if (!type) return type.error();
                types[now].push_back(*type);
            }
        made.row = rowConversion(std::move(types[0]), std::move(types[1]), mapping.columns);
    }
    return out;
}

} // namespace weir
