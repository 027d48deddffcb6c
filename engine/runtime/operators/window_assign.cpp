// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/session_windows.h"
#include "engine/runtime/operators/window_aggregate.h"
#include "engine/state/row_lists.h"
#include "engine/types/hash.h"

namespace weir {

namespace {

Error nullTime(const plan::Window& window) {
    return {ErrorCode::Runtime, "The time column of a window is NULL. Filter such rows out before the window.", window.place};
}

/// TUMBLE, HOP and CUMULATE without an aggregate: each row once per window, with window_start, window_end and window_time behind.
class WindowAssign final : public StatelessOperator {
public:
    WindowAssign(const plan::WindowAssignSpec& spec, const OperatorInputs& inputs)
        : window_(spec.window), types_(inputs.inputs[0].types()), output_(inputs.output), grid_(spec.window) {}
    void open(OperatorContext& context) override {
        Operator::open(context);
        if (window_.kind == plan::WindowKind::Tumble) context.tells(RowFate::AtWork, true);
        times_.emplace(window_.localZone, context.evaluation.zone);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<int32_t> origins;
        std::vector<int64_t> ends;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            int64_t time = context_->evaluation.wallMillis;
            if (!window_.processingTime) {
                const Vector& column = *rows.columns[window_.timeColumn];
                if (column.isNull(row) && context_->batchMode) {
                    context_->count(RowFate::Dropped, 1);
                    continue;
                }
                if (column.isNull(row)) throw RunError(nullTime(window_));
                time = millisAt(column, types_[window_.timeColumn], row);
            }
            int64_t slice = grid_.sliceEnd(times_->wall(time));
            int64_t last = grid_.lastWindow(slice);
            for (int64_t end = grid_.firstWindow(slice); end <= last; end = grid_.next(end)) {
                origins.push_back(row);
                ends.push_back(end);
            }
        }
        int count = static_cast<int>(origins.size());
        Batch batch;
        batch.rows = count;
        batch.oldestNanos = rows.oldestNanos;
        for (const ColumnRef& column : rows.columns) batch.columns.push_back(gather(column, std::span<const int32_t>(origins)));
        if (rows.kinds) {
            std::vector<RowKind> kinds;
            for (int32_t row : origins) kinds.push_back(rows.kind(row));
            batch.kinds = kindsBuffer(kinds);
        }
        size_t first = batch.columns.size();
        for (size_t p = 0; p < 3; ++p) {
            const DataType& type = output_.fields[first + p].type;
            if (p == 2 && type.precision() != 3) {
                VectorBuilder times(type, count);
                for (int64_t end : ends) times.appendFrom(windowProperty(plan::WindowProperty::Time, type, *times_, 0, end, 0, 1), 0);
                batch.columns.push_back(times.finish());
                continue;
            }
            Vector column = Vector::flat(PhysicalKind::Int64, count);
            for (int i = 0; i < count; ++i)
                column.mutableData<int64_t>()[i] = p == 0   ? grid_.start(ends[i])
                                                   : p == 1 ? ends[i]
                                                            : (type.kind() == TypeKind::TimestampLtz ? times_->epoch(ends[i] - 1) : ends[i] - 1);
            batch.columns.push_back(std::make_shared<Vector>(std::move(column)));
        }
        pushInSlices(out, std::move(batch), std::max(context_->maxRows, 4096));
    }

private:
    plan::Window window_;
    std::vector<DataType> types_;
    Schema output_;
    WindowGrid grid_;
    std::optional<WindowTimes> times_;
};

/// SESSION without an aggregate: rows wait until their session closes.
class SessionAssign final : public Operator {
public:
    SessionAssign(const plan::WindowAssignSpec& spec, const OperatorInputs& inputs)
        : window_(spec.window), types_(inputs.inputs[0].types()), output_(inputs.output), codec_(types_),
          keys_(typesOf(types_, spec.window.partition), sizeof(uint32_t)), changes_(types_) {}
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting, true);
        times_.emplace(window_.localZone, context.evaluation.zone);
    }

    void process(int, Batch rows, Output&) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, window_.partition);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        keys_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        encoded_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        for (int i = 0; i < rows.size(); ++i)
            if (found_[i] != Found::Old) keys_.as<uint32_t>(keyRows_[i]) = SessionSet::None;
        LateCount late(*context_, rows);
        bool processing = window_.processingTime;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            int64_t time = context_->evaluation.wallMillis;
            if (!processing) {
                const Vector& column = *rows.columns[window_.timeColumn];
                if (column.isNull(row)) throw RunError(nullTime(window_));
                time = millisAt(column, types_[window_.timeColumn], row);
            }
            uint32_t at = sessions_.add(keyRows_[i], times_->wall(time), window_.size, context_->batchMode || processing ? NoWatermark : watermark_, *times_,
                                        keys_.as<uint32_t>(keyRows_[i]), [&](uint32_t into, uint32_t from) { merge(into, from); });
            if (at == SessionSet::None) {
                late.add(row, time);
                continue;
            }
            uint32_t entry = rows_.append(lists_[at], encoded_.row(i));
            rows_[entry].degree = static_cast<uint32_t>(rows.kind(row));
        }
        sessions_.settle();
        for (int i = 0; i < rows.size() && late.count() > 0; ++i)
            if (keys_.live(keyRows_[i]) && keys_.as<uint32_t>(keyRows_[i]) == SessionSet::None) keys_.erase(keyRows_[i]);
        late.tell();
    }

    void advance(int64_t watermark, Output& out) override {
        if (!window_.processingTime) fire(watermark, out);
        out.push(watermark);
    }
    int64_t nextWallTimer() const override {
        if (!window_.processingTime || sessions_.nextEnd() == INT64_MAX) return INT64_MAX;
        return times_->closingTime(sessions_.nextEnd());
    }
    void wallTimer(int64_t now, Output& out) override {
        if (window_.processingTime) fire(now, out);
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("sessions", form());
        auto order = sessions_.closingOrder();
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            std::vector<uint32_t> list;
            for (uint32_t at = keys_.as<uint32_t>(keys.row()); at != SessionSet::None; at = sessions_[at].next) list.push_back(at);
            keys.beginEntry(out);
            out.number(static_cast<int64_t>(list.size()));
            for (size_t i = list.size(); i-- > 0;) {
                const auto& session = sessions_[list[i]];
                for (int64_t part : {session.start, session.end, session.count, order[list[i]]}) out.number(part);
                saveRows(out, rows_, lists_[list[i]]);
            }
        }
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("sessions", form())) return;
        std::vector<std::pair<int64_t, uint32_t>> order;
        for (TableEntries entries(in, keys_); entries.next();) {
            uint32_t& head = keys_.as<uint32_t>(entries.row());
            head = SessionSet::None;
            StateEntry& entry = entries.entry();
            for (int64_t left = entry.number(); left > 0; --left) {
                int64_t start = entry.number(), end = entry.number(), count = entry.number(), place = entry.number();
                head = sessions_.restore(entries.row(), start, end, count, head);
                order.emplace_back(place, head);
                merge(head, SessionSet::None);
                loadRows(entry, rows_, lists_[head]);
            }
        }
        sessions_.setTimers(std::move(order));
    }

private:
    StateForm form() const {
        StateForm form{stateColumns(context_->inputs->at(0), window_.partition), stateColumns(context_->inputs->at(0))};
        form.shape.grammar = "k*(wWnn*(rnnn))";
        form.shape.keyColumns = static_cast<int>(form.key.size());
        tellClock(form.shape, *context_, window_.localZone, window_.processingTime);
        return form;
    }
    void merge(uint32_t into, uint32_t from) {
        if (lists_.size() <= into) lists_.resize(into + 1);
        if (from == SessionSet::None) {
            lists_[into] = {};
            return;
        }
        for (uint32_t entry = lists_[from].first; entry != RowLists::None; entry = rows_[entry].next) {
            uint32_t copy = rows_.append(lists_[into], std::string(rows_[entry].row()));
            rows_[copy].degree = rows_[entry].degree;
        }
        rows_.clear(lists_[from]);
    }
    void fire(int64_t watermark, Output& out) {
        watermark_ = watermark;
        std::vector<uint32_t> closed;
        while (sessions_.nextClosed(watermark, *times_, closed)) {
            for (uint32_t at : closed) {
                for (uint32_t entry = lists_[at].first; entry != RowLists::None; entry = rows_[entry].next)
                    changes_.add(static_cast<RowKind>(rows_[entry].degree), rows_[entry].row());
                if (changes_.rows() > 0) {
                    Batch batch = changes_.take();
                    size_t first = batch.columns.size();
                    const plan::WindowProperty properties[] = {plan::WindowProperty::Start, plan::WindowProperty::End, plan::WindowProperty::Time};
                    for (size_t p = 0; p < 3; ++p)
                        batch.columns.push_back(std::make_shared<Vector>(windowProperty(properties[p], output_.fields[first + p].type, *times_, sessions_[at].start,
                                                                                        sessions_[at].end, context_->evaluation.wallMillis, batch.rows)));
                    pushInSlices(out, std::move(batch), std::max(context_->maxRows, 4096));
                }
                rows_.clear(lists_[at]);
                uint32_t key = sessions_[at].key;
                sessions_.remove(at, keys_.as<uint32_t>(key));
                if (keys_.as<uint32_t>(key) == SessionSet::None) keys_.erase(key);
            }
            sessions_.settle();
        }
    }
    plan::Window window_;
    std::vector<DataType> types_;
    Schema output_;
    RowCodec codec_;
    KeyTable keys_;
    SessionSet sessions_;
    RowLists rows_;
    std::vector<RowLists::List> lists_;     // by session
    RowChanges changes_;
    std::optional<WindowTimes> times_;
    int64_t watermark_ = NoWatermark;
    EncodedRows encoded_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
};

} // namespace

OperatorPtr makeWindowAssign(const plan::WindowAssignSpec& spec, const OperatorInputs& inputs) {
    if (spec.window.kind == plan::WindowKind::Session) return std::make_unique<SessionAssign>(spec, inputs);
    return std::make_unique<WindowAssign>(spec, inputs);
}

} // namespace weir
