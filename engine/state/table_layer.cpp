// SPDX-License-Identifier: Apache-2.0
#include "engine/state/table_layer.h"

#include "engine/state/key_table.h"
#include "engine/state/table_state.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <thread>

namespace weir {

namespace {
constexpr size_t SlabRows = 1024, RowsAtOnce = 1024;
/// Every layer holds at least this share of all pages, so that no more layers than this are ever needed.
constexpr size_t MostLayers = 32;
}

TableLayer::~TableLayer() = default;

void TableLayer::copyAside(uint32_t row, size_t word, uint64_t bit) {
    uint32_t page = row >> shift_;
    std::atomic<uint8_t>& state = states_[page];
    for (uint8_t found = Free; !state.compare_exchange_weak(found, Busy, std::memory_order_acquire); found = Free) {
        if (found == Done) return;
        // The reader copies a few kilobytes, unless the system has put it to sleep.
        if (found == Busy) std::this_thread::yield();
    }
    if (copied_ % SlabRows == 0) copies_.emplace_back(new std::byte[SlabRows * rowBytes_]);
    std::memcpy(copies_.back().get() + (copied_ % SlabRows) * rowBytes_, pages_[page] + static_cast<size_t>(row & mask_) * rowBytes_, rowBytes_);
    ++copied_;
    wanted_[word] &= ~bit;
    state.store(Free, std::memory_order_release);
}

bool TableLayer::take(uint32_t page) {
    std::atomic<uint8_t>& state = states_[page];
    for (uint8_t found = Free; !state.compare_exchange_weak(found, Busy, std::memory_order_acquire); found = Free)
        if (found == Busy) std::this_thread::yield();
    for (uint32_t word = 0; word < words_; ++word) {
        const std::byte* first = pages_[page] + static_cast<size_t>(word) * 64 * rowBytes_;
        // Few of the rows are in the cache, and those to come lie in no order that the core would guess.
        uint64_t bits = wanted_[static_cast<size_t>(page) * words_ + word];
        for (uint64_t ahead = bits; ahead != 0; ahead &= ahead - 1) __builtin_prefetch(first + static_cast<size_t>(std::countr_zero(ahead)) * rowBytes_);
        window_->appendCopies(first, bits);
    }
    state.store(Done, std::memory_order_release);
    return window_->end() >= RowsAtOnce;
}

const KeyTable* TableLayer::next() {
    window_->forgetCopies();
    while (nextDue_ < due_.size())
        if (take(due_[nextDue_++])) return window_.get();
    // No page is the table's any more, so no row is copied aside from now on.
    static_assert(SlabRows % 64 == 0);
    for (; nextCopy_ < copied_ && window_->end() < RowsAtOnce; nextCopy_ += 64) {
        size_t left = std::min<size_t>(64, copied_ - nextCopy_);
        window_->appendCopies(copies_[nextCopy_ / SlabRows].get() + (nextCopy_ % SlabRows) * rowBytes_, ~uint64_t{0} >> (64 - left));
    }
    return window_->end() > 0 ? window_.get() : nullptr;
}

void TableLayer::saveRemoved(StateWriter& out) const {
    if (!removed_) return;
    for (TableKeys keys(*removed_, out.maxParallelism()); keys.next();) {
        out.removal(keys.keyGroup());
        out.bytes(keys.key());
    }
}

LayerTracker::LayerTracker(uint32_t shift, uint32_t rowBytes, size_t pages)
    : shift_(shift), mask_((1u << shift) - 1), words_(std::max(1u, (1u << shift) / 64)), rowBytes_(rowBytes), dirty_(pages * words_, 0), written_(pages, 0) {}

LayerTracker::~LayerTracker() = default;

void LayerTracker::addPage() {
    dirty_.resize(dirty_.size() + words_, 0);
    written_.push_back(layer_ + 1);
}

void LayerTracker::erased(const KeyTable& table, uint32_t row) {
    if (!erased_) erased_ = std::make_unique<KeyTable>(table.emptyLike(0));
    Found found;
    erased_->findOrInsertFrom(table, row, found);
}

bool LayerTracker::release() {
    if (!active_ || !freeze_->done.load(std::memory_order_acquire)) return false;
    active_.reset();
    freeze_.reset();
    return true;
}

/// As many pages are written whole as rows were written to that older layers have, one after the other: so a restore reads at most about twice the table.
void LayerTracker::share(TableLayer& layer, uint32_t end) {
    size_t pages = written_.size(), changed = 0;
    // New rows make nothing out of date.
    size_t former = std::min(dirty_.size(), static_cast<size_t>(end_ >> shift_) * words_);
    for (size_t word = 0; word < former; ++word) changed += static_cast<size_t>(std::popcount(dirty_[word]));
    size_t whole = pages / MostLayers + 1 + static_cast<size_t>(static_cast<double>(pages) * static_cast<double>(changed) / std::max(1u, end));
    for (size_t i = 0; i < std::min(whole, pages); ++i, ++cursor_) {
        if (cursor_ >= pages) cursor_ = 0;
        std::fill_n(layer.wanted_.begin() + static_cast<std::ptrdiff_t>(cursor_ * words_), words_, ~uint64_t{0});
        written_[cursor_] = layer_;
    }
}

std::shared_ptr<TableLayer> LayerTracker::begin(int64_t checkpoint, int64_t since, const CowPages& pages, std::shared_ptr<const void> keys,
                                                std::unique_ptr<KeyTable> window, uint32_t end) {
    markAll();
    std::shared_ptr<TableLayer> layer(new TableLayer);
    layer->shift_ = shift_;
    layer->mask_ = mask_;
    layer->words_ = words_;
    layer->rowBytes_ = rowBytes_;
    layer->pool_ = pages.share(layer->pages_);
    layer->keys_ = std::move(keys);
    layer->window_ = std::move(window);
    // Keys that went take space, too: where they are many a whole table is cheaper.
    bool all = since == 0 || checkpoint_ != since || (erased_ && erased_->size() > end / 2);
    ++layer_;
    if (all) {
        layer->wanted_.assign(dirty_.size(), ~uint64_t{0});
        std::fill(written_.begin(), written_.end(), layer_);
        erased_.reset();
        cursor_ = 0;
    } else {
        layer->wanted_ = dirty_;
        share(*layer, end);
        layer->removed_ = std::move(erased_);
        for (uint32_t last : written_) layer->earlier_ = std::max(layer->earlier_, static_cast<int>(layer_ - last));
        if (layer->earlier_ == 0) layer->removed_.reset();
    }
    std::fill(dirty_.begin(), dirty_.end(), 0);
    checkpoint_ = checkpoint;
    end_ = end;
    // Rows behind the end have never been written to.
    uint32_t rows = end & mask_;
    if (size_t last = end >> shift_; rows != 0 && last < written_.size())
        for (uint32_t slot = rows; slot <= mask_; ++slot) layer->wanted_[last * words_ + (slot >> 6)] &= ~(uint64_t{1} << (slot & 63));
    if (mask_ < 63)
        for (uint64_t& word : layer->wanted_) word &= (uint64_t{1} << (mask_ + 1)) - 1;
    layer->states_ = std::make_unique<std::atomic<uint8_t>[]>(written_.size());
    for (size_t page = 0; page < written_.size(); ++page) {
        const uint64_t* words = &layer->wanted_[page * words_];
        if (std::any_of(words, words + words_, [](uint64_t word) { return word != 0; })) layer->due_.push_back(static_cast<uint32_t>(page));
        else layer->states_[page].store(TableLayer::Done, std::memory_order_relaxed);
    }
    active_ = layer;
    freeze_ = std::make_shared<Freeze>();
    TableLayer* raw = layer.get();
    return {raw, [layer = std::move(layer), done = Freeze::release(freeze_)](TableLayer*) {}};
}

} // namespace weir
