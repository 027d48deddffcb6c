// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/cell_compare.h"

namespace weir {

namespace {

template <class T> bool same(const Vector& a, int rowA, const Vector& b, int rowB) { return a.data<T>()[rowA] == b.data<T>()[rowB]; }

bool sameMaps(const Vector& a, int rowA, const Vector& b, int rowB) {
    int32_t beginA = a.offsets()[rowA], endA = a.offsets()[rowA + 1], beginB = b.offsets()[rowB], endB = b.offsets()[rowB + 1];
    if (endA - beginA != endB - beginB) return false;
    for (int32_t i = beginA; i < endA; ++i) {
        bool found = false;
        for (int32_t k = beginB; k < endB && !found; ++k)
            found = sameCells(a.child(0), i, b.child(0), k) && sameCells(a.child(1), i, b.child(1), k);
        if (!found) return false;
    }
    return true;
}

/// Both flat or constant, rows physical, neither NULL.
bool sameValues(const Vector& a, int rowA, const Vector& b, int rowB) {
    switch (a.kind()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return same<int8_t>(a, rowA, b, rowB);
    case PhysicalKind::Int16: return same<int16_t>(a, rowA, b, rowB);
    case PhysicalKind::Int32: return same<int32_t>(a, rowA, b, rowB);
    case PhysicalKind::Int64: return same<int64_t>(a, rowA, b, rowB);
    case PhysicalKind::Int128: return same<Int128>(a, rowA, b, rowB);
    case PhysicalKind::Float32: return same<float>(a, rowA, b, rowB);
    case PhysicalKind::Float64: return same<double>(a, rowA, b, rowB);
    case PhysicalKind::Bytes: return same<StringRef>(a, rowA, b, rowB);
    case PhysicalKind::Array: {
        int32_t beginA = a.offsets()[rowA], beginB = b.offsets()[rowB], count = a.offsets()[rowA + 1] - beginA;
        if (count != b.offsets()[rowB + 1] - beginB) return false;
        for (int32_t i = 0; i < count; ++i)
            if (!sameCells(a.child(0), beginA + i, b.child(0), beginB + i)) return false;
        return true;
    }
    case PhysicalKind::Map: return sameMaps(a, rowA, b, rowB);
    case PhysicalKind::Row:
        for (size_t i = 0; i < a.children().size(); ++i)
            if (!sameCells(a.child(static_cast<int>(i)), rowA, b.child(static_cast<int>(i)), rowB)) return false;
        return true;
    }
    return false;
}

const Vector& decoded(const Vector& column, int& row) {
    int at = column.physicalRow(row);
    const Vector& base = column.encoding() == Encoding::Dictionary ? *column.base() : column;
    row = at;
    return base;
}

} // namespace

bool sameCells(const Vector& a, int rowA, const Vector& b, int rowB) {
    bool nullA = a.isNull(rowA), nullB = b.isNull(rowB);
    if (nullA || nullB) return nullA && nullB;
    const Vector& left = decoded(a, rowA);
    const Vector& right = decoded(b, rowB);
    return sameValues(left, rowA, right, rowB);
}

Truth equalCells(const Vector& a, int rowA, const Vector& b, int rowB) {
    if (a.isNull(rowA) || b.isNull(rowB)) return Truth::Unknown;
    const Vector& left = decoded(a, rowA);
    const Vector& right = decoded(b, rowB);
    if (left.kind() != PhysicalKind::Row) return sameValues(left, rowA, right, rowB) ? Truth::Yes : Truth::No;
    Truth truth = Truth::Yes;
    for (size_t i = 0; i < left.children().size(); ++i) {
        Truth field = equalCells(left.child(static_cast<int>(i)), rowA, right.child(static_cast<int>(i)), rowB);
        if (field == Truth::No) return Truth::No;
        if (field == Truth::Unknown) truth = Truth::Unknown;
    }
    return truth;
}

} // namespace weir
