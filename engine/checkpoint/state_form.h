// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace weir {

/// A column of state by name and type: what a changed job is matched by.
struct StateColumn {
    std::string name, type;
    bool operator==(const StateColumn&) const = default;
};

/// How the entries of a section look: the key's columns, then the value's.
struct StateForm {
    std::vector<StateColumn> key, value;
    std::string layout{};       // "rows": values are packed rows of the value columns; "calls": bytes a column; else the operator's own
    bool operator==(const StateForm&) const = default;
};

class StateWriter;

/// One section of one operator subtask: entries behind each other, each with its key group.
struct StateSection {
    std::string name;
    StateForm form;
    int64_t entries = 0;
    std::string data;
    /// Writes the entries, on any thread, once; null: they are in `data`. Owns what it reads. See streamEntries().
    std::function<void(StateWriter&)> later;
    /// A layer: holds what has changed since that of checkpoint `since`, and needs so many `earlier` ones below it.
    bool isLayer = false;
    int earlier = 0;
    int64_t since = 0;
};

/// All that one subtask of one operator holds at a checkpoint.
struct OperatorState {
    std::string uid, name;      // name: "GroupAggregate", for people
    int subtask = 0, parallelism = 1;
    std::vector<StateSection> sections;
};

} // namespace weir
