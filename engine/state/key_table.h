// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/arena.h"
#include "engine/state/page_pool.h"
#include "engine/state/table_layer.h"
#include "engine/types/batch.h"
#include "engine/types/row_codec.h"

#include <span>
#include <string_view>
#include <vector>

namespace weir {

/// What findOrInsert met: a live row, a new one (payload not initialised), or one whose time to live had passed (the caller
/// clears the payload; the row lives on as new).
enum class Found : uint8_t { Old, New, Expired };

/// Keys to rows of state. An open-addressing index of {32-bit hash, 32-bit row number}, probed by batch; rows lie in pages of
/// 32 KiB (row number = page << shift | slot) and hold a key and a payload of fixed size. A single key column of at most 8 bytes
/// lies in the row itself, other keys as packed bytes in an arena. Rows keep their number; payload pointers hold until the next
/// insert or freeze. Reading through a const table spares copies while a frozen one is read. Owned by an operator; not thread-safe.
class KeyTable {
public:
    static constexpr uint32_t NoRow = 0xFFFFFFFF;

    /// Keys are columns of these types; none: one row for everything.
    KeyTable(std::vector<DataType> keys, uint32_t payloadBytes, int64_t ttlMillis = 0);
    /// Keys are bytes that the caller makes.
    static KeyTable ofBytes(uint32_t payloadBytes, int64_t ttlMillis = 0);
    KeyTable(KeyTable&&) = default;
    KeyTable& operator=(KeyTable&&) = default;

    /// The clock for time to live; call once a batch.
    void setTime(int64_t nowMillis) { now_ = nowMillis; }
    /// For one reader on any thread: the rows as they are now, without the index, so nothing can be found in it. Payloads must not point to what
    /// changes. Costs an address a page; pages are copied when they are written to. Null while an earlier one is still read.
    std::shared_ptr<const KeyTable> freeze() const;
    /// For one reader on any thread, as freeze(), but only the rows that a checkpoint has to write when that of `since` (0: none) is there; copies single rows
    /// instead of pages. From the first time on the table notes which rows are written to: through payload(), as() and setExpiry() of a table that is not const.
    /// Null while an earlier copy is still read.
    std::shared_ptr<TableLayer> layer(int64_t checkpoint, int64_t since) const;
    /// Its row counts as written to: what belongs to it elsewhere has changed.
    void touch(uint32_t row) {
        if (tracker_) tracker_->touch(row);
    }
    /// They are about to be written to: written() gives their payloads until the next insert or freeze.
    void touch(std::span<const uint32_t> rows);
    std::byte* written(uint32_t row) { return const_cast<std::byte*>(at(row)) + HeaderBytes; }
    /// An empty table with such keys.
    KeyTable emptyLike(uint32_t payloadBytes) const;

    /// Room in the index for so many keys.
    void reserve(size_t rows);
    /// One answer per selected row of the batch, in its order. `hashes` is by physical row (hashRows).
    void findOrInsert(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& rows,
                      std::vector<Found>& found);
    void find(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& rows);
    /// Tables of bytes.
    uint32_t findOrInsert(uint64_t hash, std::string_view key, Found& found);
    uint32_t find(uint64_t hash, std::string_view key) const;

    /// The same key as a row of another table with keys of the same types.
    uint32_t findOrInsertFrom(const KeyTable& other, uint32_t row, Found& found);
    uint32_t findFrom(const KeyTable& other, uint32_t row) const;
    /// The same for many rows: one answer a row, in their order.
    void findOrInsertFrom(const KeyTable& other, std::span<const uint32_t> from, std::vector<uint32_t>& rows, std::vector<Found>& found);
    void findFrom(const KeyTable& other, std::span<const uint32_t> from, std::vector<uint32_t>& rows) const;

    void erase(uint32_t row);
    void erase(std::span<const uint32_t> rows);
    std::byte* payload(uint32_t row) { return writable(row) + HeaderBytes; }
    const std::byte* payload(uint32_t row) const { return at(row) + HeaderBytes; }
    template <class T> T& as(uint32_t row) { return *reinterpret_cast<T*>(payload(row)); }
    template <class T> const T& as(uint32_t row) const { return *reinterpret_cast<const T*>(payload(row)); }
    bool live(uint32_t row) const { return header(row).length != FreeRow; }
    uint32_t hashOf(uint32_t row) const { return header(row).hash; }
    /// Tables of bytes, and packed keys.
    std::string_view keyBytes(uint32_t row) const;

    /// Whether keys lie as a RowCodec of their types packs them.
    bool hasPackedKeys() const { return form_ == Form::Packed && !types_.empty(); }

    /// Live rows and the end of row numbers; iterate with live().
    size_t size() const { return size_; }
    bool isFrozen() const { return pages_.isFrozen() || (tracker_ && tracker_->isActive()); }
    uint32_t end() const { return end_; }
    /// Appends the key columns of these rows.
    void decodeKeys(std::span<const uint32_t> rows, std::span<VectorBuilder> out) const;
    const std::vector<DataType>& keyTypes() const { return types_; }
    /// When a row's time to live ends; 0 for a table without.
    int64_t expiryOf(uint32_t row) const { return ttl_ > 0 ? expiry(row) : 0; }
    void setExpiry(uint32_t row, int64_t millis) {
        if (ttl_ > 0) writableExpiry(row) = millis;
    }
    void clear();
    size_t bytes() const;
    /// Of these, what the present rows take; the rest is used again.
    size_t usedBytes() const { return size_ * (rowBytes_ + 14) + arena_.usedBytes(); }
    uint32_t payloadBytes() const { return payloadBytes_; }
    static uint32_t fold(uint64_t hash) { return static_cast<uint32_t>(hash ^ (hash >> 32)); }

private:
    friend class TableLayer;
    enum class Form : uint8_t { Single, Word, Packed };
    static constexpr uint32_t HeaderBytes = 16;
    static constexpr uint32_t NullKey = 0xFFFFFFFF, FreeRow = 0xFFFFFFFE;
    static constexpr size_t PageBytes = 32768;
    struct Header {
        uint64_t key;       // the value, or where its bytes are
        uint32_t hash;
        uint32_t length;    // of the bytes; NullKey, FreeRow
    };
    struct Slot {
        uint32_t hash;
        uint32_t row;       // NoRow: empty
    };
    const std::byte* at(uint32_t row) const { return pages_.read(row >> shift_) + static_cast<size_t>(row & mask_) * rowBytes_; }
    std::byte* writable(uint32_t row) {
        if (tracker_) tracker_->touch(row);
        return pages_.write(row >> shift_) + static_cast<size_t>(row & mask_) * rowBytes_;
    }
    const Header& header(uint32_t row) const { return *reinterpret_cast<const Header*>(at(row)); }
    Header& writableHeader(uint32_t row) { return *reinterpret_cast<Header*>(writable(row)); }
    int64_t expiry(uint32_t row) const { return *reinterpret_cast<const int64_t*>(at(row) + HeaderBytes + payloadBytes_); }
    int64_t& writableExpiry(uint32_t row) { return *reinterpret_cast<int64_t*>(writable(row) + HeaderBytes + payloadBytes_); }
    void thaw() const {
        if (pages_.thaw() || (tracker_ && tracker_->release())) arena_.thaw();
    }
    void prepare(std::span<const ColumnRef> keys, const Batch& batch);
    const Slot& likelySlot(uint32_t hash) const;
    template <class HashAt> void fetchAhead(int i, int count, HashAt hashAt) const;
    template <class HashAt> void fetchSlots(int from, int to, HashAt hashAt) const;
    template <class HashAt> void fetchRows(int from, int to, HashAt hashAt) const;
    template <class HashAt> void fetchKeys(int from, int to, HashAt hashAt) const;
    template <class Equal> uint32_t probe(uint32_t hash, Equal equal) const;
    template <class Equal> uint32_t probeOrInsert(uint32_t hash, Equal equal, uint64_t word, uint32_t length, std::string_view bytes, Found& found);
    uint32_t newRow();
    // Of a window into a layer: whole rows of a table like this one, of up to 64 those whose bit is set, without an index.
    void appendCopies(const std::byte* rows, uint64_t which);
    void forgetCopies() { end_ = 0, size_ = 0; }
    void growIndex() { growIndex(std::max<size_t>(16, slots_.size() * 2)); }
    void growIndex(size_t capacity);

    std::vector<DataType> types_;
    Form form_ = Form::Packed;
    std::unique_ptr<RowCodec> codec_;
    uint32_t payloadBytes_ = 0;
    uint32_t rowBytes_ = 0;
    int shift_ = 0;
    uint32_t mask_ = 0;
    int64_t ttl_ = 0;
    int64_t now_ = 0;
    std::vector<Slot, LargeAllocator<Slot>> slots_;
    mutable CowPages pages_{0};               // freezing is no change
    mutable std::unique_ptr<LayerTracker> tracker_;   // null until the first layer
    std::vector<uint32_t> freeRows_;
    uint32_t end_ = 0;
    size_t size_ = 0;
    mutable Arena arena_;
    std::shared_ptr<const void> held_;        // a frozen copy's key bytes
    // Scratch of one batch.
    EncodedRows encoded_;
    std::vector<uint64_t> words_;
    std::vector<uint8_t> nulls_;
};

} // namespace weir
