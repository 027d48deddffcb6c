// SPDX-License-Identifier: Apache-2.0
#include "engine/session/live_tap.h"

#include "engine/binder/binder.h"
#include "engine/session/job_compiler.h"
#include "engine/sql/parser.h"

#include <algorithm>
#include <set>

namespace weir {
namespace {

constexpr std::string_view Before = "SELECT * FROM edge WHERE\n";

/// A tap is let go with this.
class LiveTap final : public EdgeTap {
public:
    LiveTap(std::shared_ptr<Observation> observation, std::shared_ptr<Tap> tap, Schema schema, std::shared_ptr<const TimeZone> zone)
        : observation_(std::move(observation)), tap_(std::move(tap)), schema_(std::move(schema)), zone_(std::move(zone)) {}
    ~LiveTap() override { observation_->close(*tap_); }
    const Schema& schema() const override { return schema_; }
    const std::shared_ptr<const TimeZone>& zone() const override { return zone_; }
    TapPage take() override { return observation_->take(*tap_); }

private:
    const std::shared_ptr<Observation> observation_;
    const std::shared_ptr<Tap> tap_;
    const Schema schema_;
    const std::shared_ptr<const TimeZone> zone_;
};

/// Columns of edges may have no name, or one twice.
TableDefinition edgeTable(const Schema& schema) {
    TableDefinition table;
    table.catalog = "default_catalog";
    table.database = "default_database";
    table.name = "edge";
    table.options["connector"] = "blackhole";
    std::set<std::string> names;
    for (const Field& field : schema.fields) {
        std::string name = field.name;
        for (int again = 0; name.empty() || !names.insert(name).second; ++again) name = field.name + std::to_string(again);
        names.insert(name);
        TableColumn column;
        column.name = name;
        column.type = field.type.withTimeAttribute(TimeAttribute::None);
        table.columns.push_back(std::move(column));
    }
    return table;
}

Error inCondition(Error error) {
    if (error.place.known()) error.place.offset = std::max(0, error.place.offset - static_cast<int>(Before.size()));
    return error;
}

} // namespace

Result<ExpressionRef> edgeCondition(const Schema& schema, const std::string& condition, const TimeZone& zone) {
    const std::string text = std::string(Before) + condition + "\n";
    sql::Script script = sql::parse(text);
    for (const Diagnostic& each : script.diagnostics)
        if (each.severity == Severity::Error) return inCondition(each.error);
    const Error wanted{ErrorCode::Invalid, "This is no condition over the columns of the edge.", {}, "Write one like amount > 10 AND name = 'x'."};
    if (script.statements.size() != 1) return wanted;
    Catalog catalog = builtinCatalog();
    SessionConfig config;
    (void)config.set("table.local-time-zone", zone.name());
    if (Status made = catalog.createTable(edgeTable(schema), false); !made) return made.error();
    try {
        BindResult bound = Binder(catalog, config).bind(*script.statements[0]);
        for (const Diagnostic& each : bound.diagnostics)
            if (each.severity == Severity::Error) return inCondition(each.error);
        const auto* query = bound.ok() ? bound.statement->as<bound::Query>() : nullptr;
        if (!query) return wanted;
        // Sink, Project, Filter, what reads the table: whatever else the text brought in is no condition.
        const plan::Node* node = query->root.get();
        auto below = [&] { return node->inputs.size() == 1 ? node->inputs[0].get() : nullptr; };
        while (node && (std::holds_alternative<plan::Sink>(node->spec) || std::holds_alternative<plan::Project>(node->spec))) node = below();
        const auto* filter = node ? std::get_if<plan::Filter>(&node->spec) : nullptr;
        if (!filter) return wanted;
        const ExpressionRef found = filter->condition;
        node = below();
        if (node && std::holds_alternative<plan::Project>(node->spec)) node = below();
        if (!node || !std::holds_alternative<plan::Scan>(node->spec)) return wanted;
        return found;
    } catch (const RunError& failure) {
        return inCondition(failure.error());
    }
}

Result<std::shared_ptr<EdgeTap>> openTap(const std::shared_ptr<Observation>& observation, const TapQuery& query, const StateReading& reading) {
    const bool isEdge = query.fate == RowFate::PassedOn;
    auto from = observation->operatorOf(isEdge ? query.from : query.to);
    if (!isEdge && !from) return Error{ErrorCode::Unknown, "The job has no operator " + std::to_string(query.to) + ".", {}, {}};
    if (from && !isEdge) from->schema = from->isSource ? from->read : observation->inputOf(query.to, query.input);
    if (isEdge && (!from || !observation->hasEdge(query.from, query.to)))
        return Error{ErrorCode::Unknown, "The job has no edge from " + std::to_string(query.from) + " to " + std::to_string(query.to) + ".", {}, {}};
    ExpressionRef condition;
    if (query.condition.find_first_not_of(" \t\n") != std::string::npos) {
        auto bound = edgeCondition(from->schema, query.condition, *reading.zone);
        if (!bound) return bound.error();
        condition = *bound;
    }
    TapOptions options;
    options.all = query.all;
    options.rows = std::max<int64_t>(1, query.rows);
    return std::shared_ptr<EdgeTap>(std::make_shared<LiveTap>(observation, observation->tap(from->uid, query.fate, options, condition), from->schema, reading.zone));
}

} // namespace weir
