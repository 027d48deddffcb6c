// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/observation.h"

#include <algorithm>

namespace weir {

namespace {

/// By which columns an operator tells its rows apart.
std::vector<std::vector<int>> keysOf(const plan::OperatorSpec& spec) {
    auto join = [](const plan::JoinSpec& one) { return std::vector<std::vector<int>>{one.leftKeys, one.rightKeys}; };
    if (const auto* one = std::get_if<plan::GroupAggregateSpec>(&spec)) return {one->keys};
    if (const auto* one = std::get_if<plan::WindowAggregateSpec>(&spec)) return {one->keys};
    if (const auto* one = std::get_if<plan::JoinSpec>(&spec)) return join(*one);
    if (const auto* one = std::get_if<plan::IntervalJoinSpec>(&spec)) return join(one->join);
    if (const auto* one = std::get_if<plan::WindowJoinSpec>(&spec)) return join(one->join);
    if (const auto* one = std::get_if<plan::TemporalJoinSpec>(&spec)) return join(one->join);
    if (const auto* one = std::get_if<plan::LookupJoinSpec>(&spec)) return {one->join.leftKeys};
    if (const auto* one = std::get_if<plan::RankSpec>(&spec)) return {one->partition};
    if (const auto* one = std::get_if<plan::WindowRankSpec>(&spec)) return {one->rank.partition};
    if (const auto* one = std::get_if<plan::DeduplicateSpec>(&spec)) return {one->keys};
    if (const auto* one = std::get_if<plan::OverSpec>(&spec)) return {one->window.partition};
    if (const auto* one = std::get_if<plan::ChangelogNormalizeSpec>(&spec)) return {one->key};
    return {};
}

Schema readColumns(const plan::OperatorSpec& spec) {
    Schema out;
    if (const auto* source = std::get_if<plan::SourceSpec>(&spec))
        for (int column : source->columns) {
            const TableColumn& one = source->table->columns[static_cast<size_t>(column)];
            out.fields.push_back({one.name, one.type});
        }
    return out;
}

} // namespace

void Observation::describe(const plan::JobGraph& graph, const std::vector<int>& groups, std::shared_ptr<Clock> clock) {
    std::lock_guard lock(mutex_);
    operators_.clear();
    edges_.clear();
    inputs_.clear();
    for (Task& task : tasks_) task.group = -1;       // what a task of an ended attempt holds stays
    clock_ = std::move(clock);
    for (const plan::JobVertex& vertex : graph.vertices)
        operators_.push_back({vertex.uid, vertex.schema, vertex.parallelism, groups[static_cast<size_t>(vertex.id)],
                              std::holds_alternative<plan::SourceSpec>(vertex.spec) || std::holds_alternative<plan::ValuesSpec>(vertex.spec), keysOf(vertex.spec), readColumns(vertex.spec)});
    for (const plan::JobEdge& edge : graph.edges) {
        edges_.emplace_back(edge.from, edge.to);
        inputs_.emplace(std::pair(edge.to, edge.input), edge.from);
    }
}

TaskWatch& Observation::task(int number, int group, int subtask) {
    std::lock_guard lock(mutex_);
    if (tasks_.size() <= static_cast<size_t>(number)) tasks_.resize(static_cast<size_t>(number) + 1);
    Task& task = tasks_[static_cast<size_t>(number)];
    task.group = group;
    task.subtask = subtask;
    if (!task.watch) task.watch = std::make_unique<TaskWatch>();
    task.watch->blockedSince = 0;
    task.watch->timed = pressureLooks_ > 0;
    return *task.watch;
}

Schema Observation::inputOf(int vertex, int input) const {
    std::lock_guard lock(mutex_);
    auto from = inputs_.find({vertex, input});
    return from == inputs_.end() ? Schema{} : operators_[static_cast<size_t>(from->second)].schema;
}

std::optional<Observation::Operator> Observation::operatorOf(int vertex) const {
    std::lock_guard lock(mutex_);
    if (vertex < 0 || static_cast<size_t>(vertex) >= operators_.size()) return std::nullopt;
    return operators_[static_cast<size_t>(vertex)];
}

bool Observation::hasEdge(int from, int to) const {
    std::lock_guard lock(mutex_);
    return std::find(edges_.begin(), edges_.end(), std::pair(from, to)) != edges_.end();
}

NodeWatch& Observation::node(const std::string& uid, int subtask) {
    std::lock_guard lock(mutex_);
    Watched& watched = watched_[uid];
    auto& made = watched.nodes[subtask];
    if (!made) {
        made = std::make_unique<NodeWatch>();
        if (!watched.taps.empty()) publish(watched);
        if (timeLooks_ > 0) {
            times_.push_back(std::make_unique<TimeRing>());
            made->times = times_.back().get();
        }
    }
    for (const Operator& one : operators_)
        if (one.uid == uid) made->keys = one.keys;
    return *made;
}

std::shared_ptr<Tap> Observation::tap(const std::string& uid, RowFate fate, const TapOptions& options, const ExpressionRef& condition) {
    auto made = std::make_shared<Tap>(uid, fate, options, condition);
    std::lock_guard lock(mutex_);
    Watched& watched = watched_[uid];
    watched.taps.push_back(made);
    publish(watched);
    return made;
}

TapPage Observation::take(Tap& tap) const {
    TapPage page;
    std::lock_guard lock(mutex_);
    for (auto& [subtask, ring] : tap.rings) ring->take(page);
    std::sort(page.rows.begin(), page.rows.end(), [](const TappedRows& a, const TappedRows& b) { return a.order < b.order; });
    return page;
}

void Observation::close(Tap& tap) {
    std::lock_guard lock(mutex_);
    Watched& watched = watched_[tap.uid];
    auto found = std::find_if(watched.taps.begin(), watched.taps.end(), [&](const auto& one) { return one.get() == &tap; });
    if (found == watched.taps.end()) return;
    closed_.push_back(std::move(*found));
    watched.taps.erase(found);
    publish(watched);
    for (auto& [subtask, ring] : tap.rings) ring->close();
}

void Observation::publish(Watched& watched) {
    for (auto& [subtask, node] : watched.nodes) {
        auto output = std::make_unique<TapList>(), verdicts = std::make_unique<TapList>();
        for (const auto& tap : watched.taps) {
            auto& ring = tap->rings[subtask];
            if (!ring) ring = std::make_unique<TapRing>(tap->options, tap->condition, subtask);
            TapList& list = tap->fate == RowFate::PassedOn ? *output : *verdicts;
            list.rings.push_back(ring.get());
            list.fates.push_back(tap->fate);
            list.orders.push_back(&tap->order);
        }
        for (auto [list, of] : {std::pair(&output, &node->taps), std::pair(&verdicts, &node->fates)}) {
            of->store((*list)->rings.empty() ? nullptr : list->get(), std::memory_order_release);
            if (!(*list)->rings.empty()) lists_.push_back(std::move(*list));
        }
    }
}

} // namespace weir
