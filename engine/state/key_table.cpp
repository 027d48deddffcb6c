// SPDX-License-Identifier: Apache-2.0
#include "engine/state/key_table.h"

#include "engine/base/fetches.h"
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace weir {

namespace {

constexpr uint32_t RowUnit = 8;     // rows are multiples of it
constexpr int SlotsAhead = 24, Step = 16;
/// A smaller index has its rows found sooner than fetched.
constexpr size_t FetchedSlots = size_t{1} << 20;

bool fitsWord(const DataType& type) {
    switch (type.physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8:
    case PhysicalKind::Int16:
    case PhysicalKind::Int32:
    case PhysicalKind::Int64:
    case PhysicalKind::Float32:
    case PhysicalKind::Float64: return true;
    default: return false;
    }
}

template <class T> uint64_t wordOf(T value) {
    if constexpr (std::is_floating_point_v<T>)
        if (value != value) value = std::numeric_limits<T>::quiet_NaN();
    uint64_t word = 0;
    std::memcpy(&word, &value, sizeof value);
    return word;
}

template <class T> void readWords(const Vector& column, const Batch& batch, std::vector<uint64_t>& words, std::vector<uint8_t>& nulls) {
    int count = batch.size();
    const uint16_t* selection = batch.selection ? batch.selection->data() : nullptr;
    if (column.isFlat()) {
        const T* data = column.data<T>();
        if (selection)
            for (int i = 0; i < count; ++i) words[i] = wordOf(data[selection[i]]);
        else
            for (int i = 0; i < count; ++i) words[i] = wordOf(data[i]);
    } else {
        for (int i = 0; i < count; ++i) words[i] = wordOf(column.at<T>(selection ? selection[i] : i));
    }
    if (!column.mayHaveNulls()) {
        nulls.clear();
        return;
    }
    nulls.resize(count);
    for (int i = 0; i < count; ++i) {
        nulls[i] = column.isNull(selection ? selection[i] : i);
        if (nulls[i]) words[i] = 0;
    }
}

} // namespace

KeyTable::KeyTable(std::vector<DataType> keys, uint32_t payloadBytes, int64_t ttlMillis) : types_(std::move(keys)), ttl_(ttlMillis) {
    payloadBytes_ = (payloadBytes + 7) & ~7u;
    rowBytes_ = HeaderBytes + payloadBytes_ + (ttl_ > 0 ? 8 : 0);
    uint32_t rows = std::bit_floor(static_cast<uint32_t>(std::max<size_t>(1, PageBytes / rowBytes_)));
    shift_ = std::countr_zero(rows);
    mask_ = rows - 1;
    pages_ = CowPages(static_cast<size_t>(rows) * rowBytes_, true);
    if (types_.empty()) form_ = Form::Single;
    else if (types_.size() == 1 && fitsWord(types_[0])) form_ = Form::Word;
    else codec_ = std::make_unique<RowCodec>(types_);
}

KeyTable KeyTable::ofBytes(uint32_t payloadBytes, int64_t ttlMillis) {
    KeyTable table({}, payloadBytes, ttlMillis);
    table.form_ = Form::Packed;
    return table;
}

std::shared_ptr<const KeyTable> KeyTable::freeze() const {
    thaw();
    if (isFrozen()) return nullptr;
    auto copy = std::make_shared<KeyTable>(types_, payloadBytes_, ttl_);
    copy->form_ = form_;
    copy->end_ = end_;
    copy->size_ = size_;
    copy->pages_ = pages_.freeze();
    copy->held_ = arena_.freeze();
    return copy;
}

KeyTable KeyTable::emptyLike(uint32_t payloadBytes) const {
    KeyTable table(types_, payloadBytes);
    table.form_ = form_;
    return table;
}

std::shared_ptr<TableLayer> KeyTable::layer(int64_t checkpoint, int64_t since) const {
    thaw();
    if (isFrozen()) return nullptr;
    if (!tracker_) tracker_ = std::make_unique<LayerTracker>(shift_, rowBytes_, pages_.count());
    auto window = std::make_unique<KeyTable>(types_, payloadBytes_, ttl_);
    window->form_ = form_;
    return tracker_->begin(checkpoint, since, pages_, arena_.freeze(), std::move(window), end_);
}

void KeyTable::touch(std::span<const uint32_t> rows) {
    if (tracker_) tracker_->touch(rows);
    if (pages_.isFrozen())
        for (uint32_t row : rows) pages_.write(row >> shift_);
}

void KeyTable::appendCopies(const std::byte* rows, uint64_t which) {
    for (; which != 0; which &= which - 1) {
        const std::byte* from = rows + static_cast<size_t>(std::countr_zero(which)) * rowBytes_;
        if (reinterpret_cast<const Header*>(from)->length == FreeRow) continue;
        uint32_t row = end_++;
        if ((row >> shift_) == pages_.count()) [[unlikely]] pages_.add();
        std::byte* to = pages_.write(row >> shift_) + static_cast<size_t>(row & mask_) * rowBytes_;
        for (uint32_t at = 0; at < rowBytes_; at += RowUnit) std::memcpy(to + at, from + at, RowUnit);
    }
    size_ = end_;
}

uint32_t KeyTable::newRow() {
    if (!freeRows_.empty()) {
        uint32_t row = freeRows_.back();
        freeRows_.pop_back();
        return row;
    }
    uint32_t row = end_++;
    if ((row >> shift_) == pages_.count()) [[unlikely]] {
        pages_.add();
        if (tracker_) tracker_->addPage();
    }
    return row;
}

void KeyTable::reserve(size_t rows) {
    size_t capacity = std::bit_ceil(std::max<size_t>(16, rows * 5 / 3 + 1));
    if (capacity > slots_.size()) growIndex(capacity);
}

void KeyTable::growIndex(size_t capacity) {
    decltype(slots_) old(capacity, Slot{0, NoRow});
    old.swap(slots_);
    uint32_t mask = static_cast<uint32_t>(capacity - 1);
    for (const Slot& slot : old) {
        if (slot.row == NoRow) continue;
        uint32_t place = slot.hash & mask;
        while (slots_[place].row != NoRow) place = (place + 1) & mask;
        slots_[place] = slot;
    }
}

template <class Equal> uint32_t KeyTable::probe(uint32_t hash, Equal equal) const {
    if (slots_.empty()) return NoRow;
    uint32_t mask = static_cast<uint32_t>(slots_.size() - 1);
    for (uint32_t place = hash & mask;; place = (place + 1) & mask) {
        const Slot& slot = slots_[place];
        if (slot.row == NoRow) return NoRow;
        if (slot.hash == hash && equal(header(slot.row))) return slot.row;
    }
}

template <class Equal>
uint32_t KeyTable::probeOrInsert(uint32_t hash, Equal equal, uint64_t word, uint32_t length, std::string_view bytes, Found& found) {
    if ((size_ + 1) * 5 > slots_.size() * 3) [[unlikely]] growIndex();
    uint32_t mask = static_cast<uint32_t>(slots_.size() - 1);
    uint32_t place = hash & mask;
    for (;; place = (place + 1) & mask) {
        const Slot& slot = slots_[place];
        if (slot.row == NoRow) break;
        if (slot.hash != hash || !equal(header(slot.row))) continue;
        found = Found::Old;
        if (ttl_ > 0) {
            int64_t& until = writableExpiry(slot.row);
            if (until <= now_) found = Found::Expired;
            until = now_ + ttl_;
        }
        return slot.row;
    }
    uint32_t row = newRow();
    slots_[place] = {hash, row};
    Header& made = writableHeader(row);
    if (bytes.data()) {
        const char* stored = arena_.store(bytes);
        made.key = reinterpret_cast<uint64_t>(stored);
    } else {
        made.key = word;
    }
    made.hash = hash;
    made.length = length;
    if (ttl_ > 0) writableExpiry(row) = now_ + ttl_;
    ++size_;
    found = Found::New;
    return row;
}

/// Where a key of this hash most likely lies, or would.
const KeyTable::Slot& KeyTable::likelySlot(uint32_t hash) const {
    size_t mask = slots_.size() - 1, place = hash & mask;
    for (int step = 0; step < 8 && slots_[place].hash != hash && slots_[place].row != NoRow; ++step) place = (place + 1) & mask;
    return slots_[place];
}

/// Where a step of many rows begins in a table that no cache holds: fetches the index two steps ahead, the rows that it names one step ahead, and packed keys, so that
/// their misses overlap.
template <class HashAt> FETCHES void KeyTable::fetchAhead(int i, int count, HashAt hashAt) const {
    if (i % Step != 0 || slots_.size() < FetchedSlots) return;
    int now = std::min(i + Step, count), next = std::min(now + Step, count);
    if (i == 0) {
        fetchSlots(0, next, hashAt);
        fetchRows(0, now, hashAt);
    }
    fetchSlots(next, std::min(next + Step, count), hashAt);
    fetchRows(now, next, hashAt);
    if (form_ == Form::Packed) fetchKeys(i, now, hashAt);
}

template <class HashAt> FETCHES void KeyTable::fetchSlots(int from, int to, HashAt hashAt) const {
    size_t mask = slots_.size() - 1;
    for (int i = from; i < to; ++i) __builtin_prefetch(&slots_[hashAt(i) & mask]);
}

template <class HashAt> FETCHES void KeyTable::fetchRows(int from, int to, HashAt hashAt) const {
    for (int i = from; i < to; ++i) {
        const Slot& slot = likelySlot(hashAt(i));
        if (slot.row == NoRow) continue;
        __builtin_prefetch(at(slot.row));
        __builtin_prefetch(at(slot.row) + rowBytes_ - 1);
    }
}

template <class HashAt> FETCHES void KeyTable::fetchKeys(int from, int to, HashAt hashAt) const {
    for (int i = from; i < to; ++i)
        if (const Slot& slot = likelySlot(hashAt(i)); slot.row != NoRow) __builtin_prefetch(reinterpret_cast<const char*>(header(slot.row).key));
}

void KeyTable::prepare(std::span<const ColumnRef> keys, const Batch& batch) {
    if (form_ == Form::Packed) {
        encoded_.clear();
        codec_->encode(keys, batch, encoded_);
        return;
    }
    if (form_ == Form::Single) return;
    const Vector& column = *keys[0];
    words_.resize(batch.size());
    switch (types_[0].physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return readWords<int8_t>(column, batch, words_, nulls_);
    case PhysicalKind::Int16: return readWords<int16_t>(column, batch, words_, nulls_);
    case PhysicalKind::Int32: return readWords<int32_t>(column, batch, words_, nulls_);
    case PhysicalKind::Float32: return readWords<float>(column, batch, words_, nulls_);
    case PhysicalKind::Float64: return readWords<double>(column, batch, words_, nulls_);
    default: return readWords<int64_t>(column, batch, words_, nulls_);
    }
}

void KeyTable::findOrInsert(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& rows,
                            std::vector<Found>& found) {
    int count = batch.size();
    rows.resize(count);
    found.resize(count);
    thaw();
    if (count == 0) return;
    if (form_ == Form::Single) {
        for (int i = 0; i < count; ++i)
            rows[i] = probeOrInsert(0, [](const Header&) { return true; }, 0, 0, {}, found[i]);
        return;
    }
    prepare(keys, batch);
    const uint16_t* selection = batch.selection ? batch.selection->data() : nullptr;
    auto hashAt = [&](int i) { return fold(hashes[selection ? selection[i] : i]); };
    // Room first, so that the index does not move under the prefetches.
    while ((size_ + count) * 5 > slots_.size() * 3 && slots_.size() < static_cast<size_t>(count) * 2) growIndex();
    if (form_ == Form::Word) {
        for (int i = 0; i < count; ++i) {
            fetchAhead(i, count, hashAt);
            uint64_t word = words_[i];
            uint32_t length = !nulls_.empty() && nulls_[i] ? NullKey : 8;
            rows[i] = probeOrInsert(hashAt(i), [=](const Header& one) { return one.key == word && one.length == length; }, word, length, {}, found[i]);
        }
        return;
    }
    for (int i = 0; i < count; ++i) {
        fetchAhead(i, count, hashAt);
        std::string_view bytes = encoded_.row(i);
        rows[i] = probeOrInsert(
            hashAt(i),
            [=](const Header& one) {
                return one.length == bytes.size() && std::memcmp(reinterpret_cast<const char*>(one.key), bytes.data(), bytes.size()) == 0;
            },
            0, static_cast<uint32_t>(bytes.size()), bytes, found[i]);
    }
}

void KeyTable::find(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& rows) {
    int count = batch.size();
    rows.resize(count);
    thaw();
    if (count == 0) return;
    if (size_ == 0) {
        std::fill(rows.begin(), rows.end(), NoRow);
        return;
    }
    prepare(keys, batch);
    const uint16_t* selection = batch.selection ? batch.selection->data() : nullptr;
    auto hashAt = [&](int i) { return form_ == Form::Single ? 0 : fold(hashes[selection ? selection[i] : i]); };
    for (int i = 0; i < count; ++i) {
        fetchAhead(i, count, hashAt);
        if (form_ == Form::Single) {
            rows[i] = probe(0, [](const Header&) { return true; });
        } else if (form_ == Form::Word) {
            uint64_t word = words_[i];
            uint32_t length = !nulls_.empty() && nulls_[i] ? NullKey : 8;
            rows[i] = probe(hashAt(i), [=](const Header& one) { return one.key == word && one.length == length; });
        } else {
            std::string_view bytes = encoded_.row(i);
            rows[i] = probe(hashAt(i), [=](const Header& one) {
                return one.length == bytes.size() && std::memcmp(reinterpret_cast<const char*>(one.key), bytes.data(), bytes.size()) == 0;
            });
        }
        if (ttl_ > 0 && rows[i] != NoRow && expiry(rows[i]) <= now_) rows[i] = NoRow;
    }
}

uint32_t KeyTable::findOrInsert(uint64_t hash, std::string_view key, Found& found) {
    if (!key.data()) key = std::string_view("", 0);
    thaw();
    return probeOrInsert(
        fold(hash),
        [=](const Header& one) { return one.length == key.size() && std::memcmp(reinterpret_cast<const char*>(one.key), key.data(), key.size()) == 0; },
        0, static_cast<uint32_t>(key.size()), key, found);
}

uint32_t KeyTable::find(uint64_t hash, std::string_view key) const {
    uint32_t row = probe(fold(hash), [=](const Header& one) {
        return one.length == key.size() && std::memcmp(reinterpret_cast<const char*>(one.key), key.data(), key.size()) == 0;
    });
    if (ttl_ > 0 && row != NoRow && expiry(row) <= now_) return NoRow;
    return row;
}

uint32_t KeyTable::findOrInsertFrom(const KeyTable& other, uint32_t row, Found& found) {
    const Header& from = other.header(row);
    if (form_ != Form::Packed)
        return probeOrInsert(from.hash, [&](const Header& one) { return one.key == from.key && one.length == from.length; }, from.key, from.length, {}, found);
    std::string_view key = other.keyBytes(row);
    return probeOrInsert(
        from.hash, [=](const Header& one) { return one.length == key.size() && std::memcmp(reinterpret_cast<const char*>(one.key), key.data(), key.size()) == 0; },
        0, from.length, key, found);
}

uint32_t KeyTable::findFrom(const KeyTable& other, uint32_t row) const {
    const Header& from = other.header(row);
    if (form_ != Form::Packed) return probe(from.hash, [&](const Header& one) { return one.key == from.key && one.length == from.length; });
    std::string_view key = other.keyBytes(row);
    return probe(from.hash, [=](const Header& one) {
        return one.length == key.size() && std::memcmp(reinterpret_cast<const char*>(one.key), key.data(), key.size()) == 0;
    });
}

void KeyTable::findOrInsertFrom(const KeyTable& other, std::span<const uint32_t> from, std::vector<uint32_t>& rows, std::vector<Found>& found) {
    int count = static_cast<int>(from.size());
    rows.resize(count);
    found.resize(count);
    while ((size_ + count) * 5 > slots_.size() * 3 && slots_.size() < static_cast<size_t>(count) * 2) growIndex();
    for (int i = 0; i < count; ++i) {
        fetchAhead(i, count, [&](int at) { return other.hashOf(from[at]); });
        rows[i] = findOrInsertFrom(other, from[i], found[i]);
    }
}

void KeyTable::findFrom(const KeyTable& other, std::span<const uint32_t> from, std::vector<uint32_t>& rows) const {
    int count = static_cast<int>(from.size());
    rows.resize(count);
    for (int i = 0; i < count; ++i) {
        fetchAhead(i, count, [&](int at) { return other.hashOf(from[at]); });
        rows[i] = findFrom(other, from[i]);
    }
}

void KeyTable::erase(std::span<const uint32_t> rows) {
    size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i + SlotsAhead < rows.size()) __builtin_prefetch(&slots_[hashOf(rows[i + SlotsAhead]) & mask], 1);
        erase(rows[i]);
    }
}

void KeyTable::erase(uint32_t row) {
    if (tracker_) tracker_->erased(*this, row);
    Header& gone = writableHeader(row);
    uint32_t mask = static_cast<uint32_t>(slots_.size() - 1);
    uint32_t place = gone.hash & mask;
    while (slots_[place].row != row) place = (place + 1) & mask;
    // Backward shift: no tombstones, probes stay short.
    for (uint32_t next = (place + 1) & mask; slots_[next].row != NoRow; next = (next + 1) & mask) {
        uint32_t home = slots_[next].hash & mask;
        if (((next - home) & mask) < ((next - place) & mask)) continue;
        slots_[place] = slots_[next];
        place = next;
    }
    slots_[place].row = NoRow;
    if (form_ == Form::Packed) arena_.release(std::string_view(reinterpret_cast<const char*>(gone.key), gone.length));
    gone.length = FreeRow;
    freeRows_.push_back(row);
    --size_;
}

std::string_view KeyTable::keyBytes(uint32_t row) const {
    const Header& one = header(row);
    return {reinterpret_cast<const char*>(one.key), one.length};
}

namespace {

template <class T, class WordAt> void appendWords(VectorBuilder& out, size_t rows, WordAt wordAt) {
    for (size_t i = 0; i < rows; ++i) {
        const uint64_t* word = wordAt(i);
        T value;
        if (word) std::memcpy(&value, word, sizeof value);
        word ? out.append<T>(value) : out.appendNull();
    }
}

} // namespace

void KeyTable::decodeKeys(std::span<const uint32_t> rows, std::span<VectorBuilder> out) const {
    if (form_ == Form::Single) return;
    if (form_ == Form::Packed) {
        std::vector<std::string_view> bytes(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) bytes[i] = keyBytes(rows[i]);
        codec_->decode(bytes, out);
        return;
    }
    auto word = [&](size_t i) {
        const Header& one = header(rows[i]);
        return one.length == NullKey ? nullptr : &one.key;
    };
    switch (types_[0].physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return appendWords<int8_t>(out[0], rows.size(), word);
    case PhysicalKind::Int16: return appendWords<int16_t>(out[0], rows.size(), word);
    case PhysicalKind::Int32: return appendWords<int32_t>(out[0], rows.size(), word);
    case PhysicalKind::Float32: return appendWords<float>(out[0], rows.size(), word);
    case PhysicalKind::Float64: return appendWords<double>(out[0], rows.size(), word);
    default: return appendWords<int64_t>(out[0], rows.size(), word);
    }
}

void KeyTable::clear() {
    tracker_.reset();
    slots_.clear();
    pages_.clear();
    freeRows_.clear();
    end_ = 0;
    size_ = 0;
    arena_.clear();
}

size_t KeyTable::bytes() const { return pages_.bytes() + slots_.capacity() * sizeof(Slot) + arena_.bytes(); }

} // namespace weir
