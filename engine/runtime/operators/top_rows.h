// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/arena.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace weir {

/// Packed rows of one partition in the order of their sort keys (memcmp of SortKeyCodec bytes); equal keys in order of arrival.
/// Bytes lie in the arena of whoever owns the partitions.
class TopRows {
public:
    struct Item {
        const char* bytes;       // key, then row
        uint32_t keyLength, rowLength;
        std::string_view key() const { return {bytes, keyLength}; }
        std::string_view row() const { return {bytes + keyLength, rowLength}; }
    };
    size_t size() const { return items_.size(); }
    const Item& operator[](size_t place) const { return items_[place]; }
    /// Where a row with this key goes: behind its equals.
    size_t placeFor(std::string_view key) const {
        return static_cast<size_t>(std::upper_bound(items_.begin(), items_.end(), key, [](std::string_view a, const Item& b) { return a < b.key(); }) -
                                   items_.begin());
    }
    size_t placeBefore(std::string_view key) const {
        return static_cast<size_t>(std::lower_bound(items_.begin(), items_.end(), key, [](const Item& a, std::string_view b) { return a.key() < b; }) -
                                   items_.begin());
    }
    /// The oldest equal row, or size().
    size_t find(std::string_view key, std::string_view row) const {
        for (size_t at = placeBefore(key); at < items_.size() && items_[at].key() == key; ++at)
            if (items_[at].row() == row) return at;
        return items_.size();
    }
    void insert(size_t place, std::string_view key, std::string_view row, Arena& arena) {
        char* bytes = arena.allocate(key.size() + row.size());
        std::memcpy(bytes, key.data(), key.size());
        std::memcpy(bytes + key.size(), row.data(), row.size());
        items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(place), Item{bytes, static_cast<uint32_t>(key.size()), static_cast<uint32_t>(row.size())});
    }
    /// Takes it out; its bytes stay until release().
    Item take(size_t place) {
        Item item = items_[place];
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(place));
        return item;
    }
    static void release(const Item& item, Arena& arena) { arena.release(std::string_view(item.bytes, item.keyLength + item.rowLength)); }
    void clear(Arena& arena) {
        for (const Item& item : items_) release(item, arena);
        items_.clear();
    }

private:
    std::vector<Item> items_;
};

} // namespace weir
