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

StateForm WindowAggregate::valuesForm(size_t table) const { return calls_.valuesForm(table, context_->inputs->at(0), form().key); }

void WindowAggregate::save(const KeyTable& table, const AggregateCalls::SeenTables& seen, const AggregateCalls& calls, const Window& window, StateWriter& out) {
    auto values = AggregateCalls::valuesOfGroups(seen);
    AggregateCalls::Saved saved;
    for (TableKeys keys(table, out.maxParallelism()); keys.next();) {
        if (keys.at() == 0) calls.save(table, keys.rows(), WindowPane::HeaderBytes, saved);
        keys.beginEntry(out, {window.end, window.start});
        out.number(table.as<int64_t>(keys.row()));
        const std::byte* base = table.payload(keys.row()) + WindowPane::HeaderBytes;
        calls.save(saved, keys.at(), calls.number(base), seen, values, out);
        if (calls.hasDistinct() && seen.empty()) out.number(static_cast<int64_t>(calls.number(base)));
    }
}

void WindowAggregate::savePanes(std::string_view name, const std::vector<std::pair<Window, const WindowPane*>>& panes, StateWriter& out) const {
    struct Frozen {
        std::vector<Window> windows;
        std::vector<FrozenGroups> groups;
        std::vector<std::shared_ptr<const ColdRows::Frozen>> cold;      // of each pane; null: none
        AggregateCalls calls;
        void saveCold(size_t pane, StateWriter& to) const {
            if (cold[pane]) cold[pane]->save(to, {windows[pane].end, windows[pane].start});
        }
    };
    auto frozen = std::make_shared<Frozen>(Frozen{{}, {}, {}, calls_.forSaving()});
    bool later = out.mayDefer() && calls_.isPlain();
    for (const auto& [window, pane] : panes) {
        frozen->windows.push_back(window);
        frozen->cold.push_back(pane->freezeCold());
        if (!later) continue;
        frozen->groups.push_back(FrozenGroups::of(pane->table, pane->seen));
        later = frozen->groups.back().table != nullptr;
    }
    const bool apart = calls_.hasDistinct() && context_->spills;
    if (later) {
        out.later([frozen, apart](StateWriter& to) {
            for (size_t i = 0; i < frozen->groups.size(); ++i) {
                const FrozenGroups& groups = frozen->groups[i];
                save(*groups.table, apart ? AggregateCalls::SeenTables() : groups.seenTables(), frozen->calls, frozen->windows[i], to);
                frozen->saveCold(i, to);
            }
        });
    } else {
        frozen->groups.clear();
        for (size_t i = 0; i < panes.size(); ++i) {
            const auto& [window, pane] = panes[i];
            save(pane->table, apart ? AggregateCalls::SeenTables() : AggregateCalls::tablesOf(pane->seen), calls_, window, out);
            frozen->saveCold(i, out);
        }
    }
    if (calls_.hasDistinct()) saveValues(name, panes, frozen->groups, out);
}

/// What DISTINCT calls have seen, where it may be on disk. Without frozen groups it is written at once.
void WindowAggregate::saveValues(std::string_view name, const std::vector<std::pair<Window, const WindowPane*>>& panes, const std::vector<FrozenGroups>& frozen,
                                 StateWriter& out) const {
    for (size_t table = 0; table < running_->seen.tables.size(); ++table) {
        out.section(calls_.valuesName(table, context_->inputs->at(0), name), valuesForm(table));
        if (!context_->spills) continue;
        std::vector<std::pair<Window, DistinctValues::Frozen>> values;
        for (size_t i = 0; i < panes.size(); ++i) {
            const auto& [window, pane] = panes[i];
            const DistinctValues& seen = pane->seen;
            auto cold = seen.cold.empty() ? nullptr : seen.cold[table]->rows.freeze();
            if (!frozen.empty()) {
                values.emplace_back(window, DistinctValues::Frozen{frozen[i].seen[table], std::move(cold)});
                continue;
            }
            DistinctValues::save(seen.tables[table], out, {window.end, window.start});
            if (cold) cold->save(out, {window.end, window.start});
        }
        if (!values.empty())
            out.later([values = std::move(values)](StateWriter& to) {
                for (const auto& [window, one] : values) one.save(to, {window.end, window.start});
            });
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
        savePanes("panes", panes, out);
    }
    out.section("running end", {{}, {{"window_end", "BIGINT"}}});
    out.entry(EverySubtask);
    out.number(runningEnd_);
    out.section("running", form(false));
    if (!subtracts_) savePanes("running", {{Window{runningEnd_, 0}, running_.get()}}, out);      // else it is the sum of its slices
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
            numbers_.saw(pane->load(entries.row(), newNumber(entries.entry().keyGroup()), entries.entry()));
            pane->rows += pane->count(entries.row());
            if (entries.atBoundary()) pane->keepBudget();
        }
        for (size_t i = 0; calls_.hasDistinct() && i < running_->seen.tables.size(); ++i) {
            if (!in.section(calls_.valuesName(i, context_->inputs->at(0), name), valuesForm(i))) continue;
            for (size_t values = 1; in.next(entry); ++values) {
                int64_t end = entry.number();
                pane = &paneOf({end, entry.number()});
                numbers_.saw(pane->seen.load(i, entry));
                if (values % 1024 == 0) pane->keepBudget();
            }
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
