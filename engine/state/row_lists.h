// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/fetches.h"
#include "engine/state/arena.h"
#include "engine/state/page_pool.h"

#include <string_view>
#include <vector>

namespace weir {

/// Lists of packed rows in arrival order, one list per owner (a key of a KeyTable keeps the List in its payload). Every entry has a
/// count of equal rows and a degree (matches on the other side of a join). Entries keep their number; read through a const list or
/// read() where nothing is changed. Not thread-safe.
class RowLists {
public:
    static constexpr uint32_t None = 0xFFFFFFFF;
    struct List {
        uint32_t first = None, last = None;
        uint32_t size = 0;
        uint32_t unused = 0;
    };
    struct Entry {
        uint32_t next, previous;
        uint32_t count;
        uint32_t degree;
        const char* bytes;
        uint32_t length;
        uint32_t index;          // the owner's: row in an index over entries
        int64_t time;            // the owner's: event time, expiry
        std::string_view row() const { return {bytes, length}; }
    };

    uint32_t append(List& list, std::string_view row);
    void remove(List& list, uint32_t entry);
    /// Other bytes in the same place of the list.
    void replace(uint32_t entry, std::string_view row);
    void clear(List& list);
    Entry& operator[](uint32_t entry) { return reinterpret_cast<Entry*>(pages_.write(entry >> Shift))[entry & Mask]; }
    const Entry& operator[](uint32_t entry) const { return read(entry); }
    const Entry& read(uint32_t entry) const { return reinterpret_cast<const Entry*>(pages_.read(entry >> Shift))[entry & Mask]; }
    /// Fetches what append() will touch.
    FETCHES void fetchEnd(const List& list) const {
        if (list.last != None) __builtin_prefetch(&read(list.last), 1);
    }
    size_t size() const { return end_ - free_.size(); }
    size_t bytes() const { return pages_.bytes() + arena_.bytes(); }
    /// Of these, what the present rows take.
    size_t usedBytes() const { return size() * sizeof(Entry) + arena_.usedBytes(); }
    /// For one reader on any thread: the lists as they are now. Null while an earlier one is still read.
    std::shared_ptr<const RowLists> freeze() {
        thaw();
        if (pages_.isFrozen()) return nullptr;
        auto copy = std::make_shared<RowLists>();
        copy->pages_ = pages_.freeze();
        copy->end_ = end_;
        copy->held_ = arena_.freeze();
        return copy;
    }
    /// Gives back what a reader that is done has left; once a batch.
    void thaw() {
        if (pages_.thaw()) arena_.thaw();
    }

private:
    static constexpr int Shift = 9;
    static constexpr uint32_t Mask = (1u << Shift) - 1;
    CowPages pages_{sizeof(Entry) << Shift};
    std::shared_ptr<const void> held_;
    std::vector<uint32_t> free_;
    uint32_t end_ = 0;
    Arena arena_;
};

inline uint32_t RowLists::append(List& list, std::string_view row) {
    uint32_t number;
    if (!free_.empty()) {
        number = free_.back();
        free_.pop_back();
    } else {
        number = end_++;
        if ((number >> Shift) == pages_.count()) pages_.add();
    }
    Entry& entry = (*this)[number];
    entry = {None, list.last, 1, 0, arena_.store(row), static_cast<uint32_t>(row.size()), None, 0};
    if (list.last != None) (*this)[list.last].next = number;
    else list.first = number;
    list.last = number;
    ++list.size;
    return number;
}

inline void RowLists::remove(List& list, uint32_t number) {
    Entry& entry = (*this)[number];
    if (entry.previous != None) (*this)[entry.previous].next = entry.next;
    else list.first = entry.next;
    if (entry.next != None) (*this)[entry.next].previous = entry.previous;
    else list.last = entry.previous;
    --list.size;
    arena_.release(entry.row());
    free_.push_back(number);
}

inline void RowLists::replace(uint32_t number, std::string_view row) {
    Entry& entry = (*this)[number];
    arena_.release(entry.row());
    entry.bytes = arena_.store(row);
    entry.length = static_cast<uint32_t>(row.size());
}

inline void RowLists::clear(List& list) {
    for (uint32_t entry = list.first; entry != None;) {
        uint32_t next = (*this)[entry].next;
        arena_.release((*this)[entry].row());
        free_.push_back(entry);
        entry = next;
    }
    list = List{};
}

} // namespace weir
