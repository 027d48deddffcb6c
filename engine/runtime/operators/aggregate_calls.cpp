// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/aggregate_calls.h"

#include "engine/base/error.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace weir {

FrozenGroups FrozenGroups::of(const KeyTable& table, const DistinctValues& seen) {
    FrozenGroups out;
    for (const KeyTable& values : seen.tables) {
        out.seen.push_back(values.freeze());
        if (!out.seen.back()) return {};
    }
    out.table = table.freeze();
    return out;
}

AggregateCalls::AggregateCalls(const std::vector<plan::AggregateCall>& calls, const std::vector<DataType>& inputTypes, bool retracting)
    : retracting_(retracting) {
    for (const plan::AggregateCall& from : calls) {
        Call call;
        call.function = retracting ? from.function.retracting : from.function.function;
        if (!call.function)
            throw RunError(Error{ErrorCode::Unsupported, from.name + " over a table that changes is not supported yet.", from.place});
        call.name = from.name;
        call.isDistinct = from.distinct;
        call.result = from.function.result;
        call.arguments = from.arguments;
        call.filter = from.filter;
        call.offset = bytes_;
        bytes_ += (call.function->accumulatorBytes() + 7) & ~7u;
        if (from.distinct && !from.arguments.empty()) {
            auto same = std::find_if(distincts_.begin(), distincts_.end(), [&](const Distinct& one) { return one.arguments == from.arguments; });
            if (same == distincts_.end()) {
                Distinct distinct;
                distinct.arguments = from.arguments;
                std::vector<DataType> types;
                for (int column : from.arguments) types.push_back(inputTypes[column]);
                distinct.codec = std::make_unique<RowCodec>(types);
                distincts_.push_back(std::move(distinct));
                same = distincts_.end() - 1;
            }
            call.distinct = static_cast<int>(same - distincts_.begin());
            auto slot = std::find(same->filters.begin(), same->filters.end(), from.filter);
            call.slot = static_cast<int>(slot - same->filters.begin());
            if (slot == same->filters.end()) same->filters.push_back(from.filter);
        }
        calls_.push_back(std::move(call));
    }
    for (Distinct& distinct : distincts_) distinct.applied.resize(distinct.filters.size());
}

bool AggregateCalls::canMerge() const {
    return std::all_of(calls_.begin(), calls_.end(), [](const Call& call) { return call.distinct < 0 && call.function->canMerge(); });
}

bool AggregateCalls::isPlain() const {
    return std::all_of(calls_.begin(), calls_.end(), [](const Call& call) { return call.function->isPlain(); });
}

bool AggregateCalls::canUnmerge() const {
    return std::all_of(calls_.begin(), calls_.end(), [](const Call& call) { return call.distinct < 0 && call.function->canUnmerge(); });
}

DistinctValues AggregateCalls::makeDistinctValues(int64_t ttlMillis) const {
    DistinctValues seen;
    for (const Distinct& distinct : distincts_)
        seen.tables.push_back(KeyTable::ofBytes(static_cast<uint32_t>(distinct.filters.size() * sizeof(int64_t)), ttlMillis));
    return seen;
}

void AggregateCalls::initialise(std::byte* base) const {
    for (const Call& call : calls_) call.function->initialise(base + call.offset);
}

void AggregateCalls::clear(std::byte* base) const {
    for (const Call& call : calls_) call.function->clear(base + call.offset);
}

bool AggregateCalls::passes(const Batch& batch, int filter, int row) const {
    if (filter < 0) return true;
    const Vector& column = *batch.columns[filter];
    return !column.isNull(row) && column.at<int8_t>(row);
}

std::vector<const Vector*> AggregateCalls::arguments(const Call& call, const Batch& batch) {
    std::vector<const Vector*> out;
    for (int column : call.arguments) {
        if (batch.columns[column]->encoding() == Encoding::Dictionary) {
            flat_.resize(batch.columns.size());
            if (!flat_[column]) flat_[column] = flatten(batch.columns[column]);
            out.push_back(flat_[column].get());
        } else {
            out.push_back(batch.columns[column].get());
        }
    }
    return out;
}

void AggregateCalls::applyDistinct(const Rows& rows, DistinctValues& seen) {
    for (size_t d = 0; d < distincts_.size(); ++d) {
        Distinct& distinct = distincts_[d];
        KeyTable& table = seen.tables[d];
        Batch chosen;
        chosen.rows = rows.batch->rows;
        if (rows.rows) chosen.selection = std::make_shared<Selection>(rows.rows, rows.rows + rows.count);
        else chosen.rows = rows.count;
        std::vector<ColumnRef> columns;
        for (int column : distinct.arguments) columns.push_back(rows.batch->columns[column]);
        encoded_.clear();
        distinct.codec->encode(columns, chosen, encoded_);
        size_t slots = distinct.filters.size();
        for (auto& applied : distinct.applied) applied.assign(static_cast<size_t>(rows.count), 0);
        counted_.clear();
        hashes_.clear();
        valueKeys_.clear();
        valueKeys_.offsets.push_back(0);
        for (int i = 0; i < rows.count; ++i) {
            bool any = false;
            for (size_t s = 0; s < slots && !any; ++s) any = passes(*rows.batch, distinct.filters[s], rows.row(i));
            if (!any) continue;
            uint64_t group = rows.groups[i];
            const char* bytes = reinterpret_cast<const char*>(&group);
            valueKeys_.bytes.insert(valueKeys_.bytes.end(), bytes, bytes + sizeof group);
            valueKeys_.bytes.insert(valueKeys_.bytes.end(), encoded_.row(i).begin(), encoded_.row(i).end());
            valueKeys_.offsets.push_back(static_cast<uint32_t>(valueKeys_.bytes.size()));
            hashes_.push_back(DistinctValues::hashOf(encoded_.row(i), group));
            counted_.push_back(i);
        }
        if (!seen.cold.empty()) seen.cold[d]->rows.fetch(hashes_, valueKeys_);
        valueRows_.clear();
        for (size_t c = 0; c < counted_.size(); ++c) {
            int i = counted_[c], row = rows.row(i);
            std::string_view key = valueKeys_.row(static_cast<int>(c));
            bool adds = !rows.kinds || isAdd(rows.batch->kind(row));
            Found found = Found::Old;
            uint32_t at = adds ? table.findOrInsert(hashes_[c], key, found) : table.find(hashes_[c], key);
            if (at == KeyTable::NoRow) continue;
            auto* counts = reinterpret_cast<int64_t*>(table.payload(at));
            if (found != Found::Old) std::fill(counts, counts + slots, 0);
            bool left = false;
            for (size_t s = 0; s < slots; ++s) {
                if (passes(*rows.batch, distinct.filters[s], row)) {
                    if (adds) distinct.applied[s][i] = ++counts[s] == 1;
                    else if (counts[s] > 0) distinct.applied[s][i] = --counts[s] == 0;
                }
                left = left || counts[s] > 0;
            }
            if (!left) table.erase(at);
            else if (!seen.cold.empty()) valueRows_.push_back(at);
        }
        if (!seen.cold.empty()) seen.cold[d]->rows.touch(valueRows_);
    }
}

bool AggregateCalls::canMergeWithDistinct() const {
    return std::all_of(calls_.begin(), calls_.end(), [](const Call& call) { return call.distinct >= 0 || call.function->canMerge(); });
}

void AggregateCalls::mergeDistinct(std::byte* base, uint64_t target, uint64_t source, DistinctValues& seen, const EvaluationContext& context) {
    for (size_t d = 0; d < distincts_.size(); ++d) {
        Distinct& distinct = distincts_[d];
        KeyTable& table = seen.tables[d];
        size_t slots = distinct.filters.size();
        std::vector<uint32_t> moved;
        for (uint32_t at = 0; at < table.end(); ++at) {
            if (!table.live(at)) continue;
            if (DistinctValues::groupOf(table.keyBytes(at)) == source) moved.push_back(at);
        }
        std::vector<std::string> values;
        std::vector<std::vector<uint16_t>> fresh(slots);
        for (uint32_t at : moved) {
            std::string value(table.keyBytes(at).substr(sizeof source));
            auto* counts = reinterpret_cast<int64_t*>(table.payload(at));
            std::vector<int64_t> taken(counts, counts + slots);
            table.erase(at);
            key_.assign(reinterpret_cast<const char*>(&target), sizeof target);
            key_.append(value);
            Found found;
            uint32_t to = table.findOrInsert(DistinctValues::hashOf(value, target), key_, found);
            auto* into = reinterpret_cast<int64_t*>(table.payload(to));
            if (found != Found::Old) std::fill(into, into + slots, 0);
            for (size_t s = 0; s < slots; ++s) {
                if (into[s] == 0 && taken[s] > 0) fresh[s].push_back(static_cast<uint16_t>(values.size()));
                into[s] += taken[s];
            }
            values.push_back(std::move(value));
            check(values.size() < MaxBatchRows, "a session has fewer than 65,535 distinct values when it merges");
        }
        std::vector<std::string_view> views(values.begin(), values.end());
        const std::vector<ColumnRef> columns = distinct.codec->decode(views);
        std::vector<const Vector*> inputs;
        for (const ColumnRef& column : columns) inputs.push_back(column.get());
        for (Call& call : calls_) {
            if (call.distinct != static_cast<int>(d) || fresh[call.slot].empty()) continue;
            std::vector<std::byte*> accumulators(fresh[call.slot].size(), base + call.offset);
            call.function->update({inputs, fresh[call.slot].data(), static_cast<int>(accumulators.size()), accumulators.data(), nullptr}, context);
        }
    }
}

void AggregateCalls::sweep(DistinctValues& seen, const std::function<bool(uint64_t)>& lives) {
    for (KeyTable& table : seen.tables)
        for (uint32_t at = 0; at < table.end(); ++at) {
            if (!table.live(at)) continue;
            if (!lives(DistinctValues::groupOf(table.keyBytes(at)))) table.erase(at);
        }
}

void AggregateCalls::update(const Rows& rows, DistinctValues& seen, const EvaluationContext& context) {
    flat_.clear();
    if (rows.count == 0) return;
    if (hasDistinct()) applyDistinct(rows, seen);
    const RowKind* kinds = rows.kinds && rows.batch->kinds ? rows.batch->kinds.as<RowKind>() : nullptr;
    accumulators_.resize(static_cast<size_t>(rows.count));
    for (Call& call : calls_) {
        auto inputs = arguments(call, *rows.batch);
        AggregateRows work{inputs, rows.rows, rows.count, accumulators_.data(), kinds};
        if (call.distinct < 0 && call.filter < 0) {
            for (int i = 0; i < rows.count; ++i) accumulators_[i] = rows.bases[i] + call.offset;
        } else {
            const uint8_t* applied = call.distinct >= 0 ? distincts_[call.distinct].applied[call.slot].data() : nullptr;
            chosen_.clear();
            for (int i = 0; i < rows.count; ++i) {
                int row = rows.row(i);
                if (applied ? !applied[i] : !passes(*rows.batch, call.filter, row)) continue;
                accumulators_[chosen_.size()] = rows.bases[i] + call.offset;
                chosen_.push_back(static_cast<uint16_t>(row));
            }
            if (chosen_.empty()) continue;
            work.rows = chosen_.data();
            work.count = static_cast<int>(chosen_.size());
        }
        call.function->update(work, context);
    }
}

void AggregateCalls::walk(const Rows& rows, const uint8_t* fresh, DistinctValues& seen, std::vector<VectorBuilder>& before,
                          std::vector<VectorBuilder>& after, const EvaluationContext& context) {
    flat_.clear();
    if (rows.count == 0) return;
    if (hasDistinct()) applyDistinct(rows, seen);
    const RowKind* kinds = rows.kinds && rows.batch->kinds ? rows.batch->kinds.as<RowKind>() : nullptr;
    accumulators_.resize(static_cast<size_t>(rows.count));
    for (size_t c = 0; c < calls_.size(); ++c) {
        Call& call = calls_[c];
        auto inputs = arguments(call, *rows.batch);
        for (int i = 0; i < rows.count; ++i) accumulators_[i] = rows.bases[i] + call.offset;
        AggregateRows work{inputs, rows.rows, rows.count, accumulators_.data(), kinds};
        if (call.distinct >= 0) {
            work.applied = distincts_[call.distinct].applied[call.slot].data();
        } else if (call.filter >= 0) {
            applied_.resize(static_cast<size_t>(rows.count));
            for (int i = 0; i < rows.count; ++i) applied_[i] = passes(*rows.batch, call.filter, rows.row(i));
            work.applied = applied_.data();
        }
        call.function->walk(work, fresh, before[c], after[c], context);
    }
}

void AggregateCalls::emit(std::span<const std::byte* const> bases, std::vector<VectorBuilder>& out) const {
    std::vector<const std::byte*> accumulators(bases.size());
    for (size_t c = 0; c < calls_.size(); ++c) {
        for (size_t i = 0; i < bases.size(); ++i) accumulators[i] = bases[i] + calls_[c].offset;
        calls_[c].function->emit(accumulators, out[c]);
    }
}

void AggregateCalls::save(const std::byte* base, std::string& out) const {
    for (const Call& call : calls_) call.function->save(base + call.offset, out);
}

void AggregateCalls::load(std::byte* base, std::string_view in) const {
    for (const Call& call : calls_) call.function->load(base + call.offset, in);
}

void AggregateCalls::merge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const {
    std::vector<std::byte*> to(targets.size());
    std::vector<const std::byte*> from(targets.size());
    for (const Call& call : calls_) {
        if (call.distinct >= 0) continue;
        for (size_t i = 0; i < targets.size(); ++i) to[i] = targets[i] + call.offset, from[i] = sources[i] + call.offset;
        call.function->merge(to, from);
    }
}

void AggregateCalls::unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const {
    std::vector<std::byte*> to(targets.size());
    std::vector<const std::byte*> from(targets.size());
    for (const Call& call : calls_) {
        for (size_t i = 0; i < targets.size(); ++i) to[i] = targets[i] + call.offset, from[i] = sources[i] + call.offset;
        call.function->unmerge(to, from);
    }
}

std::vector<VectorBuilder> AggregateCalls::makeBuilders(int expectedRows) const {
    std::vector<VectorBuilder> builders;
    for (const Call& call : calls_) builders.emplace_back(call.result, expectedRows);
    return builders;
}

// ---- Checkpoints

std::vector<StateColumn> AggregateCalls::stateColumns(const Schema& input) const {
    std::vector<StateColumn> columns;
    for (const Call& call : calls_) {
        std::string name = call.name + "(" + (call.isDistinct ? "DISTINCT " : "");
        for (size_t i = 0; i < call.arguments.size(); ++i) name += (i ? ", " : "") + input.fields[call.arguments[i]].name;
        name += ")";
        if (call.filter >= 0) name += " FILTER";
        // Accumulators that can take away hold more.
        columns.push_back({std::move(name), call.result.text() + (retracting_ ? " retracting" : "")});
    }
    return columns;
}

/// Named by what is DISTINCT, so that it is found beside other calls.
std::string AggregateCalls::valuesName(size_t table, const Schema& input, std::string_view of) const {
    auto argumentsOf = [&](const Distinct& one) {
        std::string names;
        for (int column : one.arguments) names += (names.empty() ? "" : ", ") + input.fields[static_cast<size_t>(column)].name;
        return names;
    };
    std::string name = argumentsOf(distincts_[table]);
    const auto same = std::count_if(distincts_.begin(), distincts_.begin() + static_cast<std::ptrdiff_t>(table), [&](const Distinct& one) { return argumentsOf(one) == name; });
    if (same > 0) name += " #" + std::to_string(same + 1);
    return std::string(of) + " distinct " + name;
}

StateForm AggregateCalls::valuesForm(size_t table, const Schema& input, std::vector<StateColumn> key) const {
    StateForm form{std::move(key), {}, "values"};
    for (int column : distincts_[table].arguments) form.value.push_back({input.fields[column].name, input.fields[column].type.text()});
    // What is counted of a value: an occurrence a filter.
    for (int filter : distincts_[table].filters) form.value.push_back({filter < 0 ? "count" : "count of " + input.fields[filter].name, "BIGINT"});
    return form;
}

AggregateCalls::SeenTables AggregateCalls::tablesOf(const DistinctValues& seen) {
    SeenTables tables;
    for (const KeyTable& table : seen.tables) tables.push_back(&table);
    return tables;
}

std::vector<StateCall> AggregateCalls::stateCalls(const Schema& input) const {
    std::vector<StateCall> out;
    for (const Call& call : calls_) {
        StateCall& made = out.emplace_back(StateCall{call.name, {}, retracting_});
        for (int argument : call.arguments) made.arguments.push_back(input.fields[static_cast<size_t>(argument)].type.text());
    }
    return out;
}

std::string AggregateCalls::stateGrammar() const {
    std::string out(calls_.size(), 'c');
    // Values, the ends of their time to live, and counts.
    for (const Distinct& distinct : distincts_) out += "*(bn" + std::string(distinct.filters.size(), 'n') + ")";
    return out;
}

AggregateCalls AggregateCalls::forSaving() const {
    AggregateCalls out;
    out.calls_ = calls_;
    out.bytes_ = bytes_;
    for (const Distinct& distinct : distincts_) out.distincts_.push_back({distinct.arguments, distinct.filters, nullptr, {}});
    return out;
}

AggregateCalls::ValuesOfGroups AggregateCalls::valuesOfGroups(const SeenTables& seen) {
    ValuesOfGroups values(seen.size());
    for (size_t d = 0; d < seen.size(); ++d)
        for (uint32_t at = 0; at < seen[d]->end(); ++at) {
            if (!seen[d]->live(at)) continue;
            values[d][DistinctValues::groupOf(seen[d]->keyBytes(at))].push_back(at);
        }
    return values;
}

void AggregateCalls::save(const std::byte* base, uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const {
    for (const Call& call : calls_) {
        saved_.clear();
        call.function->save(base + call.offset, saved_);
        out.bytes(saved_);
    }
    saveValues(group, seen, values, out);
}

void AggregateCalls::save(const KeyTable& table, std::span<const uint32_t> rows, size_t offset, Saved& out) const {
    out.columns.resize(calls_.size());
    out.payloads.resize(rows.size());
    out.accumulators.resize(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) out.payloads[i] = table.payload(rows[i]) + offset;
    for (size_t c = 0; c < calls_.size(); ++c) {
        Saved::Column& column = out.columns[c];
        column.bytes.clear();
        column.ends.assign(1, 0);
        const uint32_t from = calls_[c].offset;
        std::transform(out.payloads.begin(), out.payloads.end(), out.accumulators.begin(), [from](const std::byte* payload) { return payload + from; });
        calls_[c].function->save(out.accumulators, column.bytes, column.ends);
    }
    out.mostBytes = 0;
    for (const Saved::Column& column : out.columns) out.mostBytes += StateWriter::mostBytes(0, 1, column.bytes.size());
}

void AggregateCalls::save(const Saved& saved, size_t at, uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const {
    out.fields(saved.mostBytes, [&](char* to) {
        for (const Saved::Column& column : saved.columns)
            to = StateWriter::put(to, std::string_view(column.bytes.data() + column.ends[at], column.ends[at + 1] - column.ends[at]));
        return to;
    });
    if (!distincts_.empty()) saveValues(group, seen, values, out);
}

void AggregateCalls::saveValues(uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const {
    for (size_t d = 0; d < distincts_.size(); ++d) {
        if (values.empty()) {
            out.number(0);
            continue;
        }
        auto found = values[d].find(group);
        out.number(found == values[d].end() ? 0 : static_cast<int64_t>(found->second.size()));
        if (found == values[d].end()) continue;
        const KeyTable& table = *seen[d];
        for (uint32_t at : found->second) {
            out.bytes(table.keyBytes(at).substr(sizeof group));
            out.number(table.expiryOf(at));
            for (size_t s = 0; s < distincts_[d].filters.size(); ++s) out.number(reinterpret_cast<const int64_t*>(table.payload(at))[s]);
        }
    }
}

void AggregateCalls::load(std::byte* base, uint64_t group, DistinctValues& seen, StateEntry& in) const {
    if (const StateConversion* conversion = in.conversion()) {
        std::vector<std::string_view> former;
        for (int left = conversion->formerCalls; left > 0; --left) former.push_back(in.bytes());
        for (size_t i = 0; i < calls_.size(); ++i) {
            if (conversion->calls[i] < 0) continue;      // it begins now
            std::string_view bytes = former[static_cast<size_t>(conversion->calls[i])];
            calls_[i].function->load(base + calls_[i].offset, bytes);
        }
    } else {
        for (const Call& call : calls_) {
            std::string_view bytes = in.bytes();
            call.function->load(base + call.offset, bytes);
        }
    }
    std::vector<int> lists(distincts_.size());
    std::iota(lists.begin(), lists.end(), 0);
    if (in.conversion() && in.conversion()->seen) lists = *in.conversion()->seen;
    std::string key;
    for (int list : lists) {
        const auto d = static_cast<size_t>(std::max(0, list));
        // What no call needs any more had one count a value: others are not converted.
        const size_t counts = list < 0 ? 1 : distincts_[d].filters.size();
        for (int64_t left = in.number(); left > 0; --left) {
            std::string_view value = in.bytes();
            const int64_t expires = in.number();
            if (list < 0) {
                for (size_t s = 0; s < counts; ++s) in.number();
                continue;
            }
            key.assign(reinterpret_cast<const char*>(&group), sizeof group);
            key.append(value);
            Found found;
            KeyTable& table = seen.tables[d];
            uint32_t at = table.findOrInsert(DistinctValues::hashOf(value, group), key, found);
            table.setExpiry(at, expires);
            for (size_t s = 0; s < counts; ++s) reinterpret_cast<int64_t*>(table.payload(at))[s] = in.number();
        }
    }
}

} // namespace weir
