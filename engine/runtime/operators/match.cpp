// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"
#include "engine/functions/aggregate.h"
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/match_automaton.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace weir {

namespace {

using plan::AfterMatch;
using plan::MatchSlot;

/// A row in the order of time. The chunk holds the input columns, then the values of slot arguments.
struct Event {
    std::shared_ptr<const Batch> chunk;
    int row = 0;
    int64_t time = 0;
    int64_t number = 0;                       // within its partition
    std::vector<int8_t> holds;                // per DEFINE: 1, 0, or -1 where it depends on the rows so far
};
using EventRef = std::shared_ptr<const Event>;

/// The rows of a partial match, the last first.
struct Taken {
    EventRef event;
    int variable;
    std::shared_ptr<const Taken> before;
};
using TakenRef = std::shared_ptr<const Taken>;

struct Partial {
    int state = 0;
    int64_t startNumber = 0, startTime = 0;
    TakenRef rows;
};

/// The rows that a condition or a measure looks at.
struct MatchedRows {
    std::vector<EventRef> all;
    std::vector<std::vector<EventRef>> byVariable;
};

/// MATCH_RECOGNIZE as Flink's automaton runs it: of the matches that overlap the one that began first counts, even when it completes
/// later; SKIP then takes away what began too early.
class Match final : public Operator {
public:
    Match(const plan::MatchSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), sortCodec_(sortKeyCodec(types_, spec.match.order)), automaton_(spec.match),
          keys_(typesOf(types_, spec.match.partition), sizeof(Key*)) {
        for (const auto& one : spec_.match.define) defines_.push_back(prepare(one));
        for (const auto& one : spec_.match.measures) measures_.push_back(prepare(one));
        if (!arguments_.empty()) argumentValues_.emplace(arguments_);
        if (spec.match.after == AfterMatch::ToFirst || spec.match.after == AfterMatch::ToLast) skipTo_ = automaton_.variableIndex(spec.match.afterVariable);
        resetOutput();
    }
    ~Match() override {
        for (uint32_t row = 0; row < keys_.end(); ++row)
            if (keys_.live(row)) delete keys_.as<Key*>(row);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.match.partition);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        keys_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        encoded_.clear();
        sortKeys_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        sortCodec_.encode(rows.columns, rows, sortKeys_);
        std::vector<Waiting> now;
        LateCount late(*context_, rows);
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (found_[i] != Found::Old) keys_.as<Key*>(keyRows_[i]) = new Key();
            Waiting waiting{keyRows_[i], context_->evaluation.wallMillis, std::string(sortKeys_.row(i)), std::string(encoded_.row(i))};
            if (spec_.processingTime) {
                now.push_back(std::move(waiting));
                continue;
            }
            const Vector& times = *rows.columns[spec_.timeColumn];
            if (times.isNull(row)) throw RunError(ErrorCode::Runtime, "The rowtime of a row of MATCH_RECOGNIZE is NULL.");
            waiting.time = millisAt(times, types_[spec_.timeColumn], row);
            if (!context_->batchMode && watermark_ != NoWatermark && waiting.time <= watermark_) {
                late.add(row, waiting.time);
                continue;
            }
            waiting_[waiting.time].push_back(std::move(waiting));
        }
        late.tell();
        if (!now.empty()) feed(now);
        flushMatches(out);
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
            auto& rows = waiting_.begin()->second;
            std::stable_sort(rows.begin(), rows.end(), [](const Waiting& a, const Waiting& b) { return a.order < b.order; });
            for (Waiting& row : rows) ready.push_back(std::move(row));
            waiting_.erase(waiting_.begin());
            if (static_cast<int>(ready.size()) < context_->maxRows) continue;
            feed(ready);
            ready.clear();
            flushMatches(out);
            if (out.full()) return true;
        }
        feed(ready);
        expire(pending_);
        flushMatches(out);
        watermark_ = pending_;
        hasPending_ = false;
        out.push(watermark_);
        return false;
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        out.section("partitions", form());
        std::unordered_map<uint32_t, std::vector<std::pair<int64_t, const Waiting*>>> waiting;
        int64_t place = 0;
        for (const auto& [time, rows] : waiting_)
            for (const Waiting& row : rows) waiting[row.key].emplace_back(place++, &row);
        std::unordered_map<uint32_t, std::vector<int64_t>> deadlines;
        for (const auto& [time, key] : deadlines_) deadlines[key].push_back(time);
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            const Key& key = *keys_.as<Key*>(keys.row());
            keys.beginEntry(out);
            out.number(key.events);
            save(key, out);
            const auto& due = deadlines[keys.row()];
            out.number(static_cast<int64_t>(due.size()));
            for (int64_t time : due) out.number(time);
            const auto& rows = waiting[keys.row()];
            out.number(static_cast<int64_t>(rows.size()));
            for (const auto& [number, row] : rows) {
                out.number(number);
                out.number(row->time);
                out.bytes(row->order);
                out.bytes(row->row);
            }
        }
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        if (!in.section("partitions", form())) return;
        std::vector<std::pair<int64_t, Waiting>> waiting;
        for (TableEntries entries(in, keys_); entries.next();) {
            StateEntry& entry = entries.entry();
            auto* key = new Key();
            keys_.as<Key*>(entries.row()) = key;
            key->events = entry.number();
            load(*key, entry);
            for (int64_t left = entry.number(); left > 0; --left) deadlines_.insert({entry.number(), entries.row()});
            for (int64_t left = entry.number(); left > 0; --left) {
                int64_t number = entry.number(), time = entry.number();
                std::string order(entry.bytes());
                waiting.push_back({number, {entries.row(), time, std::move(order), std::string(entry.bytes())}});
            }
        }
        std::stable_sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [number, row] : waiting) waiting_[row.time].push_back(std::move(row));
    }

private:
    struct Waiting {
        uint32_t key;
        int64_t time;
        std::string order, row;
    };
    struct Key {
        std::vector<Partial> partials;       // by start
        std::vector<Partial> complete;       // waiting for an earlier start, by start
        int64_t events = 0;
    };
    struct Prepared {
        const plan::MatchExpression* expression;
        std::vector<int> columns;            // per slot: column of the chunk, -1 = none
        Evaluator evaluator;
        bool onlyCurrent = true;
        int variable = -1;                   // DEFINE
    };

    /// The pattern is part of the form: other variables mean other states.
    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, spec_.match.partition), stateColumns(schema)};
        form.shape.grammar = "kn*(nnrb)*(nnn)*(nnnn)*(nnnn)*(t)*(ntbr)";
        form.shape.rowColumns = static_cast<int>(form.value.size());
        form.shape.isProcessingTime = spec_.processingTime;
        for (const std::string& variable : automaton_.variables()) form.value.push_back({variable, "pattern variable"});
        return form;
    }

    /// Events are shared by partial matches, and so are beginnings of matches: each is written once and named by number.
    void save(const Key& key, StateWriter& out) const {
        std::unordered_map<const Event*, int64_t> eventNumbers;
        std::unordered_map<const Taken*, int64_t> takenNumbers;
        std::vector<const Event*> events;
        std::vector<const Taken*> taken, chain;
        for (const auto* list : {&key.partials, &key.complete})
            for (const Partial& one : *list) {
                chain.clear();
                for (const Taken* at = one.rows.get(); at && !takenNumbers.contains(at); at = at->before.get()) chain.push_back(at);
                for (size_t i = chain.size(); i-- > 0;) {
                    takenNumbers[chain[i]] = static_cast<int64_t>(taken.size());
                    taken.push_back(chain[i]);
                    if (eventNumbers.try_emplace(chain[i]->event.get(), static_cast<int64_t>(events.size())).second) events.push_back(chain[i]->event.get());
                }
            }
        out.number(static_cast<int64_t>(events.size()));
        std::vector<char> bytes;
        for (const Event* event : events) {
            bytes.clear();
            codec_.encodeRow(std::span(event->chunk->columns).first(types_.size()), event->row, bytes);
            out.number(event->time);
            out.number(event->number);
            out.bytes({bytes.data(), bytes.size()});
            out.bytes({reinterpret_cast<const char*>(event->holds.data()), event->holds.size()});
        }
        out.number(static_cast<int64_t>(taken.size()));
        for (const Taken* one : taken) {
            out.number(eventNumbers[one->event.get()]);
            out.number(one->variable);
            out.number(one->before ? takenNumbers[one->before.get()] : -1);
        }
        for (const auto* list : {&key.partials, &key.complete}) {
            out.number(static_cast<int64_t>(list->size()));
            for (const Partial& one : *list)
                for (int64_t part : {int64_t{one.state}, one.startNumber, one.startTime, one.rows ? takenNumbers[one.rows.get()] : -1}) out.number(part);
        }
    }

    void load(Key& key, StateEntry& in) {
        std::vector<std::shared_ptr<Event>> events;
        std::vector<std::string_view> rows;
        for (int64_t left = in.number(); left > 0; --left) {
            auto event = std::make_shared<Event>();
            event->row = static_cast<int>(rows.size());
            event->time = in.number();
            event->number = in.number();
            rows.push_back(in.bytes());
            std::string_view holds = in.bytes();
            event->holds.assign(holds.begin(), holds.end());
            events.push_back(std::move(event));
        }
        if (!events.empty()) {
            std::shared_ptr<const Batch> chunk = chunkOf(rows);
            for (auto& event : events) event->chunk = chunk;
        }
        std::vector<TakenRef> taken;
        auto at = [](const auto& list, int64_t number) -> const auto& {
            if (number < 0 || number >= static_cast<int64_t>(list.size())) throw RunError(ErrorCode::Data, "The state of MATCH_RECOGNIZE in a checkpoint makes no sense.");
            return list[static_cast<size_t>(number)];
        };
        for (int64_t left = in.number(); left > 0; --left) {
            EventRef event = at(events, in.number());
            auto variable = static_cast<int>(in.number());
            int64_t before = in.number();
            taken.push_back(std::make_shared<Taken>(Taken{std::move(event), variable, before < 0 ? nullptr : at(taken, before)}));
        }
        for (auto* list : {&key.partials, &key.complete})
            for (int64_t left = in.number(); left > 0; --left) {
                Partial one;
                one.state = static_cast<int>(in.number());
                one.startNumber = in.number();
                one.startTime = in.number();
                if (int64_t number = in.number(); number >= 0) one.rows = at(taken, number);
                list->push_back(std::move(one));
            }
    }

    /// Packed rows as columns, with the values of slot arguments behind.
    std::shared_ptr<Batch> chunkOf(std::span<const std::string_view> rows) {
        auto chunk = std::make_shared<Batch>();
        chunk->rows = static_cast<int>(rows.size());
        chunk->columns = codec_.decode(rows);
        if (argumentValues_) {
            auto values = argumentValues_->evaluate(*chunk, context_->evaluation);
            for (ColumnRef& value : values) chunk->columns.push_back(flatten(value));
        }
        return chunk;
    }

    Prepared prepare(const plan::MatchExpression& expression) {
        Prepared prepared{&expression, {}, Evaluator({expression.expression}), true, automaton_.variableIndex(expression.name)};
        for (const MatchSlot& slot : expression.slots) {
            int column = slot.column;
            if (slot.argument) {
                column = static_cast<int>(types_.size() + arguments_.size());
                arguments_.push_back(slot.argument);
            }
            prepared.columns.push_back(column);
            if (slot.kind != MatchSlot::Kind::Current) prepared.onlyCurrent = false;
        }
        return prepared;
    }

    /// Rows in order: decoded and evaluated together as far as that goes, then walked one by one.
    void feed(std::span<const Waiting> rows) {
        constexpr size_t most = 4096;
        for (size_t first = 0; first < rows.size(); first += most) {
            auto part = rows.subspan(first, std::min(most, rows.size() - first));
            std::vector<std::string_view> bytes;
            for (const Waiting& row : part) bytes.push_back(row.row);
            std::shared_ptr<Batch> chunk = chunkOf(bytes);
            std::vector<ColumnRef> conditions(defines_.size());
            for (size_t d = 0; d < defines_.size(); ++d) {
                if (!defines_[d].onlyCurrent) continue;
                Batch slots;
                slots.rows = chunk->rows;
                for (int column : defines_[d].columns) slots.columns.push_back(chunk->columns[column]);
                conditions[d] = defines_[d].evaluator.evaluateOne(0, slots, context_->evaluation);
            }
            for (int i = 0; i < chunk->rows; ++i) {
                auto event = std::make_shared<Event>();
                event->chunk = chunk;
                event->row = i;
                event->time = part[i].time;
                Key& key = *keys_.as<Key*>(part[i].key);
                event->number = key.events++;
                event->holds.assign(defines_.size(), -1);
                for (size_t d = 0; d < defines_.size(); ++d)
                    if (conditions[d]) event->holds[d] = !conditions[d]->isNull(i) && conditions[d]->at<int8_t>(i);
                if (spec_.match.withinMillis > 0) timeOut(key, part[i].key, event->time);
                take(key, part[i].key, event);
                if (spec_.match.withinMillis > 0) deadlines_.insert({event->time + spec_.match.withinMillis, part[i].key});
            }
        }
    }

    void take(Key& key, uint32_t keyRow, const EventRef& event) {
        std::vector<Partial> next, complete;
        Partial fresh;
        fresh.state = automaton_.start();
        fresh.startNumber = event->number;
        fresh.startTime = event->time;
        for (const Partial& partial : key.partials) step(partial, event, next, complete);
        step(fresh, event, next, complete);
        key.partials = std::move(next);
        // Starts are ascending already; the sort keeps branches of one start in order.
        key.complete.insert(key.complete.end(), complete.begin(), complete.end());
        settle(key, keyRow);
    }

    void step(const Partial& partial, const EventRef& event, std::vector<Partial>& next, std::vector<Partial>& complete) {
        std::vector<int> states{partial.state};
        std::vector<int8_t> holds = event->holds;        // conditions of this partial match, as far as they are known
        while (!states.empty()) {
            int state = states.back();
            states.pop_back();
            if (state == MatchAutomaton::Final) continue;
            for (const MatchAutomaton::Edge& edge : automaton_[state].edges) {
                bool open = edge.define < 0 || condition(edge.define, partial, event, holds);
                for (size_t f = 0; open && f < edge.forbidden.size(); ++f) open = edge.forbidden[f] >= 0 && !condition(edge.forbidden[f], partial, event, holds);
                if (!open) continue;
                if (!edge.takes) {
                    states.push_back(edge.target);
                    continue;
                }
                Partial taken = partial;
                taken.state = edge.target;
                taken.rows = std::make_shared<Taken>(Taken{event, automaton_[state].variable, partial.rows});
                if (automaton_.completes(edge.target)) complete.push_back(taken);
                if (edge.target != MatchAutomaton::Final) next.push_back(std::move(taken));
            }
        }
    }

    bool condition(int define, const Partial& partial, const EventRef& event, std::vector<int8_t>& holds) {
        if (holds[define] >= 0) return holds[define];
        Prepared& prepared = defines_[define];
        // The row at hand counts as one of the variable's.
        Taken current{event, prepared.variable, partial.rows};
        MatchedRows rows = collect(&current);
        Batch slots;
        slots.rows = 1;
        for (size_t s = 0; s < prepared.columns.size(); ++s) {
            VectorBuilder builder(prepared.expression->slots[s].type.asNullable(), 1);
            appendSlot(prepared, s, rows, event.get(), builder);
            slots.columns.push_back(builder.finish());
        }
        ColumnRef value = prepared.evaluator.evaluateOne(0, slots, context_->evaluation);
        holds[define] = !value->isNull(0) && value->at<int8_t>(0);
        return holds[define];
    }

    MatchedRows collect(const Taken* last) const {
        MatchedRows rows;
        rows.byVariable.resize(automaton_.variables().size());
        for (const Taken* at = last; at; at = at->before.get()) {
            rows.all.push_back(at->event);
            if (at->variable >= 0) rows.byVariable[at->variable].push_back(at->event);
        }
        std::reverse(rows.all.begin(), rows.all.end());
        for (auto& list : rows.byVariable) std::reverse(list.begin(), list.end());
        return rows;
    }

    void appendSlot(const Prepared& prepared, size_t index, const MatchedRows& rows, const Event* current, VectorBuilder& out) {
        const MatchSlot& slot = prepared.expression->slots[index];
        static const std::vector<EventRef> none;
        int variable = slot.variable.empty() ? -1 : automaton_.variableIndex(slot.variable);
        const std::vector<EventRef>& list = slot.variable.empty() ? rows.all : variable >= 0 ? rows.byVariable[variable] : none;
        auto value = [&](const Event& event) { out.appendFrom(*event.chunk->columns[prepared.columns[index]], event.row); };
        auto offset = static_cast<size_t>(slot.offset);
        switch (slot.kind) {
        case MatchSlot::Kind::Current:
            if (current) value(*current);
            else if (!rows.all.empty()) value(*rows.all.back());
            else out.appendNull();
            return;
        case MatchSlot::Kind::First:
            if (offset < list.size()) value(*list[offset]);
            else out.appendNull();
            return;
        case MatchSlot::Kind::Last:
            if (offset < list.size()) value(*list[list.size() - 1 - offset]);
            else out.appendNull();
            return;
        case MatchSlot::Kind::MatchRowtime: out.append<int64_t>(rows.all.back()->time); return;
        case MatchSlot::Kind::MatchProctime: out.append<int64_t>(context_->evaluation.wallMillis); return;
        case MatchSlot::Kind::Aggregate: break;
        }
        const AggregateFunction& function = *slot.aggregate.function.function;
        std::vector<uint64_t> memory(function.accumulatorBytes() / 8 + 1);
        auto* accumulator = reinterpret_cast<std::byte*>(memory.data());
        function.initialise(accumulator);
        std::set<std::string> seen;
        for (const EventRef& event : list) {
            std::vector<const Vector*> arguments;
            if (prepared.columns[index] >= 0) arguments.push_back(event->chunk->columns[prepared.columns[index]].get());
            for (int other : slot.aggregate.arguments) arguments.push_back(event->chunk->columns[prepared.columns[static_cast<size_t>(other)]].get());
            if (slot.aggregate.distinct && !arguments.empty()) {
                std::vector<char> bytes;
                const ColumnRef& column = event->chunk->columns[prepared.columns[index]];
                RowCodec({slot.argument ? slot.argument->type : types_[slot.column]}).encodeRow({&column, 1}, event->row, bytes);
                if (!seen.insert(std::string(bytes.begin(), bytes.end())).second) continue;
            }
            auto row = static_cast<uint16_t>(event->row);
            function.update(AggregateRows{arguments, &row, 1, &accumulator, nullptr}, context_->evaluation);
        }
        const std::byte* done = accumulator;
        function.emit({&done, 1}, out);
        function.clear(accumulator);
    }

    /// Complete matches count once no match that began earlier is under way.
    void settle(Key& key, uint32_t keyRow) {
        auto earlier = [](const Partial& a, const Partial& b) { return a.startNumber < b.startNumber; };
        std::stable_sort(key.complete.begin(), key.complete.end(), earlier);
        std::stable_sort(key.partials.begin(), key.partials.end(), earlier);
        while (!key.complete.empty() && (key.partials.empty() || key.complete.front().startNumber <= key.partials.front().startNumber)) {
            Partial match = std::move(key.complete.front());
            key.complete.erase(key.complete.begin());
            MatchedRows rows = collect(match.rows.get());
            int64_t limit = pruneLimit(rows);
            auto prune = [&](std::vector<Partial>& partials) { std::erase_if(partials, [&](const Partial& one) { return one.startNumber <= limit; }); };
            prune(key.partials);
            prune(key.complete);
            emit(rows, keyRow);
        }
    }

    /// What began at this row or before is over.
    int64_t pruneLimit(const MatchedRows& rows) const {
        switch (spec_.match.after) {
        case AfterMatch::PastLastRow: return rows.all.back()->number;
        case AfterMatch::NextRow: return rows.all.front()->number;
        default: break;
        }
        static const std::vector<EventRef> none;
        const std::vector<EventRef>& list = skipTo_ >= 0 ? rows.byVariable[skipTo_] : none;
        if (list.empty())
            throw RunError(ErrorCode::Runtime, "AFTER MATCH SKIP TO " + spec_.match.afterVariable + ": the match has no row of that variable.");
        int64_t number = (spec_.match.after == AfterMatch::ToFirst ? list.front() : list.back())->number;
        if (number == rows.all.front()->number)
            throw RunError(ErrorCode::Runtime, "AFTER MATCH SKIP TO " + spec_.match.afterVariable + " goes to the first row of the match and would never end.");
        return number - 1;
    }

    void timeOut(Key& key, uint32_t keyRow, int64_t time) {
        size_t before = key.partials.size();
        std::erase_if(key.partials, [&](const Partial& one) { return time - one.startTime >= spec_.match.withinMillis; });
        if (key.partials.size() != before) settle(key, keyRow);
    }

    void expire(int64_t watermark) {
        while (!deadlines_.empty() && deadlines_.begin()->first <= watermark) {
            auto [time, keyRow] = *deadlines_.begin();
            deadlines_.erase(deadlines_.begin());
            timeOut(*keys_.as<Key*>(keyRow), keyRow, time);
        }
    }

    void resetOutput() {
        matchedKeys_.clear();
        slotBuilders_.clear();
        for (const Prepared& measure : measures_) {
            slotBuilders_.emplace_back();
            for (const MatchSlot& slot : measure.expression->slots) slotBuilders_.back().emplace_back(slot.type.asNullable(), 64);
        }
    }

    void emit(const MatchedRows& rows, uint32_t keyRow) {
        matchedKeys_.push_back(keyRow);
        for (size_t m = 0; m < measures_.size(); ++m)
            for (size_t s = 0; s < measures_[m].columns.size(); ++s) appendSlot(measures_[m], s, rows, nullptr, slotBuilders_[m][s]);
    }

    void flushMatches(Output& out) {
        if (matchedKeys_.empty()) return;
        Batch batch;
        batch.rows = static_cast<int>(matchedKeys_.size());
        std::vector<VectorBuilder> keys;
        for (int column : spec_.match.partition) keys.emplace_back(types_[column], batch.rows);
        keys_.decodeKeys(matchedKeys_, keys);
        for (VectorBuilder& builder : keys) batch.columns.push_back(builder.finish());
        for (size_t m = 0; m < measures_.size(); ++m) {
            Batch slots;
            slots.rows = batch.rows;
            for (VectorBuilder& builder : slotBuilders_[m]) slots.columns.push_back(builder.finish());
            batch.columns.push_back(measures_[m].evaluator.evaluateOne(0, slots, context_->evaluation));
        }
        resetOutput();
        pushInSlices(out, std::move(batch), context_->maxRows);
    }

    plan::MatchSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    SortKeyCodec sortCodec_;
    MatchAutomaton automaton_;
    KeyTable keys_;
    std::vector<ExpressionRef> arguments_;
    std::optional<Evaluator> argumentValues_;
    std::vector<Prepared> defines_, measures_;
    int skipTo_ = -1;
    std::map<int64_t, std::vector<Waiting>> waiting_;
    std::set<std::pair<int64_t, uint32_t>> deadlines_;
    int64_t watermark_ = NoWatermark, pending_ = NoWatermark;
    bool hasPending_ = false;
    std::vector<uint32_t> matchedKeys_;
    std::vector<std::vector<VectorBuilder>> slotBuilders_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    EncodedRows encoded_, sortKeys_;
};

} // namespace

OperatorPtr makeMatch(const plan::MatchSpec& spec, const OperatorInputs& inputs) { return std::make_unique<Match>(spec, inputs); }

} // namespace weir
