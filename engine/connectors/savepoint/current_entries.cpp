// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/current_entries.h"

namespace weir {

CurrentEntries::CurrentEntries(const StoredCheckpoint& stored, const ManifestOperator& held, StateReader& reader, const EntryGrammar& grammar)
    : reader_(reader), numbers_(grammar.numbersBeforeKey()) {
    if (reader_.isLayered() && (grammar.startsWith("Wwk") || grammar.startsWith("Wnk"))) readWindows(stored, held);
}

/// Layers may hold groups of windows that are no more.
void CurrentEntries::readWindows(const StoredCheckpoint& stored, const ManifestOperator& held) {
    auto reader = stored.reader(held.uid, 0, 1);
    for (const ManifestSection& section : held.sections) {
        if (section.name != "windows" || !reader->section(section.name, section.form)) continue;
        knowsWindows_ = true;
        for (StateEntry entry; reader->nextOfAny(entry);) {
            const int64_t subtask = entry.number(), end = entry.number();
            windows_.insert({subtask, end, entry.number()});
        }
    }
}

bool CurrentEntries::next(StateEntry& entry) {
    while (reader_.next(entry)) {
        if (!reader_.isLayered() || numbers_ < 0) return true;
        if (entry.isRemoval()) removed_.emplace(entry.bytes());
        else if (counts(entry)) return true;
    }
    return false;
}

/// Newer layers come first.
bool CurrentEntries::counts(StateEntry entry) {
    std::string identity;
    int64_t numbers[2] = {0, 0};
    for (int i = 0; i < numbers_; ++i) {
        const int64_t number = entry.number();
        if (i < 2) numbers[i] = number;
        identity += std::to_string(number) + " ";
    }
    if (knowsWindows_ && !windows_.contains({reader_.formerSubtask(), numbers[0], numbers[1]})) return false;
    const std::string key(entry.bytes());
    return !removed_.contains(key) && seen_.insert(identity + key).second;
}

} // namespace weir
