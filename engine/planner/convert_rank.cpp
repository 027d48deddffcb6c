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
        bool updates = dedup.keepLast;
        made = make(dedup, "Deduplicate", shown, {input});
        made->inputs[0].wants = byKeys(spec.partition);
        made->single = spec.partition.empty();
        if (updates) made->mode = {true, true, true, false};
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

PhysicalRef Converter::over(const Node& node, const Over& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    if (!input->insertOnly()) refuse(node, "OVER windows read only append-only streams, but their input has updates.", "Aggregate with GROUP BY instead.");
    if (!batch_ && spec.windows.size() > 1) {
        // Flink computes all OVER aggregates of one SELECT over the same window.
        for (size_t i = 1; i < spec.windows.size(); ++i)
            if (spec.windows[i].partition != spec.windows[0].partition || spec.windows[i].order != spec.windows[0].order)
                refuse(node, "Over aggregates of one query must have the same window in streaming mode.");
    }
    PhysicalRef last = input;
    int columns = input->schema.size();
    for (const OverWindow& window : spec.windows) {
        OverSpec over{window, window.order.empty() ? -1 : window.order[0].column, false};
        if (!batch_) {
            if (over.timeColumn < 0 || input->schema.fields[over.timeColumn].type.timeAttribute() == TimeAttribute::None || window.order[0].descending)
                refuse(node, "An OVER window over a stream must be ordered by a time attribute, ascending.",
                       "Order by the rowtime column, add a filter ROW_NUMBER() <= n for a top-N, or SET 'execution.runtime-mode' = 'batch'.");
            over.processingTime = input->schema.fields[over.timeColumn].type.isProctime();
        }
        columns += static_cast<int>(window.calls.size());
        Schema schema;
        schema.fields.assign(node.schema.fields.begin(), node.schema.fields.begin() + columns);
        Node shown{node.spec, schema, {}, node.place, node.name};
        PhysicalRef made = make(std::move(over), "OverAggregate", shown, {last});
        made->inputs[0].wants = byKeys(window.partition);
        made->single = window.partition.empty();
        made->hashedBy = window.partition;
        made->window = input->window;
        std::string text = "partitionBy=[";
        for (size_t i = 0; i < window.partition.size(); ++i) text += (i ? ", " : "") + input->schema.fields[window.partition[i]].name;
        made->detail = text + "]";
        last = made;
    }
    return last;
}

} // namespace weir
