// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/savepoint/current_entries.h"
#include "engine/connectors/savepoint/entry_table.h"

#include <memory>
#include <optional>

namespace weir {

/// Reads the rows of one of a savepoint's tables, batch by batch. Used by one thread; throws RunError where the bytes make no sense.
class SavepointRows {
public:
    /// An entry of state: how many of the rows it gave.
    struct Entry {
        int rows = 0;
        int keyGroup = -1;          // -1: it has none
        int64_t bytes = 0;          // as it is written
        bool isEndless = false;     // what takes entries of its kind away (see endOfEntries) is not set for it
    };
    /// `stored` outlives it.
    SavepointRows(const StoredCheckpoint& stored, SavepointTable table, TypeReader typeOf);
    /// About as many rows; none: that was all. `entries` (may be null) gets whose they are, in the same order.
    Batch next(int mostRows, std::vector<Entry>* entries = nullptr);

private:
    bool openPart();
    Batch controls(int mostRows);
    const StoredCheckpoint& stored_;
    SavepointTable table_;
    TypeReader typeOf_;
    std::unique_ptr<StateReader> reader_;
    size_t part_ = 0;
    bool isOpen_ = false;                    // of controls
    std::optional<EntryGrammar> grammar_;
    std::optional<CurrentEntries> entries_;  // of the part at hand, as the next
    std::unique_ptr<EntryTable> rows_;
};

/// What takes entries of a table away besides the operator's own work, as far as their form tells.
enum class EntryEnd : uint8_t { Untold, TimeToLive, Timer };
EntryEnd endOfEntries(const StateForm& form);

} // namespace weir
