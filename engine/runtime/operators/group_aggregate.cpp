// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/aggregate_calls.h"
#include "engine/runtime/observe/fate_taps.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/same_rows.h"
#include "engine/state/cold_rows.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <optional>

namespace weir {

namespace {

/// GROUP BY without windows. Three ways with one state:
///   exact   every row gives the changes that Flink gives for it, in order
///   net     a bundle of rows gives one pre-image and one post-image per touched group (mini-batch)
///   final   bounded input: rows at the end only
class GroupAggregate final : public Operator, private ColdRows::Owner {
public:
    GroupAggregate(const plan::GroupAggregateSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), calls_(spec.calls, inputs.inputs[0].types(), spec.retracting), keyTypes_(typesOf(inputs.inputs[0].types(), spec.keys)),
          table_(keyTypes_, static_cast<uint32_t>(sizeof(Group)) + calls_.bytesWithNumber(), spec.ttlMillis), seen_(calls_.makeDistinctValues(spec.ttlMillis)) {}

    ~GroupAggregate() override {
        if (calls_.isPlain()) return;
        for (uint32_t row = 0; row < table_.end(); ++row)
            if (table_.live(row)) calls_.clear(accumulators(row));
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::AtWork);
        if (!context.coldStore || context.batchMode) return;
        // Nothing finds the values of a group any more whose time to live has passed: they go with the memory.
        if (calls_.hasDistinct() && spec_.ttlMillis > 0) return;
        seen_.spillTo(context);
        if (!keyTypes_.empty())
            cold_.emplace(*context.coldStore, *context.memory, table_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = cold_ || calls_.hasDistinct();
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        countFolded(*context_, rows);
        locate(rows);
        if (count_ == 0) return;
        AggregateCalls::Rows work{&rows, physical_.data(), count_, bases_.data(), groups_.data(), spec_.retracting};
        if (context_->batchMode || context_->netChanges) {
            if (!context_->batchMode) touch();
            calls_.update(work, seen_, context_->evaluation);
            bundleRows_ += count_;
            if (!context_->batchMode && context_->miniBatchRows > 0 && bundleRows_ >= context_->miniBatchRows) flush(out);
        } else {
            emitEach(rows, work, out);
        }
        keepBudget();
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        flush(out);
        out.push(watermark);
    }

    void flush(Output& out) override {
        bundleRows_ = 0;
        if (touched_.empty()) return;
        int rows = static_cast<int>(touched_.size());
        auto after = calls_.makeBuilders(rows);
        std::vector<const std::byte*> bases(touched_.size());
        for (int i = 0; i < rows; ++i) bases[i] = accumulators(touched_[i]);
        calls_.emit(bases, after);
        std::vector<ColumnRef> old, now;
        for (VectorBuilder& builder : before_) old.push_back(builder.finish());
        for (VectorBuilder& builder : after) now.push_back(builder.finish());
        before_.clear();
        std::vector<uint8_t> same(touched_.size(), spec_.ttlMillis > 0 ? 0 : 1);
        if (spec_.ttlMillis <= 0)
            for (size_t c = 0; c < old.size(); ++c) compareRows(*old[c], *now[c], rows, same);
        plan_.clear();
        for (int i = 0; i < rows; ++i) {
            bool exists = group(touched_[i]).rows > 0;
            if (existed_[i] && exists && !same[i]) {
                if (spec_.updateBefore) plan_.add(RowKind::UpdateBefore, i, i);
                plan_.add(RowKind::UpdateAfter, i, rows + i);
            } else if (!existed_[i] && exists) {
                plan_.add(RowKind::Insert, i, rows + i);
            } else if (existed_[i] && !exists) {
                plan_.add(RowKind::Delete, i, i);
            }
        }
        if (!plan_.kinds.empty()) {
            std::vector<VectorBuilder> keys = keyBuilders(rows);
            table_.decodeKeys(touched_, keys);
            std::vector<ColumnRef> keyColumns;
            for (VectorBuilder& builder : keys) keyColumns.push_back(gather(builder.finish(), std::span<const int32_t>(plan_.keys)));
            push(std::move(keyColumns), old, now, out);
        }
        for (uint32_t row : touched_) removeIfEmpty(row);
        touched_.clear();
        existed_.clear();
        ++bundle_;
    }

    void finish(Output& out) override {
        flush(out);
        if (!context_->batchMode) return;
        // A global aggregate over nothing still has one row in batch mode.
        if (spec_.keys.empty() && table_.size() == 0 && context_->subtask == 0) {
            Batch one;
            one.rows = 1;
            hashes_.assign(1, 0);
            table_.findOrInsert(hashes_, {}, one, rows_, found_);
            group(rows_[0]) = {1, 0};
            calls_.initialise(accumulators(rows_[0]));
        }
        finishing_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!finishing_) return false;
        std::vector<uint32_t> rows;
        while (next_ < table_.end()) {
            rows.clear();
            for (; next_ < table_.end() && static_cast<int>(rows.size()) < context_->maxRows; ++next_)
                if (table_.live(next_) && group(next_).rows > 0) rows.push_back(next_);
            if (rows.empty()) break;
            std::vector<const std::byte*> bases;
            for (uint32_t row : rows) bases.push_back(accumulators(row));
            auto keys = keyBuilders(static_cast<int>(rows.size()));
            auto values = calls_.makeBuilders(static_cast<int>(rows.size()));
            table_.decodeKeys(rows, keys);
            calls_.emit(bases, values);
            Batch batch;
            batch.rows = static_cast<int>(rows.size());
            for (VectorBuilder& builder : keys) batch.columns.push_back(builder.finish());
            for (VectorBuilder& builder : values) batch.columns.push_back(builder.finish());
            out.push(std::move(batch));
            if (out.full() && next_ < table_.end()) return true;
        }
        finishing_ = false;
        return false;
    }

    void snapshot(StateWriter& out) const override {
        out.section("groups", form());
        if (out.mayDefer() && calls_.isPlain() && !calls_.hasDistinct() && !cold_)
            if (auto layer = table_.layer(out.checkpoint(), out.since())) {
                out.layer(layer->earlier());
                return out.later([layer, calls = std::make_shared<AggregateCalls>(calls_.forSaving())](StateWriter& to) {
                    while (const KeyTable* rows = layer->next()) save(*rows, {}, *calls, to);
                    layer->saveRemoved(to);
                });
            }
        // What is on disk and what is in memory of a group's values lies apart from it.
        const bool apart = !seen_.cold.empty();
        FrozenGroups frozen;
        if (out.mayDefer() && calls_.isPlain()) frozen = FrozenGroups::of(table_, seen_);
        if (frozen.table) {
            out.later([frozen, apart, calls = std::make_shared<AggregateCalls>(calls_.forSaving()), cold = cold_ ? cold_->freeze() : nullptr](StateWriter& to) {
                save(*frozen.table, apart ? AggregateCalls::SeenTables() : frozen.seenTables(), *calls, to);
                if (cold) cold->save(to);
            });
        } else {
            save(table_, apart ? AggregateCalls::SeenTables() : AggregateCalls::tablesOf(seen_), calls_, out);
            if (cold_) cold_->freeze()->save(out);
        }
        for (size_t i = 0; i < seen_.tables.size(); ++i) {
            out.section(calls_.valuesName(i, context_->inputs->at(0), "groups"), valuesForm(i));
            if (!apart) continue;
            DistinctValues::Frozen values{frozen.table ? frozen.seen[i] : nullptr, seen_.cold[i]->rows.freeze()};
            if (frozen.table) {
                out.later([values](StateWriter& to) { values.save(to); });
            } else {
                DistinctValues::save(seen_.tables[i], out);
                values.cold->save(out);
            }
        }
    }
    void restore(StateReader& in) override {
        if (!in.section("groups", form())) return;
        for (TableEntries entries(in, table_); entries.next();) {
            loadGroup(entries.row(), entries.entry(), entries.entry().keyGroup());
            if (entries.atBoundary()) keepBudget();
        }
        for (size_t i = 0; i < seen_.tables.size(); ++i) {
            if (!in.section(calls_.valuesName(i, context_->inputs->at(0), "groups"), valuesForm(i))) continue;
            StateEntry entry;
            for (size_t values = 1; in.next(entry); ++values) {
                numbers_.saw(seen_.load(i, entry));
                if (values % 1024 == 0) seen_.keepBudget();
            }
        }
        report();
    }

private:
    struct Group {
        int64_t rows;           // that the group consists of; 0 = gone
        uint32_t bundle;        // the last one that touched it
    };
    /// Output rows: kind, key row, and index into old ++ now.
    struct Changes {
        std::vector<RowKind> kinds;
        std::vector<int32_t> keys, values;
        void add(RowKind kind, int key, int value) { kinds.push_back(kind), keys.push_back(key), values.push_back(value); }
        void clear() { kinds.clear(), keys.clear(), values.clear(); }
    };

    // Rows that go to disk and come back ------------------------------------------------------------------------------------------------
    void saveRow(uint32_t row, StateWriter& out) override {
        out.number(group(row).rows);
        calls_.save(accumulators(row), 0, {}, {}, out);
        if (calls_.hasDistinct()) out.number(static_cast<int64_t>(calls_.number(accumulators(row))));
    }
    void loadRow(uint32_t row, StateEntry& in) override { loadGroup(row, in, 0); }
    void loadGroup(uint32_t row, StateEntry& in, int keyGroup) {
        group(row) = {in.number(), 0};
        std::byte* base = accumulators(row);
        calls_.initialise(base);
        uint64_t number = calls_.hasDistinct() ? numbers_.next(keyGroup) : 0;
        calls_.load(base, number, seen_, in);
        // It has one where its values lie apart.
        if (calls_.hasDistinct() && !in.atEnd()) numbers_.saw(number = static_cast<uint64_t>(in.number()));
        calls_.setNumber(base, number);
    }
    void dropRow(uint32_t row) override {
        if (!calls_.isPlain()) calls_.clear(accumulators(row));
        table_.erase(row);
    }
    /// The open bundle knows its groups by row.
    bool mayMove(uint32_t row) const override { return touched_.empty() || table_.as<Group>(row).bundle != bundle_; }
    size_t usedBytes() const override { return table_.usedBytes() + (cold_ ? cold_->bytes() : 0); }
    void keepBudget() {
        if (cold_) cold_->keepBudget();
        seen_.keepBudget();
    }

    static void save(const KeyTable& table, const AggregateCalls::SeenTables& seen, const AggregateCalls& calls, StateWriter& out) {
        auto values = AggregateCalls::valuesOfGroups(seen);
        AggregateCalls::Saved saved;
        for (TableKeys keys(table, out.maxParallelism()); keys.next();) {
            if (keys.at() == 0) calls.save(table, keys.rows(), sizeof(Group), saved);
            const Group& one = table.as<Group>(keys.row());
            keys.beginEntry(out);
            out.number(one.rows);
            const std::byte* base = table.payload(keys.row()) + sizeof(Group);
            calls.save(saved, keys.at(), calls.number(base), seen, values, out);
            if (calls.hasDistinct() && seen.empty()) out.number(static_cast<int64_t>(calls.number(base)));
        }
    }
    StateForm form() const {
        const Schema& input = context_->inputs->at(0);
        StateForm form{stateColumns(input, spec_.keys), calls_.stateColumns(input), "calls kg"};
        form.shape.grammar = "kg" + calls_.stateGrammar();
        form.shape.calls = calls_.stateCalls(input);
        return form;
    }
    StateForm valuesForm(size_t table) const { return calls_.valuesForm(table, context_->inputs->at(0), stateColumns(context_->inputs->at(0), spec_.keys)); }
    Group& group(uint32_t row) { return table_.as<Group>(row); }
    /// Of rows that touch() has told the table of.
    Group& written(uint32_t row) { return *reinterpret_cast<Group*>(table_.written(row)); }
    static std::byte* accumulatorsOf(Group& one) { return reinterpret_cast<std::byte*>(&one + 1); }
    std::byte* accumulators(uint32_t row) { return table_.payload(row) + sizeof(Group); }
    std::vector<VectorBuilder> keyBuilders(int rows) const {
        std::vector<VectorBuilder> builders;
        for (const DataType& type : keyTypes_) builders.emplace_back(type, rows);
        return builders;
    }

    /// Finds or makes the group of each row. Retractions of groups that are not there are left out.
    void locate(const Batch& rows) {
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.keys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        table_.setTime(context_->evaluation.wallMillis);
        if (cold_) cold_->fetch(hashes_, keys, rows);
        table_.findOrInsert(hashes_, keys, rows, rows_, found_);
        if (cold_) cold_->touch(rows_);
        table_.touch(rows_);
        int size = rows.size();
        for (int i = 0; i < size; ++i) {
            if (found_[i] == Found::Old) continue;
            Group& one = written(rows_[i]);
            std::byte* base = accumulatorsOf(one);
            if (found_[i] == Found::New) calls_.initialise(base);
            else calls_.clear(base);
            one = {0, 0};
            if (calls_.hasDistinct()) calls_.setNumber(base, numbers_.next(keyGroup(hashes_[rows.physicalRow(i)], context_->maxParallelism)));
        }
        physical_.resize(static_cast<size_t>(size));
        bases_.resize(static_cast<size_t>(size));
        groups_.resize(static_cast<size_t>(size));
        states_.resize(static_cast<size_t>(size));
        count_ = 0;
        bool retracts = spec_.retracting && rows.kinds;
        std::vector<uint32_t> ghosts;
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            uint32_t at = rows_[i];
            Group& one = written(at);
            State state = one.rows == 0 ? State::Fresh : State::Old;
            if (retracts && !isAdd(rows.kind(row))) {
                if (one.rows == 0) {
                    ghosts.push_back(at);
                    continue;
                }
                if (--one.rows == 0) state = State::Gone;
            } else {
                ++one.rows;
            }
            physical_[count_] = static_cast<uint16_t>(row);
            bases_[count_] = accumulatorsOf(one);
            groups_[count_] = calls_.number(bases_[count_]);
            states_[count_] = state;
            rows_[count_] = at;
            ++count_;
        }
        rows_.resize(static_cast<size_t>(count_));
        for (uint32_t ghost : ghosts)
            if (std::find(rows_.begin(), rows_.end(), ghost) == rows_.end() && (!context_->netChanges || group(ghost).bundle != bundle_)) removeIfEmpty(ghost);
    }

    /// Pre-images of the groups that this bundle had not touched yet.
    void touch() {
        std::vector<const std::byte*> bases;
        for (int i = 0; i < count_; ++i) {
            Group& one = written(rows_[i]);
            if (one.bundle == bundle_) continue;
            one.bundle = bundle_;
            touched_.push_back(rows_[i]);
            existed_.push_back(states_[i] != State::Fresh);
            bases.push_back(bases_[i]);
        }
        if (before_.empty()) before_ = calls_.makeBuilders(1024);
        calls_.emit(bases, before_);
    }

    void emitEach(const Batch& rows, const AggregateCalls::Rows& work, Output& out) {
        fresh_.resize(static_cast<size_t>(count_));
        bool anyFresh = false, anyGone = false;
        for (int i = 0; i < count_; ++i) {
            fresh_[i] = states_[i] == State::Fresh;
            anyFresh |= fresh_[i] != 0;
            anyGone |= states_[i] == State::Gone;
        }
        auto before = calls_.makeBuilders(count_), after = calls_.makeBuilders(count_);
        calls_.walk(work, anyFresh && spec_.retracting ? fresh_.data() : nullptr, seen_, before, after, context_->evaluation);
        std::vector<ColumnRef> old, now;
        for (VectorBuilder& builder : before) old.push_back(builder.finish());
        for (VectorBuilder& builder : after) now.push_back(builder.finish());
        std::vector<uint8_t> same(static_cast<size_t>(count_), spec_.ttlMillis > 0 ? 0 : 1);
        if (spec_.ttlMillis <= 0)
            for (size_t c = 0; c < old.size(); ++c) compareRows(*old[c], *now[c], count_, same);
        plan_.clear();
        for (int i = 0; i < count_; ++i) {
            if (states_[i] == State::Gone) {
                plan_.add(RowKind::Delete, i, i);
            } else if (states_[i] == State::Fresh) {
                plan_.add(RowKind::Insert, i, count_ + i);
            } else if (!same[i]) {
                if (spec_.updateBefore) plan_.add(RowKind::UpdateBefore, i, i);
                plan_.add(RowKind::UpdateAfter, i, count_ + i);
            }
        }
        if (!plan_.kinds.empty()) {
            std::vector<int32_t> physical(plan_.keys.size());
            for (size_t i = 0; i < physical.size(); ++i) physical[i] = physical_[plan_.keys[i]];
            std::vector<ColumnRef> keys;
            for (int column : spec_.keys) keys.push_back(gather(rows.columns[column], std::span<const int32_t>(physical)));
            push(std::move(keys), old, now, out);
        }
        if (anyGone)
            for (int i = 0; i < count_; ++i)
                if (states_[i] == State::Gone) removeIfEmpty(rows_[i]);
    }

    void push(std::vector<ColumnRef> columns, const std::vector<ColumnRef>& old, const std::vector<ColumnRef>& now, Output& out) {
        Batch batch;
        batch.rows = static_cast<int>(plan_.kinds.size());
        batch.columns = std::move(columns);
        batch.kinds = kindsBuffer(plan_.kinds);
        int half = old.empty() ? 0 : old[0]->rows();
        bool onlyNow = std::all_of(plan_.values.begin(), plan_.values.end(), [half](int32_t value) { return value >= half; });
        if (onlyNow)
            for (int32_t& value : plan_.values) value -= half;
        for (size_t c = 0; c < old.size(); ++c) {
            ColumnRef both[] = {old[c], now[c]};
            ColumnRef from = onlyNow ? now[c] : concatenate(std::span<const ColumnRef>(both));
            batch.columns.push_back(gather(from, std::span<const int32_t>(plan_.values)));
        }
        pushInSlices(out, std::move(batch), std::max(context_->maxRows, 4096));
    }

    void removeIfEmpty(uint32_t row) {
        if (!table_.live(row) || group(row).rows != 0) return;
        calls_.clear(accumulators(row));
        table_.erase(row);
    }

    void report() {
        if (!context_->counters) return;
        context_->counters->stateRows.store(static_cast<int64_t>(table_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes() + seen_.bytes()), std::memory_order_relaxed);
    }

    enum class State : uint8_t { Old, Fresh, Gone };

    plan::GroupAggregateSpec spec_;
    AggregateCalls calls_;
    std::vector<DataType> keyTypes_;
    KeyTable table_;
    DistinctValues seen_;
    std::optional<ColdRows> cold_;
    GroupNumbers numbers_;
    // Scratch of one batch; index = row that counts.
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> rows_;
    std::vector<Found> found_;
    std::vector<uint16_t> physical_;
    std::vector<std::byte*> bases_;
    std::vector<uint64_t> groups_;
    std::vector<State> states_;
    std::vector<uint8_t> fresh_;
    int count_ = 0;
    Changes plan_;
    // The open bundle.
    uint32_t bundle_ = 1;
    int64_t bundleRows_ = 0;
    std::vector<uint32_t> touched_;
    std::vector<uint8_t> existed_;
    std::vector<VectorBuilder> before_;
    // Emission of the final rows.
    bool finishing_ = false;
    uint32_t next_ = 0;
};

} // namespace

OperatorPtr makeGroupAggregate(const plan::GroupAggregateSpec& spec, const OperatorInputs& inputs) { return std::make_unique<GroupAggregate>(spec, inputs); }

} // namespace weir
