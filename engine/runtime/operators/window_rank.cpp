// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"
#include "engine/runtime/operators/top_rows.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <map>
#include <optional>

namespace weir {

namespace {

/// Top-N of each partition within windows: insert-only, when the window closes. Only the best are kept on the way.
class WindowRank final : public Operator {
public:
    WindowRank(const plan::WindowRankSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), partition_(partitionWithoutWindow(spec)), codec_(types_), sortCodec_(sortKeyCodec(types_, spec.rank.order)),
          changes_(types_, {}, spec.rank.withRank) {
        // Deduplication by rowtime that keeps the last row: of equal times the later arrival.
        const auto& order = spec.rank.order;
        laterWins_ = spec.rank.end == 1 && order.size() == 1 && order[0].descending && types_[order[0].column].isRowtime();
    }
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::TakenIn);
        times_.emplace(spec_.localZone, context.evaluation.zone);
    }

    void process(int, Batch rows, Output&) override {
        if (rows.empty()) return;
        const Vector& ends = *rows.columns[spec_.windowEnd];
        LateCount late(*context_, rows);
        std::map<int64_t, std::shared_ptr<Selection>> windows;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            int64_t end = millisAt(ends, types_[spec_.windowEnd], row);
            if (!context_->batchMode && watermark_ != NoWatermark && times_->closed(end, watermark_)) {
                late.add(row, times_->epoch(end));
                continue;
            }
            auto& chosen = windows[end];
            if (!chosen) chosen = std::make_shared<Selection>();
            chosen->push_back(static_cast<uint16_t>(row));
        }
        std::vector<ColumnRef> keys = columnsOf(rows, partition_);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        for (auto& [end, chosen] : windows) {
            auto& pane = panes_[end];
            if (!pane) pane = std::make_unique<Pane>(typesOf(types_, partition_));
            add(*pane, rows.withSelection(chosen), keys);
        }
        late.tell();
    }

    void advance(int64_t watermark, Output& out) override {
        pending_ = watermark;
        hasPending_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!hasPending_) return false;
        while (!panes_.empty() && times_->closed(panes_.begin()->first, pending_)) {
            Pane& pane = *panes_.begin()->second;
            for (; next_ < pane.tops.size(); ++next_) {
                const TopRows& top = pane.tops[next_];
                for (size_t at = static_cast<size_t>(std::max<int64_t>(spec_.rank.start, 1) - 1); at < top.size(); ++at) {
                    if (spec_.rank.withRank) changes_.add(RowKind::Insert, top[at].row(), static_cast<int64_t>(at) + 1);
                    else changes_.add(RowKind::Insert, top[at].row());
                }
                if (changes_.rows() < context_->maxRows) continue;
                changes_.flush(out, context_->maxRows);
                if (out.full()) {
                    ++next_;
                    return true;
                }
            }
            panes_.erase(panes_.begin());
            next_ = 0;
        }
        changes_.flush(out, context_->maxRows);
        watermark_ = pending_;
        hasPending_ = false;
        out.push(watermark_);
        return false;
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("partitions", form());
        for (const auto& [end, pane] : panes_)
            for (TableKeys keys(pane->keys, out.maxParallelism()); keys.next();) {
                const TopRows& top = pane->tops[pane->keys.as<uint32_t>(keys.row())];
                keys.beginEntry(out, {end});
                out.number(static_cast<int64_t>(top.size()));
                for (size_t at = 0; at < top.size(); ++at) {
                    out.bytes(top[at].key());
                    out.bytes(top[at].row());
                }
            }
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("partitions", form())) return;
        Pane* pane = nullptr;
        TableEntries entries(in, 1, [&](std::span<const int64_t> end) -> KeyTable& {
            auto& found = panes_[end[0]];
            if (!found) found = std::make_unique<Pane>(typesOf(types_, partition_));
            pane = found.get();
            return pane->keys;
        });
        while (entries.next()) {
            pane->keys.as<uint32_t>(entries.row()) = static_cast<uint32_t>(pane->tops.size());
            TopRows& top = pane->tops.emplace_back();
            for (int64_t left = entries.entry().number(); left > 0; --left) {
                std::string_view key = entries.entry().bytes();
                top.insert(top.size(), key, entries.entry().bytes(), pane->arena);
            }
        }
    }

private:
    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, partition_), stateColumns(schema)};
        form.shape.grammar = "Wk*(br)";
        form.shape.keyColumns = static_cast<int>(form.key.size());
        tellClock(form.shape, *context_, spec_.localZone, false);
        for (const plan::SortKey& key : spec_.rank.order)
            form.key.push_back({"ORDER BY " + schema.fields[key.column].name, std::string(key.descending ? "DESC" : "ASC") + (key.nullsLast ? " NULLS LAST" : " NULLS FIRST")});
        return form;
    }
    struct Pane {
        explicit Pane(std::vector<DataType> types) : keys(std::move(types), sizeof(uint32_t)) {}
        KeyTable keys;                  // payload: index into tops
        std::vector<TopRows> tops;
        Arena arena;
    };
    static std::vector<int> partitionWithoutWindow(const plan::WindowRankSpec& spec) {
        std::vector<int> columns;
        for (int column : spec.rank.partition)
            if (column != spec.windowStart && column != spec.windowEnd) columns.push_back(column);
        return columns;
    }
    void add(Pane& pane, const Batch& rows, std::span<const ColumnRef> keys) {
        pane.keys.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        encoded_.clear();
        sortKeys_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        sortCodec_.encode(rows.columns, rows, sortKeys_);
        auto limit = static_cast<size_t>(spec_.rank.end);
        for (int i = 0; i < rows.size(); ++i) {
            uint32_t& index = pane.keys.as<uint32_t>(keyRows_[i]);
            if (found_[i] == Found::New) {
                index = static_cast<uint32_t>(pane.tops.size());
                pane.tops.emplace_back();
            }
            TopRows& top = pane.tops[index];
            std::string_view key = sortKeys_.row(i);
            size_t place = laterWins_ ? top.placeBefore(key) : top.placeFor(key);
            if (place >= limit) continue;
            top.insert(place, key, encoded_.row(i), pane.arena);
            if (top.size() > limit) TopRows::release(top.take(top.size() - 1), pane.arena);
        }
    }

    plan::WindowRankSpec spec_;
    std::vector<DataType> types_;
    std::vector<int> partition_;
    RowCodec codec_;
    SortKeyCodec sortCodec_;
    RowChanges changes_;
    bool laterWins_ = false;
    std::optional<WindowTimes> times_;
    std::map<int64_t, std::unique_ptr<Pane>> panes_;
    int64_t watermark_ = NoWatermark, pending_ = NoWatermark;
    bool hasPending_ = false;
    size_t next_ = 0;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    EncodedRows encoded_, sortKeys_;
};

} // namespace

OperatorPtr makeWindowRank(const plan::WindowRankSpec& spec, const OperatorInputs& inputs) { return std::make_unique<WindowRank>(spec, inputs); }

} // namespace weir
