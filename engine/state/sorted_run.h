// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/fetches.h"
#include "engine/base/file_system.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Rows on disk that never change: one file, sorted by a hash of their key (`order`), in pages that are read whole and checked. In memory are where pages
/// begin, a Bloom filter of 12 bits a row, and a bit a row that says that it has left. The file goes with the run. Owned by one thread; a Reader may be used
/// by another.
class SortedRun {
public:
    struct Row {
        uint32_t order = 0;
        int16_t group = 0;              // key group
        std::string_view key, value;
    };
    /// A bit a row, in their order: it has left.
    using Gone = std::vector<uint64_t>;

    SortedRun(const SortedRun&) = delete;
    ~SortedRun();

    static constexpr uint64_t AllOrders = uint64_t{1} << 32;
    /// The order of a hash as KeyTable has it: spread evenly, whichever key groups there are.
    static uint32_t orderOf(uint32_t hash) {
        hash ^= hash >> 16;
        hash *= 0x85EBCA6Bu;
        hash ^= hash >> 13;
        hash *= 0xC2B2AE35u;
        return hash ^ hash >> 16;
    }

    size_t rows() const { return rows_; }
    size_t live() const { return live_; }
    /// In memory.
    size_t bytes() const {
        return pages_.capacity() * sizeof(Page) + blocks_.capacity() * sizeof(Block) + gone_.capacity() * sizeof(uint64_t) + buffer_.capacity();
    }
    const Gone& gone() const { return gone_; }

    FETCHES void prefetch(uint32_t order) const { __builtin_prefetch(&blocks_[blockOf(order)]); }
    bool mayHold(uint32_t order) const {
        const Block& block = blocks_[blockOf(order)];
        uint64_t bits = mixed(order);
        for (int i = 0; i < Probes; ++i, bits >>= 9)
            if ((block[(bits >> 6) & 7] >> (bits & 63) & 1) == 0) return false;
        return true;
    }
    /// Takes a row out; false when it is not there. The value holds until the next call. Throws RunError when the file cannot be read or is damaged.
    bool take(uint32_t order, std::string_view key, std::string_view& value);

    /// Goes over the rows in order, leaving out those that are gone. The run outlives it. Of the orders [first, end).
    class Reader {
    public:
        Reader(const SortedRun& run, Gone gone, uint64_t first = 0, uint64_t end = AllOrders);
        bool next();
        const Row& row() const { return row_; }
        /// The row as it lies in the file.
        std::string_view bytes() const { return bytes_; }

    private:
        void fill();
        const SortedRun& run_;
        Gone gone_;
        uint64_t first_, end_;
        std::unique_ptr<ReadableFile> file_;
        std::string buffer_;
        size_t at_ = 0, nextPage_ = 0, rowNumber_ = 0;
        Row row_;
        std::string_view bytes_;
    };

private:
    friend class SortedRunWriter;
    using Block = std::array<uint64_t, 8>;
    static constexpr int Probes = 7;
    static constexpr size_t RowsInBlock = 42;
    struct Page {
        uint32_t first;         // order of its first row; rows of one order never lie in two pages
        uint32_t row;           // number of it
        uint64_t at;
        uint64_t check;
    };
    SortedRun(FileSystem& files, std::string path, std::shared_ptr<const void> folder) : files_(files), path_(std::move(path)), folder_(std::move(folder)) {}
    static uint64_t mixed(uint32_t order) {
        uint64_t bits = (order + uint64_t{0x9E3779B97F4A7C15}) * 0xBF58476D1CE4E5B9ull;
        bits ^= bits >> 29;
        bits *= 0x94D049BB133111EBull;
        return bits ^ bits >> 32;
    }
    size_t blockOf(uint32_t order) const { return static_cast<size_t>(uint64_t{order} * blocks_.size() >> 32); }
    size_t pageOf(uint32_t order) const;
    uint64_t endOf(size_t page) const { return page + 1 < pages_.size() ? pages_[page + 1].at : fileBytes_; }
    void readPages(ReadableFile& file, size_t first, size_t end, std::string& into) const;

    FileSystem& files_;
    std::string path_;
    std::shared_ptr<const void> folder_;
    std::unique_ptr<ReadableFile> file_;
    std::vector<Page> pages_;
    std::vector<Block> blocks_;
    Gone gone_;
    size_t rows_ = 0, live_ = 0;
    uint64_t fileBytes_ = 0;
    // The page that was read last.
    std::string buffer_;
    size_t read_ = SIZE_MAX;
};

/// Makes a run of rows that come in order. Without finish() nothing stays. Throws RunError when the disk says no.
class SortedRunWriter {
public:
    /// At most so many rows; a new file. `folder` is held as long as the run lives.
    SortedRunWriter(FileSystem& files, std::string path, size_t mostRows, std::shared_ptr<const void> folder = nullptr);
    SortedRunWriter(SortedRunWriter&&) = default;
    ~SortedRunWriter();
    void add(const SortedRun::Row& row);
    /// A row as a Reader gives it.
    void add(uint32_t order, std::string_view bytes);
    std::shared_ptr<SortedRun> finish();

private:
    void begin(uint32_t order);
    void endPage();
    void write();
    std::shared_ptr<SortedRun> run_;
    std::unique_ptr<WritableFile> file_;
    std::string buffer_;
    size_t pageStart_ = 0, lastRow_ = 0;      // in the buffer
};

} // namespace weir
