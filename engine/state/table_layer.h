// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/page_pool.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace weir {

class KeyTable;
class StateWriter;

/// The rows of a table that one checkpoint writes, as they were at its barrier: all of them, or those that were written to since the checkpoint before
/// and a share of the others. One reader on any thread takes them page by page from the table itself, while the table's thread goes on: it copies a row of the layer
/// aside before it first writes to it. Who comes to a page first has it to himself for as long as it takes to copy what he wants.
class TableLayer {
public:
    ~TableLayer();
    /// The reader's: the next rows, as a table without an index, valid until the next call; null when all have been given.
    const KeyTable* next();
    /// Keys that have left the table since the checkpoint before. Some may be back.
    const KeyTable* removed() const { return removed_.get(); }
    /// Writes them down.
    void saveRemoved(StateWriter& out) const;
    /// How many layers before this one hold rows that are not in it.
    int earlier() const { return earlier_; }

private:
    friend class KeyTable;
    friend class LayerTracker;
    enum State : uint8_t { Free, Busy, Done };
    TableLayer() = default;
    bool isDone(uint32_t page) const { return page >= pages_.size() || states_[page].load(std::memory_order_acquire) == Done; }
    /// The table's thread is about to write to this row.
    void keep(uint32_t row) {
        if (isDone(row >> shift_)) return;
        uint32_t slot = row & mask_;
        size_t word = static_cast<size_t>(row >> shift_) * words_ + (slot >> 6);
        if (uint64_t bit = uint64_t{1} << (slot & 63); wanted_[word] & bit) copyAside(row, word, bit);
    }
    void copyAside(uint32_t row, size_t word, uint64_t bit);
    bool take(uint32_t page);

    uint32_t shift_ = 0, mask_ = 0, words_ = 0, rowBytes_ = 0;
    int earlier_ = 0;
    std::vector<const std::byte*> pages_;
    std::vector<uint64_t> wanted_;                            // a bit a row, by page; changed by the table's thread while it has the page
    std::unique_ptr<std::atomic<uint8_t>[]> states_;          // who has the page
    std::vector<uint32_t> due_;                               // pages with rows of the layer
    size_t nextDue_ = 0, copied_ = 0, nextCopy_ = 0;
    std::vector<std::unique_ptr<std::byte[]>> copies_;        // by the table's thread; read when all pages are done
    std::shared_ptr<const void> pool_, keys_;                 // keep pages and key bytes alive
    std::unique_ptr<KeyTable> window_, removed_;
};

/// What a table remembers between two layers: which rows were written to, which keys went, when each page was last written whole.
class LayerTracker {
public:
    /// `pages` lie in the table already and count as written to.
    LayerTracker(uint32_t shift, uint32_t rowBytes, size_t pages);
    ~LayerTracker();
    void touch(uint32_t row) {
        uint32_t slot = row & mask_;
        dirty_[static_cast<size_t>(row >> shift_) * words_ + (slot >> 6)] |= uint64_t{1} << (slot & 63);
        if (active_) [[unlikely]] active_->keep(row);
    }
    /// The same, quicker than one by one: the misses overlap.
    void touch(std::span<const uint32_t> rows) {
        // Marks that lie in no cache are made many at once: then they are fetched once for all.
        if (dirty_.size() <= FewWords) {
            mark(rows);
        } else {
            unmarked_.insert(unmarked_.end(), rows.begin(), rows.end());
            if (unmarked_.size() >= MostUnmarked) markAll();
        }
        if (!active_) return;
        for (uint32_t row : rows) active_->keep(row);
    }
    void addPage();
    void erased(const KeyTable& table, uint32_t row);
    /// True when the reader of the last layer is done with it.
    bool release();
    bool isActive() const { return active_ != nullptr; }
    /// All rows where the layer before is not that of `since`. Only while none is active.
    std::shared_ptr<TableLayer> begin(int64_t checkpoint, int64_t since, const CowPages& pages, std::shared_ptr<const void> keys, std::unique_ptr<KeyTable> window,
                                      uint32_t end);

private:
    static constexpr size_t FewWords = 4096, MostUnmarked = 128 * 1024;
    void mark(std::span<const uint32_t> rows) {
        for (uint32_t row : rows) {
            uint32_t slot = row & mask_;
            dirty_[static_cast<size_t>(row >> shift_) * words_ + (slot >> 6)] |= uint64_t{1} << (slot & 63);
        }
    }
    void markAll() {
        mark(unmarked_);
        unmarked_.clear();
    }
    void share(TableLayer& layer, uint32_t end);

    uint32_t shift_, mask_, words_, rowBytes_;
    std::vector<uint64_t> dirty_;            // a bit a row, by page
    std::vector<uint32_t> unmarked_;         // rows whose bit is still to be set
    std::vector<uint32_t> written_;          // per page: the last layer with all its rows
    uint32_t layer_ = 0, end_ = 0;           // the last layer's, and where rows ended then
    int64_t checkpoint_ = 0;                 // of the last layer
    size_t cursor_ = 0;
    std::unique_ptr<KeyTable> erased_;
    std::shared_ptr<TableLayer> active_;
    std::shared_ptr<Freeze> freeze_;
};

} // namespace weir
