// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/checkpoint/state_form.h"
#include "engine/types/data_type.h"
#include "engine/types/datetime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// Which state of a run that stands still is asked for.
struct StateQuery {
    std::string uid;                          // of the operator
    int subtask = 0;
    std::string section;                      // empty: its first one
    std::string key;                          // only entries whose first key column, as text, begins so; empty: all
    int64_t first = 0;                        // entries passed over
    int limit = 1000;                         // entries at most
};

/// A part of an operator's state as text, as it stands.
struct StatePage {
    std::vector<std::string> sections;        // all of the operator that can be shown
    std::string section;
    std::vector<std::string> columns;         // "name TYPE": the key's first where the state tells them, then the values'
    int keyColumns = 0;
    std::vector<std::vector<std::string>> rows;
    int64_t matching = 0;                     // entries that match, shown or not
};

/// How state becomes text.
struct StateReading {
    std::function<Result<DataType>(const std::string&)> typeOf;      // of a type's text
    std::shared_ptr<const TimeZone> zone;
};

/// Errors: no such section, a type that is not known. Any thread.
Result<StatePage> statePage(const OperatorState& state, const StateQuery& query, const StateReading& reading);

} // namespace weir
