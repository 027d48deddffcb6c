// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/casts/casts.h"
#include "engine/functions/kernel_templates.h"

namespace weir {

namespace {

void nullValues(KernelCall& call) {
    const auto& state = stateOf<CastState>(call);
    call.result = Vector::nulls(state.to, call.rows);
}

/// Both kinds of values look the same in memory and the target holds all of the source.
bool keepsValues(const DataType& from, const DataType& to) {
    if (from.same(to)) return true;
    if (from.kind() == TypeKind::Decimal && to.kind() == TypeKind::Decimal)
        return from.scale() == to.scale() && to.precision() >= from.precision() && from.physical() == to.physical();
    if (from.isCharacter() && to.kind() == TypeKind::Varchar) return to.length() >= from.length();
    if (from.isBinary() && to.kind() == TypeKind::Varbinary) return to.length() >= from.length();
    if (from.kind() == to.kind() && from.isTimestamp())
        return to.precision() >= from.precision() && timestampUnitsPerSecond(to.precision()) == timestampUnitsPerSecond(from.precision());
    if (from.kind() == to.kind() && from.kind() == TypeKind::Time) return to.precision() >= from.precision();
    return from.kind() == to.kind() && from.isInterval();
}

} // namespace

void sameValues(KernelCall& call) { call.result = *call.arguments[0]; }

const TimeZone& zoneOf(const KernelCall& call) {
    if (call.context.zone) return *call.context.zone;
    const auto& state = stateOf<CastState>(call);
    return state.zone ? *state.zone : *TimeZone::utc();
}

bool castFailed(const KernelCall& call, std::string_view text) {
    const auto& state = stateOf<CastState>(call);
    if (state.tryCast) return false;
    std::string shown(text.substr(0, 100));
    failRow("Cannot cast '" + shown + (text.size() > 100 ? "...' to " : "' to ") + state.to.text() + ".");
}

Result<BoundScalar> bindCast(const DataType& from, const DataType& to, bool tryCast, const TimeZone* zone) {
    auto state = std::make_shared<CastState>(CastState{from, to, tryCast, nullptr, {}});
    if (zone) state->zone = TimeZone::find(zone->name());
    auto refuse = [&](std::string hint = {}) {
        return Error{ErrorCode::Type, "A value of type " + from.text() + " cannot be cast to " + to.text() + ".", {}, std::move(hint)};
    };
    CastKernel cast;
    if (from.kind() == TypeKind::Null) {
        cast = {nullValues, false, true};
    } else if (keepsValues(from, to)) {
        cast.kernel = sameValues;
    } else if (from.isNested() && from.kind() == to.kind()) {
        auto nested = nestedCast(*state, zone);
        if (!nested) return nested.error();
        cast = *nested;
    } else if (from.isTimestamp() && to.isNumeric()) {
        return refuse("Use UNIX_TIMESTAMP(CAST(x AS STRING)) for seconds since 1970.");
    } else if (from.kind() == TypeKind::Bitmap) {
        cast = textCast(from, to);
    } else if (from.kind() == TypeKind::Variant || from.kind() == TypeKind::Raw) {
        return refuse();
    } else {
        for (auto family : {textCast, numericCast, temporalCast})
            if (!cast.kernel) cast = family(from, to);
    }
    if (!cast.kernel) return refuse();

    BoundScalar bound;
    bound.result = to.asNullable(from.nullable() || cast.givesNull || (cast.canFail && tryCast)).withTimeAttribute(TimeAttribute::None);
    bound.arguments = {from};
    bound.kernel = cast.kernel;
    bound.state = std::move(state);
    bound.nulls = cast.kernel == sameValues || cast.kernel == nullValues ? NullRule::Own : NullRule::Propagate;
    bound.canFail = (cast.canFail && !tryCast) || cast.alwaysFails;
    return bound;
}

} // namespace weir
