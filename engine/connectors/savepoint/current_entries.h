// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/connectors/savepoint/entry_grammar.h"

#include <set>
#include <string>
#include <tuple>
#include <unordered_set>

namespace weir {

/// The entries of a section that count: where it is in layers, of each key the newest one, unless it has gone or its window has closed. Used by one thread.
class CurrentEntries {
public:
    /// `reader` stands at the section and outlives it.
    CurrentEntries(const StoredCheckpoint& stored, const ManifestOperator& held, StateReader& reader, const EntryGrammar& grammar);
    bool next(StateEntry& entry);

private:
    void readWindows(const StoredCheckpoint& stored, const ManifestOperator& held);
    bool counts(StateEntry entry);
    StateReader& reader_;
    int numbers_;                                                  // in front of the key
    bool knowsWindows_ = false;
    std::set<std::tuple<int64_t, int64_t, int64_t>> windows_;      // former subtask, end, start
    std::unordered_set<std::string> seen_, removed_;
};

} // namespace weir
