// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/pressure_page.h"

#include <algorithm>
#include <map>

namespace weir {
namespace {

constexpr double LeastWaiting = 0.05;       // of a source's time, to speak of waiting
constexpr double HotKey = 0.2;              // of an operator's rows
constexpr double Works = 0.1;               // of the time that others waited for it, or it does not even run
constexpr double Calm = 0.3;                // of the time that all tasks together work

/// Adds to `ends` where the waiting of a task from `from` to `to` ends.
void follow(const PressurePage& page, int task, int64_t from, int64_t to, int depth, std::map<int, int64_t>& ends) {
    if (task < 0 || depth > static_cast<int>(page.tasks.size())) {
        ends[task] += to - from;
        return;
    }
    const std::vector<BlockedInterval>& blocked = page.tasks[static_cast<size_t>(task)].blocked;
    int64_t at = from;
    auto next = std::lower_bound(blocked.begin(), blocked.end(), from, [](const BlockedInterval& one, int64_t time) { return one.end <= time; });
    for (; next != blocked.end() && next->start < to; ++next) {
        const int64_t begin = std::max(next->start, from), end = std::min(next->end, to);
        if (begin > at) ends[task] += begin - at;
        follow(page, next->on, begin, end, depth + 1, ends);
        at = end;
    }
    if (to > at) ends[task] += to - at;
}

/// The tasks on the way from `source` to `end`, each by what it waited for longest.
std::vector<int> chainTo(const PressurePage& page, int source, int end) {
    std::vector<int> chain{source};
    while (chain.back() != end && chain.back() >= 0 && chain.size() <= page.tasks.size()) {
        std::map<int, int64_t> waits;
        for (const BlockedInterval& one : page.tasks[static_cast<size_t>(chain.back())].blocked) waits[one.on] += one.end - one.start;
        if (waits.empty()) break;
        chain.push_back(std::max_element(waits.begin(), waits.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first);
    }
    return chain;
}

int64_t workOf(const PressureTask& task) {
    int64_t all = 0;
    for (const PressureOperator& one : task.operators) all += one.busyNanos;
    return all;
}

/// Names the operator that takes most of the task's time, and a key that stands out.
void lookInto(const PressurePage& page, int number, PressureCause& cause) {
    const PressureTask& task = page.tasks[static_cast<size_t>(number)];
    cause.task = number;
    cause.subtask = task.subtask;
    cause.key.clear();
    const PressureOperator* worst = nullptr;
    for (const PressureOperator& one : task.operators)
        if (!worst || one.busyNanos > worst->busyNanos) worst = &one;
    if (!worst) return;
    const int64_t all = workOf(task);
    cause.vertex = worst->vertex;
    cause.operatorShare = all > 0 ? static_cast<double>(worst->busyNanos) / static_cast<double>(all) : 0;
    cause.busy = page.to > page.from ? std::min(1.0, static_cast<double>(all) / static_cast<double>(page.to - page.from)) : 0;
    if (worst->keyShare < HotKey) return;
    cause.key = worst->key;
    cause.keyShare = worst->keyShare;
}

} // namespace

PressureCause causeOf(const PressurePage& page) {
    PressureCause cause;
    std::map<int, int64_t> ends;
    int64_t longest = 0, work = 0;
    int first = -1, busiest = -1;
    for (size_t number = 0; number < page.tasks.size(); ++number) {
        const PressureTask& task = page.tasks[number];
        work += workOf(task);
        if (busiest < 0 || workOf(task) > workOf(page.tasks[static_cast<size_t>(busiest)])) busiest = static_cast<int>(number);
        if (!task.isSource) continue;
        int64_t waited = 0;
        for (const BlockedInterval& one : task.blocked) {
            const int64_t start = std::max(one.start, page.from), end = std::min(one.end, page.to);
            if (end <= start) continue;
            waited += end - start;
            follow(page, one.on, start, end, 0, ends);
        }
        if (waited > longest) longest = waited, first = static_cast<int>(number);
        cause.waitedNanos += waited;
    }
    ends.erase(BlockedInterval::Unknown);
    if (ends.empty() || static_cast<double>(longest) < LeastWaiting * static_cast<double>(page.to - page.from)) {
        if (busiest < 0) return cause;
        lookInto(page, busiest, cause);
        if (static_cast<double>(work) < Calm * static_cast<double>(page.to - page.from)) cause.kind = PressureCause::Kind::Input;
        return cause;
    }
    const auto most = std::max_element(ends.begin(), ends.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    cause.share = static_cast<double>(most->second) / static_cast<double>(cause.waitedNanos);
    cause.chain = chainTo(page, first, most->first);
    if (most->first != BlockedInterval::Reader) {
        cause.kind = PressureCause::Kind::Operator;
        lookInto(page, most->first, cause);
        const int64_t own = workOf(page.tasks[static_cast<size_t>(most->first)]);
        if (static_cast<double>(own) < Works * static_cast<double>(most->second) && own * 2 < workOf(page.tasks[static_cast<size_t>(busiest)])) {
            cause.kind = PressureCause::Kind::Cores;
            lookInto(page, busiest, cause);
            cause.chain.push_back(busiest);
        }
        return cause;
    }
    cause.kind = PressureCause::Kind::Reader;
    for (size_t at = cause.chain.size(); at-- > 0;)
        if (cause.chain[at] >= 0) {
            const PressureTask& last = page.tasks[static_cast<size_t>(cause.chain[at])];
            cause.vertex = last.operators.empty() ? -1 : last.operators.back().vertex;
            cause.subtask = last.subtask;
            break;
        }
    return cause;
}

} // namespace weir
