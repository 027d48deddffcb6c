// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/same_rows.h"

#include "engine/types/string_ref.h"

namespace weir {

namespace {

bool sameValue(const Vector& left, int a, const Vector& right, int b);

template <class T> bool equal(const T& a, const T& b) {
    if constexpr (std::is_floating_point_v<T>) return a == b || (a != a && b != b);
    else return a == b;
}

bool sameElements(const Vector& left, int a, const Vector& right, int b) {
    const int32_t* x = left.offsets() + left.physicalRow(a);
    const int32_t* y = right.offsets() + right.physicalRow(b);
    if (x[1] - x[0] != y[1] - y[0]) return false;
    for (size_t child = 0; child < left.children().size(); ++child)
        for (int i = 0; i < x[1] - x[0]; ++i)
            if (!sameValue(*left.children()[child], x[0] + i, *right.children()[child], y[0] + i)) return false;
    return true;
}

bool sameValue(const Vector& left, int a, const Vector& right, int b) {
    if (left.encoding() == Encoding::Dictionary) return sameValue(*left.base(), left.physicalRow(a), right, b);
    if (right.encoding() == Encoding::Dictionary) return sameValue(left, a, *right.base(), right.physicalRow(b));
    bool null = left.isNull(a);
    if (null != right.isNull(b)) return false;
    if (null) return true;
    switch (left.kind()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return left.at<int8_t>(a) == right.at<int8_t>(b);
    case PhysicalKind::Int16: return left.at<int16_t>(a) == right.at<int16_t>(b);
    case PhysicalKind::Int32: return left.at<int32_t>(a) == right.at<int32_t>(b);
    case PhysicalKind::Int64: return left.at<int64_t>(a) == right.at<int64_t>(b);
    case PhysicalKind::Int128: return left.at<Int128>(a) == right.at<Int128>(b);
    case PhysicalKind::Float32: return equal(left.at<float>(a), right.at<float>(b));
    case PhysicalKind::Float64: return equal(left.at<double>(a), right.at<double>(b));
    case PhysicalKind::Bytes: return left.at<StringRef>(a) == right.at<StringRef>(b);
    case PhysicalKind::Array:
    case PhysicalKind::Map: return sameElements(left, a, right, b);
    case PhysicalKind::Row:
        for (size_t child = 0; child < left.children().size(); ++child)
            if (!sameValue(*left.children()[child], left.physicalRow(a), *right.children()[child], right.physicalRow(b))) return false;
        return true;
    }
    return false;
}

template <class T> void compareFlat(const T* __restrict left, const T* __restrict right, int rows, uint8_t* __restrict same) {
    for (int i = 0; i < rows; ++i) same[i] &= static_cast<uint8_t>(left[i] == right[i]);
}

} // namespace

void compareRows(const Vector& left, const Vector& right, int rows, std::vector<uint8_t>& same) {
    if (left.isFlat() && right.isFlat() && !left.mayHaveNulls() && !right.mayHaveNulls()) {
        if (left.kind() == PhysicalKind::Int64) return compareFlat(left.data<int64_t>(), right.data<int64_t>(), rows, same.data());
        if (left.kind() == PhysicalKind::Int32) return compareFlat(left.data<int32_t>(), right.data<int32_t>(), rows, same.data());
    }
    for (int i = 0; i < rows; ++i)
        if (same[i] && !sameValue(left, i, right, i)) same[i] = 0;
}

} // namespace weir
