// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"

namespace weir {
namespace {

int64_t localNow(KernelCall& call) { return call.context.zone ? call.context.zone->localFromUtc(call.context.wallMillis) : call.context.wallMillis; }

int64_t currentTimestamp(KernelCall& call) { return call.context.wallMillis; }
int64_t localTimestamp(KernelCall& call) { return localNow(call); }
int32_t currentDate(KernelCall& call) { return static_cast<int32_t>(calendar::floorDivide(localNow(call), MillisPerDay)); }
int32_t currentTime(KernelCall& call) { return static_cast<int32_t>(calendar::floorModulo(localNow(call), MillisPerDay) / 1000 * 1000); }

template <auto F> Result<BoundScalar> bindNow(const BindArguments& arguments, const DataType& type) {
    if (arguments.size() != 0) return wrongArgumentCount("CURRENT_TIMESTAMP", arguments.size(), "no arguments");
    BoundScalar bound;
    bound.result = type.notNull();
    bound.kernel = rowKernel<F>;
    bound.deterministic = false;
    bound.perRowTime = true;
    return bound;
}

Result<BoundScalar> bindTimestamp(const BindArguments& arguments) { return bindNow<currentTimestamp>(arguments, DataType::timestampLtz(3)); }
Result<BoundScalar> bindLocalTimestamp(const BindArguments& arguments) { return bindNow<localTimestamp>(arguments, DataType::timestamp(3)); }
Result<BoundScalar> bindDate(const BindArguments& arguments) { return bindNow<currentDate>(arguments, DataType::date()); }
Result<BoundScalar> bindTime(const BindArguments& arguments) { return bindNow<currentTime>(arguments, DataType::time(0)); }
Result<BoundScalar> bindProctime(const BindArguments& arguments) {
    return bindNow<currentTimestamp>(arguments, DataType::timestampLtz(3).withTimeAttribute(TimeAttribute::Proctime));
}

std::optional<int64_t> currentWatermark(KernelCall& call, std::optional<int64_t>) {
    if (call.context.watermark == INT64_MIN) return std::nullopt;
    return call.context.watermark;
}

Result<BoundScalar> bindWatermark(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("CURRENT_WATERMARK", arguments.size(), "1 argument");
    const DataType& type = arguments.types[0];
    if (!type.isRowtime()) return wrongArgument("CURRENT_WATERMARK", arguments, 0, "a rowtime attribute");
    BoundScalar bound;
    DataType millis = type.kind() == TypeKind::TimestampLtz ? DataType::timestampLtz(3) : DataType::timestamp(3);
    bound.arguments = {millis.asNullable(type.nullable())};
    bound.result = millis;
    bound.kernel = rowKernel<currentWatermark>;
    bound.nulls = NullRule::Own;
    bound.deterministic = false;
    bound.perRowTime = true;
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"CURRENT_TIMESTAMP", Scalar, "temporal", "CURRENT_TIMESTAMP", "Now, as TIMESTAMP_LTZ(3).", "CURRENT_TIMESTAMP > TIMESTAMP '2024-01-01 00:00:00' -> TRUE", bindTimestamp},
    {"NOW", Scalar, "temporal", "NOW()", "Now, as TIMESTAMP_LTZ(3).", "NOW() > TIMESTAMP '2024-01-01 00:00:00' -> TRUE", bindTimestamp},
    {"CURRENT_ROW_TIMESTAMP", Scalar, "temporal", "CURRENT_ROW_TIMESTAMP()", "Now, as TIMESTAMP_LTZ(3), for each record also in batch mode.", "CURRENT_ROW_TIMESTAMP() > TIMESTAMP '2024-01-01 00:00:00' -> TRUE", bindTimestamp},
    {"LOCALTIMESTAMP", Scalar, "temporal", "LOCALTIMESTAMP", "Now on the wall clock of the session's time zone, as TIMESTAMP(3).", "LOCALTIMESTAMP > TIMESTAMP '2024-01-01 00:00:00' -> TRUE", bindLocalTimestamp},
    {"CURRENT_DATE", Scalar, "temporal", "CURRENT_DATE", "Today in the session's time zone.", "CURRENT_DATE > DATE '2024-01-01' -> TRUE", bindDate},
    {"CURRENT_TIME", Scalar, "temporal", "CURRENT_TIME", "The time of the day in the session's time zone.", "CURRENT_TIME >= TIME '00:00:00' -> TRUE", bindTime},
    {"LOCALTIME", Scalar, "temporal", "LOCALTIME", "The time of the day in the session's time zone.", "LOCALTIME >= TIME '00:00:00' -> TRUE", bindTime},
    {"PROCTIME", Scalar, "temporal", "PROCTIME()", "The processing time of the record: a time attribute.", "PROCTIME() IS NOT NULL -> TRUE", bindProctime},
    {"CURRENT_WATERMARK", Scalar, "temporal", "CURRENT_WATERMARK(rowtime)", "The watermark that the record meets; NULL while there is none.", "", bindWatermark},
};

} // namespace

std::span<const FunctionInfo> temporalNowFunctions() { return functions; }

} // namespace weir
