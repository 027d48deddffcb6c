// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_rows.h"

#include "engine/base/error.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace weir {

// A row on disk: its hash's order, key group, packed key, and as value the end of its time to live and what the operator saved. In the database the order
// lies before the key (so that rows of a run come sorted) and the group before the value.
namespace {

constexpr size_t GroupBytes = 2, EntryHeader = 6, OrderBytes = 4;
constexpr size_t RowsAtOnce = 1024, RowsOfRun = 65536, BytesToStore = 4 << 20;
constexpr size_t MostRuns = 12, RunsToMerge = 6;
constexpr int64_t ShareOfRuns = 3;         // of the budget, for what is known of the runs in memory
constexpr size_t Prefetch = 12;

void appendOrder(std::string& key, uint32_t order) {
    for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(order >> shift);
}

/// Keys as columns of a batch, and their hashes: the same as when the rows came.
Batch keyBatch(std::vector<VectorBuilder>& builders, size_t rows, std::vector<uint64_t>& hashes) {
    Batch batch;
    batch.rows = static_cast<int>(rows);
    for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
    hashRows(batch.columns, batch, hashes);
    return batch;
}

} // namespace

ColdRows::ColdRows(ColdStore& store, StateMemory& memory, KeyTable& table, Owner& owner, int maxParallelism, OperatorCounters* counters)
    : store_(store), memory_(memory), table_(table), owner_(owner), maxParallelism_(maxParallelism), counters_(counters),
      number_(store.addTable()), codec_(table.keyTypes()), dues_(store) {
    memory_.addSpiller(1);
}

ColdRows::~ColdRows() {
    if (inStore_ > 0) store_.drop(number_);
    memory_.addSpiller(-1);
    memory_.add(-told_, true);
}

void ColdRows::tell(size_t used) {
    memory_.add(static_cast<int64_t>(used) - told_, true);
    told_ = static_cast<int64_t>(used);
}

size_t ColdRows::rowsOnDisk() const {
    size_t rows = inStore_;
    for (const auto& run : runs_) rows += run->live();
    return rows;
}

size_t ColdRows::runBytes() const {
    size_t bytes = 0;
    for (const auto& run : runs_) bytes += run->bytes();
    return bytes;
}

void ColdRows::fetch(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch) {
    if (isAllInMemory()) return;
    table_.find(hashes, keys, batch, rows_);
    wanted_.clear();
    for (int i = 0; i < batch.size(); ++i)
        if (rows_[i] == KeyTable::NoRow) wanted_.push_back({SortedRun::orderOf(KeyTable::fold(hashes[batch.physicalRow(i)])), i, {}});
    filterWanted();
    if (wanted_.empty()) return;
    auto missing = std::make_shared<Selection>();
    for (const Wanted& one : wanted_) missing->push_back(static_cast<uint16_t>(batch.physicalRow(one.place)));
    encoded_.clear();
    codec_.encode(keys, batch.withSelection(missing), encoded_);
    for (size_t i = 0; i < wanted_.size(); ++i) wanted_[i].key = encoded_.row(static_cast<int>(i));
    takeWanted();
    if (wanted_.empty()) return;
    std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) { return a.place < b.place; });
    auto chosen = std::make_shared<Selection>();
    for (const Wanted& one : wanted_) chosen->push_back(static_cast<uint16_t>(batch.physicalRow(one.place)));
    table_.findOrInsert(hashes, keys, batch.withSelection(chosen), rows_, found_);
    for (size_t i = 0; i < wanted_.size(); ++i) load(rows_[i], found_[i], valueOf(wanted_[i]));
}

void ColdRows::fetch(std::span<const uint64_t> hashes, const EncodedRows& keys) {
    if (isAllInMemory()) return;
    wanted_.clear();
    for (int i = 0; i < keys.rows(); ++i)
        if (table_.find(hashes[static_cast<size_t>(i)], keys.row(i)) == KeyTable::NoRow)
            wanted_.push_back({SortedRun::orderOf(KeyTable::fold(hashes[static_cast<size_t>(i)])), i, keys.row(i)});
    filterWanted();
    if (wanted_.empty()) return;
    takeWanted();
    for (const Wanted& one : wanted_) {
        Found found = Found::Old;
        uint32_t row = table_.findOrInsert(hashes[static_cast<size_t>(one.place)], one.key, found);
        load(row, found, valueOf(one));
    }
}

void ColdRows::filterWanted() {
    // Where most are there they would only be asked twice.
    if (inStore_ > 0 || mostAreThere_) return;
    auto mayBeThere = [&](const Wanted& one) {
        return std::any_of(runs_.rbegin(), runs_.rend(), [&](const auto& run) { return run->mayHold(one.order); });
    };
    for (auto& run : runs_)
        for (const Wanted& one : wanted_) run->prefetch(one.order);
    std::erase_if(wanted_, [&](const Wanted& one) { return !mayBeThere(one); });
}

void ColdRows::takeWanted() {
    std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) {
        if (a.order != b.order) return a.order < b.order;
        int which = a.key.compare(b.key);
        return which < 0 || (which == 0 && a.place < b.place);
    });
    auto isSame = [](const Wanted& a, const Wanted& b) { return a.order == b.order && a.key == b.key; };
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end(), isSame), wanted_.end());
    values_.clear();
    size_t asked = wanted_.size();
    lookInRuns();
    if (inStore_ > 0) lookInStore();
    std::erase_if(wanted_, [](const Wanted& one) { return one.value < 0; });
    mostAreThere_ = wanted_.size() * 2 > asked;
}

void ColdRows::load(uint32_t row, Found found, std::string_view value) {
    // The table's own row has seen its time to live pass; what lay on disk is older.
    if (found != Found::New) return;
    std::memset(table_.payload(row), 0, table_.payloadBytes());
    StateEntry entry(value, &where_);
    table_.setExpiry(row, entry.number());
    owner_.loadRow(row, entry);
}

void ColdRows::fetch(const KeyTable& other, std::span<const uint32_t> rows) {
    if (isAllInMemory()) return;
    auto builders = codec_.makeBuilders(static_cast<int>(rows.size()));
    other.decodeKeys(rows, builders);
    std::vector<uint64_t> hashes;
    const Batch batch = keyBatch(builders, rows.size(), hashes);
    fetch(hashes, batch.columns, batch);
}

bool ColdRows::fetchDue(int64_t time, size_t most) {
    if (dues_.next() > time || dues_.next() == ColdDues::Never) return false;
    std::vector<std::string> due;
    dues_.take(time, most, due);
    std::vector<std::string_view> keys(due.begin(), due.end());
    auto builders = codec_.makeBuilders(static_cast<int>(keys.size()));
    codec_.decode(keys, builders);
    std::vector<uint64_t> hashes;
    const Batch batch = keyBatch(builders, keys.size(), hashes);
    fetch(hashes, batch.columns, batch);
    return true;
}

void ColdRows::gather(std::string_view key, std::string_view value) {
    if (ends_.empty()) {
        encoded_.clear();
        encoded_.offsets.push_back(0);
        values_.clear();
    }
    encoded_.bytes.insert(encoded_.bytes.end(), key.begin(), key.end());
    encoded_.offsets.push_back(static_cast<uint32_t>(encoded_.bytes.size()));
    values_.append(value);
    ends_.push_back(values_.size());
}

size_t ColdRows::bringIn() {
    if (ends_.empty()) return 0;
    check(!isOfBytes(), "hashes of keys are known by their columns");
    std::vector<size_t> ends = std::exchange(ends_, {});
    std::vector<std::string_view> keys;
    for (int i = 0; i < encoded_.rows(); ++i) keys.push_back(encoded_.row(i));
    auto builders = codec_.makeBuilders(encoded_.rows());
    codec_.decode(keys, builders);
    std::vector<uint64_t> hashes;
    const Batch batch = keyBatch(builders, ends.size(), hashes);
    table_.findOrInsert(hashes, batch.columns, batch, rows_, found_);
    for (size_t i = 0; i < ends.size(); ++i) {
        size_t from = i == 0 ? 0 : ends[i - 1];
        load(rows_[i], found_[i], std::string_view(values_).substr(from, ends[i] - from));
    }
    return ends.size();
}

size_t ColdRows::takeBack(size_t most) {
    while (ends_.size() < most && !runs_.empty()) {
        if (!back_) back_ = std::make_unique<SortedRun::Reader>(*runs_.back(), runs_.back()->gone());
        bool more = true;
        while (ends_.size() < most && (more = back_->next())) gather(back_->row().key, back_->row().value);
        if (more) continue;
        back_.reset();
        runs_.pop_back();
    }
    if (ends_.size() < most && inStore_ > 0) {
        std::vector<ColdStore::Row> rows;
        store_.takeFirst(number_, most - ends_.size(), rows);
        for (const ColdStore::Row& row : rows) gather(std::string_view(row.key).substr(OrderBytes), std::string_view(row.value).substr(GroupBytes));
        inStore_ = rows.empty() ? 0 : inStore_ - rows.size();
    }
    return bringIn();
}

void ColdRows::copyFrom(const Frozen& other, uint64_t firstOrder, uint64_t endOrder, size_t rows, const std::function<void()>& visit) {
    other.each(firstOrder, endOrder, [&](int16_t, std::string_view key, std::string_view value) {
        gather(key, value);
        if (ends_.size() == rows && bringIn() > 0) visit();
    });
    if (bringIn() > 0) visit();
}

void ColdRows::lookInRuns() {
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
        std::string_view value;
        for (size_t i = 0; i < wanted_.size(); ++i) {
            Wanted& one = wanted_[i];
            if (i + Prefetch < wanted_.size()) (*run)->prefetch(wanted_[i + Prefetch].order);
            if (one.value >= 0 || !(*run)->mayHold(one.order) || !(*run)->take(one.order, one.key, value)) continue;
            one.value = static_cast<int64_t>(values_.size());
            one.length = value.size();
            values_.append(value);
        }
    }
}

void ColdRows::lookInStore() {
    std::vector<std::string> keys;
    std::vector<Wanted*> places;
    for (Wanted& one : wanted_) {
        if (one.value >= 0) continue;
        keys.emplace_back().reserve(OrderBytes + one.key.size());
        appendOrder(keys.back(), one.order);
        keys.back().append(one.key);
        places.push_back(&one);
    }
    std::vector<std::string_view> sorted(keys.begin(), keys.end());
    std::vector<std::optional<std::string>> values;
    store_.take(number_, sorted, values);
    for (size_t i = 0; i < values.size(); ++i) {
        if (!values[i]) continue;
        std::string_view value = std::string_view(*values[i]).substr(std::min(values[i]->size(), GroupBytes));
        places[i]->value = static_cast<int64_t>(values_.size());
        places[i]->length = value.size();
        values_.append(value);
        --inStore_;
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
    // A piece a batch, more when that is not enough, a quarter at most. By rows, not bytes: while a checkpoint is written, what goes is not free yet.
    size_t moved = 0;
    for (size_t rows = table_.size() / 4 + 1; moved < rows && memory_.isOver();) {
        size_t now = move(std::min(RowsOfRun, rows - moved));
        if (now == 0) break;
        moved += now;
        tell(owner_.usedBytes());
    }
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
    std::vector<std::pair<uint32_t, uint32_t>> sorted;
    sorted.reserve(rows.size());
    for (uint32_t row : rows) sorted.emplace_back(SortedRun::orderOf(table_.hashOf(row)), row);
    std::sort(sorted.begin(), sorted.end());
    runs_.push_back(writeRun(sorted));
    dues_.end();
    for (uint32_t row : rows) owner_.dropRow(row);
    if (counters_) OperatorCounters::add(counters_->rowsToDisk, static_cast<int64_t>(rows.size()));
    tidy();
    return rows.size();
}

std::shared_ptr<SortedRun> ColdRows::writeRun(std::span<const std::pair<uint32_t, uint32_t>> rows) {
    SortedRunWriter run = store_.newRun(rows.size());
    std::vector<uint64_t> hashes;
    for (size_t first = 0; first < rows.size(); first += RowsAtOnce) {
        auto some = rows.subspan(first, std::min(RowsAtOnce, rows.size() - first));
        rows_.clear();
        for (auto [order, row] : some) rows_.push_back(row);
        if (!isOfBytes()) {
            auto builders = codec_.makeBuilders(static_cast<int>(some.size()));
            table_.decodeKeys(rows_, builders);
            const Batch batch = keyBatch(builders, some.size(), hashes);
            encoded_.clear();
            codec_.encode(batch.columns, batch, encoded_);
        }
        auto keyOf = [&](size_t i) { return isOfBytes() ? table_.keyBytes(rows_[i]) : encoded_.row(static_cast<int>(i)); };
        StateWriter out(maxParallelism_);
        out.section("rows", {});
        for (size_t i = 0; i < some.size(); ++i) {
            out.entry(isOfBytes() ? owner_.groupOf(keyOf(i)) : keyGroup(hashes[i], maxParallelism_));
            out.number(table_.expiryOf(rows_[i]));
            owner_.saveRow(rows_[i], out);
        }
        std::string saved = std::move(out.take().front().data);
        size_t at = 0;
        for (size_t i = 0; i < some.size(); ++i) {
            uint32_t length = 0;
            SortedRun::Row row;
            std::memcpy(&length, saved.data() + at, sizeof length);
            std::memcpy(&row.group, saved.data() + at + sizeof length, sizeof row.group);
            row.order = some[i].first;
            row.key = keyOf(i);
            if (int64_t due = owner_.dueOf(rows_[i]); due != ColdDues::Never) dues_.add(due, row.key);
            row.value = std::string_view(saved).substr(at + EntryHeader, length - GroupBytes);
            run.add(row);
            at += sizeof length + length;
        }
    }
    return run.finish();
}

void ColdRows::tidy() {
    std::erase_if(runs_, [](const auto& run) { return run->live() == 0; });
    std::vector<size_t> order(runs_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    if (runs_.size() > MostRuns) {
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return runs_[a]->live() < runs_[b]->live(); });
        order.resize(RunsToMerge);
        merge(order);
    }
    auto isTooMuch = [&] { return static_cast<int64_t>(runBytes()) > memory_.budget() / ShareOfRuns / std::max(1, memory_.spillers()); };
    size_t rows = 0, live = 0;
    for (const auto& run : runs_) rows += run->rows(), live += run->live();
    // What is gone takes disk and filter.
    if (rows > 3 * live + RowsOfRun || (rows > live + live / 2 && isTooMuch())) {
        order.clear();
        for (size_t i = 0; i < runs_.size(); ++i)
            if (4 * runs_[i]->rows() > 5 * runs_[i]->live()) order.push_back(i);
        merge(order);
    }
    while (!runs_.empty() && isTooMuch()) {
        auto most = std::max_element(runs_.begin(), runs_.end(), [](const auto& a, const auto& b) { return a->bytes() < b->bytes(); });
        toStore(**most);
        runs_.erase(most);
    }
}

void ColdRows::merge(std::span<const size_t> which) {
    std::vector<SortedRun::Reader> readers;
    size_t rows = 0, newest = 0;
    for (size_t one : which) {
        readers.emplace_back(*runs_[one], runs_[one]->gone());
        rows += runs_[one]->live();
        newest = std::max(newest, one);
    }
    SortedRunWriter merged = store_.newRun(rows);
    std::vector<SortedRun::Reader*> open;
    for (SortedRun::Reader& reader : readers)
        if (reader.next()) open.push_back(&reader);
    while (!open.empty()) {
        size_t least = 0;
        for (size_t i = 1; i < open.size(); ++i)
            if (open[i]->row().order < open[least]->row().order) least = i;
        merged.add(open[least]->row().order, open[least]->bytes());
        if (!open[least]->next()) open.erase(open.begin() + static_cast<std::ptrdiff_t>(least));
    }
    runs_[newest] = merged.finish();
    for (size_t one : which)
        if (one != newest) runs_[one].reset();
    std::erase(runs_, nullptr);
}

void ColdRows::toStore(const SortedRun& run) {
    std::vector<ColdStore::Row> rows;
    size_t bytes = 0;
    auto write = [&] {
        // Rows of one order come in any order.
        std::sort(rows.begin(), rows.end(), [](const ColdStore::Row& a, const ColdStore::Row& b) { return a.key < b.key; });
        store_.write(number_, rows);
        inStore_ += rows.size();
        rows.clear();
        bytes = 0;
    };
    for (SortedRun::Reader reader(run, run.gone()); reader.next();) {
        const SortedRun::Row& row = reader.row();
        ColdStore::Row& made = rows.emplace_back();
        appendOrder(made.key, row.order);
        made.key.append(row.key);
        made.value.append(reinterpret_cast<const char*>(&row.group), sizeof row.group).append(row.value);
        bytes += made.key.size() + made.value.size();
        if (bytes >= BytesToStore) write();
    }
    write();
}

void ColdRows::save(StateWriter& out, const std::function<void(StateWriter&)>& inMemory, Save onDisk) const {
    if (rowsOnDisk() == 0) return inMemory(out);
    if (!onDisk) onDisk = [](const Frozen& rows, StateWriter& to) { rows.save(to); };
    if (!out.mayDefer()) {
        inMemory(out);
        return onDisk(*freeze(), out);
    }
    StateWriter now(out.maxParallelism());
    now.section("rows", {});
    inMemory(now);
    out.later([held = std::make_shared<StateSection>(std::move(now.take().front())), rows = freeze(), onDisk = std::move(onDisk)](StateWriter& to) {
        to.entries(*held);
        onDisk(*rows, to);
    });
}

std::shared_ptr<const ColdRows::Frozen> ColdRows::freeze() const {
    auto frozen = std::make_shared<Frozen>();
    for (const auto& run : runs_) frozen->runs.emplace_back(run, run->gone());
    if (inStore_ > 0) frozen->rows = store_.snapshot(number_);
    return frozen;
}

void ColdRows::Frozen::each(uint64_t firstOrder, uint64_t endOrder, const Visit& visit) const {
    for (const auto& [run, gone] : runs)
        for (SortedRun::Reader reader(*run, gone, firstOrder, endOrder); reader.next();) visit(reader.row().group, reader.row().key, reader.row().value);
    if (!rows) return;
    std::string first, end;
    appendOrder(first, static_cast<uint32_t>(firstOrder));
    if (endOrder < SortedRun::AllOrders) appendOrder(end, static_cast<uint32_t>(endOrder));
    rows->each(first, end, [&](std::string_view key, std::string_view value) {
        if (value.size() < GroupBytes || key.size() < OrderBytes) return;
        int16_t group = 0;
        std::memcpy(&group, value.data(), sizeof group);
        visit(group, key.substr(OrderBytes), value.substr(GroupBytes));
    });
}

void ColdRows::Frozen::save(StateWriter& out, std::initializer_list<int64_t> prefix) const {
    each([&](int16_t group, std::string_view key, std::string_view value) {
        out.entry(group);
        for (int64_t number : prefix) out.number(number);
        out.bytes(key);
        out.raw(value);
    });
}

} // namespace weir
