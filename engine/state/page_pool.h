// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/table_memory.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace weir {

/// Says when the reader of a frozen copy is done. The copy holds it through release().
struct Freeze {
    std::atomic<bool> done{false};
    /// Sets done when the last copy of it goes.
    static std::shared_ptr<void> release(std::shared_ptr<Freeze> freeze) {
        Freeze* raw = freeze.get();
        return {raw, [freeze = std::move(freeze)](void* one) { static_cast<Freeze*>(one)->done.store(true, std::memory_order_release); }};
    }
};

/// Pages of one size, cut from slabs that double up to 2 MiB, of huge pages where a large table is to be met at random. Shared by a table and its frozen
/// copies, so that pages outlive both; only the table's thread takes and gives.
class PagePool {
public:
    PagePool(size_t pageBytes, bool huge) : pageBytes_(pageBytes), huge_(huge) {}
    std::byte* take() {
        if (!free_.empty()) {
            std::byte* page = free_.back();
            free_.pop_back();
            return page;
        }
        if (left_ == 0) [[unlikely]] grow();
        --left_;
        std::byte* page = next_;
        next_ += pageBytes_;
        return page;
    }
    void give(std::byte* page) { free_.push_back(page); }
    size_t bytes() const { return bytes_; }

private:
    static constexpr size_t LargestSlab = HugePage;
    void grow() {
        size_t slab = std::max(pageBytes_, std::min(LargestSlab, bytes_));
        left_ = slab / pageBytes_;
        slabs_.emplace_back(slab, huge_ && slab == LargestSlab && bytes_ >= LargeTable);
        next_ = slabs_.back().data();
        bytes_ += slab;
    }
    size_t pageBytes_, bytes_ = 0, left_ = 0;
    bool huge_;
    std::byte* next_ = nullptr;
    std::vector<MemoryBlock> slabs_;
    std::vector<std::byte*> free_;
};

/// Numbered pages that can be frozen: a frozen copy is a vector of addresses, and the first write to a page after that goes to a copy of it. Addresses
/// for writing hold until the next freeze. Owned by a table; not thread-safe, apart from what freeze() gives.
class CowPages {
public:
    /// `huge`: those of a large table, when its rows are met at random.
    explicit CowPages(size_t pageBytes, bool huge = false) : pageBytes_(pageBytes), huge_(huge) {}
    CowPages(CowPages&&) = default;
    CowPages& operator=(CowPages&&) = default;

    size_t count() const { return pages_.size(); }
    void add() {
        if (!pool_) pool_ = std::make_shared<PagePool>(pageBytes_, huge_);
        pages_.push_back(pool_->take());
        if (freeze_) shared_.push_back(0);
    }
    const std::byte* read(size_t page) const { return pages_[page]; }
    std::byte* write(size_t page) {
        if (freeze_ && shared_[page]) [[unlikely]] copy(page);
        return pages_[page];
    }
    size_t bytes() const { return pool_ ? pool_->bytes() : 0; }
    void clear() {
        pages_.clear();
        orphans_.clear();
        shared_.clear();
        pool_.reset();
        freeze_.reset();
    }
    bool isFrozen() const { return freeze_ != nullptr; }
    /// Takes back what a reader that is done has left; true when that ended a freeze.
    bool thaw() {
        if (!freeze_ || !freeze_->done.load(std::memory_order_acquire)) return false;
        for (std::byte* page : orphans_) pool_->give(page);
        orphans_.clear();
        freeze_.reset();
        return true;
    }
    /// Where the pages lie; what it gives keeps them alive.
    std::shared_ptr<const void> share(std::vector<const std::byte*>& addresses) const {
        addresses.assign(pages_.begin(), pages_.end());
        return pool_;
    }
    /// A copy for one reader on any thread. Only while nothing is frozen.
    CowPages freeze() {
        CowPages copy(pageBytes_);
        copy.pool_ = pool_;
        copy.pages_ = pages_;
        freeze_ = std::make_shared<Freeze>();
        copy.held_ = Freeze::release(freeze_);
        shared_.assign(pages_.size(), 1);
        return copy;
    }

private:
    void copy(size_t page);
    size_t pageBytes_;
    bool huge_;
    std::vector<std::byte*> pages_;
    std::shared_ptr<PagePool> pool_;
    // While a frozen copy is read: which pages it shares, and those that only it has.
    std::shared_ptr<Freeze> freeze_;
    std::vector<uint8_t> shared_;
    std::vector<std::byte*> orphans_;
    std::shared_ptr<void> held_;       // of a frozen copy
};

} // namespace weir
