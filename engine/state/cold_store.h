// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Where the state of a job goes that does not fit into memory: one RocksDB database in a folder that goes with it. Keys and values are bytes, in tables by
/// number; whole batches come and go, never single rows. RocksDB has files and threads of its own. Thread-safe.
class ColdStore {
public:
    /// Makes the folder and the database when the first rows come. `memory`: bytes for its caches.
    ColdStore(std::string folder, int64_t memory);
    /// Removes the folder.
    ~ColdStore();

    int addTable();

    struct Change {
        std::string key, value;
        bool removes = false;
    };
    /// Sorted by key, each key once. Throws RunError when the disk says no.
    void write(int table, std::span<const Change> changes);
    /// One answer per key, in the keys' order; keys are sorted.
    void read(int table, std::span<const std::string_view> keys, std::vector<std::optional<std::string>>& values);

    /// A table as it is now, for one reader on any thread. Holds the database open.
    class Snapshot {
    public:
        virtual ~Snapshot() = default;
        virtual void each(const std::function<void(std::string_view key, std::string_view value)>& visit) const = 0;
    };
    std::shared_ptr<const Snapshot> snapshot(int table);

private:
    class Database;
    std::shared_ptr<Database> database_;
};

} // namespace weir
