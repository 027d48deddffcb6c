// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/time_unit.h"

#include "engine/functions/bind.h"

#include <string>

namespace weir {

std::optional<TimeUnit> timeUnitNamed(std::string_view name) {
    std::string upper;
    for (char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    std::string_view word = upper;
    if (word.starts_with("SQL_TSI_")) word.remove_prefix(8);
    struct Named { std::string_view name; TimeUnit unit; };
    static constexpr Named names[] = {
        {"MILLENNIUM", TimeUnit::Millennium}, {"CENTURY", TimeUnit::Century}, {"DECADE", TimeUnit::Decade}, {"YEAR", TimeUnit::Year}, {"ISOYEAR", TimeUnit::IsoYear},
        {"QUARTER", TimeUnit::Quarter}, {"MONTH", TimeUnit::Month}, {"WEEK", TimeUnit::Week}, {"DAY", TimeUnit::Day}, {"DOY", TimeUnit::DayOfYear}, {"DAYOFYEAR", TimeUnit::DayOfYear},
        {"DOW", TimeUnit::DayOfWeek}, {"DAYOFWEEK", TimeUnit::DayOfWeek}, {"ISODOW", TimeUnit::IsoDayOfWeek}, {"HOUR", TimeUnit::Hour}, {"MINUTE", TimeUnit::Minute}, {"SECOND", TimeUnit::Second},
        {"MILLISECOND", TimeUnit::Millisecond}, {"MICROSECOND", TimeUnit::Microsecond}, {"NANOSECOND", TimeUnit::Nanosecond}, {"EPOCH", TimeUnit::Epoch}, {"FRAC_SECOND", TimeUnit::Microsecond}};
    for (const Named& each : names)
        if (word == each.name || (word.size() == each.name.size() + 1 && word.starts_with(each.name) && word.back() == 'S')) return each.unit;
    return std::nullopt;
}

Result<TimeUnit> timeUnitArgument(std::string_view function, const BindArguments& arguments, int index) {
    std::optional<std::string> name = textLiteral(arguments, index);
    if (!name) return Error{ErrorCode::Invalid, std::string(function) + " needs a unit like DAY or HOUR."};
    std::optional<TimeUnit> unit = timeUnitNamed(*name);
    if (!unit) return Error{ErrorCode::Invalid, "'" + *name + "' is no unit of time for " + std::string(function) + "."};
    return *unit;
}

} // namespace weir
