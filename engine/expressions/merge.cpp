// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/merge.h"

#include <cstring>

namespace weir {

namespace {

template <class T> void scatter(const Branch& branch, Vector& result) {
    const Vector& column = *branch.column;
    T* out = result.mutableData<T>();
    if (column.isFlat()) {
        const T* values = column.data<T>();
        for (uint16_t row : branch.rows) out[row] = values[row];
    } else {
        for (uint16_t row : branch.rows) out[row] = column.at<T>(row);
    }
}

void scatterAny(const Branch& branch, Vector& result) {
    switch (physicalBytes(result.kind())) {
    case 1: return scatter<uint8_t>(branch, result);
    case 2: return scatter<uint16_t>(branch, result);
    case 4: return scatter<uint32_t>(branch, result);
    case 8: return scatter<uint64_t>(branch, result);
    default: return result.kind() == PhysicalKind::Bytes ? scatter<StringRef>(branch, result) : scatter<Int128>(branch, result);
    }
}

ColumnRef mergeNested(const std::vector<Branch>& branches, const DataType& type, int rows) {
    std::vector<ColumnRef> pieces = {std::make_shared<Vector>(Vector::nulls(type, 1))};
    std::vector<int32_t> from(static_cast<size_t>(rows), 0);
    int32_t first = 1;
    for (const Branch& branch : branches) {
        if (branch.rows.empty() || branch.column->kind() != type.physical()) continue;
        for (uint16_t row : branch.rows) from[row] = first + row;
        pieces.push_back(branch.column);
        first += branch.column->rows();
    }
    return gather(concatenate(std::span<const ColumnRef>(pieces)), std::span<const int32_t>(from));
}

} // namespace

ColumnRef mergeBranches(const std::vector<Branch>& branches, const DataType& type, int rows) {
    PhysicalKind kind = type.physical();
    if (kind == PhysicalKind::Array || kind == PhysicalKind::Map || kind == PhysicalKind::Row) return mergeNested(branches, type, rows);
    auto result = std::make_shared<Vector>(Vector::flat(kind, rows));
    std::memset(result->mutableData<char>(), 0, static_cast<size_t>(physicalBytes(kind)) * static_cast<size_t>(rows));
    size_t taken = 0;
    for (const Branch& branch : branches) {
        taken += branch.rows.size();
        bool untyped = branch.column->kind() != kind;   // a bare NULL
        if (!untyped) {
            scatterAny(branch, *result);
            result->shareHeaps(*branch.column);
        }
        if (untyped || branch.column->mayHaveNulls())
            for (uint16_t row : branch.rows)
                if (untyped || branch.column->isNull(row)) result->setNull(row);
    }
    if (taken < static_cast<size_t>(rows)) {
        std::vector<bool> known(static_cast<size_t>(rows));
        for (const Branch& branch : branches)
            for (uint16_t row : branch.rows) known[row] = true;
        for (int row = 0; row < rows; ++row)
            if (!known[row]) result->setNull(row);
    }
    return result;
}

} // namespace weir
