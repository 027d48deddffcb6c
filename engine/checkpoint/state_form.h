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

/// An aggregate call whose accumulator lies in a section: what it takes to make a value of the bytes.
struct StateCall {
    std::string function;                    // "SUM"
    std::vector<std::string> arguments;      // their types
    bool retracts = false;                   // it can take rows away again
};

/// How the entries of a section lie, for who reads them without their operator. The grammar's letters: k packed key and end of its time to live, w bound of a
/// window, W a window's end, g number of rows of a group, n number, b bytes, f flags, r packed row, q packed row if bit 4 of the flags says so, c accumulator of
/// the next call, e end of the time to live of a row, t moment at which the operator does something (INT64_MIN, INT64_MAX: none), p the same by the wall clock,
/// d such a moment and a place among those that wait (negative: it does not), x whether the window has fired, *(...) a number and so often what is in the
/// parentheses.
struct StateShape {
    std::string grammar{};                   // empty: nobody but the operator can read them
    int keyColumns = -1;                     // how many of the key's columns are in packed keys; -1: all but the windows'
    int rowAt = 0, rowColumns = -1;          // which of the value columns are in packed rows; -1: all from there
    std::vector<StateCall> calls{};          // the first value columns
    bool isProcessingTime = false;           // the clock of W, t and d
    std::string zone{};                      // in whose wall clock windows count; empty: UTC
};

/// How the entries of a section look: the key's columns, then the value's.
struct StateForm {
    std::vector<StateColumn> key, value;
    std::string layout{};       // "rows": values are packed rows of the value columns; "calls": bytes a column; else the operator's own
    StateShape shape{};         // older checkpoints have none
    /// Whether entries of one fit the other. The shape follows from the rest and the operator.
    bool operator==(const StateForm& other) const { return key == other.key && value == other.value && layout == other.layout; }
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
