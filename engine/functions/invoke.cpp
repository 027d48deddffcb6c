// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/invoke.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {

ColumnRef withRows(const ColumnRef& constant, int rows) {
    if (constant->rows() == rows) return constant;
    auto copy = std::make_shared<Vector>(*constant);
    copy->setRows(rows);
    return copy;
}

/// The AND of the arguments' validity bitmaps; null when all rows are valid.
BufferRef commonValidity(std::span<const ColumnRef> arguments, int rows) {
    BufferRef result;
    bool own = false;
    for (const ColumnRef& argument : arguments) {
        if (argument->isConstant() || !argument->validity()) continue;
        if (!result) {
            result = argument->validityBuffer();
            continue;
        }
        size_t bytes = static_cast<size_t>(rows + 7) / 8;
        if (!own) {
            BufferRef copy(bytes);
            std::memcpy(copy.as<uint8_t>(), result.as<uint8_t>(), bytes);
            result = std::move(copy);
            own = true;
        }
        uint8_t* bits = result.as<uint8_t>();
        const uint8_t* other = argument->validity();
        for (size_t i = 0; i < bytes; ++i) bits[i] &= other[i];
    }
    return result;
}

Vector resultFor(const DataType& type, int rows, bool partial) {
    PhysicalKind kind = type.physical();
    if (kind == PhysicalKind::Array || kind == PhysicalKind::Map || kind == PhysicalKind::Row) return Vector(kind, rows);
    Vector result = Vector::flat(kind, rows);
    // Rows that are not computed still hold defined values, so that dense kernels above may read them.
    if (partial || kind == PhysicalKind::Bytes)
        std::memset(result.mutableData<char>(), 0, static_cast<size_t>(physicalBytes(kind)) * static_cast<size_t>(rows));
    return result;
}

} // namespace

ColumnRef invoke(const BoundScalar& bound, std::span<const ColumnRef> given, int rows, const uint16_t* selection, int selected,
                 const EvaluationContext& context) {
    bool propagate = bound.nulls == NullRule::Propagate;
    bool constant = bound.deterministic && !bound.perRowTime && !given.empty();
    for (const ColumnRef& argument : given) {
        if (propagate && argument->isConstant() && argument->isNull(0)) selected = 0;
        constant = constant && argument->isConstant();
    }
    if (selected == 0) return std::make_shared<Vector>(Vector::nulls(bound.result, rows));

    std::vector<ColumnRef> arguments;
    arguments.reserve(given.size());
    for (const ColumnRef& argument : given)
        arguments.push_back(constant ? withRows(argument, 1) : argument->encoding() == Encoding::Dictionary ? flatten(argument) : argument);
    std::vector<const Vector*> pointers;
    pointers.reserve(arguments.size());
    for (const ColumnRef& argument : arguments) pointers.push_back(argument.get());

    int computed = constant ? 1 : rows;
    if (constant) selection = nullptr, selected = 1;
    BufferRef validity = propagate && !constant ? commonValidity(arguments, rows) : BufferRef();
    std::vector<uint16_t> valid;
    if (validity) {
        const uint8_t* bits = validity.as<uint8_t>();
        valid.resize(static_cast<size_t>(selected));
        int count = 0;
        for (int i = 0; i < selected; ++i) {
            int row = selection ? selection[i] : i;
            valid[static_cast<size_t>(count)] = static_cast<uint16_t>(row);
            count += bits[row >> 3] >> (row & 7) & 1;
        }
        selection = valid.data();
        selected = count;
    }
    auto result = std::make_shared<Vector>(resultFor(bound.result, computed, selection != nullptr));
    if (validity) result->setValidity(std::move(validity));
    KernelCall call{pointers, computed, selection, selected, *result, bound.state.get(), context};
    bound.kernel(call);
    if (constant) {
        result->setEncoding(Encoding::Constant);
        result->setRows(rows);
    }
    return result;
}

} // namespace weir
