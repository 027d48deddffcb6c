// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_rows.h"

#include "engine/base/error.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace weir {

// On disk: the packed key, and 2 bytes key group, the end of the time to live and what the operator saved.
namespace {
constexpr size_t GroupBytes = 2, EntryHeader = 6;
constexpr size_t RowsAtOnce = 1024, RowsOfFile = 65536;
} // namespace

ColdRows::ColdRows(ColdStore& store, StateMemory& memory, KeyTable& table, Owner& owner, int maxParallelism)
    : store_(store), memory_(memory), table_(table), owner_(owner), maxParallelism_(maxParallelism), number_(store.addTable()), codec_(table.keyTypes()) {
    memory_.addSpiller(1);
}

ColdRows::~ColdRows() {
    memory_.addSpiller(-1);
    memory_.add(-told_, true);
}

void ColdRows::tell(size_t used) {
    memory_.add(static_cast<int64_t>(used) - told_, true);
    told_ = static_cast<int64_t>(used);
}

void ColdRows::fetch(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch) {
    if (onDisk_ == 0) return;
    table_.find(hashes, keys, batch, rows_);
    auto wanted = std::make_shared<Selection>();
    for (int i = 0; i < batch.size(); ++i) {
        int row = batch.physicalRow(i);
        if (rows_[i] == KeyTable::NoRow && filter_.mayHold(hashes[row])) wanted->push_back(static_cast<uint16_t>(row));
    }
    if (wanted->empty()) return;
    encoded_.clear();
    codec_.encode(keys, batch.withSelection(wanted), encoded_);
    std::vector<int> order(wanted->size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        int which = encoded_.row(a).compare(encoded_.row(b));
        return which < 0 || (which == 0 && a < b);
    });
    order.erase(std::unique(order.begin(), order.end(), [&](int a, int b) { return encoded_.row(a) == encoded_.row(b); }), order.end());
    if (!stale_.empty()) std::erase_if(order, [&](int one) { return stale_.contains(std::string(encoded_.row(one))); });
    std::vector<std::string_view> sorted;
    for (int one : order) sorted.push_back(encoded_.row(one));
    std::vector<std::optional<std::string>> values;
    store_.read(number_, sorted, values);
    std::vector<std::pair<int, size_t>> there;          // place in `wanted`, in `values`
    for (size_t i = 0; i < values.size(); ++i)
        if (values[i]) there.emplace_back(order[i], i);
    if (there.empty()) return;
    std::sort(there.begin(), there.end());
    auto chosen = std::make_shared<Selection>();
    for (auto [place, value] : there) chosen->push_back((*wanted)[place]);
    table_.findOrInsert(hashes, keys, batch.withSelection(chosen), rows_, found_);
    for (size_t i = 0; i < there.size(); ++i) {
        uint32_t row = rows_[i];
        // The table's own row has seen its time to live pass; what lies on disk is older.
        if (found_[i] != Found::New) continue;
        std::memset(table_.payload(row), 0, table_.payloadBytes());
        const std::string& value = *values[there[i].second];
        StateEntry entry(std::string_view(value).substr(std::min(value.size(), GroupBytes)), &where_);
        table_.setExpiry(row, entry.number());
        owner_.loadRow(row, entry);
        stale_.emplace(encoded_.row(there[i].first));
    }
}

void ColdRows::touch(std::span<const uint32_t> rows) {
    if (touched_.size() < table_.end()) touched_.resize(std::max<size_t>(table_.end(), touched_.size() * 2));
    for (uint32_t row : rows)
        if (row != KeyTable::NoRow) touched_[row] = 1;
}

bool ColdRows::keepBudget() {
    size_t used = owner_.usedBytes();
    tell(used);
    if (!memory_.isOver()) return false;
    // Others that take more move first.
    if (static_cast<int64_t>(used) * 2 * std::max(1, memory_.spillers()) < memory_.used()) return false;
    // By rows, not bytes: while a checkpoint is written, what goes is not free yet.
    size_t moved = 0;
    for (size_t rows = table_.size() / 4 + 1; moved < rows;) {
        size_t now = move(std::min(RowsOfFile, rows - moved));
        if (now == 0) break;
        moved += now;
    }
    tell(owner_.usedBytes());
    return moved > 0;
}

size_t ColdRows::move(size_t count) {
    std::vector<uint32_t> rows;
    uint32_t end = table_.end();
    touched_.resize(std::max<size_t>(end, touched_.size()));
    for (uint64_t steps = 0; steps < uint64_t{end} * 2 && rows.size() < count; ++steps) {
        hand_ = hand_ + 1 < end ? hand_ + 1 : 0;
        if (!table_.live(hand_)) continue;
        if (touched_[hand_]) touched_[hand_] = 0;
        else if (owner_.mayMove(hand_)) rows.push_back(hand_);
    }
    if (rows.empty()) return 0;
    // The hand may have come round.
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<ColdStore::Change> changes;
    changes.reserve(rows.size() + stale_.size());
    for (size_t first = 0; first < rows.size(); first += RowsAtOnce) {
        std::span<const uint32_t> some = std::span<const uint32_t>(rows).subspan(first, std::min(RowsAtOnce, rows.size() - first));
        Batch batch;
        batch.rows = static_cast<int>(some.size());
        auto builders = codec_.makeBuilders(batch.rows);
        table_.decodeKeys(some, builders);
        for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
        std::vector<uint64_t> hashes;
        hashRows(batch.columns, batch, hashes);
        encoded_.clear();
        codec_.encode(batch.columns, batch, encoded_);
        StateWriter out(maxParallelism_);
        out.section("rows", {});
        for (size_t i = 0; i < some.size(); ++i) {
            out.entry(keyGroup(hashes[i], maxParallelism_));
            out.number(table_.expiryOf(some[i]));
            owner_.saveRow(some[i], out);
            if (!filter_.mayHold(hashes[i])) filter_.add(hashes[i]);
        }
        std::string saved = std::move(out.take().front().data);
        size_t at = 0;
        for (size_t i = 0; i < some.size(); ++i) {
            uint32_t length = 0;
            std::memcpy(&length, saved.data() + at, sizeof length);
            changes.push_back({std::string(encoded_.row(static_cast<int>(i))), saved.substr(at + EntryHeader - GroupBytes, length), false});
            if (stale_.erase(changes.back().key) == 0) ++onDisk_;
            at += sizeof length + length;
        }
    }
    for (const std::string& key : stale_) changes.push_back({key, {}, true});
    onDisk_ -= std::min(onDisk_, stale_.size());
    stale_.clear();
    std::sort(changes.begin(), changes.end(), [](const ColdStore::Change& a, const ColdStore::Change& b) { return a.key < b.key; });
    store_.write(number_, changes);
    for (uint32_t row : rows) owner_.dropRow(row);
    return rows.size();
}

std::shared_ptr<const ColdRows::Frozen> ColdRows::freeze() const {
    return std::make_shared<Frozen>(Frozen{onDisk_ > 0 ? store_.snapshot(number_) : nullptr, stale_});
}

void ColdRows::Frozen::save(StateWriter& out) const {
    if (!rows) return;
    rows->each([&](std::string_view key, std::string_view value) {
        if (value.size() < GroupBytes || (!stale.empty() && stale.contains(std::string(key)))) return;
        int16_t group = 0;
        std::memcpy(&group, value.data(), sizeof group);
        out.entry(group);
        out.bytes(key);
        out.raw(value.substr(GroupBytes));
    });
}

} // namespace weir
