// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// Bytes of variable length for state tables: bump allocation in growing blocks, freed pieces are kept by size class and used again.
/// Pieces never move. Owned by a table; not thread-safe. While a frozen copy of the table reads pieces, those given back stay as they are.
class Arena {
public:
    Arena() = default;
    Arena(Arena&&) = default;
    Arena& operator=(Arena&&) = default;
    char* allocate(size_t bytes) {
        int sizeClass = classOf(bytes);
        if (sizeClass < 0) [[unlikely]] return allocateLarge(bytes);
        size_t size = sizeOf(sizeClass);
        used_ += size;
        if (char* piece = free_[sizeClass]) {
            std::memcpy(&free_[sizeClass], piece, sizeof(char*));
            return piece;
        }
        if (at_ + size > capacity_) [[unlikely]] grow();
        char* piece = block_ + at_;
        at_ += size;
        return piece;
    }
    void release(char* piece, size_t bytes) {
        if (frozen_) [[unlikely]] {
            later_.emplace_back(piece, bytes);
            return;
        }
        int sizeClass = classOf(bytes);
        if (sizeClass < 0) [[unlikely]] return releaseLarge(piece, bytes);
        used_ -= sizeOf(sizeClass);
        std::memcpy(piece, &free_[sizeClass], sizeof(char*));
        free_[sizeClass] = piece;
    }
    const char* store(std::string_view bytes) {
        char* piece = allocate(bytes.size());
        if (!bytes.empty()) std::memcpy(piece, bytes.data(), bytes.size());
        return piece;
    }
    void release(std::string_view stored) { release(const_cast<char*>(stored.data()), stored.size()); }
    size_t bytes() const { return bytes_; }
    /// Of these, what pieces take that are not given back.
    size_t usedBytes() const { return used_; }
    void clear();
    /// From now on pieces given back stay as they are, until thaw(). What it gives keeps the bytes alive.
    std::shared_ptr<const void> freeze();
    void thaw();

private:
    // Multiples of 8 to 128, then four steps a doubling up to 32 KiB.
    static constexpr int SmallClasses = 16;
    static constexpr int Classes = SmallClasses + 8 * 4;
    static constexpr size_t Largest = 32768;
    static int classOf(size_t bytes) {
        if (bytes <= 8) return 0;
        if (bytes <= 128) return static_cast<int>((bytes - 1) >> 3);
        if (bytes > Largest) return -1;
        int log = 63 - __builtin_clzll(bytes - 1);                       // 7..14
        int step = static_cast<int>(((bytes - 1) >> (log - 2)) & 3);
        return SmallClasses + (log - 7) * 4 + step;
    }
    static size_t sizeOf(int sizeClass) {
        if (sizeClass < SmallClasses) return static_cast<size_t>(sizeClass + 1) * 8;
        int log = 7 + (sizeClass - SmallClasses) / 4, step = (sizeClass - SmallClasses) % 4;
        return (size_t{1} << log) + (static_cast<size_t>(step) + 1) * (size_t{1} << (log - 2));
    }
    void grow();
    char* allocateLarge(size_t bytes);
    void releaseLarge(char* piece, size_t bytes);

    struct Blocks { std::vector<std::unique_ptr<char[]>> blocks, large; };
    std::shared_ptr<Blocks> held_;
    char* block_ = nullptr;
    size_t at_ = 0, capacity_ = 0, bytes_ = 0, used_ = 0;
    std::array<char*, Classes> free_{};
    bool frozen_ = false;
    std::vector<std::pair<char*, size_t>> later_;
};

} // namespace weir
