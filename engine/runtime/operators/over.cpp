// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/over_calls.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/cold_rows.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace weir {

OperatorPtr makeBatchOver(const plan::OverSpec& spec, const OperatorInputs& inputs);
OperatorPtr makeOverByValue(const plan::OverSpec& spec, const OperatorInputs& inputs);

namespace {

using plan::FrameBound;

/// First in, first out. Takes nothing while it is empty: most of a million keys' queues are.
template <class T> class Queue {
public:
    bool empty() const { return first_ == items_.size(); }
    size_t size() const { return items_.size() - first_; }
    T& front() { return items_[first_]; }
    T& back() { return items_.back(); }
    auto begin() const { return items_.begin() + static_cast<std::ptrdiff_t>(first_); }
    auto end() const { return items_.end(); }
    template <class... Parts> void emplace_back(Parts&&... parts) { items_.emplace_back(std::forward<Parts>(parts)...); }
    void push_back(T item) { items_.push_back(std::move(item)); }
    void pop_front() {
        items_[first_++] = T();
        if (first_ * 2 < items_.size()) return;
        items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }

private:
    std::vector<T> items_;
    size_t first_ = 0;          // what lies before it has left
};

/// OVER windows of a stream, up to the current row. Event time: rows wait for the watermark and are then walked in the order of time;
/// what leaves a bounded frame is a retraction, so that one walk over a batch of changes computes every aggregate.
class StreamOver final : public Operator, private ColdRows::Owner {
public:
    StreamOver(const plan::OverSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), split_(spec.window, EvaluationContext{}),
          bounded_(spec.window.frame.start != FrameBound::UnboundedPreceding),
          forgets_(bounded_ && !spec.window.frame.rows && !spec.processingTime), aggregates_(split_.aggregates, types_, bounded_),
          keys_(typesOf(types_, spec.window.partition), sizeof(Key*)), seen_(aggregates_.makeDistinctValues()) {
        for (const RankingCall& call : split_.rankings)
            if (call.function == RankingFunction::Lag) lagCodecs_.push_back(std::make_unique<RowCodec>(std::vector<DataType>{types_[call.argument]}));
            else lagCodecs_.push_back(nullptr);
    }
    ~StreamOver() override {
        for (uint32_t row = 0; row < keys_.end(); ++row) {
            if (!keys_.live(row)) continue;
            Key* key = keys_.as<Key*>(row);
            aggregates_.clear(key->accumulators.data());
            delete key;
        }
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting, true);
        if (!context.coldStore || aggregates_.hasDistinct() || spec_.window.partition.empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, keys_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.window.partition);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        if (cold_) cold_->fetch(hashes_, keys, rows);
        keys_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        encoded_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        LateCount late(*context_, rows);
        std::vector<Waiting> now;
        for (int i = 0; i < rows.size(); ++i) {
            if (found_[i] != Found::Old) keys_.as<Key*>(keyRows_[i]) = newKey();
        }
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            Key& key = *keys_.as<Key*>(keyRows_[i]);
            Waiting waiting{keyRows_[i], context_->evaluation.wallMillis, std::string(encoded_.row(i))};
            if (spec_.processingTime) {
                waits(key, waiting);
                now.push_back(std::move(waiting));
                continue;
            }
            const Vector& times = *rows.columns[spec_.timeColumn];
            if (times.isNull(row)) throw RunError(Error{ErrorCode::Runtime, "The rowtime of a row of an OVER window is NULL.", spec_.window.place});
            waiting.time = millisAt(times, types_[spec_.timeColumn], row);
            if (forgets_) key.fireCleanups(watermark_);
            if (waiting.time <= (bounded_ ? key.lastFired : watermark_)) {
                late.add(row, waiting.time);
                continue;
            }
            if (forgets_) key.planCleanup(waiting.time, reach());
            waits(key, waiting);
            waiting_[waiting.time].push_back(std::move(waiting));
        }
        late.tell();
        if (!now.empty()) walk(now, out);
        if (cold_) cold_->keepBudget();
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        if (spec_.processingTime) return out.push(watermark);
        pending_ = watermark;
        hasPending_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!hasPending_) return false;
        std::vector<Waiting> ready;
        while (!waiting_.empty() && waiting_.begin()->first <= pending_) {
            for (Waiting& row : waiting_.begin()->second) ready.push_back(std::move(row));
            waiting_.erase(waiting_.begin());
            // Rows of one time stay together.
            if (static_cast<int>(ready.size()) < context_->maxRows) continue;
            walk(ready, out);
            ready.clear();
            if (out.full()) return true;
        }
        if (!ready.empty()) walk(ready, out);
        watermark_ = pending_;
        hasPending_ = false;
        out.push(watermark_);
        return false;
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("partitions", form());
        // Waiting rows keep the order in which they came, also across keys.
        std::unordered_map<uint32_t, std::vector<std::pair<int64_t, const Waiting*>>> waiting;
        int64_t place = 0;
        for (const auto& [time, rows] : waiting_)
            for (const Waiting& row : rows) waiting[row.key].emplace_back(place++, &row);
        auto seen = AggregateCalls::tablesOf(seen_);
        auto values = AggregateCalls::valuesOfGroups(seen);
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            const Key& key = *keys_.as<Key*>(keys.row());
            keys.beginEntry(out);
            save(key, keys.row(), seen, values, out);
            const auto& rows = waiting[keys.row()];
            out.number(static_cast<int64_t>(rows.size()));
            for (const auto& [number, row] : rows) {
                out.number(number);
                out.number(row->time);
                out.bytes(row->row);
            }
        }
        if (cold_) cold_->freeze()->save(out);
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("partitions", form())) return;
        std::vector<std::pair<int64_t, Waiting>> waiting;
        for (TableEntries entries(in, keys_); entries.next();) {
            StateEntry& entry = entries.entry();
            Key* key = keys_.as<Key*>(entries.row()) = newKey();
            load(*key, entries.row(), entry);
            for (int64_t left = entry.number(); left > 0; --left) {
                int64_t number = entry.number(), time = entry.number();
                waiting.push_back({number, {entries.row(), time, std::string(entry.row())}});
                waits(*key, waiting.back().second);
            }
            if (cold_ && entries.atBoundary()) cold_->keepBudget();
        }
        report();
        std::stable_sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [number, row] : waiting) waiting_[row.time].push_back(std::move(row));
    }

private:
    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, spec_.window.partition), aggregates_.stateColumns(schema)};
        form.shape.grammar = "knnnnnn*(t)" + aggregates_.stateGrammar() + "*(nr)*(*(b))*(ntr)";
        // What is in a frame is there as rows; what DISTINCT calls have seen in it is not.
        form.layout = bounded_ && !aggregates_.hasDistinct() ? "frames" : bounded_ ? "" : "over";
        form.shape.rowAt = aggregates_.size();
        form.shape.calls = aggregates_.stateCalls(schema);
        form.shape.isProcessingTime = spec_.processingTime;
        for (const StateColumn& column : stateColumns(schema)) form.value.push_back(column);
        return form;
    }
    // Rows that go to disk and come back; none while rows of the key wait ------------------------------------------------------------------
    void saveRow(uint32_t row, StateWriter& out) override {
        save(*keys_.as<Key*>(row), 0, {}, {}, out);
        out.number(0);
    }
    void loadRow(uint32_t row, StateEntry& in) override {
        keys_.as<Key*>(row) = newKey();
        load(*keys_.as<Key*>(row), 0, in);
        in.number();
    }
    void dropRow(uint32_t row) override {
        Key* key = keys_.as<Key*>(row);
        aggregates_.clear(key->accumulators.data());
        heldBytes_ -= bytesOf(*key);
        delete key;
        keys_.erase(row);
    }
    bool mayMove(uint32_t row) const override { return keys_.as<const Key*>(row)->waiting == 0; }
    size_t usedBytes() const override { return keys_.usedBytes() + seen_.bytes() + heldBytes_ + (cold_ ? cold_->bytes() : 0); }
    void report() {
        if (!context_->counters) return;
        context_->counters->stateRows.store(static_cast<int64_t>(keys_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes()), std::memory_order_relaxed);
    }

    struct Waiting {
        uint32_t key;
        int64_t time;
        std::string row;
    };
    struct Key {
        std::vector<std::byte> accumulators;
        Queue<std::pair<int64_t, std::string>> frame;          // bounded: rows inside
        int64_t lastFired = 0;                                 // as in Flink, bounded frames see no row of 1970 or before
        Queue<int64_t> cleanups;                               // RANGE: when the key may be forgotten; the last one counts
        bool forgotten = false;                                // the frame holds no rows any more
        int64_t rows = 0, rank = 0, dense = 0, lastTime = INT64_MIN;
        std::vector<Queue<std::string>> lags;                  // per ranking call
        size_t lastOp = 0;                                     // of the walk at hand
        uint32_t waiting = 0;                                  // rows that are not walked yet

        /// Flink forgets a key when nothing has come for one and a half times the range, and judges lateness anew from then on. A cleanup that
        /// later rows have put off still counts as something that fired.
        void planCleanup(int64_t time, int64_t range) {
            if (cleanups.empty() || cleanups.back() < time + range + 1) cleanups.push_back(time + range + range / 2 + 1);
        }
        void fireCleanups(int64_t now) {
            while (!cleanups.empty() && cleanups.front() <= now) {
                lastFired = std::max(lastFired, cleanups.front());
                cleanups.pop_front();
                if (cleanups.empty()) forgotten = true, lastFired = 0;
            }
        }
    };
    // What a row takes outside of the table, beyond its bytes.
    static constexpr size_t ListedBytes = 64;
    Key* newKey() {
        auto* key = new Key();
        key->accumulators.resize(std::max<uint32_t>(8, aggregates_.bytes()));
        aggregates_.initialise(key->accumulators.data());
        heldBytes_ += bytesOf(*key);
        return key;
    }
    static size_t bytesOf(const Key& key) {
        size_t bytes = sizeof(Key) + key.accumulators.size();
        for (const auto& [time, row] : key.frame) bytes += ListedBytes + row.size();
        for (const auto& lag : key.lags) {
            bytes += sizeof lag;
            for (const std::string& value : lag) bytes += ListedBytes + value.size();
        }
        return bytes;
    }
    void waits(Key& key, const Waiting& row) {
        ++key.waiting;
        heldBytes_ += ListedBytes + row.row.size();
    }
    void save(const Key& key, uint32_t group, const AggregateCalls::SeenTables& seen, const AggregateCalls::ValuesOfGroups& values, StateWriter& out) const {
        for (int64_t part : {key.lastFired, key.rows, key.rank, key.dense, key.lastTime, int64_t{key.forgotten}, static_cast<int64_t>(key.cleanups.size())})
            out.number(part);
        for (int64_t time : key.cleanups) out.number(time);
        aggregates_.save(key.accumulators.data(), group, seen, values, out);
        out.number(static_cast<int64_t>(key.frame.size()));
        for (const auto& [time, row] : key.frame) {
            out.number(time);
            out.bytes(row);
        }
        out.number(static_cast<int64_t>(key.lags.size()));
        for (const auto& lag : key.lags) {
            out.number(static_cast<int64_t>(lag.size()));
            for (const std::string& value : lag) out.bytes(value);
        }
    }
    /// Into a new key, up to the rows that wait.
    void load(Key& key, uint32_t group, StateEntry& entry) {
        heldBytes_ -= bytesOf(key);
        for (int64_t* part : {&key.lastFired, &key.rows, &key.rank, &key.dense, &key.lastTime}) *part = entry.number();
        key.forgotten = entry.number() != 0;
        for (int64_t left = entry.number(); left > 0; --left) key.cleanups.push_back(entry.number());
        aggregates_.load(key.accumulators.data(), group, seen_, entry);
        for (int64_t left = entry.number(); left > 0; --left) {
            int64_t time = entry.number();
            key.frame.emplace_back(time, entry.row());
        }
        if (bounded_ && entry.conversion()) aggregateFrame(key, group);
        for (int64_t lags = entry.number(); lags > 0; --lags) {
            auto& lag = key.lags.emplace_back();
            for (int64_t left = entry.number(); left > 0; --left) lag.emplace_back(entry.bytes());
        }
        heldBytes_ += bytesOf(key);
    }
    /// Calls that are new have not seen the rows of the frame, which will leave it.
    void aggregateFrame(Key& key, uint32_t group) {
        aggregates_.clear(key.accumulators.data());
        std::vector<std::string_view> rows;
        for (const auto& [time, row] : key.frame) rows.push_back(row);
        for (size_t first = 0; first < rows.size(); first += most) {
            const auto part = std::span(rows).subspan(first, std::min(most, rows.size() - first));
            Batch batch;
            batch.rows = static_cast<int>(part.size());
            batch.columns = codec_.decode(part);
            const std::vector<std::byte*> bases(part.size(), key.accumulators.data());
            const std::vector<uint64_t> groups(part.size(), group);
            aggregates_.update({&batch, nullptr, batch.rows, bases.data(), groups.data(), false}, seen_, context_->evaluation);
        }
    }
    int64_t reach() const { return spec_.window.frame.start == FrameBound::CurrentRow ? 0 : spec_.window.frame.startOffset; }
    struct Step {
        std::string row;
        uint32_t key;
        RowKind kind;
    };

    static constexpr size_t most = 16384;      // rows of one walk

    void walk(const std::vector<Waiting>& rows, Output& out) {
        for (size_t first = 0; first < rows.size();) {
            size_t end = std::min(rows.size(), first + most);
            while (end < rows.size() && rows[end].time == rows[end - 1].time) ++end;
            walkPart(std::span(rows).subspan(first, end - first), out);
            first = end;
            if (cold_) cold_->keepBudget();
        }
        report();
    }

    void walkPart(std::span<const Waiting> rows, Output& out) {
        const plan::Frame& frame = spec_.window.frame;
        bool ties = !frame.rows && !(spec_.processingTime && !bounded_);
        std::vector<Step> steps;
        std::vector<int32_t> own(rows.size()), shown(rows.size());
        size_t tie = 0;
        for (size_t i = 0; i < rows.size(); ++i) {
            Key& key = *keys_.as<Key*>(rows[i].key);
            --key.waiting;
            // A row that stays in the frame goes on taking what it took.
            if (!bounded_) heldBytes_ -= ListedBytes + rows[i].row.size();
            if (bounded_ && frame.rows) {
                int64_t kept = frame.start == FrameBound::CurrentRow ? 0 : frame.startOffset;
                while (static_cast<int64_t>(key.frame.size()) > kept) {
                    heldBytes_ -= ListedBytes + key.frame.front().second.size();
                    steps.push_back({std::move(key.frame.front().second), rows[i].key, RowKind::Delete});
                    key.frame.pop_front();
                }
            } else if (bounded_) {
                if (forgets_) key.fireCleanups(rows[i].time);
                int64_t oldest = rows[i].time - reach();
                while (!key.frame.empty() && (key.forgotten || key.frame.front().first < oldest)) {
                    heldBytes_ -= ListedBytes + key.frame.front().second.size();
                    steps.push_back({std::move(key.frame.front().second), rows[i].key, RowKind::Delete});
                    key.frame.pop_front();
                }
            }
            key.forgotten = false;
            if (bounded_) key.frame.emplace_back(rows[i].time, rows[i].row);
            own[i] = static_cast<int32_t>(steps.size());
            key.lastOp = steps.size();
            steps.push_back({rows[i].row, rows[i].key, RowKind::Insert});
            key.lastFired = rows[i].time;
            bool lastOfTime = i + 1 == rows.size() || rows[i + 1].time != rows[i].time;
            if (!ties) {
                shown[i] = own[i];
            } else if (lastOfTime) {
                for (; tie <= i; ++tie) shown[tie] = static_cast<int32_t>(keys_.as<Key*>(rows[tie].key)->lastOp);
            }
        }
        // The steps as batches of changes.
        std::vector<Batch> parts;
        auto before = aggregates_.makeBuilders(static_cast<int>(steps.size())), after = aggregates_.makeBuilders(static_cast<int>(steps.size()));
        for (size_t first = 0; first < steps.size(); first += most) {
            auto part = std::span(steps).subspan(first, std::min(most, steps.size() - first));
            std::vector<std::string_view> bytes;
            std::vector<RowKind> kinds;
            std::vector<std::byte*> bases;
            std::vector<uint64_t> groups;
            for (const Step& step : part) {
                bytes.push_back(step.row);
                kinds.push_back(step.kind);
                bases.push_back(keys_.as<Key*>(step.key)->accumulators.data());
                groups.push_back(step.key);
            }
            Batch changes;
            changes.rows = static_cast<int>(part.size());
            changes.columns = codec_.decode(bytes);
            changes.kinds = kindsBuffer(kinds);
            if (aggregates_.size() > 0)
                aggregates_.walk({&changes, nullptr, changes.rows, bases.data(), groups.data(), true}, nullptr, seen_, before, after, context_->evaluation);
            parts.push_back(std::move(changes));
        }
        Batch changes = concatenate(parts);

        Batch result;
        result.rows = static_cast<int>(rows.size());
        for (const ColumnRef& column : changes.columns) result.columns.push_back(gather(column, std::span<const int32_t>(own)));
        std::vector<ColumnRef> values, ranks = rankings(rows, result);
        if (!spec_.processingTime) sharedByTies(rows, ranks);
        for (VectorBuilder& builder : after) values.push_back(gather(builder.finish(), std::span<const int32_t>(shown)));
        for (int call : split_.order) result.columns.push_back(call >= 0 ? values[call] : ranks[-1 - call]);
        pushInSlices(out, std::move(result), context_->maxRows);
    }

    /// Ranks and LAG are aggregates to Flink: rows of one time see what they give for the last of them.
    void sharedByTies(std::span<const Waiting> rows, std::vector<ColumnRef>& ranks) {
        std::vector<int32_t> last(rows.size());
        size_t tie = 0;
        for (size_t i = 0; i < rows.size(); ++i) {
            keys_.as<Key*>(rows[i].key)->lastOp = i;
            if (i + 1 < rows.size() && rows[i + 1].time == rows[i].time) continue;
            for (; tie <= i; ++tie) last[tie] = static_cast<int32_t>(keys_.as<Key*>(rows[tie].key)->lastOp);
        }
        for (size_t c = 0; c < ranks.size(); ++c)
            if (split_.rankings[c].function != RankingFunction::RowNumber) ranks[c] = gather(ranks[c], std::span<const int32_t>(last));
    }

    std::vector<ColumnRef> rankings(std::span<const Waiting> rows, const Batch& input) {
        std::vector<ColumnRef> columns;
        if (split_.rankings.empty()) return columns;
        std::vector<VectorBuilder> builders;
        std::vector<EncodedRows> values(split_.rankings.size());
        for (size_t c = 0; c < split_.rankings.size(); ++c) {
            builders.emplace_back(split_.rankings[c].type, input.rows);
            if (lagCodecs_[c]) lagCodecs_[c]->encode({&input.columns[split_.rankings[c].argument], 1}, input, values[c]);
        }
        for (size_t i = 0; i < rows.size(); ++i) {
            Key& key = *keys_.as<Key*>(rows[i].key);
            for (; key.lags.size() < split_.rankings.size(); key.lags.emplace_back()) heldBytes_ += sizeof(Queue<std::string>);
            ++key.rows;
            for (size_t c = 0; c < split_.rankings.size(); ++c) {
                const RankingCall& call = split_.rankings[c];
                switch (call.function) {
                // Over a stream RANK and DENSE_RANK count the rows up to the last of the same time, as in Flink.
                case RankingFunction::RowNumber:
                case RankingFunction::Rank:
                case RankingFunction::DenseRank: appendInteger(builders[c], call.type, key.rows); break;
                case RankingFunction::Lag: {
                    auto& history = key.lags[c];
                    history.emplace_back(values[c].row(static_cast<int>(i)));
                    heldBytes_ += ListedBytes + history.back().size();
                    if (static_cast<int64_t>(history.size()) > call.number + 1) {
                        heldBytes_ -= ListedBytes + history.front().size();
                        history.pop_front();
                    }
                    if (static_cast<int64_t>(history.size()) == call.number + 1) {
                        std::string_view value = history.front();
                        lagCodecs_[c]->decode({&value, 1}, {&builders[c], 1});
                    } else if (call.fallbackColumn >= 0) {
                        builders[c].appendFrom(*input.columns[call.fallbackColumn], static_cast<int>(i));
                    } else {
                        builders[c].appendValue(call.fallback);
                    }
                    break;
                }
                default: throw RunError(Error{ErrorCode::Unsupported, "Only ROW_NUMBER, RANK, DENSE_RANK and LAG work over a stream.", call.place});
                }
            }
        }
        for (VectorBuilder& builder : builders) columns.push_back(builder.finish());
        return columns;
    }

    plan::OverSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    OverCalls split_;
    bool bounded_, forgets_;
    AggregateCalls aggregates_;
    KeyTable keys_;
    DistinctValues seen_;
    std::optional<ColdRows> cold_;
    size_t heldBytes_ = 0;                // outside of the tables
    std::vector<std::unique_ptr<RowCodec>> lagCodecs_;
    std::map<int64_t, std::vector<Waiting>> waiting_;
    int64_t watermark_ = NoWatermark, pending_ = NoWatermark;
    bool hasPending_ = false;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeOver(const plan::OverSpec& spec, const OperatorInputs& inputs) {
    if (inputs.batchMode) return makeBatchOver(spec, inputs);
    if (spec.timeColumn < 0) return makeOverByValue(spec, inputs);
    const plan::Frame& frame = spec.window.frame;
    if (frame.end != FrameBound::CurrentRow)
        throw RunError(Error{ErrorCode::Unsupported, "Over a stream a frame ends with the current row.", spec.window.place});
    return std::make_unique<StreamOver>(spec, inputs);
}

} // namespace weir
