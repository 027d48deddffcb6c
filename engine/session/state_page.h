// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/checkpoint/state_form.h"
#include "engine/types/data_type.h"
#include "engine/types/datetime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

enum class StateOrder : uint8_t { AsHeld, LargestFirst };

/// Which state of a run that stands still is asked for.
struct StateQuery {
    std::string uid;                          // of the operator
    int subtask = 0;
    std::string section;                      // empty: its first one
    std::string key;                          // only entries whose first key column, as text, begins so; empty: all
    std::vector<std::vector<std::string>> keys;   // only entries with one of these keys, each the texts of all key columns; empty: all
    std::optional<int> keyGroup;              // only entries of that one
    StateOrder order = StateOrder::AsHeld;
    int64_t first = 0;                        // rows passed over
    int limit = 1000;                         // rows at most
};

/// A row of an entry. An entry has one, or several where a key holds a list.
struct StateRow {
    std::vector<std::string> values;          // as the columns
    int keyGroup = -1;                        // of its entry; -1: it has none
    int64_t bytes = 0;                        // of its whole entry, as a checkpoint would hold it
};

/// What takes entries away besides the operator's own work; Untold: their form does not tell, or they go with their window.
enum class StateEnd : uint8_t { Untold, TimeToLive, Timer };

/// A part of an operator's state as text, as it stands.
struct StatePage {
    std::vector<std::string> sections;        // all of the operator that can be shown
    std::string section;
    std::vector<std::string> columns;         // "name TYPE": the key's first where the state tells them, then the values'
    int keyColumns = 0;
    std::vector<StateRow> rows;
    int64_t matching = 0;                     // rows that match, shown or not
    int64_t bytes = 0;                        // of all entries that match
    StateEnd end = StateEnd::Untold;
    int64_t endless = 0;                      // matching entries that have none of `end`
};

/// How state becomes text.
struct StateReading {
    std::function<Result<DataType>(const std::string&)> typeOf;      // of a type's text
    std::shared_ptr<const TimeZone> zone;
};

/// Errors: no such section, a type that is not known. Any thread.
Result<StatePage> statePage(const OperatorState& state, const StateQuery& query, const StateReading& reading);

} // namespace weir
