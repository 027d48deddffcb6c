// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_side.h"

#include "engine/runtime/operators/row_changes.h"

#include <functional>
#include <utility>

namespace weir {

JoinSide::JoinSide(Options options)
    : options_(std::move(options)), codec_(options_.types), keys_(typesOf(options_.types, options_.keys), sizeof(RowLists::List)) {
    bool single = options_.keyIsUnique;
    if (!single && !options_.uniqueKey.empty()) uniqueCodec_.emplace(typesOf(options_.types, options_.uniqueKey));
    // Rows that never change need not be found again.
    if (!single && options_.updates) index_.emplace(KeyTable::ofBytes(sizeof(uint64_t)));
}

void JoinSide::findOrInsert(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& out) {
    rows_.thaw();
    keys_.findOrInsert(hashes, keys, batch, out, found_);
    if (cold_) cold_->touch(out);
    for (size_t i = 0; i < out.size(); ++i)
        if (found_[i] != Found::Old) keys_.as<RowLists::List>(out[i]) = RowLists::List{};
        else rows_.fetchEnd(std::as_const(keys_).as<RowLists::List>(out[i]));
}

void JoinSide::encodeUnique(const Batch& batch, EncodedRows& out) const {
    out.clear();
    if (uniqueCodec_ && index_) uniqueCodec_->encode(columnsOf(batch, options_.uniqueKey), batch, out);
}

uint32_t JoinSide::indexRow(uint32_t key, std::string_view part, Found& found, bool insert) {
    scratch_.assign(reinterpret_cast<const char*>(&key), sizeof key);
    scratch_.append(part);
    uint64_t hash = std::hash<std::string_view>{}(scratch_);
    return insert ? index_->findOrInsert(hash, scratch_, found) : index_->find(hash, scratch_);
}

void JoinSide::add(uint32_t key, std::string_view row, std::string_view unique, uint32_t degree) {
    RowLists::List& list = keys_.as<RowLists::List>(key);
    uint32_t at = RowLists::None;
    if (options_.keyIsUnique) {
        if (list.first != RowLists::None) {
            at = list.first;
            rows_.replace(at, row);
        } else {
            at = rows_.append(list, row);
        }
    } else if (index_) {
        Found found;
        uint32_t place = indexRow(key, uniqueCodec_ ? unique : row, found, true);
        uint64_t& entry = index_->as<uint64_t>(place);
        if (found == Found::Old) {
            at = static_cast<uint32_t>(entry);
            if (uniqueCodec_) rows_.replace(at, row);
            else ++rows_[at].count;
        } else {
            at = rows_.append(list, row);
            rows_[at].index = place;
            entry = at;
        }
    } else {
        at = rows_.append(list, row);
    }
    rows_[at].degree = degree;
    if (options_.ttlMillis > 0) rows_[at].time = now_ + options_.ttlMillis;
    // Rows whose time is over leave when their key is written to.
    if (options_.ttlMillis > 0)
        while (list.first != RowLists::None && rows_[list.first].time <= now_) removeEntry(key, list.first);
}

void JoinSide::retract(uint32_t key, std::string_view row, std::string_view unique) {
    RowLists::List& list = keys_.as<RowLists::List>(key);
    if (options_.keyIsUnique) {
        if (list.first != RowLists::None) rows_.remove(list, list.first);
        return;
    }
    if (!index_) return;
    Found found;
    uint32_t place = indexRow(key, uniqueCodec_ ? unique : row, found, false);
    if (place == KeyTable::NoRow) return;
    auto at = static_cast<uint32_t>(index_->as<uint64_t>(place));
    if (!uniqueCodec_ && --rows_[at].count > 0) return;
    removeEntry(key, at);
}

void JoinSide::removeEntry(uint32_t key, uint32_t at) {
    if (index_ && rows_[at].index != RowLists::None) index_->erase(rows_[at].index);
    rows_.remove(keys_.as<RowLists::List>(key), at);
}

JoinSide::Frozen JoinSide::freeze(StateWriter* writer) const {
    Frozen out;
    out.rows = rows_.freeze();
    if (!out.rows) return {};
    if (index_ && uniqueCodec_) {
        out.index = index_->freeze();
        if (!out.index) return {};
    }
    if (cold_) out.cold = cold_->freeze();
    if (writer && !cold_) {
        out.layer = keys_.layer(writer->checkpoint(), writer->since());
        if (out.layer) writer->layer(out.layer->earlier());
        return out;
    }
    out.keys = keys_.freeze();
    return out;
}

void JoinSide::spillTo(ColdStore& store, StateMemory& memory, int maxParallelism, OperatorCounters* counters) {
    if (!options_.keys.empty()) cold_.emplace(store, memory, keys_, static_cast<ColdRows::Owner&>(*this), maxParallelism, counters);
}

void JoinSide::dropRow(uint32_t key) {
    RowLists::List& list = keys_.as<RowLists::List>(key);
    if (index_)
        for (uint32_t at = list.first; at != RowLists::None; at = rows_.read(at).next)
            if (rows_.read(at).index != RowLists::None) index_->erase(rows_.read(at).index);
    rows_.clear(list);
    keys_.erase(key);
}

void JoinSide::save(const KeyTable& table, const RowLists& rows, const KeyTable* index, StateWriter& out, std::initializer_list<int64_t> prefix,
                    bool everySubtask) {
    for (TableKeys keys(table, everySubtask ? 0 : out.maxParallelism()); keys.next();) {
        const auto& list = table.as<RowLists::List>(keys.row());
        keys.beginEntry(out, prefix);
        saveList(rows, list, index, out);
    }
}

void JoinSide::saveList(const RowLists& rows, const RowLists::List& list, const KeyTable* index, StateWriter& out) {
    out.number(list.size);
    for (uint32_t at = list.first; at != RowLists::None; at = rows[at].next) {
        const RowLists::Entry& entry = rows[at];
        out.bytes(entry.row());
        out.number(entry.count);
        out.number(entry.degree);
        out.number(entry.time);
        // In the index the key row's number lies in front.
        if (index) out.bytes(index->keyBytes(entry.index).substr(sizeof(uint32_t)));
    }
}

void JoinSide::loadList(uint32_t key, StateEntry& in) {
    auto& list = keys_.as<RowLists::List>(key);
    list = {};
    for (int64_t left = in.number(); left > 0; --left) {
        std::string_view row = in.row();
        uint32_t at = rows_.append(list, row);
        rows_[at].count = static_cast<uint32_t>(in.number());
        rows_[at].degree = static_cast<uint32_t>(in.number());
        rows_[at].time = in.number();
        if (!index_) continue;
        Found found;
        uint32_t place = indexRow(key, uniqueCodec_ ? in.bytes() : row, found, true);
        if (found == Found::Old) {
            // Rows that differed in a column that the job has no more are one row several times.
            rows_[static_cast<uint32_t>(index_->as<uint64_t>(place))].count += rows_[at].count;
            rows_.remove(list, at);
            continue;
        }
        rows_[at].index = place;
        index_->as<uint64_t>(place) = at;
    }
}

void JoinSide::load(StateReader& in, size_t prefixNumbers, const std::function<JoinSide&(std::span<const int64_t>)>& choose) {
    JoinSide* side = nullptr;
    TableEntries entries(in, prefixNumbers, [&](std::span<const int64_t> prefix) -> KeyTable& {
        side = &choose(prefix);
        return side->keys_;
    });
    while (entries.next()) {
        side->loadList(entries.row(), entries.entry());
        if (entries.atBoundary()) side->keepBudget();
    }
}

} // namespace weir
