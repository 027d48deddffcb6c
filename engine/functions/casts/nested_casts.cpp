// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/casts/casts.h"
#include "engine/functions/invoke.h"
#include "engine/functions/kernel_templates.h"

#include <numeric>

namespace weir {

namespace {

/// One part over any number of rows.
ColumnRef castAll(const BoundScalar& part, const ColumnRef& column, const EvaluationContext& context) {
    constexpr int Strip = 8192;
    if (column->rows() <= Strip) return flatten(invoke(part, {&column, 1}, column->rows(), nullptr, column->rows(), context));
    std::vector<ColumnRef> strips;
    for (int first = 0; first < column->rows(); first += Strip) {
        ColumnRef strip = slice(column, first, std::min(Strip, column->rows() - first));
        strips.push_back(invoke(part, {&strip, 1}, strip->rows(), nullptr, strip->rows(), context));
    }
    return concatenate(std::span<const ColumnRef>(strips));
}

/// TRY_CAST of a nested value is NULL as a whole when one part cannot be cast.
void clearFailed(const CastState& state, const Vector& source, Vector& result, int rows) {
    for (size_t part = 0; part < state.parts.size(); ++part) {
        if (!state.partFails[part]) continue;
        const Vector &before = *source.children()[part], &after = *result.children()[part];
        for (int row = 0; row < rows; ++row) {
            if (source.isNull(row)) continue;
            int begin = row, end = row + 1;
            if (source.kind() != PhysicalKind::Row) begin = source.offsets()[row], end = source.offsets()[row + 1];
            for (int i = begin; i < end; ++i)
                if (after.isNull(i) && !before.isNull(i)) {
                    result.setNull(row);
                    break;
                }
        }
    }
}

void castParts(KernelCall& call) {
    const auto& state = stateOf<CastState>(call);
    const Vector& argument = *call.arguments[0];
    int rows = argument.isConstant() ? 1 : call.rows;
    ColumnRef source = std::make_shared<Vector>(argument);
    if (call.selection && !argument.isConstant()) {
        // Rows that are not wanted may hold what fails: make them NULL first.
        auto cleared = std::make_shared<Vector>(argument);
        std::vector<bool> wanted(static_cast<size_t>(rows));
        for (int i = 0; i < call.selected; ++i) wanted[call.row(i)] = true;
        for (int row = 0; row < rows; ++row)
            if (!wanted[row]) cleared->setNull(row);
        std::vector<int32_t> all(static_cast<size_t>(rows));
        std::iota(all.begin(), all.end(), 0);
        source = cleared;
        if (argument.kind() == PhysicalKind::Row) {
            auto fields = cleared->children();
            for (ColumnRef& field : fields) {
                auto copy = std::make_shared<Vector>(*flatten(field));
                for (int row = 0; row < rows; ++row)
                    if (cleared->isNull(row)) copy->setNull(row);
                field = copy;
            }
            cleared->setChildren(std::move(fields));
        } else {
            source = gather(source, std::span<const int32_t>(all));
        }
    }
    Vector result = *source;
    std::vector<ColumnRef> children;
    for (size_t i = 0; i < state.parts.size(); ++i) children.push_back(castAll(state.parts[i], source->children()[i], call.context));
    result.setChildren(std::move(children));
    if (state.tryCast) clearFailed(state, *source, result, rows);
    call.result = std::move(result);
}

} // namespace

Result<CastKernel> nestedCast(CastState& state, const TimeZone* zone) {
    auto from = state.from.children(), to = state.to.children();
    if (from.size() != to.size())
        return Error{ErrorCode::Type, "A value of type " + state.from.text() + " cannot be cast to " + state.to.text() + ": the number of fields differs."};
    CastKernel cast{castParts};
    for (size_t i = 0; i < from.size(); ++i) {
        auto part = bindCast(from[i], to[i], state.tryCast, zone);
        if (!part) return part.error();
        bool fails = part->canFail;
        if (state.tryCast) {
            auto strict = bindCast(from[i], to[i], false, zone);
            fails = strict && strict->canFail;
        }
        state.partFails.push_back(fails);
        cast.canFail = cast.canFail || fails;
        state.parts.push_back(std::move(*part));
    }
    return cast;
}

} // namespace weir
