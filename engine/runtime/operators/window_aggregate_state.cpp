// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/window_aggregate.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace weir {

StateForm WindowAggregate::form(bool ends) const {
    const Schema& input = context_->inputs->at(0);
    StateForm form{stateColumns(input, spec_.keys), calls_.stateColumns(input), "calls wwkg"};
    // Slices and tumbling windows are known by their ends alone, and a running total has none.
    form.shape.grammar = (!ends ? "nnkg" : sliced_ || (grid_ && grid_->kind() == plan::WindowKind::Tumble) ? "Wnkg" : "Wwkg") + calls_.stateGrammar();
    form.shape.keyColumns = static_cast<int>(form.key.size());
    form.shape.calls = calls_.stateCalls(input);
    tellClock(form.shape, *context_, spec_.window.localZone, spec_.window.processingTime);
    form.key.push_back({"window_end", "BIGINT"});
    form.key.push_back({"window_start", "BIGINT"});
    return form;
}

void WindowAggregate::save(const KeyTable& table, const AggregateCalls::SeenTables& seen, const AggregateCalls& calls, const Window& window, StateWriter& out) {
    auto values = AggregateCalls::valuesOfGroups(seen);
    AggregateCalls::Saved saved;
    for (TableKeys keys(table, out.maxParallelism()); keys.next();) {
        if (keys.at() == 0) calls.save(table, keys.rows(), WindowPane::HeaderBytes, saved);
        keys.beginEntry(out, {window.end, window.start});
        out.number(table.as<int64_t>(keys.row()));
        calls.save(saved, keys.at(), keys.row(), seen, values, out);
    }
}

void WindowAggregate::savePanes(const std::vector<std::pair<Window, const WindowPane*>>& panes, StateWriter& out) const {
    struct Frozen {
        std::vector<std::pair<Window, FrozenGroups>> panes;
        std::vector<std::shared_ptr<const ColdRows::Frozen>> cold;      // of each pane; null: none
        AggregateCalls calls;
    };
    auto frozen = std::make_shared<Frozen>(Frozen{{}, {}, calls_.forSaving()});
    for (const auto& [window, pane] : panes) frozen->cold.push_back(pane->freezeCold());
    auto saveCold = [](const Frozen& from, size_t pane, const Window& window, StateWriter& to) {
        if (from.cold[pane]) from.cold[pane]->save(to, {window.end, window.start});
    };
    bool later = out.mayDefer() && calls_.isPlain();
    for (size_t i = 0; later && i < panes.size(); ++i) {
        frozen->panes.emplace_back(panes[i].first, FrozenGroups::of(panes[i].second->table, panes[i].second->seen));
        later = frozen->panes.back().second.table != nullptr;
    }
    if (later)
        return out.later([frozen, saveCold](StateWriter& to) {
            for (size_t i = 0; i < frozen->panes.size(); ++i) {
                const auto& [window, groups] = frozen->panes[i];
                save(*groups.table, groups.seenTables(), frozen->calls, window, to);
                saveCold(*frozen, i, window, to);
            }
        });
    for (size_t i = 0; i < panes.size(); ++i) {
        const auto& [window, pane] = panes[i];
        save(pane->table, AggregateCalls::tablesOf(pane->seen), calls_, window, out);
        saveCold(*frozen, i, window, out);
    }
}

/// Of each pane the groups that were written to since the last checkpoint: those of slices that lie behind the newest one hardly change. False: it cannot be done.
bool WindowAggregate::saveLayers(StateWriter& out) const {
    if (!out.mayDefer() || !calls_.isPlain() || calls_.hasDistinct() || context_->spills) return false;
    struct Pane {
        Window window;
        std::shared_ptr<TableLayer> layer;
        StateSection whole;                // of a pane whose last layer is still being read
    };
    auto panes = std::make_shared<std::vector<Pane>>();
    int earlier = 0;
    for (const auto& [window, pane] : panes_) {
        panes->push_back({window, std::as_const(pane->table).layer(out.checkpoint(), out.since()), {}});
        if (auto& layer = panes->back().layer) {
            earlier = std::max(earlier, layer->earlier());
            continue;
        }
        StateWriter now(out.maxParallelism());
        now.section("panes", form());
        save(pane->table, AggregateCalls::tablesOf(pane->seen), calls_, window, now);
        panes->back().whole = std::move(now.take().front());
    }
    out.layer(earlier);
    out.later([panes, calls = std::make_shared<AggregateCalls>(calls_.forSaving())](StateWriter& to) {
        for (Pane& pane : *panes) {
            if (!pane.layer) to.entries(pane.whole);
            else
                while (const KeyTable* rows = pane.layer->next()) save(*rows, {}, *calls, pane.window, to);
        }
    });
    return true;
}

namespace {
StateForm windowsForm() { return {{}, {{"subtask", "INT"}, {"window_end", "BIGINT"}, {"window_start", "BIGINT"}}}; }
} // namespace

void WindowAggregate::snapshot(StateWriter& out) const {
    saveClock(out, watermark_);
    // Layers may hold groups of windows that are no more.
    out.section("windows", windowsForm());
    for (const auto& [window, pane] : panes_) {
        out.entry(EverySubtask);
        for (int64_t number : {static_cast<int64_t>(context_->subtask), window.end, window.start}) out.number(number);
    }
    out.section("panes", form());
    if (!saveLayers(out)) {
        std::vector<std::pair<Window, const WindowPane*>> panes;
        for (const auto& [window, pane] : panes_) panes.emplace_back(window, pane.get());
        savePanes(panes, out);
    }
    out.section("running end", {{}, {{"window_end", "BIGINT"}}});
    out.entry(EverySubtask);
    out.number(runningEnd_);
    out.section("running", form(false));
    if (!subtracts_) savePanes({{Window{runningEnd_, 0}, running_.get()}}, out);      // else it is the sum of its slices
}

void WindowAggregate::restore(StateReader& in) {
    // Slices that windows share and running totals stand at one window.
    watermark_ = loadClock(in, sliced_ && !spec_.window.processingTime);
    std::set<std::pair<int64_t, Window>> live;
    StateEntry entry;
    bool known = in.section("windows", windowsForm());
    while (known && in.next(entry)) {
        int64_t former = entry.number(), end = entry.number();
        live.insert({former, {end, entry.number()}});
    }
    auto load = [&](const char* name, const std::function<WindowPane&(const Window&)>& paneOf) {
        if (!in.section(name, form())) return;
        WindowPane* pane = nullptr;
        TableEntries entries(in, 2, [&](std::span<const int64_t> prefix) -> KeyTable& {
            pane = &paneOf({prefix[0], prefix[1]});
            return pane->table;
        });
        if (known) entries.only([&](std::span<const int64_t> prefix, int former) { return live.contains({former, {prefix[0], prefix[1]}}); });
        while (entries.next()) {
            pane->rows += pane->count(entries.row()) = entries.entry().number();
            calls_.initialise(pane->accumulators(entries.row()));
            calls_.load(pane->accumulators(entries.row()), entries.row(), pane->seen, entries.entry());
            if (pane->cold && entries.atBoundary()) pane->cold->keepBudget();
        }
    };
    load("panes", [&](const Window& window) -> WindowPane& {
        auto& pane = panes_[window];
        if (!pane) pane = makePane();
        return *pane;
    });
    known = false;
    std::vector<const WindowPane*> parts;
    // Who has running totals has them up to the same window; who has none may be behind.
    if (in.section("running end", {{}, {{"window_end", "BIGINT"}}}))
        while (in.next(entry)) runningEnd_ = std::max(runningEnd_, entry.number());
    load("running", [&](const Window&) -> WindowPane& { return *running_; });
    hasTotal_ = !subtracts_ || !anyOnDisk();
    for (const auto& [window, pane] : panes_)
        if (subtracts_ && hasTotal_ && running_->groups() == 0 && window.end <= runningEnd_) parts.push_back(pane.get());
    for (const WindowPane* part : parts) mergeInto(*running_, *part);
    report();
}

} // namespace weir
