// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace weir {

namespace {

/// The first or the last row of each key by a time attribute. An updating one answers at once: keep-last takes later or equal times,
/// keep-first earlier ones. Keep-first by event time that does not update waits for the watermark and then never changes.
class Deduplicate final : public Operator, private ColdRows::Owner {
public:
    Deduplicate(const plan::DeduplicateSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), table_(typesOf(types_, spec.keys), sizeof(Kept), spec.ttlMillis),
          changes_(types_, {}, spec.withRank) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(spec_.ttlMillis > 0 ? RowFate::TakenIn : RowFate::Kept);
        if (!context.coldStore || context.batchMode || spec_.keys.empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, table_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.keys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        table_.setTime(context_->evaluation.wallMillis);
        if (cold_) cold_->fetch(hashes_, keys, rows);
        table_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        if (!table_.isFrozen()) arena_.thaw();
        const Vector* times = spec_.rowtime ? rows.columns[spec_.timeColumn].get() : nullptr;
        // What updates shows nearly every row, so all are encoded at once; of others most rows lose and are never encoded.
        int size = rows.size();
        if (spec_.updating) {
            all_.clear();
            codec_.encode(rows.columns, rows, all_);
        }
        LateCount late(*context_, rows);
        int64_t dropped = 0, replaced = 0;
        for (int i = 0; i < size; ++i) {
            Kept& kept = table_.as<Kept>(keyRows_[i]);
            if (found_[i] == Found::New) kept = Kept{};
            else if (found_[i] == Found::Expired) forget(kept);
        }
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            Kept& kept = table_.as<Kept>(keyRows_[i]);
            int64_t time = 0;
            if (times) {
                if (times->isNull(row)) throw RunError(ErrorCode::Runtime, "The rowtime of a row to deduplicate is NULL.");
                time = millisAt(*times, types_[spec_.timeColumn], row);
            }
            if (spec_.updating) {
                if (kept.any && times && (spec_.keepLast ? time < kept.time : time >= kept.time)) {
                    ++dropped;
                    continue;
                }
                replaced += kept.any;
                std::string_view bytes = all_.row(i);
                if (!context_->batchMode) {
                    if (kept.any && spec_.updateBefore) show(RowKind::UpdateBefore, kept.row());
                    show(kept.any ? RowKind::UpdateAfter : RowKind::Insert, bytes);
                }
                store(kept, bytes, time);
            } else if (!times && !context_->batchMode) {
                if (kept.any) {
                    ++dropped;
                    continue;
                }
                kept.any = true;
                encode(rows, row);
                show(RowKind::Insert, encoded());
            } else {
                if (kept.done) {
                    ++dropped;
                    continue;
                }
                // Flink takes a row that lies exactly on the watermark.
                if (!context_->batchMode && watermark_ != NoWatermark && time < watermark_) {
                    late.add(row, time);
                    continue;
                }
                if (kept.any && time >= kept.time) {
                    ++dropped;
                    continue;
                }
                replaced += kept.any;
                keep(kept, rows, row, time);
                if (!context_->batchMode) waiting_[time].push_back(keyRows_[i]);
            }
        }
        late.tell();
        context_->count(RowFate::Dropped, dropped);
        context_->count(RowFate::Replaced, replaced);
        changes_.flush(out, 4096);
        if (cold_) cold_->keepBudget();
        if (context_->counters) {
            context_->counters->stateRows.store(static_cast<int64_t>(table_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
            context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes()), std::memory_order_relaxed);
        }
    }

    void advance(int64_t watermark, Output& out) override {
        watermark_ = watermark;
        while (!waiting_.empty() && waiting_.begin()->first <= watermark) {
            int64_t time = waiting_.begin()->first;
            for (uint32_t keyRow : waiting_.begin()->second) {
                Kept& kept = table_.as<Kept>(keyRow);
                if (kept.done || kept.time != time) continue;
                show(RowKind::Insert, kept.row());
                forget(kept);
                kept.any = kept.done = true;
            }
            waiting_.erase(waiting_.begin());
            if (changes_.rows() >= 4096) changes_.flush(out, 4096);
        }
        changes_.flush(out, 4096);
        out.push(watermark);
    }

    void finish(Output& out) override {
        if (!context_->batchMode) return;
        for (uint32_t row = 0; row < table_.end(); ++row) {
            if (!table_.live(row)) continue;
            show(RowKind::Insert, table_.as<Kept>(row).row());
            if (changes_.rows() >= 4096) changes_.flush(out, 4096);
        }
        changes_.flush(out, 4096);
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("rows", form());
        // Rows that wait leave in the order of their times, then of their coming.
        std::unordered_map<uint32_t, int64_t> order;
        for (const auto& [time, list] : waiting_)
            for (uint32_t row : list)
                if (table_.live(row) && !table_.as<Kept>(row).done && table_.as<Kept>(row).time == time) order[row] = static_cast<int64_t>(order.size());
        if (out.mayDefer())
            if (auto frozen = freeze(); frozen.first)
                return out.later([frozen, order = std::move(order), cold = cold_ ? cold_->freeze() : nullptr](StateWriter& to) {
                    save(*frozen.first, order, to);
                    if (cold) cold->save(to);
                });
        save(table_, order, out);
        if (cold_) cold_->freeze()->save(out);
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("rows", form())) return;
        std::vector<std::pair<int64_t, uint32_t>> order;
        for (TableEntries entries(in, table_); entries.next();) {
            if (int64_t place = load(table_.as<Kept>(entries.row()), entries.entry()); place >= 0) order.emplace_back(place, entries.row());
            // Those that wait are known once all are here.
            if (cold_ && order.empty() && entries.atBoundary()) cold_->keepBudget();
        }
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [place, row] : order) waiting_[table_.as<Kept>(row).time].push_back(row);
    }

private:
    struct Kept {
        const char* bytes = nullptr;
        uint32_t length = 0;
        bool any = false, done = false;
        int64_t time = 0;
        std::string_view row() const { return {bytes, length}; }
    };
    static void save(const KeyTable& table, const std::unordered_map<uint32_t, int64_t>& order, StateWriter& out) {
        for (TableKeys keys(table, out.maxParallelism()); keys.next();) {
            auto place = order.find(keys.row());
            keys.beginEntry(out);
            save(table.as<Kept>(keys.row()), place == order.end() ? -1 : place->second, out);
        }
    }
    static void save(const Kept& kept, int64_t place, StateWriter& out) {
        out.number(kept.any | kept.done << 1 | (kept.bytes != nullptr) << 2);
        out.number(kept.time);
        out.number(place);
        if (kept.bytes) out.bytes(kept.row());
    }
    /// Gives its place among those that wait.
    int64_t load(Kept& kept, StateEntry& entry) {
        kept = Kept{};
        int64_t flags = entry.number();
        kept.any = flags & 1;
        kept.done = flags & 2;
        kept.time = entry.number();
        int64_t place = entry.number();
        if (!(flags & 4)) return place;
        std::string_view row = entry.row();
        kept.bytes = arena_.store(row);
        kept.length = static_cast<uint32_t>(row.size());
        return place;
    }
    void saveRow(uint32_t row, StateWriter& out) override { save(std::as_const(table_).as<Kept>(row), -1, out); }
    void loadRow(uint32_t row, StateEntry& in) override { load(table_.as<Kept>(row), in); }
    void dropRow(uint32_t row) override {
        forget(table_.as<Kept>(row));
        table_.erase(row);
    }
    /// Rows that wait for the watermark are known by their numbers.
    bool mayMove(uint32_t row) const override { return waiting_.empty() || table_.as<Kept>(row).done; }
    size_t usedBytes() const override { return table_.usedBytes() + arena_.usedBytes() + (cold_ ? cold_->bytes() : 0); }
    /// The table and the bytes of its rows; without a table while an earlier copy is still read.
    std::pair<std::shared_ptr<const KeyTable>, std::shared_ptr<const void>> freeze() const {
        auto table = table_.freeze();
        if (!table) return {};
        arena_.thaw();       // whoever read an earlier table is done
        return {table, arena_.freeze()};
    }
    StateForm form() const { return {stateColumns(context_->inputs->at(0), spec_.keys), stateColumns(context_->inputs->at(0)), "rows kfnnq", {"kfdq"}}; }
    void encode(const Batch& rows, int row) {
        scratch_.clear();
        codec_.encodeRow(rows.columns, row, scratch_);
    }
    std::string_view encoded() const { return {scratch_.data(), scratch_.size()}; }
    void keep(Kept& kept, const Batch& rows, int row, int64_t time) {
        encode(rows, row);
        store(kept, encoded(), time);
    }
    void store(Kept& kept, std::string_view bytes, int64_t time) {
        forget(kept);
        kept.bytes = arena_.store(bytes);
        kept.length = static_cast<uint32_t>(bytes.size());
        kept.any = true;
        kept.time = time;
    }
    void forget(Kept& kept) {
        if (kept.bytes) arena_.release(kept.row());
        kept = Kept{};
    }
    void show(RowKind kind, std::string_view row) {
        if (spec_.withRank) changes_.add(kind, row, int64_t{1});
        else changes_.add(kind, row);
    }

    plan::DeduplicateSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    KeyTable table_;
    mutable Arena arena_;          // freezing is no change
    RowChanges changes_;
    std::optional<ColdRows> cold_;
    std::map<int64_t, std::vector<uint32_t>> waiting_;
    int64_t watermark_ = NoWatermark;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    std::vector<char> scratch_;
    EncodedRows all_;
};

} // namespace

OperatorPtr makeDeduplicate(const plan::DeduplicateSpec& spec, const OperatorInputs& inputs) { return std::make_unique<Deduplicate>(spec, inputs); }

} // namespace weir
