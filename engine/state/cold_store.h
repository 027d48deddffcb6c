// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/state/sorted_run.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Where the state of a job goes that does not fit into memory: a folder that goes with it, for files of sorted rows (SortedRun), and one RocksDB database
/// for so many that what must be known of them in memory would be too much. There keys and values are bytes, in tables by number; whole batches come and go,
/// never single rows. RocksDB has files and threads of its own. Thread-safe.
class ColdStore {
public:
    /// The last part of `folder` begins so. The folder is locked while its process lives.
    static constexpr const char* FolderPrefix = "weir-state-";
    /// Makes the folder when the first rows come, and removes those next to it that processes have left which are no more. `memory`: bytes for the
    /// database's caches.
    ColdStore(FileSystem& files, std::string folder, int64_t memory);
    /// Removes the folder.
    ~ColdStore();

    /// For a run of at most so many rows, which keeps the folder. Throws RunError when there can be none.
    SortedRunWriter newRun(size_t mostRows);

    int addTable();
    struct Row {
        std::string key, value;
    };
    /// Into the database. Sorted by key, each key once. Throws RunError when the disk says no.
    void write(int table, std::span<const Row> rows);
    /// Takes rows out of it: one answer per key, in the keys' order; keys are sorted.
    void take(int table, std::span<const std::string_view> keys, std::vector<std::optional<std::string>>& values);
    /// Takes the first rows out of it, as many as there are and are wanted.
    void takeFirst(int table, size_t most, std::vector<Row>& rows);
    /// Forgets all rows of a table; throws nothing.
    void drop(int table);

    /// A table as it is now, for one reader on any thread. Holds the database open.
    class Snapshot {
    public:
        virtual ~Snapshot() = default;
        /// The rows whose keys are not less than `first` and less than `end`; "" has no end.
        virtual void each(std::string_view first, std::string_view end, const std::function<void(std::string_view key, std::string_view value)>& visit) const = 0;
    };
    std::shared_ptr<const Snapshot> snapshot(int table);

private:
    class Folder;
    class Database;
    std::shared_ptr<Folder> folder_;
    std::shared_ptr<Database> database_;
};

} // namespace weir
