// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_aggregate.h"
#include "engine/types/hash.h"

namespace weir {

namespace {

/// GROUP BY TUMBLE(...) and HOP(...) with table.exec.emit.*: a group shows its value before its window ends, and again when late rows change it.
/// earlyFireMillis: 0 never, 1 at every row, else that long after a row; lateFireMillis: below 0 never, 0 at every row, else that long after a row.
/// Each row goes into each of its windows at once, so that what is shown is what has been seen.
class EmittingWindows final : public Operator {
public:
    EmittingWindows(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), inputTypes_(inputs.inputs[0].types()), calls_(spec.calls, inputTypes_, spec.retracting), keyTypes_(typesOf(inputTypes_, spec.keys)),
          outputTypes_(inputs.output.types()), grid_(spec.window), codec_(outputTypes_), changes_(outputTypes_) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        times_.emplace(spec_.window.localZone, context.evaluation.zone);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.keys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        bool processing = spec_.window.processingTime;
        const Vector* column = processing ? nullptr : rows.columns[spec_.window.timeColumn].get();
        LateCount late(*context_, rows);
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (!processing && column->isNull(row))
                throw RunError(Error{ErrorCode::Runtime, "The time column of a window is NULL. Filter such rows out before the window.", spec_.window.place});
            int64_t slice = grid_.sliceEnd(times_->wall(processing ? context_->evaluation.wallMillis : millisAt(*column, inputTypes_[spec_.window.timeColumn], row)));
            bool taken = false;
            // The newest window first.
            for (int64_t end = grid_.lastWindow(slice), first = grid_.firstWindow(slice); end >= first; end -= grid_.slide()) {
                if (!processing && reached(end + spec_.allowedLatenessMillis)) break;
                taken = true;
                add(end, rows, keys, row);
            }
            if (!taken && grid_.lastWindow(slice) >= grid_.firstWindow(slice)) late.add(row, processing ? 0 : millisAt(*column, inputTypes_[spec_.window.timeColumn], row));
        }
        late.tell();
        show(out);
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        if (!spec_.window.processingTime) {
            watermark_ = watermark;
            close(out);
        }
        out.push(watermark);
    }

    int64_t nextWallTimer() const override {
        int64_t next = timers_.empty() ? INT64_MAX : timers_.begin()->first;
        if (spec_.window.processingTime && !panes_.empty()) next = std::min(next, times_->closingTime(panes_.begin()->first));
        return next;
    }

    void wallTimer(int64_t now, Output& out) override {
        while (!timers_.empty() && timers_.begin()->first <= now) {
            auto [time, waiting] = *timers_.begin();
            timers_.erase(timers_.begin());
            for (auto [end, row] : waiting) {
                auto pane = panes_.find(end);
                if (pane == panes_.end() || pane->second->shown[row].timer != time) continue;
                fire(*pane->second, end, row);
                pane->second->shown[row].timer = INT64_MAX;
                setTimer(*pane->second, end, row, delay(end), now);
            }
        }
        if (spec_.window.processingTime) {
            watermark_ = now;
            close(out);
        }
        show(out);
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("panes", form());
        for (const auto& [end, pane] : panes_) {
            auto seen = AggregateCalls::tablesOf(pane->groups.seen);
            auto values = AggregateCalls::valuesOfGroups(seen);
            for (TableKeys keys(pane->groups.table, out.maxParallelism()); keys.next();) {
                const Shown& shown = pane->shown[keys.row()];
                keys.beginEntry(out, {end});
                out.number(pane->groups.table.as<int64_t>(keys.row()));
                calls_.save(pane->groups.table.payload(keys.row()) + WindowPane::HeaderBytes, keys.row(), seen, values, out);
                out.number(pane->ended);
                out.number(shown.any);
                out.bytes(shown.row);
                out.number(shown.timer);
            }
        }
    }

    void restore(StateReader& in) override {
        watermark_ = loadClock(in, !spec_.window.processingTime);      // what a window has shown already stands for all its keys
        if (!in.section("panes", form())) return;
        Pane* pane = nullptr;
        TableEntries entries(in, 1, [&](std::span<const int64_t> prefix) -> KeyTable& {
            auto& own = panes_[prefix[0]];
            if (!own) own = std::make_unique<Pane>(calls_, keyTypes_);
            pane = own.get();
            return pane->groups.table;
        });
        while (entries.next()) {
            uint32_t row = entries.row();
            StateEntry& entry = entries.entry();
            pane->groups.count(row) = entry.number();
            calls_.initialise(pane->groups.accumulators(row));
            calls_.load(pane->groups.accumulators(row), row, pane->groups.seen, entry);
            pane->ended = entry.number() != 0;
            if (pane->shown.size() <= row) pane->shown.resize(row + 1);
            Shown& shown = pane->shown[row];
            shown.any = entry.number() != 0;
            shown.row = entry.bytes();
            shown.timer = entry.number();
            if (shown.timer != INT64_MAX) timers_[shown.timer].emplace_back(entries.prefix()[0], row);
        }
        report();
    }

private:
    /// What a group last showed, and when it fires next by the wall clock.
    struct Shown {
        std::string row;
        bool any = false;
        int64_t timer = INT64_MAX;
    };
    struct Pane {
        Pane(const AggregateCalls& calls, const std::vector<DataType>& keys) : groups(calls, keys) {}
        WindowPane groups;
        std::vector<Shown> shown;     // by row of the table
        bool ended = false;
    };

    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, spec_.keys), calls_.stateColumns(schema)};
        form.shape.grammar = "Wkg" + calls_.stateGrammar() + "xnbp";
        form.shape.keyColumns = static_cast<int>(form.key.size());
        form.shape.calls = calls_.stateCalls(schema);
        tellClock(form.shape, *context_, spec_.window.localZone, spec_.window.processingTime);
        form.key.push_back({"window_end", "BIGINT"});
        for (const DataType& type : outputTypes_) form.value.push_back({"shown", type.text()});
        return form;
    }
    bool reached(int64_t end) const { return watermark_ != NoWatermark && times_->closed(end, watermark_); }
    /// How long a group of this window waits after a row: 0 not at all, INT64_MAX for ever.
    int64_t delay(int64_t end) const {
        if (!spec_.window.processingTime && reached(end)) return spec_.lateFireMillis > 0 ? spec_.lateFireMillis : 0;
        return spec_.earlyFireMillis <= 0 ? INT64_MAX : spec_.earlyFireMillis == 1 ? 0 : spec_.earlyFireMillis;
    }

    void add(int64_t end, const Batch& rows, std::span<const ColumnRef> keys, int row) {
        std::unique_ptr<Pane>& pane = panes_[end];
        if (!pane) pane = std::make_unique<Pane>(calls_, keyTypes_);
        WindowPane& groups = pane->groups;
        auto chosen = std::make_shared<Selection>();
        chosen->push_back(static_cast<uint16_t>(row));
        groups.table.findOrInsert(hashes_, keys, rows.withSelection(chosen), rows_, found_);
        uint32_t at = rows_[0];
        if (found_[0] == Found::New) {
            groups.count(at) = 0;
            calls_.initialise(groups.accumulators(at));
            if (pane->shown.size() <= at) pane->shown.resize(at + 1);
            pane->shown[at] = {};
        }
        groups.count(at) += !spec_.retracting || isAdd(rows.kind(row)) ? 1 : -1;
        std::byte* base = groups.accumulators(at);
        uint64_t group = at;
        calls_.update({&rows, chosen->data(), 1, &base, &group, spec_.retracting}, groups.seen, context_->evaluation);
        int64_t wait = delay(end);
        if (wait == 0) fire(*pane, end, at);
        else if (wait != INT64_MAX) setTimer(*pane, end, at, wait, context_->evaluation.wallMillis);
    }

    void setTimer(Pane& pane, int64_t end, uint32_t row, int64_t wait, int64_t now) {
        Shown& shown = pane.shown[row];
        if (wait <= 0 || wait == INT64_MAX || shown.timer != INT64_MAX) return;
        shown.timer = now + wait;
        timers_[shown.timer].emplace_back(end, row);
    }

    /// Notes the group's value of now; show() compares it with what is shown.
    void fire(Pane& pane, int64_t end, uint32_t row) {
        if (builders_.empty())
            for (const DataType& type : outputTypes_) builders_.emplace_back(type, 64);
        size_t keys = keyTypes_.size(), calls = static_cast<size_t>(calls_.size());
        pane.groups.table.decodeKeys({&row, 1}, std::span(builders_).subspan(0, keys));
        const std::byte* base = pane.groups.accumulators(row);
        values_.clear();
        for (size_t c = 0; c < calls; ++c) values_.emplace_back(outputTypes_[keys + c], 1);
        calls_.emit({&base, 1}, values_);
        for (size_t c = 0; c < calls; ++c) builders_[keys + c].appendFrom(*values_[c].finish(), 0);
        for (size_t p = 0; p < spec_.properties.size(); ++p) {
            VectorBuilder& builder = builders_[keys + calls + p];
            const DataType& type = outputTypes_[keys + calls + p];
            builder.appendFrom(windowProperty(spec_.properties[p], type, *times_, grid_.start(end), end, context_->evaluation.wallMillis, 1), 0);
        }
        fired_.push_back({&pane, row, pane.groups.count(row) > 0});
    }

    void show(Output& out) {
        if (fired_.empty()) return;
        Batch batch;
        batch.rows = static_cast<int>(fired_.size());
        for (VectorBuilder& builder : builders_) batch.columns.push_back(builder.finish());
        builders_.clear();
        EncodedRows encoded;
        codec_.encode(batch.columns, batch, encoded);
        for (int i = 0; i < batch.rows; ++i) {
            Shown& shown = fired_[i].pane->shown[fired_[i].row];
            std::string_view now = encoded.row(i);
            if (!fired_[i].alive) {
                if (shown.any) changes_.add(RowKind::Delete, shown.row);
                shown.any = false;
                continue;
            }
            if (shown.any && shown.row == now) continue;
            if (shown.any) changes_.add(RowKind::UpdateBefore, shown.row);
            changes_.add(shown.any ? RowKind::UpdateAfter : RowKind::Insert, now);
            shown.row.assign(now);
            shown.any = true;
        }
        fired_.clear();
        changes_.flush(out, context_->maxRows);
    }

    /// Windows that have ended show their value, those that can take no more rows go.
    void close(Output& out) {
        int64_t lateness = spec_.window.processingTime ? 0 : spec_.allowedLatenessMillis;
        for (auto& [end, pane] : panes_) {
            if (!reached(end)) break;
            if (pane->ended) continue;
            pane->ended = true;
            tellFiring(*context_, times_->epoch(end - grid_.size()), times_->epoch(end), watermark_);
            for (uint32_t row = 0; row < pane->groups.table.end(); ++row) {
                if (!pane->groups.table.live(row)) continue;
                pane->shown[row].timer = INT64_MAX;
                fire(*pane, end, row);
            }
        }
        show(out);
        while (!panes_.empty() && reached(panes_.begin()->first + lateness)) panes_.erase(panes_.begin());
        report();
    }

    void report() {
        if (!context_->counters) return;
        size_t rows = 0, bytes = 0;
        for (const auto& [end, pane] : panes_) rows += pane->groups.table.size(), bytes += pane->groups.table.bytes();
        context_->counters->stateRows.store(static_cast<int64_t>(rows), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(bytes), std::memory_order_relaxed);
    }

    struct Fired {
        Pane* pane;
        uint32_t row;
        bool alive;
    };
    plan::WindowAggregateSpec spec_;
    std::vector<DataType> inputTypes_;
    AggregateCalls calls_;
    std::vector<DataType> keyTypes_, outputTypes_;
    WindowGrid grid_;
    RowCodec codec_;
    RowChanges changes_;
    std::optional<WindowTimes> times_;
    std::map<int64_t, std::unique_ptr<Pane>> panes_;                              // by end
    std::map<int64_t, std::vector<std::pair<int64_t, uint32_t>>> timers_;         // wall time -> end, row
    int64_t watermark_ = NoWatermark;
    // Scratch.
    std::vector<Fired> fired_;
    std::vector<VectorBuilder> builders_, values_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> rows_;
    std::vector<Found> found_;
};

} // namespace

OperatorPtr makeEmittingWindows(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs) { return std::make_unique<EmittingWindows>(spec, inputs); }

} // namespace weir
