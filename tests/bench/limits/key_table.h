// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::bench {

/// Open addressing with linear probing; a Row has a `key()` and an `empty()`, and a default-made one is empty. Rows move when
/// it grows.
template <class Row>
class KeyTable {
public:
    explicit KeyTable(size_t capacity = 1024) : rows_(capacity), mask_(capacity - 1) {}

    /// Room for so many more keys without a move.
    void reserveMore(size_t more) {
        size_t capacity = rows_.size();
        while ((size_ + more) * 2 > capacity)
            capacity *= 2;
        if (capacity != rows_.size()) rehash(capacity);
    }
    template <class Key>
    Row& find(const Key& key) {
        size_t at = key.hash() & mask_;
        while (!rows_[at].empty() && !(rows_[at].key() == key))
            at = (at + 1) & mask_;
        if (rows_[at].empty()) {
            rows_[at] = Row(key);
            ++size_;
        }
        return rows_[at];
    }
    template <class Key>
    void prefetch(const Key& key) const {
        __builtin_prefetch(&rows_[key.hash() & mask_], 1);
    }
    template <class Visit>
    void each(Visit visit) {
        for (Row& row : rows_)
            if (!row.empty()) visit(row);
    }
    size_t size() const { return size_; }
    size_t capacity() const { return rows_.size(); }
    size_t position(const Row& row) const { return static_cast<size_t>(&row - rows_.data()); }
    Row& operator[](size_t position) { return rows_[position]; }

private:
    void rehash(size_t capacity) {
        std::vector<Row> old(capacity);
        old.swap(rows_);
        mask_ = capacity - 1;
        for (Row& row : old) {
            if (row.empty()) continue;
            size_t at = row.key().hash() & mask_;
            while (!rows_[at].empty())
                at = (at + 1) & mask_;
            rows_[at] = row;
        }
    }

    std::vector<Row> rows_;
    size_t mask_;
    size_t size_ = 0;
};

} // namespace weir::bench
