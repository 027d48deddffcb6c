// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"
#include "engine/types/datetime.h"

#include <optional>
#include <string_view>

namespace weir {

enum class TimeUnit : uint8_t {
    Millennium, Century, Decade, Year, IsoYear, Quarter, Month, Week, Day, DayOfYear, DayOfWeek, IsoDayOfWeek, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond, Epoch
};

/// By any of its spellings: "MONTH", "MONTHS", "SQL_TSI_MONTH", "DOY".
std::optional<TimeUnit> timeUnitNamed(std::string_view name);
/// The unit that the literal argument `index` names.
Result<TimeUnit> timeUnitArgument(std::string_view function, const BindArguments& arguments, int index);

/// Milliseconds of one unit; 0 for those that have no fixed length.
constexpr int64_t unitMillis(TimeUnit unit) {
    switch (unit) {
    case TimeUnit::Week: return 7 * MillisPerDay;
    case TimeUnit::Day: return MillisPerDay;
    case TimeUnit::Hour: return 3'600'000;
    case TimeUnit::Minute: return 60'000;
    case TimeUnit::Second: return 1000;
    case TimeUnit::Millisecond: return 1;
    default: return 0;
    }
}
/// Months of one unit; 0 for those shorter than a month.
constexpr int unitMonths(TimeUnit unit) {
    switch (unit) {
    case TimeUnit::Millennium: return 12000;
    case TimeUnit::Century: return 1200;
    case TimeUnit::Decade: return 120;
    case TimeUnit::Year: return 12;
    case TimeUnit::Quarter: return 3;
    case TimeUnit::Month: return 1;
    default: return 0;
    }
}

/// Wall clock of UTC moments; neighbouring moments cost no zone lookup.
class LocalClock {
public:
    explicit LocalClock(const TimeZone* zone) : zone_(zone) {}
    int64_t offsetMillis(int64_t utcMillis) {
        if (!zone_) return 0;
        // Since 1973 zones change on quarters of an hour only.
        if (utcMillis < 94'694'400'000) return zone_->offsetMillisAtUtc(utcMillis);
        int64_t quarter = utcMillis / 900'000;
        if (quarter != quarter_) {
            quarter_ = quarter;
            offset_ = zone_->offsetMillisAtUtc(utcMillis);
        }
        return offset_;
    }
    int64_t local(int64_t utcMillis) { return utcMillis + offsetMillis(utcMillis); }
    int64_t utc(int64_t localMillis) const { return zone_ ? zone_->utcFromLocal(localMillis) : localMillis; }

private:
    const TimeZone* zone_;
    int64_t quarter_ = -1;
    int64_t offset_ = 0;
};

} // namespace weir
