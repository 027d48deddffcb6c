// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

namespace weir {
namespace {

struct PreparedStep {
    int64_t months;           // of one unit, or 0
    int64_t units;            // physical units of one unit, or 0
    int64_t unitsPerDay;      // of the value's type
};

int64_t multiply(int64_t a, int64_t b) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) failRow("TIMESTAMPADD goes beyond the range of a timestamp.");
    return product;
}

/// TIMESTAMPADD(unit, count, value); T is the value's physical type.
template <class T> void addKernel(KernelCall& call) {
    const auto& step = stateOf<PreparedStep>(call);
    Column<int64_t> counts(*call.arguments[1]);
    Column<T> values(*call.arguments[2]);
    T* out = call.result.mutableData<T>();
    auto perDay = static_cast<T>(step.unitsPerDay);
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        T value = values[row];
        if (step.months) {
            int64_t months = multiply(counts[row], step.months);
            if (std::abs(months) > 12'000'000'000) failRow("TIMESTAMPADD goes beyond the range of a timestamp.");
            T day = value / perDay - (value % perDay < 0);
            out[row] = static_cast<T>(calendar::addMonths(static_cast<int64_t>(day), months)) * perDay + (value - day * perDay);
        } else {
            out[row] = static_cast<T>(value + static_cast<T>(multiply(counts[row], step.units)));
        }
    }
}

int32_t addToTime(KernelCall& call, std::string_view, int64_t count, int32_t millis) {
    const auto& step = stateOf<PreparedStep>(call);
    return step.months ? millis : static_cast<int32_t>(calendar::floorModulo(millis + multiply(count, step.units) % MillisPerDay, MillisPerDay));
}

Result<BoundScalar> bindAdd(const BindArguments& arguments) {
    if (arguments.size() != 3) return wrongArgumentCount("TIMESTAMPADD", arguments.size(), "a unit, a number and a point in time");
    Result<TimeUnit> unit = timeUnitArgument("TIMESTAMPADD", arguments, 0);
    if (!unit) return unit.error();
    if (!arguments.types[1].isInteger() && arguments.types[1].kind() != TypeKind::Null) return wrongArgument("TIMESTAMPADD", arguments, 1, "an integer");
    DataType type = arguments.types[2];
    if (type.kind() == TypeKind::Null) type = DataType::timestamp(3);
    bool finer = *unit == TimeUnit::Microsecond || *unit == TimeUnit::Nanosecond;
    if (!unitMonths(*unit) && !unitMillis(*unit) && !finer) return Error{ErrorCode::Invalid, "TIMESTAMPADD counts in YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND."};
    // A date with hours becomes a timestamp.
    if (type.kind() == TypeKind::Date && !unitMonths(*unit) && *unit != TimeUnit::Day && *unit != TimeUnit::Week) type = DataType::timestamp(6).asNullable(type.nullable());
    type = type.withTimeAttribute(TimeAttribute::None);
    BoundScalar bound;
    bound.arguments = {arguments.types[0], DataType::bigInt().asNullable(arguments.types[1].nullable()), type};
    bound.result = type.asNullable(type.nullable() || arguments.types[1].nullable());
    bound.canFail = true;
    PreparedStep step{unitMonths(*unit), 0, 0};
    switch (type.kind()) {
    case TypeKind::Date:
        step.unitsPerDay = 1;
        step.units = unitMillis(*unit) / MillisPerDay;
        bound.kernel = addKernel<int32_t>;
        break;
    case TypeKind::Time:
        step.units = unitMillis(*unit);
        bound.kernel = rowKernel<addToTime>;
        break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        int64_t perSecond = timestampUnitsPerSecond(type.precision());
        step.unitsPerDay = 86400 * perSecond;
        step.units = finer ? (*unit == TimeUnit::Microsecond ? perSecond / 1'000'000 : perSecond / 1'000'000'000) : unitMillis(*unit) * (perSecond / 1000);
        bound.kernel = type.physical() == PhysicalKind::Int128 ? addKernel<Int128> : addKernel<int64_t>;
        break;
    }
    default: return wrongArgument("TIMESTAMPADD", arguments, 2, "a DATE, TIME or TIMESTAMP");
    }
    bound.state = std::make_shared<const PreparedStep>(step);
    return bound;
}

/// Several points in time as one type: DATE stays DATE, what is mixed becomes TIMESTAMP(3).
Result<DataType> commonPoint(std::string_view function, const BindArguments& arguments, std::initializer_list<int> indexes) {
    DataType type;
    for (int index : indexes) {
        const DataType& each = arguments.types[static_cast<size_t>(index)];
        switch (each.kind()) {
        case TypeKind::Null: break;
        case TypeKind::Time:
            if (type.kind() != TypeKind::Null && type.kind() != TypeKind::Time) return wrongArgument(function, arguments, index, "a DATE or TIMESTAMP");
            type = DataType::time();
            break;
        case TypeKind::Date:
            if (type.kind() == TypeKind::Null) type = DataType::date();
            break;
        case TypeKind::TimestampLtz:
        case TypeKind::Timestamp:
            if (type.isTimestamp() && type.kind() != each.kind()) return wrongArgument(function, arguments, index, type.kind() == TypeKind::Timestamp ? "a TIMESTAMP" : "a TIMESTAMP_LTZ");
            type = each.kind() == TypeKind::Timestamp ? DataType::timestamp(3) : DataType::timestampLtz(3);
            break;
        default: return wrongArgument(function, arguments, index, "a DATE, TIME or TIMESTAMP");
        }
    }
    return type.kind() == TypeKind::Null ? DataType::timestamp(3) : type;
}

int64_t millisAt(const Vector& column, TypeKind kind, int row) {
    if (kind == TypeKind::Date) return column.at<int32_t>(row) * MillisPerDay;
    if (kind == TypeKind::Time) return column.at<int32_t>(row);
    return column.at<int64_t>(row);
}

struct PreparedDifference {
    TypeKind kind;
    int64_t months;
    int64_t millis;
};

/// TIMESTAMPDIFF(unit, from, to).
void differenceKernel(KernelCall& call) {
    const auto& state = stateOf<PreparedDifference>(call);
    int32_t* out = call.result.mutableData<int32_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        int64_t from = millisAt(*call.arguments[1], state.kind, row), to = millisAt(*call.arguments[2], state.kind, row);
        out[row] = static_cast<int32_t>(state.months ? calendar::monthsBetween(from, to) / state.months : (to - from) / state.millis);
    }
}

/// (later - earlier) as an interval: months for YEAR and MONTH, else milliseconds.
void minusKernel(KernelCall& call) {
    const auto& state = stateOf<PreparedDifference>(call);
    int64_t* out = call.result.mutableData<int64_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        int64_t later = millisAt(*call.arguments[1], state.kind, row), earlier = millisAt(*call.arguments[2], state.kind, row);
        out[row] = state.months ? calendar::monthsBetween(earlier, later) : later - earlier;
    }
}

/// (unit literal, point, point).
Result<BoundScalar> bindTwoPoints(std::string_view function, const BindArguments& arguments, Kernel kernel, const DataType& result, int64_t months, int64_t millis) {
    Result<DataType> type = commonPoint(function, arguments, {1, 2});
    if (!type) return type.error();
    BoundScalar bound;
    bound.arguments = {arguments.types[0], type->asNullable(arguments.types[1].nullable()), type->asNullable(arguments.types[2].nullable())};
    bound.result = result.asNullable(anyNullable(arguments.types));
    bound.kernel = kernel;
    bound.state = std::make_shared<const PreparedDifference>(PreparedDifference{type->kind(), months, millis});
    return bound;
}

Result<BoundScalar> bindDifference(const BindArguments& arguments) {
    if (arguments.size() != 3) return wrongArgumentCount("TIMESTAMPDIFF", arguments.size(), "a unit and two points in time");
    Result<TimeUnit> unit = timeUnitArgument("TIMESTAMPDIFF", arguments, 0);
    if (!unit) return unit.error();
    if (!unitMonths(*unit) && !unitMillis(*unit)) return Error{ErrorCode::Invalid, "TIMESTAMPDIFF counts in YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND."};
    return bindTwoPoints("TIMESTAMPDIFF", arguments, differenceKernel, DataType::integer(), unitMonths(*unit), unitMillis(*unit));
}

Result<BoundScalar> bindMinus(const BindArguments& arguments) {
    if (arguments.size() != 3) return wrongArgumentCount("-", arguments.size(), "a unit and two points in time");
    std::optional<std::string> unit = textLiteral(arguments, 0);
    if (!unit) return Error{ErrorCode::Invalid, "The difference of two points in time needs a unit like DAY or MONTH."};
    bool months = unit->starts_with("YEAR") || unit->starts_with("MONTH") || unit->starts_with("QUARTER");
    return bindTwoPoints("-", arguments, minusKernel, months ? DataType::intervalYearMonth(*unit) : DataType::intervalDayTime(*unit), months ? 1 : 0, 1);
}

/// What an end of OVERLAPS is.
enum class End : uint8_t { Point, Millis, Months };
struct PreparedOverlaps {
    TypeKind kind;
    End ends[2];
};

void overlapsKernel(KernelCall& call) {
    const auto& state = stateOf<PreparedOverlaps>(call);
    bool* out = call.result.mutableData<bool>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        int64_t starts[2], ends[2];
        for (int k = 0; k < 2; ++k) {
            const Vector& end = *call.arguments[static_cast<size_t>(2 * k + 1)];
            starts[k] = millisAt(*call.arguments[static_cast<size_t>(2 * k)], state.kind, row);
            if (state.ends[k] == End::Point) {
                ends[k] = millisAt(end, state.kind, row);
            } else if (state.ends[k] == End::Millis) {
                ends[k] = starts[k] + end.at<int64_t>(row);
            } else {
                int64_t day = calendar::floorDivide(starts[k], MillisPerDay);
                ends[k] = calendar::addMonths(day, end.at<int64_t>(row)) * MillisPerDay + starts[k] - day * MillisPerDay;
            }
            if (ends[k] < starts[k]) std::swap(starts[k], ends[k]);
        }
        out[row] = starts[0] <= ends[1] && starts[1] <= ends[0];   // touching periods overlap, as in Flink
    }
}

Result<BoundScalar> bindOverlaps(const BindArguments& arguments) {
    if (arguments.size() != 4) return wrongArgumentCount("OVERLAPS", arguments.size(), "two periods of two values");
    PreparedOverlaps prepared{};
    Result<DataType> type = commonPoint("OVERLAPS", arguments, {0, 2});
    for (int k = 0; k < 2 && type; ++k) {
        int index = 2 * k + 1;
        const DataType& end = arguments.types[static_cast<size_t>(index)];
        prepared.ends[k] = end.kind() == TypeKind::IntervalDayTime ? End::Millis : end.kind() == TypeKind::IntervalYearMonth ? End::Months : End::Point;
        if (prepared.ends[k] == End::Point) {
            Result<DataType> both = commonPoint("OVERLAPS", arguments, {0, 2, index});
            if (!both || both->kind() != TypeKind::Date) type = both;
        } else if (type->kind() == TypeKind::Date) {
            type = DataType::timestamp(3);
        }
    }
    if (!type) return type.error();
    BoundScalar bound;
    for (int i = 0; i < 4; ++i) {
        auto at = static_cast<size_t>(i);
        bool interval = i % 2 == 1 && prepared.ends[i / 2] != End::Point;
        bound.arguments.push_back(interval ? arguments.types[at] : type->asNullable(arguments.types[at].nullable()));
    }
    prepared.kind = type->kind();
    bound.result = DataType::boolean().asNullable(anyNullable(arguments.types));
    bound.kernel = overlapsKernel;
    bound.state = std::make_shared<const PreparedOverlaps>(prepared);
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"TIMESTAMPADD", Scalar, "temporal", "TIMESTAMPADD(unit, count INT, time)", "The point in time so many units later.",
     "TIMESTAMPADD(MONTH, 1, DATE '2024-01-31') -> '2024-02-29'", bindAdd},
    {"TIMESTAMPDIFF", Scalar, "temporal", "TIMESTAMPDIFF(unit, from, to)", "The number of whole units from one point in time to another; negative when the second is earlier.",
     "TIMESTAMPDIFF(DAY, DATE '2024-02-28', DATE '2024-03-01') -> '2'", bindDifference},
    {"MINUS_DATE", Scalar, "temporal", "(later - earlier) unit", "The time between two points as an interval.", "(DATE '2024-03-01' - DATE '2024-02-28') DAY -> '+2 00:00:00.000'", bindMinus},
    {"OVERLAPS", Scalar, "temporal", "(start1, end1) OVERLAPS (start2, end2)", "Whether two periods share a moment; an end may be an interval.",
     "(TIME '2:55:00', INTERVAL '1' HOUR) OVERLAPS (TIME '3:30:00', INTERVAL '2' HOUR) -> 'TRUE'", bindOverlaps},
};

} // namespace

std::span<const FunctionInfo> temporalDifferenceFunctions() { return functions; }

} // namespace weir
