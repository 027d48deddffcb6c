// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/cold_store.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// When rows on disk are due, with their keys: files in the order of time, of which memory has a piece each. A key may be in it that has come back since, or
/// several times. Owned by a ColdRows; not thread-safe.
class ColdDues {
public:
    static constexpr int64_t Never = INT64_MAX;
    explicit ColdDues(ColdStore& store) : store_(store) {}
    /// A key that is due then. Settled by the next end().
    void add(int64_t time, std::string_view key) { added_.push_back({time, std::string(key)}); }
    /// What was added goes to disk.
    void end();
    /// The earliest time; Never: there is none.
    int64_t next() const;
    /// Appends the keys that are due by `time`, the earliest first, until there are `most`.
    void take(int64_t time, size_t most, std::vector<std::string>& keys);
    /// In memory.
    size_t bytes() const;
    /// Of keys that have come back, too.
    size_t size() const;

private:
    struct Due {
        int64_t time;
        std::string key;
    };
    /// A file, and where it is read. Made when there is a first row.
    struct Run {
        std::shared_ptr<SortedRun> rows;
        std::unique_ptr<SortedRun::Reader> reader;
        int64_t time = Never;           // of the row at hand
        size_t left = 0;
        void next();
    };
    Run* earliest();
    Run open(SortedRunWriter& writer, size_t rows);
    void merge();
    ColdStore& store_;
    std::vector<Due> added_;
    std::vector<Run> runs_;
};

} // namespace weir
