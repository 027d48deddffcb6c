// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <set>

namespace weir {

using namespace plan;

namespace {

Distribution byKeys(const std::vector<int>& keys) {
    return keys.empty() ? Distribution{Distribution::Kind::Global, {}} : Distribution{Distribution::Kind::Hash, keys};
}

std::optional<int64_t> wholeNumber(const ExpressionRef& expression) {
    const Expression* each = expression.get();
    while (each->kind == ExpressionKind::Call && each->function == "CAST" && each->arguments.size() == 1) each = each->arguments[0].get();
    if (!each->isLiteral() || each->value.isNull() || !each->type.isInteger()) return {};
    return each->value.integer();
}

bool isColumn(const ExpressionRef& expression, int column) {
    const Expression* each = expression.get();
    while (each->kind == ExpressionKind::Call && each->function == "CAST" && each->arguments.size() == 1) each = each->arguments[0].get();
    return each->isColumn() && each->column == column;
}

/// Narrows [start, end] by `rank OP number`; false when it is no such condition.
bool narrowRange(const ExpressionRef& condition, int rankColumn, int64_t& start, int64_t& end) {
    if (condition->kind != ExpressionKind::Call || condition->arguments.size() != 2) return false;
    std::string function = condition->function;
    ExpressionRef a = condition->arguments[0], b = condition->arguments[1];
    if (isColumn(b, rankColumn)) {
        std::swap(a, b);
        function = function == "<" ? ">" : function == "<=" ? ">=" : function == ">" ? "<" : function == ">=" ? "<=" : function;
    }
    auto number = wholeNumber(b);
    if (!isColumn(a, rankColumn) || !number) return false;
    if (function == "<=") end = std::min(end, *number);
    else if (function == "<") end = std::min(end, *number - 1);
    else if (function == ">=") start = std::max(start, *number);
    else if (function == ">") start = std::max(start, *number + 1);
    else if (function == "=") start = std::max(start, *number), end = std::min(end, *number);
    else return false;
    return true;
}

/// The greatest rank that an alternative of such conditions lets through: `rank = 1 OR rank = 3`.
std::optional<int64_t> greatestRank(const ExpressionRef& condition, int rankColumn) {
    if (condition->kind != ExpressionKind::Call) return {};
    bool list = condition->function == "IN";
    if (condition->function != "OR" && !list) {
        int64_t start = 1, end = INT64_MAX;
        if (!narrowRange(condition, rankColumn, start, end) || end == INT64_MAX) return {};
        return end;
    }
    if (list && !isColumn(condition->arguments[0], rankColumn)) return {};
    int64_t greatest = 0;
    for (size_t i = list ? 1 : 0; i < condition->arguments.size(); ++i) {
        auto one = list ? wholeNumber(condition->arguments[i]) : greatestRank(condition->arguments[i], rankColumn);
        if (!one) return {};
        greatest = std::max(greatest, *one);
    }
    return greatest;
}

} // namespace

void Converter::buildUpon(RankSpec& rank, const Physical& input) {
    rank.retracting = !input.insertOnly();
    if (!rank.retracting || input.filters || input.mode.remove || rank.order.empty() || rank.endColumn >= 0) return;
    for (const SortKey& key : rank.order) {
        Trend trend = input.trend(key.column);
        if (trend != Trend::Constant && trend != (key.descending ? Trend::Rising : Trend::Falling)) return;
    }
    for (const auto& unique : input.keys) {
        bool whole = std::all_of(rank.partition.begin(), rank.partition.end(), [&](int column) { return std::find(unique.begin(), unique.end(), column) != unique.end(); });
        if (!whole || unique.empty()) continue;
        rank.retracting = false;
        rank.uniqueKey = unique;
        return;
    }
}

PhysicalRef Converter::rank(const Node& filterNode, const Node& overNode, const std::vector<ExpressionRef>& conditions, bool rankIsRead) {
    const Over& over = std::get<Over>(overNode.spec);
    if (batch_ || over.windows.size() != 1 || over.windows[0].calls.size() != 1 || !over.windows[0].calls[0].ranking) return nullptr;
    const OverWindow& window = over.windows[0];
    const std::string& name = window.calls[0].call.name;
    RankKind kind;
    if (name == "ROW_NUMBER") kind = RankKind::RowNumber;
    else if (name == "RANK") kind = RankKind::Rank;
    else if (name == "DENSE_RANK") kind = RankKind::DenseRank;
    else return nullptr;
    int rankColumn = overNode.schema.size() - 1;
    int64_t start = 1, end = INT64_MAX;
    int endColumn = -1;
    std::vector<ExpressionRef> rest;
    for (const ExpressionRef& each : conditions) {
        if (narrowRange(each, rankColumn, start, end)) continue;
        if (each->kind == ExpressionKind::Call && (each->function == "<=" || each->function == ">=") && endColumn < 0) {
            size_t mine = each->function == "<=" ? 0 : 1;
            const Expression* bound = each->arguments[1 - mine].get();
            while (bound->kind == ExpressionKind::Call && bound->function == "CAST" && bound->arguments.size() == 1) bound = bound->arguments[0].get();
            if (isColumn(each->arguments[mine], rankColumn) && bound->isColumn() && bound->column != rankColumn && bound->type.isInteger()) {
                endColumn = bound->column;
                continue;
            }
        }
        if (auto greatest = greatestRank(each, rankColumn)) end = std::min(end, *greatest);
        rest.push_back(each);
    }
    if (end == INT64_MAX && endColumn < 0 && start > 1) refuse(filterNode, "A condition on " + name + " needs an upper bound over a stream.", "Add " + name + " <= n.");
    if (end == INT64_MAX && endColumn < 0) return nullptr;
    if (end < 1) refuse(overNode, "A top-N needs at least one rank.", "Compare the rank with 1 or more.");
    for (const ExpressionRef& each : rest) {
        std::set<int> read;
        collectColumns(*each, read);
        rankIsRead |= read.count(rankColumn) > 0;
    }
    PhysicalRef input = convert(overNode.inputs[0]);
    Node shown{overNode.spec, overNode.schema, {}, overNode.place, overNode.name};
    if (!rankIsRead) shown.schema.fields.pop_back();

    RankSpec spec;
    spec.kind = kind;
    spec.partition = window.partition;
    spec.order = window.order;
    spec.start = start;
    spec.end = end;
    spec.endColumn = endColumn;
    spec.withRank = rankIsRead;
    spec.ttlMillis = overNode.stateTtlMillis.value_or(ttl_);
    buildUpon(spec, *input);

    PhysicalRef made;
    auto in = [&](int column) { return column >= 0 && std::find(spec.partition.begin(), spec.partition.end(), column) != spec.partition.end(); };
    bool ofWindow = input->window && in(input->window->start) && in(input->window->end) && input->insertOnly();
    const DataType* orderType = spec.order.empty() ? nullptr : &input->schema.fields[spec.order[0].column].type;
    bool byTime = orderType && spec.order.size() == 1 && orderType->timeAttribute() != TimeAttribute::None;
    if (ofWindow && kind != RankKind::RowNumber)
        refuse(filterNode, name + " is not possible for a top-N of windows.", "Use ROW_NUMBER.");
    if (ofWindow) {
        WindowRankSpec windowRank{spec, input->window->start, input->window->end, input->window->window.localZone};
        windowRank.rank.partition.clear();
        for (int column : spec.partition)
            if (column != input->window->start && column != input->window->end) windowRank.rank.partition.push_back(column);
        auto keys = windowRank.rank.partition;
        made = make(std::move(windowRank), "WindowRank", shown, {input});
        made->inputs[0].wants = byKeys(keys);
        made->single = keys.empty();
        made->window = input->window;
        made->hashedBy = keys;
    } else if (kind == RankKind::RowNumber && start == 1 && end == 1 && endColumn < 0 && byTime && input->insertOnly()) {
        DeduplicateSpec dedup;
        dedup.keys = spec.partition;
        dedup.timeColumn = spec.order[0].column;
        dedup.rowtime = orderType->isRowtime();
        dedup.keepLast = spec.order[0].descending;
        dedup.withRank = rankIsRead;
        dedup.ttlMillis = spec.ttlMillis;
        // With mini-batches Flink does not wait for the watermark with the first row by event time.
        dedup.updating = dedup.keepLast || (dedup.rowtime && !batch_ && config_.boolean("table.exec.mini-batch.enabled"));
        bool updates = dedup.updating;
        made = make(dedup, "Deduplicate", shown, {input});
        made->inputs[0].wants = byKeys(spec.partition);
        made->single = spec.partition.empty();
        if (updates) made->mode = ChangelogMode::all();
        made->keys = {spec.partition};
        made->hashedBy = spec.partition;
    } else {
        made = make(spec, "Rank", shown, {input});
        made->inputs[0].wants = byKeys(spec.partition);
        made->single = spec.partition.empty();
        made->mode = ChangelogMode::all();
        made->hashedBy = spec.partition;
        if (end == 1 && kind == RankKind::RowNumber) made->keys.push_back(spec.partition);
        auto withRank = spec.partition;
        withRank.push_back(rankColumn);
        if (kind == RankKind::RowNumber && rankIsRead) made->keys.push_back(withRank);
        for (const auto& key : input->keys) made->keys.push_back(key);
    }
    std::string text = "partitionBy=[";
    for (size_t i = 0; i < spec.partition.size(); ++i) text += (i ? ", " : "") + input->schema.fields[spec.partition[i]].name;
    text += "], orderBy=[";
    for (size_t i = 0; i < spec.order.size(); ++i)
        text += (i ? ", " : "") + input->schema.fields[spec.order[i].column].name + (spec.order[i].descending ? " DESC" : " ASC");
    made->detail = text + "], rank " + std::to_string(start) + ".." + (end == INT64_MAX ? "n" : std::to_string(end));
    if (rest.empty()) return made;
    return calc(made, makeAnd(std::move(rest), filterNode.place), {}, shown.schema, filterNode);
}

/// Whether an OVER window of a stream goes by time: rows then wait for their turn and are shown once. By another column each row is shown at once,
/// and again whenever a row before it comes or goes.
bool Converter::checkStreamOver(const Node& node, const OverWindow& window, const PhysicalRef& input) {
    const std::string hint = "Order by one column, add a filter ROW_NUMBER() <= n for a top-N, or SET 'execution.runtime-mode' = 'batch'.";
    if (window.order.size() != 1) refuse(node, "An OVER window over a stream must be ordered by exactly one column.", hint);
    if (window.order[0].descending) refuse(node, "An OVER window over a stream must be in ascending order.", hint);
    if (input->schema.fields[window.order[0].column].type.timeAttribute() != TimeAttribute::None) {
        if (!input->insertOnly()) refuse(node, "OVER windows by time read only append-only streams, but their input has updates.", "Aggregate with GROUP BY instead.");
        return true;
    }
    if (window.frame.start != FrameBound::UnboundedPreceding || window.frame.end != FrameBound::CurrentRow)
        refuse(node, "An OVER window by a column that is no time attribute goes from UNBOUNDED PRECEDING to CURRENT ROW over a stream.");
    for (const OverCall& call : window.calls) {
        static const std::set<std::string> others{"LEAD", "NTILE", "PERCENT_RANK", "CUME_DIST"};
        if (call.call.distinct || others.count(call.call.name))
            throw RunError(Error{ErrorCode::Unsupported, (call.call.distinct ? "DISTINCT" : call.call.name) + " in an OVER window over a stream is not supported.",
                                 call.call.place.known() ? call.call.place : node.place, {}});
    }
    return false;
}

PhysicalRef Converter::over(const Node& node, const Over& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    if (!batch_ && spec.windows.size() > 1)     // frames count too: that of ROW_NUMBER is ROWS, that of other calls RANGE where none is written
        refuse(node, "OVER aggregates of one query must have the same window in streaming mode: PARTITION BY, ORDER BY and frame.", "Compute the others in a query around this one.");
    PhysicalRef last = input;
    int columns = input->schema.size();
    for (const OverWindow& window : spec.windows) {
        bool byTime = batch_ || checkStreamOver(node, window, input);
        OverSpec over{window, byTime && !window.order.empty() ? window.order[0].column : -1, false};
        if (!batch_ && byTime) over.processingTime = input->schema.fields[over.timeColumn].type.isProctime();
        columns += static_cast<int>(window.calls.size());
        Schema schema;
        schema.fields.assign(node.schema.fields.begin(), node.schema.fields.begin() + columns);
        Node shown{node.spec, schema, {}, node.place, node.name};
        PhysicalRef made = make(std::move(over), "OverAggregate", shown, {last});
        made->inputs[0].wants = byKeys(window.partition);
        made->single = window.partition.empty();
        made->hashedBy = window.partition;
        made->window = input->window;
        if (!byTime) {
            made->mode = ChangelogMode::all();
            made->keys = input->keys;
        }
        std::string text = "partitionBy=[";
        for (size_t i = 0; i < window.partition.size(); ++i) text += (i ? ", " : "") + input->schema.fields[window.partition[i]].name;
        made->detail = text + "]";
        last = made;
    }
    return last;
}

} // namespace weir
