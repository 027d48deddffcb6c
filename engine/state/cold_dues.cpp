// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_dues.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {

constexpr size_t MostRuns = 12, RunsToMerge = 6;

/// Rows come by number, which is the order of their times. Nothing is looked for in the run: it needs no filter.
void append(SortedRunWriter& run, size_t number, int64_t time, std::string_view key) {
    run.add({static_cast<uint32_t>(number), 0, key, std::string_view(reinterpret_cast<const char*>(&time), sizeof time)});
}

} // namespace

void ColdDues::Run::next() {
    if (!reader->next()) {
        time = Never;
        left = 0;
        return;
    }
    std::memcpy(&time, reader->row().value.data(), sizeof time);
    --left;
}

ColdDues::Run ColdDues::open(SortedRunWriter& writer, size_t rows) {
    Run run{writer.finish(), nullptr, Never, rows};
    run.reader = std::make_unique<SortedRun::Reader>(*run.rows, run.rows->gone());
    run.next();
    return run;
}

void ColdDues::end() {
    if (added_.empty()) return;
    std::stable_sort(added_.begin(), added_.end(), [](const Due& a, const Due& b) { return a.time < b.time; });
    SortedRunWriter writer = store_.newRun(0);
    for (size_t i = 0; i < added_.size(); ++i) append(writer, i, added_[i].time, added_[i].key);
    runs_.push_back(open(writer, added_.size()));
    added_.clear();
    if (runs_.size() > MostRuns) merge();
}

ColdDues::Run* ColdDues::earliest() {
    auto least = std::min_element(runs_.begin(), runs_.end(), [](const Run& a, const Run& b) { return a.time < b.time; });
    return least == runs_.end() ? nullptr : &*least;
}

int64_t ColdDues::next() const {
    int64_t time = Never;
    for (const Run& run : runs_) time = std::min(time, run.time);
    return time;
}

void ColdDues::take(int64_t time, size_t most, std::vector<std::string>& keys) {
    while (keys.size() < most) {
        Run* run = earliest();
        if (!run || run->time > time || run->time == Never) break;
        keys.emplace_back(run->reader->row().key);
        run->next();
        if (run->time == Never) runs_.erase(runs_.begin() + (run - runs_.data()));
    }
}

/// The smallest ones become one.
void ColdDues::merge() {
    std::stable_sort(runs_.begin(), runs_.end(), [](const Run& a, const Run& b) { return a.left > b.left; });
    std::vector<Run> parts;
    for (size_t i = 0; i < RunsToMerge; ++i) {
        parts.push_back(std::move(runs_.back()));
        runs_.pop_back();
    }
    SortedRunWriter writer = store_.newRun(0);
    size_t rows = 0;
    for (;;) {
        Run& run = *std::min_element(parts.begin(), parts.end(), [](const Run& a, const Run& b) { return a.time < b.time; });
        if (run.time == Never) break;
        append(writer, rows++, run.time, run.reader->row().key);
        run.next();
    }
    runs_.push_back(open(writer, rows));
}

size_t ColdDues::bytes() const {
    size_t bytes = runs_.capacity() * sizeof(Run);
    for (const Run& run : runs_) bytes += run.rows->bytes();
    return bytes;
}

size_t ColdDues::size() const {
    size_t rows = 0;
    for (const Run& run : runs_) rows += run.left + 1;
    return rows;
}

} // namespace weir
