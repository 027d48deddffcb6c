// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"

#include <memory>
#include <string>
#include <vector>

namespace weir::sql {

struct Expression;
struct Query;
struct TableReference;
struct Statement;

/// Trees are immutable once parsed and shared: an editor, an analysis and a view definition may hold the same one.
using ExpressionPtr = std::shared_ptr<const Expression>;
using QueryPtr = std::shared_ptr<const Query>;
using TableReferencePtr = std::shared_ptr<const TableReference>;
using StatementPtr = std::shared_ptr<const Statement>;

/// One part of a name as it means (quotes removed, escapes resolved). Identifiers are case-sensitive.
struct Name {
    std::string text;
    Place place;
    bool quoted = false;
};

/// a.b.c
struct CompoundName {
    std::vector<Name> parts;
    Place place;

    bool empty() const { return parts.empty(); }
    const Name& last() const { return parts.back(); }
    /// "a.b.c", unquoted: for messages and lookups by one key.
    std::string dotted() const {
        std::string text;
        for (const auto& part : parts)
            text += (text.empty() ? "" : ".") + part.text;
        return text;
    }
};

/// 'key' = 'value'
struct Option {
    std::string key;
    std::string value;
    Place keyPlace;
    Place valuePlace;
};

/// One hint of /*+ NAME(...) */. OPTIONS('k'='v') fills `options`; every other form fills `arguments` (BROADCAST(a, b),
/// STATE_TTL('a' = '1d') fills `options` too).
struct Hint {
    std::string name; // in capitals
    std::vector<Option> options;
    std::vector<Name> arguments;
    Place place;
};

enum class TimeUnit {
    Millennium, Century, Decade, Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond,
    DayOfWeek, DayOfYear, IsoDayOfWeek, IsoYear, Epoch
};

/// SECOND(3) or DAY(2) TO SECOND(3); -1 where no precision is written.
struct IntervalUnits {
    TimeUnit first = TimeUnit::Second;
    TimeUnit last = TimeUnit::Second; // equal to `first` without TO
    int precision = -1;
    int fraction = -1;
    Place place;
    bool isRange() const { return first != last; }
};

} // namespace weir::sql
