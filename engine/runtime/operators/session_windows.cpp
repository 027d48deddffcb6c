// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/session_windows.h"
#include "engine/runtime/operators/window_aggregate.h"
#include "engine/state/cold_rows.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace weir {

uint32_t SessionSet::add(uint32_t key, int64_t time, int64_t gap, int64_t lateBefore, const WindowTimes& times, uint32_t& head, const Merge& merge) {
    int64_t start = time, end = time + gap;
    // The usual row falls into the key's only session.
    uint32_t into = None;
    for (uint32_t at = head; at != None; at = sessions_[at].next)
        if (sessions_[at].start <= end && start <= sessions_[at].end) {
            start = std::min(start, sessions_[at].start);
            end = std::max(end, sessions_[at].end);
            if (into == None) into = at;
        }
    // Merging comes first, lateness is judged on what came of it.
    if (into == None && lateBefore != NoWatermark && times.closed(end, lateBefore)) return None;
    if (into == None) {
        into = allocate();
        Session& made = sessions_[into];
        made.key = key;
        made.start = start;
        made.end = end;
        made.next = head;
        head = into;
        merge(into, None);
        setTimer(into);
        return into;
    }
    for (uint32_t* link = &head; *link != None;) {
        uint32_t at = *link;
        Session& session = sessions_[at];
        if (at == into || session.start > end || start > session.end) {
            link = &session.next;
            continue;
        }
        merge(into, at);
        *link = session.next;
        release(at, into);
    }
    Session& session = sessions_[into];
    if (session.end != end) session.grown = ++growths_;
    session.start = start;
    session.end = end;
    return into;
}

bool SessionSet::nextClosed(int64_t watermark, const WindowTimes& times, std::vector<uint32_t>& closed) {
    closed.clear();
    while (timers_.next() != INT64_MAX && times.closed(timers_.next(), watermark)) {
        const int64_t time = timers_.next();
        for (KeyTimers::Timer timer; timers_.take(time, timer);) {
            Session& session = sessions_[timer.row];
            if (!session.live || session.timer != time) continue;
            if (session.end > time) {
                await(timer.row);
                continue;
            }
            session.timer = INT64_MIN;
            closed.push_back(timer.row);
        }
        if (closed.size() > 1) std::sort(closed.begin(), closed.end(), [this](uint32_t a, uint32_t b) { return sessions_[a].grown < sessions_[b].grown; });
        if (!closed.empty()) return true;
    }
    return false;
}

void SessionSet::remove(uint32_t session, uint32_t& head) {
    for (uint32_t* link = &head; *link != None; link = &sessions_[*link].next)
        if (*link == session) {
            *link = sessions_[session].next;
            break;
        }
    release(session, None);
}

void SessionSet::removeAll(uint32_t& head) {
    size_t removed = 0;
    for (uint32_t at = head; at != None; ++removed) {
        uint32_t next = sessions_[at].next;
        release(at, None);
        at = next;
    }
    head = None;
    settle();
    forgetTimers(removed);
}

void SessionSet::forgetTimers(size_t timers) {
    timers_.forget(timers, [this](const KeyTimers::Timer& one) { return sessions_[one.row].live && sessions_[one.row].timer == one.time; });
}

std::unordered_map<uint32_t, int64_t> SessionSet::closingOrder() const {
    std::vector<uint32_t> open;
    each([&](uint32_t at) { open.push_back(at); });
    std::sort(open.begin(), open.end(), [this](uint32_t a, uint32_t b) {
        const Session &one = sessions_[a], &other = sessions_[b];
        return one.end != other.end ? one.end < other.end : one.grown < other.grown;
    });
    std::unordered_map<uint32_t, int64_t> order;
    for (uint32_t at : open) order.emplace(at, static_cast<int64_t>(order.size()));
    return order;
}

uint32_t SessionSet::restore(uint32_t key, int64_t start, int64_t end, int64_t count, uint32_t next) {
    uint32_t at = allocate();
    sessions_[at].key = key;
    sessions_[at].start = start;
    sessions_[at].end = end;
    sessions_[at].count = count;
    sessions_[at].next = next;
    return at;
}

void SessionSet::setTimers(std::vector<std::pair<int64_t, uint32_t>> order) {
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [place, at] : order) setTimer(at);
}

uint32_t SessionSet::allocate() {
    uint32_t at;
    if (!free_.empty()) {
        at = free_.back();
        free_.pop_back();
    } else {
        at = static_cast<uint32_t>(sessions_.size());
        sessions_.emplace_back();
    }
    sessions_[at] = Session{};
    sessions_[at].live = true;
    return at;
}

void SessionSet::release(uint32_t session, uint32_t forward) {
    sessions_[session].live = false;
    sessions_[session].forward = forward;
    freed_.push_back(session);
}

namespace {

/// GROUP BY with SESSION windows. A key goes to disk with all its sessions, and comes back for a row or when one of them closes.
class SessionAggregate final : public Operator, private ColdRows::Owner {
public:
    SessionAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs, bool asRetracting)
        : spec_(spec), inputTypes_(inputs.inputs[0].types()), calls_(spec.calls, inputTypes_, spec.retracting || asRetracting),
          keyTypes_(typesOf(inputTypes_, spec.keys)), output_(inputs.output), keys_(keyTypes_, sizeof(uint32_t)), seen_(calls_.makeDistinctValues()) {}
    ~SessionAggregate() override {
        sessions_.each([&](uint32_t at) { calls_.clear(accumulators_[at]); });
    }
    void open(OperatorContext& context) override {
        Operator::open(context);
        times_.emplace(spec_.window.localZone, context.evaluation.zone);
        context.tells(spec_.retracting ? RowFate::TakenIn : RowFate::Waiting);
        if (!context.coldStore || context.batchMode || calls_.hasDistinct() || keyTypes_.empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, keys_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int, Batch rows, Output&) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.keys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        if (cold_) cold_->fetch(hashes_, keys, rows);
        keys_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        bool processing = spec_.window.processingTime;
        const Vector* column = processing ? nullptr : rows.columns[spec_.window.timeColumn].get();
        int64_t lateBefore = context_->batchMode || processing ? NoWatermark : watermark_;
        int size = rows.size();
        physical_.clear();
        assigned_.clear();
        LateCount late(*context_, rows);
        for (int i = 0; i < size; ++i)
            if (found_[i] != Found::Old) keys_.as<uint32_t>(keyRows_[i]) = SessionSet::None;
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            if (!processing && column->isNull(row))
                throw RunError(Error{ErrorCode::Runtime, "The time column of a window is NULL. Filter such rows out before the window.", spec_.window.place});
            int64_t time = times_->wall(processing ? context_->evaluation.wallMillis : millisAt(*column, inputTypes_[spec_.window.timeColumn], row));
            uint32_t& head = keys_.as<uint32_t>(keyRows_[i]);
            uint32_t at = sessions_.add(keyRows_[i], time, spec_.window.size, lateBefore, *times_, head, [&](uint32_t into, uint32_t from) { merge(into, from); });
            if (at == SessionSet::None) {
                late.add(row, times_->epoch(time));
                continue;
            }
            physical_.push_back(static_cast<uint16_t>(row));
            assigned_.push_back(at);
        }
        int count = static_cast<int>(assigned_.size());
        std::vector<std::byte*> bases(assigned_.size());
        std::vector<uint64_t> groups(assigned_.size());
        for (int i = 0; i < count; ++i) {
            uint32_t at = sessions_.resolve(assigned_[i]);
            bases[i] = accumulators_[at];
            groups[i] = groupOf_[at];
            sessions_[at].count += !spec_.retracting || isAdd(rows.kind(physical_[i])) ? 1 : -1;
        }
        calls_.update({&rows, physical_.data(), count, bases.data(), groups.data(), spec_.retracting}, seen_, context_->evaluation);
        sessions_.settle();
        if (late.count() > 0) {
            for (int i = 0; i < size; ++i)
                if (keys_.live(keyRows_[i]) && keys_.as<uint32_t>(keyRows_[i]) == SessionSet::None) keys_.erase(keyRows_[i]);
            late.tell();
        }
        if (cold_) cold_->keepBudget();
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        if (spec_.window.processingTime) return out.push(watermark);
        pending_ = watermark;
        hasPending_ = true;
        drain(out);
    }
    bool resume(Output& out) override { return hasPending_ && drain(out); }
    int64_t nextWallTimer() const override {
        if (!spec_.window.processingTime || hasPending_) return INT64_MAX;
        int64_t due = cold_ ? cold_->nextDue() : ColdDues::Never;
        return sessions_.nextEnd() == INT64_MAX ? due : std::min(due, times_->closingTime(sessions_.nextEnd()));
    }
    void wallTimer(int64_t now, Output& out) override {
        if (!spec_.window.processingTime) return;
        pending_ = now;
        hasPending_ = true;
        drain(out);
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("sessions", form());
        auto seen = AggregateCalls::tablesOf(seen_);
        auto values = AggregateCalls::valuesOfGroups(seen);
        auto order = sessions_.closingOrder();
        auto saveInMemory = [&](StateWriter& to) {
            for (TableKeys keys(keys_, to.maxParallelism()); keys.next();) {
                keys.beginEntry(to);
                saveSessions(keys.row(), [&](uint32_t at) { return order[at]; }, seen, values, to);
            }
        };
        if (cold_) cold_->save(out, saveInMemory);
        else saveInMemory(out);
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("sessions", form())) return;
        std::vector<std::pair<int64_t, uint32_t>> order;
        for (TableEntries entries(in, keys_); entries.next();) {
            loadSessions(entries.row(), entries.entry(), order);
            if (!cold_ || !entries.atBoundary()) continue;
            sessions_.setTimers(std::exchange(order, {}));
            cold_->keepBudget();
        }
        sessions_.setTimers(std::move(order));
        report();
    }

private:
    StateForm form() const {
        const Schema& input = context_->inputs->at(0);
        StateForm form{stateColumns(input, spec_.keys), calls_.stateColumns(input)};
        form.shape.grammar = "k*(wWgn" + calls_.stateGrammar() + ")";
        form.shape.keyColumns = static_cast<int>(form.key.size());
        form.shape.calls = calls_.stateCalls(input);
        tellClock(form.shape, *context_, spec_.window.localZone, spec_.window.processingTime);
        form.value.push_back({"session", "start, end, rows"});
        return form;
    }

    // Keys that go to disk and come back --------------------------------------------------------------------------------------------------
    void saveRow(uint32_t row, StateWriter& out) override {
        saveSessions(row, [](uint32_t) { return int64_t{0}; }, {}, {}, out);
    }
    void loadRow(uint32_t row, StateEntry& in) override {
        std::vector<std::pair<int64_t, uint32_t>> order;
        loadSessions(row, in, order);
        for (const auto& [place, at] : order) sessions_.setTimer(at);
    }
    void dropRow(uint32_t row) override {
        uint32_t& head = keys_.as<uint32_t>(row);
        for (uint32_t at = head; at != SessionSet::None; at = sessions_[at].next) calls_.clear(accumulators_[at]);
        sessions_.removeAll(head);
        keys_.erase(row);
    }
    int64_t dueOf(uint32_t row) const override {
        int64_t end = INT64_MAX;
        for (uint32_t at = keys_.as<uint32_t>(row); at != SessionSet::None; at = sessions_[at].next) end = std::min(end, sessions_[at].end);
        return end == INT64_MAX ? ColdDues::Never : times_->closingTime(end);
    }
    size_t usedBytes() const override {
        return keys_.usedBytes() + sessions_.usedBytes() + sessions_.size() * (std::max<uint32_t>(8, calls_.bytes()) + sizeof(accumulators_[0]) + sizeof(groupOf_[0])) +
               (cold_ ? cold_->bytes() : 0);
    }
    /// `orderOf`: where a session stands among all that close.
    template <class OrderOf>
    void saveSessions(uint32_t row, const OrderOf& orderOf, const AggregateCalls::SeenTables& seen, const AggregateCalls::ValuesOfGroups& values, StateWriter& out) const {
        std::vector<uint32_t> list;
        for (uint32_t at = keys_.as<uint32_t>(row); at != SessionSet::None; at = sessions_[at].next) list.push_back(at);
        out.number(static_cast<int64_t>(list.size()));
        // The last first, so that each one is put in front.
        for (size_t i = list.size(); i-- > 0;) {
            const auto& session = sessions_[list[i]];
            for (int64_t part : {session.start, session.end, session.count, orderOf(list[i])}) out.number(part);
            calls_.save(accumulators_[list[i]], groupOf_[list[i]], seen, values, out);
        }
    }
    void loadSessions(uint32_t row, StateEntry& in, std::vector<std::pair<int64_t, uint32_t>>& order) {
        uint32_t head = SessionSet::None;
        for (int64_t left = in.number(); left > 0; --left) {
            int64_t start = in.number(), end = in.number(), count = in.number(), place = in.number();
            head = sessions_.restore(row, start, end, count, head);
            order.emplace_back(place, head);
            merge(head, SessionSet::None);
            calls_.load(accumulators_[head], groupOf_[head], seen_, in);
        }
        keys_.as<uint32_t>(row) = head;
    }
    void report() {
        if (!context_->counters) return;
        context_->counters->stateRows.store(static_cast<int64_t>(keys_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes() + seen_.bytes()), std::memory_order_relaxed);
    }

    static constexpr size_t KeysAtOnce = 2048, SessionsAtOnce = 8192;
    bool drain(Output& out) {
        if (!closeInMemory(out)) return true;
        if (cold_ && cold_->fetchDue(pending_, KeysAtOnce)) {
            // Those that stay open may be too much.
            if (closeInMemory(out)) cold_->keepBudget();
            return true;
        }
        hasPending_ = false;
        watermark_ = pending_;
        report();
        if (!spec_.window.processingTime) out.push(watermark_);
        return false;
    }

    /// Those in memory that are due; false when that was a part of them, as what takes long goes in slices.
    bool closeInMemory(Output& out) {
        std::vector<uint32_t> closed, part;
        bool more = true;
        for (size_t done = 0; more; done += part.size()) {
            part.clear();
            while (static_cast<int>(part.size()) < context_->maxRows && (more = sessions_.nextClosed(pending_, *times_, closed))) {
                for (uint32_t at : closed) {
                    tellFiring(*context_, times_->epoch(sessions_[at].start), times_->epoch(sessions_[at].end), pending_);
                    if (!spec_.retracting) context_->count(RowFate::Folded, sessions_[at].count);
                }
                part.insert(part.end(), closed.begin(), closed.end());
            }
            emit(part, out);
            if (more && (out.full() || done > SessionsAtOnce)) return false;
        }
        return true;
    }

    void emit(const std::vector<uint32_t>& closed, Output& out) {
        std::vector<uint32_t> shown, keyRows;
        for (uint32_t at : closed)
            if (sessions_[at].count > 0) shown.push_back(at), keyRows.push_back(sessions_[at].key);
        int count = static_cast<int>(shown.size());
        if (count > 0) {
            Batch batch;
            batch.rows = count;
            std::vector<VectorBuilder> keys;
            for (const DataType& type : keyTypes_) keys.emplace_back(type, count);
            keys_.decodeKeys(keyRows, keys);
            auto values = calls_.makeBuilders(count);
            std::vector<const std::byte*> bases;
            for (uint32_t at : shown) bases.push_back(accumulators_[at]);
            calls_.emit(bases, values);
            for (VectorBuilder& builder : keys) batch.columns.push_back(builder.finish());
            for (VectorBuilder& builder : values) batch.columns.push_back(builder.finish());
            for (plan::WindowProperty property : spec_.properties) {
                const DataType& type = output_.fields[batch.columns.size()].type;
                VectorBuilder builder(type, count);
                for (uint32_t at : shown) {
                    const auto& session = sessions_[at];
                    builder.appendFrom(windowProperty(property, type, *times_, session.start, session.end, context_->evaluation.wallMillis, 1), 0);
                }
                batch.columns.push_back(builder.finish());
            }
            pushInSlices(out, std::move(batch), context_->maxRows);
        }
        for (uint32_t at : closed) {
            uint32_t key = sessions_[at].key;
            calls_.clear(accumulators_[at]);
            uint32_t& head = keys_.as<uint32_t>(key);
            sessions_.remove(at, head);
            if (head == SessionSet::None) keys_.erase(key);
        }
        sessions_.settle();
        if (!calls_.hasDistinct() || ++emptied_ < 64) return;
        // Values of closed sessions go together, now and then.
        emptied_ = 0;
        std::unordered_set<uint64_t> open;
        sessions_.each([&](uint32_t at) { open.insert(groupOf_[at]); });
        AggregateCalls::sweep(seen_, [&](uint64_t group) { return open.contains(group); });
    }

    void merge(uint32_t into, uint32_t from) {
        if (from == SessionSet::None) {
            if (accumulators_.size() <= into) accumulators_.resize(into + 1, nullptr);
            if (!accumulators_[into]) accumulators_[into] = reinterpret_cast<std::byte*>(arena_.allocate(std::max<uint32_t>(8, calls_.bytes())));
            calls_.initialise(accumulators_[into]);
            if (groupOf_.size() <= into) groupOf_.resize(into + 1);
            groupOf_[into] = ++lastGroup_;
            return;
        }
        std::byte* target = accumulators_[into];
        const std::byte* source = accumulators_[from];
        calls_.merge({&target, 1}, {&source, 1});
        if (calls_.hasDistinct()) calls_.mergeDistinct(target, groupOf_[into], groupOf_[from], seen_, context_->evaluation);
        sessions_[into].count += sessions_[from].count;
        calls_.clear(accumulators_[from]);
    }

    plan::WindowAggregateSpec spec_;
    std::vector<DataType> inputTypes_;
    AggregateCalls calls_;
    std::vector<DataType> keyTypes_;
    Schema output_;
    KeyTable keys_;
    DistinctValues seen_;
    SessionSet sessions_;
    std::vector<std::byte*> accumulators_;     // by session
    std::vector<uint64_t> groupOf_;            // by session, never used twice
    uint64_t lastGroup_ = 0;
    int emptied_ = 0;
    Arena arena_;
    std::optional<ColdRows> cold_;
    std::optional<WindowTimes> times_;
    int64_t watermark_ = NoWatermark, pending_ = NoWatermark;
    bool hasPending_ = false;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_, assigned_;
    std::vector<Found> found_;
    std::vector<uint16_t> physical_;
};

} // namespace

OperatorPtr makeSessionAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs) {
    AggregateCalls calls(spec.calls, inputs.inputs[0].types(), spec.retracting);
    return std::make_unique<SessionAggregate>(spec, inputs, !calls.canMergeWithDistinct());
}

} // namespace weir
