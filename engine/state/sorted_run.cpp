// SPDX-License-Identifier: Apache-2.0
#include "engine/state/sorted_run.h"

#include <algorithm>
#include <cstring>

#include <xxhash.h>

namespace weir {

// A row: 4 bytes order, 2 bytes key group, the lengths of key and value (7 bits a byte, the last one below 128), key, value.
namespace {

constexpr size_t RowsInPage = 32, PageBytes = 4096;
constexpr size_t BytesAtOnce = 128 << 10;

void appendLength(std::string& out, size_t length) {
    for (; length >= 128; length >>= 7) out += static_cast<char>(length | 128);
    out += static_cast<char>(length);
}

size_t readLength(const char*& at) {
    size_t length = 0;
    for (int shift = 0;; shift += 7) {
        auto byte = static_cast<unsigned char>(*at++);
        length |= static_cast<size_t>(byte & 127) << shift;
        if (byte < 128) return length;
    }
}

/// Of a page that was checked.
const char* readRow(const char* at, SortedRun::Row& row) {
    std::memcpy(&row.order, at, sizeof row.order);
    std::memcpy(&row.group, at + sizeof row.order, sizeof row.group);
    at += sizeof row.order + sizeof row.group;
    size_t key = readLength(at), value = readLength(at);
    row.key = {at, key};
    row.value = {at + key, value};
    return at + key + value;
}

void require(const Status& status) {
    if (!status) throw RunError(status.error());
}

} // namespace

SortedRun::~SortedRun() {
    file_.reset();
    (void)files_.remove(path_);
}

size_t SortedRun::pageOf(uint32_t order) const {
    // Orders are spread evenly: the place is near.
    auto below = [&](size_t page) { return pages_[page].first <= order; };
    size_t high = std::min(pages_.size() - 1, static_cast<size_t>(uint64_t{order} * pages_.size() >> 32)), low = high, step = 1;
    while (low > 0 && !below(low)) high = low, low -= std::min(low, step), step *= 2;
    for (step = 1; high < pages_.size() && below(high); step *= 2) low = high, high += step;
    high = std::min(high, pages_.size());
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        (below(middle) ? low : high) = middle;
    }
    return low;
}

void SortedRun::readPages(ReadableFile& file, size_t first, size_t end, std::string& into) const {
    uint64_t from = pages_[first].at, size = endOf(end - 1) - from;
    if (into.size() < size) into.resize(size);
    for (size_t got = 0; got < size;) {
        auto part = file.read(static_cast<int64_t>(from + got), into.data() + got, size - got);
        if (!part) throw RunError(part.error());
        if (*part == 0) throw RunError({ErrorCode::Io, "State on disk is gone: '" + path_ + "' has become shorter.", {},
                                            "Start again from the last checkpoint."});
        got += *part;
    }
    for (size_t page = first; page < end; ++page)
        if (XXH3_64bits(into.data() + (pages_[page].at - from), endOf(page) - pages_[page].at) != pages_[page].check)
            throw RunError({ErrorCode::Io, "State on disk is damaged: '" + path_ + "' is not what was written.", {},
                            "Look at the disk, and start again from the last checkpoint."});
}

bool SortedRun::take(uint32_t order, std::string_view key, std::string_view& value) {
    size_t page = pageOf(order);
    if (page != read_) {
        read_ = SIZE_MAX;
        readPages(*file_, page, page + 1, buffer_);
        read_ = page;
    }
    const char* at = buffer_.data();
    const char* end = at + (endOf(page) - pages_[page].at);
    Row row;
    for (size_t number = pages_[page].row; at < end; ++number) {
        at = readRow(at, row);
        if (row.order < order) continue;
        if (row.order > order) return false;
        if (row.key != key) continue;
        uint64_t bit = uint64_t{1} << (number & 63);
        if (gone_[number >> 6] & bit) return false;
        gone_[number >> 6] |= bit;
        --live_;
        value = row.value;
        return true;
    }
    return false;
}

SortedRun::Reader::Reader(const SortedRun& run, Gone gone, uint64_t first, uint64_t end) : run_(run), gone_(std::move(gone)), first_(first), end_(end) {
    auto file = run.files_.openToRead(run.path_);
    if (!file) throw RunError(file.error());
    file_ = std::move(*file);
    if (first_ == 0 || run_.pages_.empty()) return;
    nextPage_ = run_.pageOf(static_cast<uint32_t>(first_));
    rowNumber_ = run_.pages_[nextPage_].row;
}

void SortedRun::Reader::fill() {
    size_t first = nextPage_;
    while (nextPage_ < run_.pages_.size() && run_.pages_[nextPage_].first < end_ && (nextPage_ == first || run_.endOf(nextPage_) - run_.pages_[first].at <= BytesAtOnce)) ++nextPage_;
    run_.readPages(*file_, first, nextPage_, buffer_);
    buffer_.resize(run_.endOf(nextPage_ - 1) - run_.pages_[first].at);
    at_ = 0;
}

bool SortedRun::Reader::next() {
    for (;;) {
        if (at_ == buffer_.size()) {
            if (nextPage_ == run_.pages_.size() || run_.pages_[nextPage_].first >= end_) return false;
            fill();
        }
        const char* from = buffer_.data() + at_;
        const char* to = readRow(from, row_);
        at_ = static_cast<size_t>(to - buffer_.data());
        size_t number = rowNumber_++;
        if (row_.order >= end_) return false;
        if (row_.order < first_) continue;
        if (gone_[number >> 6] >> (number & 63) & 1) continue;
        bytes_ = {from, static_cast<size_t>(to - from)};
        return true;
    }
}

SortedRunWriter::SortedRunWriter(FileSystem& files, std::string path, size_t mostRows, std::shared_ptr<const void> folder)
    : run_(new SortedRun(files, std::move(path), std::move(folder))) {
    auto file = files.openToWrite(run_->path_);
    if (!file) throw RunError(file.error());
    file_ = std::move(*file);
    run_->blocks_.resize(mostRows / SortedRun::RowsInBlock + 1);
}

SortedRunWriter::~SortedRunWriter() = default;

void SortedRunWriter::begin(uint32_t order) {
    SortedRun& run = *run_;
    bool isFull = !run.pages_.empty() && (run.rows_ - run.pages_.back().row >= RowsInPage || buffer_.size() - pageStart_ >= PageBytes);
    // A row of the same order goes to the page even so.
    uint32_t last = 0;
    if (isFull) std::memcpy(&last, buffer_.data() + lastRow_, sizeof last);
    if (run.pages_.empty() || (isFull && last != order)) {
        endPage();
        run.pages_.push_back({order, static_cast<uint32_t>(run.rows_), run.fileBytes_, 0});
    }
    lastRow_ = buffer_.size();
    auto& block = run.blocks_[run.blockOf(order)];
    uint64_t bits = SortedRun::mixed(order);
    for (int i = 0; i < SortedRun::Probes; ++i, bits >>= 9) block[(bits >> 6) & 7] |= uint64_t{1} << (bits & 63);
    ++run.rows_;
}

void SortedRunWriter::add(const SortedRun::Row& row) {
    begin(row.order);
    buffer_.append(reinterpret_cast<const char*>(&row.order), sizeof row.order);
    buffer_.append(reinterpret_cast<const char*>(&row.group), sizeof row.group);
    appendLength(buffer_, row.key.size());
    appendLength(buffer_, row.value.size());
    buffer_.append(row.key).append(row.value);
}

void SortedRunWriter::add(uint32_t order, std::string_view bytes) {
    begin(order);
    buffer_.append(bytes);
}

void SortedRunWriter::endPage() {
    if (run_->pages_.empty()) return;
    SortedRun::Page& page = run_->pages_.back();
    size_t size = buffer_.size() - pageStart_;
    page.check = XXH3_64bits(buffer_.data() + pageStart_, size);
    run_->fileBytes_ += size;
    pageStart_ = buffer_.size();
    if (buffer_.size() >= BytesAtOnce) write();
}

void SortedRunWriter::write() {
    require(file_->append(buffer_));
    buffer_.clear();
    pageStart_ = 0;
}

std::shared_ptr<SortedRun> SortedRunWriter::finish() {
    endPage();
    write();
    require(file_->close());
    auto file = run_->files_.openToRead(run_->path_);
    if (!file) throw RunError(file.error());
    run_->file_ = std::move(*file);
    run_->pages_.shrink_to_fit();
    run_->live_ = run_->rows_;
    run_->gone_.assign(run_->rows_ / 64 + 1, 0);
    return std::move(run_);
}

} // namespace weir
