// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"
#include "engine/runtime/operators/top_rows.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <functional>
#include <optional>
#include <unordered_map>

namespace weir {

namespace {

using plan::RankKind;

/// Top-N of each partition, without windows. With a rank in the output (or an offset) a change moves through the ranks as -U/+U
/// pairs, without one a row that leaves is -D and one that enters +I; the single best of append-only input is -U/+U, as in Flink.
/// Input with a unique key whose rows only move towards the front (a count, descending) replaces rows by key and keeps only the first N.
class Rank final : public Operator, private ColdRows::Owner {
public:
    Rank(const plan::RankSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), sortCodec_(sortKeyCodec(types_, spec.order)),
          keys_(typesOf(types_, spec.partition), sizeof(Partition*), spec.ttlMillis), changes_(types_, {}, spec.withRank) {
        if (!spec.uniqueKey.empty()) uniqueCodec_.emplace(typesOf(types_, spec.uniqueKey));
    }
    ~Rank() override {
        for (uint32_t row = 0; row < keys_.end(); ++row)
            if (keys_.live(row)) delete partition(row);
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        // What keeps more than it shows tells no more.
        context.tells(spec_.ttlMillis > 0 || spec_.retracting || spec_.kind != RankKind::RowNumber ? RowFate::TakenIn : RowFate::Kept);
        if (!context.coldStore || context.batchMode || spec_.partition.empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, keys_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.partition);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        keys_.setTime(context_->evaluation.wallMillis);
        if (cold_) cold_->fetch(hashes_, keys, rows);
        keys_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        for (size_t i = 0; i < keyRows_.size(); ++i) {
            if (found_[i] == Found::New) keys_.as<Partition*>(keyRows_[i]) = new Partition();
            else if (found_[i] == Found::Expired) partition(keyRows_[i])->rows.clear(arena_), partition(keyRows_[i])->byKey.clear();
        }
        encoded_.clear();
        sortKeys_.clear();
        unique_.clear();
        sortCodec_.encode(rows.columns, rows, sortKeys_);
        dropped_ = rows.size();
        replaced_ = retracted_ = 0;
        dropHopeless(rows);
        dropped_ -= rows.size();
        codec_.encode(rows.columns, rows, encoded_);
        bool upserts = uniqueCodec_ && !spec_.retracting && !context_->batchMode;
        if (upserts) uniqueCodec_->encode(columnsOf(rows, spec_.uniqueKey), rows, unique_);
        int size = rows.size();
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            Partition& in = *partition(keyRows_[i]);
            if (in.end < 0) in.end = rankEnd(rows, row);
            RowKind kind = rows.kind(row);
            std::string_view key = sortKeys_.row(i), bytes = encoded_.row(i);
            if (context_->batchMode) {
                const size_t place = in.rows.placeFor(key);
                in.rows.insert(place, key, bytes, arena_);
                if (spec_.kind == RankKind::RowNumber && static_cast<int64_t>(in.rows.size()) > in.end) {
                    ++(place + 1 == in.rows.size() ? dropped_ : replaced_);
                    drop(in, in.rows.size() - 1);
                }
            } else if (upserts) {
                if (isAdd(kind)) upsert(in, key, bytes, unique_.row(i));
                else ++retracted_;
            } else if (isAdd(kind)) {
                insert(in, key, bytes);
            } else {
                remove(in, key, bytes);
            }
            if (changes_.rows() >= 4096) changes_.flush(out, 4096);
        }
        changes_.flush(out, 4096);
        for (auto [fate, count] : {std::pair(RowFate::Dropped, dropped_), std::pair(RowFate::Replaced, replaced_), std::pair(RowFate::Retracted, retracted_)}) context_->count(fate, count);
        if (spec_.retracting)
            for (int i = 0; i < size; ++i)
                if (keys_.live(keyRows_[i]) && partition(keyRows_[i])->rows.size() == 0) {
                    delete partition(keyRows_[i]);
                    keys_.erase(keyRows_[i]);
                }
        if (cold_) cold_->keepBudget();
        if (context_->counters) {
            context_->counters->stateRows.store(static_cast<int64_t>(keys_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
            context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes()), std::memory_order_relaxed);
        }
    }

    void finish(Output& out) override {
        if (!context_->batchMode) return;
        finishing_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!finishing_) return false;
        for (; next_ < keys_.end(); ++next_) {
            if (!keys_.live(next_)) continue;
            Partition& in = *partition(next_);
            int64_t rank = 0, dense = 0;
            for (size_t at = 0; at < in.rows.size(); ++at) {
                bool tie = at > 0 && in.rows[at].key() == in.rows[at - 1].key();
                if (!tie) ++dense;
                if (spec_.kind == RankKind::RowNumber || !tie) rank = static_cast<int64_t>(at) + 1;
                int64_t shown = spec_.kind == RankKind::DenseRank ? dense : rank;
                if (shown > in.end) break;
                show(RowKind::Insert, in, in.rows[at].row(), shown);
            }
            if (changes_.rows() < context_->maxRows) continue;
            changes_.flush(out, context_->maxRows);
            if (out.full()) {
                ++next_;
                return true;
            }
        }
        changes_.flush(out, context_->maxRows);
        finishing_ = false;
        return false;
    }

    void snapshot(StateWriter& out) const override {
        out.section("partitions", form());
        if (!cold_ || !out.mayDefer()) {
            saveAll(out);
            if (cold_) cold_->freeze()->save(out);
            return;
        }
        StateWriter hot(out.maxParallelism());
        hot.section("partitions", {});
        saveAll(hot);
        out.later([hot = std::make_shared<StateSection>(std::move(hot.take().front())), cold = cold_->freeze()](StateWriter& to) {
            to.entries(*hot);
            cold->save(to);
        });
    }
    void saveAll(StateWriter& out) const {
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            save(*keys_.as<Partition*>(keys.row()), out);
        }
    }
    void restore(StateReader& in) override {
        if (!in.section("partitions", form())) return;
        for (TableEntries entries(in, keys_); entries.next();) {
            loadRow(entries.row(), entries.entry());
            if (cold_ && entries.atBoundary()) cold_->keepBudget();
        }
    }

private:
    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, spec_.partition), {}};
        form.layout = "ranks kn*(br)*(bb)";
        form.shape.grammar = "kn*(br)*(bb)";
        form.shape.rowAt = static_cast<int>(spec_.order.size());
        for (const plan::SortKey& key : spec_.order) {
            form.value.push_back(stateColumns(schema, std::vector<int>{key.column})[0]);
            form.value.back().type += std::string(key.descending ? " DESC" : " ASC") + (key.nullsLast ? " NULLS LAST" : " NULLS FIRST");
        }
        for (const StateColumn& column : stateColumns(schema)) form.value.push_back(column);
        return form;
    }
    struct Partition {
        TopRows rows;
        int64_t end = -1;
        std::unordered_map<std::string, std::string> byKey;     // upsert input: unique key -> sort key
    };
    static void save(const Partition& in, StateWriter& out) {
        out.number(in.end);
        out.number(static_cast<int64_t>(in.rows.size()));
        for (size_t at = 0; at < in.rows.size(); ++at) {
            out.bytes(in.rows[at].key());
            out.bytes(in.rows[at].row());
        }
        out.number(static_cast<int64_t>(in.byKey.size()));
        for (const auto& [unique, key] : in.byKey) {
            out.bytes(unique);
            out.bytes(key);
        }
    }
    void saveRow(uint32_t row, StateWriter& out) override { save(*partition(row), out); }
    void loadRow(uint32_t row, StateEntry& entry) override {
        auto* made = new Partition();
        keys_.as<Partition*>(row) = made;
        made->end = entry.number();
        if (entry.conversion()) return loadOthers(*made, entry);
        for (int64_t left = entry.number(); left > 0; --left) {
            std::string_view key = entry.bytes();
            made->rows.insert(made->rows.size(), key, entry.bytes(), arena_);
        }
        for (int64_t left = entry.number(); left > 0; --left) {
            std::string unique(entry.bytes());
            made->byKey[std::move(unique)] = entry.bytes();
        }
    }
    /// Rows that had other columns: what is made of their columns is made anew, and they stay in their order.
    void loadOthers(Partition& made, StateEntry& entry) {
        std::vector<std::string_view> rows;
        for (int64_t left = entry.number(); left > 0; --left) {
            entry.bytes();
            rows.push_back(entry.row());
        }
        constexpr size_t Most = 4096;
        for (size_t first = 0; first < rows.size(); first += Most) {
            const auto part = std::span(rows).subspan(first, std::min(Most, rows.size() - first));
            Batch batch;
            batch.rows = static_cast<int>(part.size());
            batch.columns = codec_.decode(part);
            EncodedRows keys;
            sortCodec_.encode(batch.columns, batch, keys);
            for (size_t i = 0; i < part.size(); ++i) {
                const std::string_view key = keys.row(static_cast<int>(i));
                made.rows.insert(made.rows.placeFor(key), key, part[i], arena_);
                if (uniqueCodec_ && !spec_.retracting) made.byKey[uniqueOf(part[i])] = key;
            }
        }
    }
    void dropRow(uint32_t row) override {
        partition(row)->rows.clear(arena_);
        delete partition(row);
        keys_.erase(row);
    }
    size_t usedBytes() const override {
        return keys_.usedBytes() + keys_.size() * (sizeof(Partition) + 2 * sizeof(TopRows::Item)) + arena_.usedBytes() + (cold_ ? cold_->bytes() : 0);
    }
    Partition* partition(uint32_t row) { return keys_.as<Partition*>(row); }

    int64_t rankEnd(const Batch& rows, int row) const {
        if (spec_.endColumn < 0) return spec_.end < 0 ? INT64_MAX : spec_.end;
        const Vector& column = *rows.columns[spec_.endColumn];
        if (column.isNull(row)) return 0;
        switch (column.kind()) {
        case PhysicalKind::Int8: return column.at<int8_t>(row);
        case PhysicalKind::Int16: return column.at<int16_t>(row);
        case PhysicalKind::Int32: return column.at<int32_t>(row);
        default: return column.at<int64_t>(row);
        }
    }
    bool cascades() const { return spec_.withRank || spec_.start > 1; }
    bool keepsOnlyTop() const { return !spec_.retracting && !uniqueCodec_; }

    void show(RowKind kind, const Partition& in, std::string_view row, int64_t rank) {
        if (rank < spec_.start || rank > in.end) return;
        if (kind == RowKind::UpdateBefore && !spec_.updateBefore) return;
        if (spec_.withRank) changes_.add(kind, row, rank);
        else changes_.add(kind, row);
    }
    /// Of input that only grows, what is behind a full partition now will never be in front: such rows are not even encoded.
    void dropHopeless(Batch& rows) {
        if (!keepsOnlyTop() || spec_.kind != RankKind::RowNumber) return;
        auto kept = std::make_shared<Selection>();
        EncodedRows keys;
        keys.offsets.push_back(0);
        size_t count = 0;
        for (int i = 0; i < rows.size(); ++i) {
            std::string_view key = sortKeys_.row(i);
            const Partition* in = found_[i] == Found::Old ? partition(keyRows_[i]) : nullptr;
            bool full = in && in->end >= 0 && static_cast<int64_t>(in->rows.size()) >= in->end;
            if (full && (in->end == 0 || in->rows[static_cast<size_t>(in->end - 1)].key() <= key)) continue;
            kept->push_back(static_cast<uint16_t>(rows.physicalRow(i)));
            keys.bytes.insert(keys.bytes.end(), key.begin(), key.end());
            keys.offsets.push_back(static_cast<uint32_t>(keys.bytes.size()));
            keyRows_[count] = keyRows_[i];
            found_[count++] = found_[i];
        }
        if (count == static_cast<size_t>(rows.size())) return;
        keyRows_.resize(count);
        found_.resize(count);
        sortKeys_ = std::move(keys);
        rows.selection = std::move(kept);
    }
    void drop(Partition& in, size_t place) { TopRows::release(in.rows.take(place), arena_); }

    void insert(Partition& in, std::string_view key, std::string_view row) {
        size_t place = in.rows.placeFor(key);
        auto rank = static_cast<int64_t>(place) + 1;
        if (rank > in.end) {
            if (!keepsOnlyTop()) in.rows.insert(place, key, row, arena_);
            else ++dropped_;
            return;
        }
        auto size = static_cast<int64_t>(in.rows.size());
        // The single best of an append-only input: an update in place.
        if (keepsOnlyTop() && spec_.endColumn < 0 && in.end == 1 && spec_.start == 1 && size == 1) {
            show(RowKind::UpdateBefore, in, in.rows[0].row(), 1);
            ++replaced_;
            drop(in, 0);
            in.rows.insert(0, key, row, arena_);
            show(RowKind::UpdateAfter, in, row, 1);
            return;
        }
        if (cascades()) {
            std::string_view moved = row;
            for (int64_t r = rank; r <= std::min(size, in.end); ++r) {
                std::string_view before = in.rows[static_cast<size_t>(r - 1)].row();
                show(RowKind::UpdateBefore, in, before, r);
                show(RowKind::UpdateAfter, in, moved, r);
                moved = before;
            }
            if (size < in.end) show(RowKind::Insert, in, moved, size + 1);
        } else {
            if (size >= in.end) show(RowKind::Delete, in, in.rows[static_cast<size_t>(in.end - 1)].row(), in.end);
            show(RowKind::Insert, in, row, rank);
        }
        in.rows.insert(place, key, row, arena_);
        if (keepsOnlyTop() && static_cast<int64_t>(in.rows.size()) > in.end) {
            ++replaced_;
            drop(in, in.rows.size() - 1);
        }
    }

    void remove(Partition& in, std::string_view key, std::string_view row) {
        size_t place = in.rows.find(key, row);
        ++retracted_;
        if (place == in.rows.size()) return;
        ++retracted_;      // the row itself
        removeAt(in, place);
    }

    void removeAt(Partition& in, size_t place) {
        auto rank = static_cast<int64_t>(place) + 1, size = static_cast<int64_t>(in.rows.size());
        if (rank <= in.end) {
            if (cascades()) {
                for (int64_t r = rank; r <= std::min(size - 1, in.end); ++r) {
                    show(RowKind::UpdateBefore, in, in.rows[static_cast<size_t>(r - 1)].row(), r);
                    show(RowKind::UpdateAfter, in, in.rows[static_cast<size_t>(r)].row(), r);
                }
                if (size <= in.end) show(RowKind::Delete, in, in.rows[static_cast<size_t>(size - 1)].row(), size);
            } else {
                show(RowKind::Delete, in, in.rows[place].row(), rank);
                if (size > in.end) show(RowKind::Insert, in, in.rows[static_cast<size_t>(in.end)].row(), in.end);
            }
        }
        drop(in, place);
    }

    /// A row replaces the one with the same unique key, never behind it.
    void upsert(Partition& in, std::string_view key, std::string_view row, std::string_view unique) {
        auto [known, isNew] = in.byKey.try_emplace(std::string(unique));
        if (!isNew) {
            ++replaced_;
            size_t old = placeOf(in, known->second, unique);
            size_t place = in.rows[old].key() == key ? old : std::min(in.rows.placeFor(key), old);
            if (place == old || !cascades()) {
                if (in.rows[old].row() != row) {
                    show(RowKind::UpdateBefore, in, in.rows[old].row(), static_cast<int64_t>(old) + 1);
                    show(RowKind::UpdateAfter, in, row, static_cast<int64_t>(place) + 1);
                }
                drop(in, old);
                in.rows.insert(place, key, row, arena_);
            } else {
                move(in, old, place, key, row);
            }
            known->second = key;
            return;
        }
        size_t place = in.rows.placeFor(key);
        auto size = static_cast<int64_t>(in.rows.size());
        if (static_cast<int64_t>(place) >= in.end) {
            ++dropped_;
            in.byKey.erase(known);
            return;
        }
        known->second = key;
        if (in.end == 1 && spec_.start == 1 && size == 1) {
            in.byKey.erase(uniqueOf(in.rows[0].row()));
            ++replaced_;
            show(RowKind::UpdateBefore, in, in.rows[0].row(), 1);
            show(RowKind::UpdateAfter, in, row, 1);
            drop(in, 0);
            in.rows.insert(0, key, row, arena_);
            return;
        }
        insert(in, key, row);
        if (static_cast<int64_t>(in.rows.size()) <= in.end) return;
        in.byKey.erase(uniqueOf(in.rows[in.rows.size() - 1].row()));
        ++replaced_;
        drop(in, in.rows.size() - 1);
    }

    /// From one rank to another: only the ranks between them change.
    void move(Partition& in, size_t from, size_t to, std::string_view key, std::string_view row) {
        std::vector<TopRows::Item> old;
        for (size_t at = 0; at < in.rows.size(); ++at) old.push_back(in.rows[at]);
        TopRows::Item gone = in.rows.take(from);
        in.rows.insert(to, key, row, arena_);
        for (size_t at = to; at <= from; ++at) {
            show(RowKind::UpdateBefore, in, old[at].row(), static_cast<int64_t>(at) + 1);
            show(RowKind::UpdateAfter, in, in.rows[at].row(), static_cast<int64_t>(at) + 1);
        }
        TopRows::release(gone, arena_);
    }

    std::string uniqueOf(std::string_view row) {
        std::vector<ColumnRef> columns = codec_.decode({&row, 1}), keyColumns;
        for (int column : spec_.uniqueKey) keyColumns.push_back(columns[column]);
        std::vector<char> bytes;
        uniqueCodec_->encodeRow(keyColumns, 0, bytes);
        return {bytes.data(), bytes.size()};
    }

    size_t placeOf(const Partition& in, std::string_view key, std::string_view unique) {
        size_t at = in.rows.placeBefore(key);
        while (uniqueOf(in.rows[at].row()) != unique) ++at;
        return at;
    }

    plan::RankSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    SortKeyCodec sortCodec_;
    std::optional<RowCodec> uniqueCodec_;
    KeyTable keys_;
    std::optional<ColdRows> cold_;
    Arena arena_;
    RowChanges changes_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    EncodedRows encoded_, sortKeys_, unique_;
    int64_t dropped_ = 0, replaced_ = 0, retracted_ = 0;      // of a batch
    bool finishing_ = false;
    uint32_t next_ = 0;
};

} // namespace

OperatorPtr makeRank(const plan::RankSpec& spec, const OperatorInputs& inputs) {
    if (spec.kind != RankKind::RowNumber && !inputs.batchMode)
        throw RunError(ErrorCode::Unsupported, "RANK and DENSE_RANK over an unbounded table are not supported; use ROW_NUMBER.");
    return std::make_unique<Rank>(spec, inputs);
}

} // namespace weir
