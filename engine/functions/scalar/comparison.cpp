// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/cell_compare.h"
#include "engine/functions/common_type.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"

#include <algorithm>

namespace weir {

namespace {

enum class Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
constexpr std::string_view Names[] = {"=", "<>", "<", "<=", ">", ">="};

template <class T> bool equal(T a, T b) { return a == b; }
template <class T> bool notEqual(T a, T b) { return a != b; }
template <class T> bool less(T a, T b) { return a < b; }
template <class T> bool lessOrEqual(T a, T b) { return a <= b; }
template <class T> bool greater(T a, T b) { return a > b; }
template <class T> bool greaterOrEqual(T a, T b) { return a >= b; }

bool equalText(const StringRef& a, const StringRef& b) { return a == b; }
bool notEqualText(const StringRef& a, const StringRef& b) { return !(a == b); }

template <class T> Kernel valueKernel(Comparison comparison) {
    switch (comparison) {
    case Comparison::Equal: return denseKernel<equal<T>>;
    case Comparison::NotEqual: return denseKernel<notEqual<T>>;
    case Comparison::Less: return denseKernel<less<T>>;
    case Comparison::LessOrEqual: return denseKernel<lessOrEqual<T>>;
    case Comparison::Greater: return denseKernel<greater<T>>;
    case Comparison::GreaterOrEqual: return denseKernel<greaterOrEqual<T>>;
    }
    return nullptr;
}

Kernel textKernel(Comparison comparison) {
    switch (comparison) {
    case Comparison::Equal: return rowKernel<equalText>;
    case Comparison::NotEqual: return rowKernel<notEqualText>;
    case Comparison::Less: return rowKernel<less<std::string_view>>;
    case Comparison::LessOrEqual: return rowKernel<lessOrEqual<std::string_view>>;
    case Comparison::Greater: return rowKernel<greater<std::string_view>>;
    case Comparison::GreaterOrEqual: return rowKernel<greaterOrEqual<std::string_view>>;
    }
    return nullptr;
}

template <bool Negated> bool equalNested(Cell a, Cell b, bool& out) {
    Truth truth = equalCells(*a.column, a.row, *b.column, b.row);
    out = (truth == Truth::Yes) != Negated;
    return truth != Truth::Unknown;
}

Kernel kernelFor(PhysicalKind kind, Comparison comparison) {
    switch (kind) {
    case PhysicalKind::Bool: return valueKernel<uint8_t>(comparison);
    case PhysicalKind::Bytes: return textKernel(comparison);
    case PhysicalKind::Array:
    case PhysicalKind::Map:
    case PhysicalKind::Row:
        return comparison == Comparison::Equal      ? Kernel(rowKernel<equalNested<false>>)
               : comparison == Comparison::NotEqual ? Kernel(rowKernel<equalNested<true>>)
                                                    : nullptr;
    default: return kernelForNumber(kind, [=]<class T>(std::type_identity<T>) { return valueKernel<T>(comparison); });
    }
}

/// Arguments of one type; text keeps its own length, as any two compare byte by byte.
std::vector<DataType> comparedArguments(const BindArguments& given, const DataType& type) {
    std::vector<DataType> arguments;
    for (const DataType& argument : given.types) {
        bool keeps = (argument.isCharacter() && type.isCharacter()) || (argument.isBinary() && type.isBinary());
        arguments.push_back(keeps ? argument : type.asNullable(argument.nullable()));
    }
    return arguments;
}

Result<BoundScalar> bindComparison(const BindArguments& given, Comparison comparison) {
    std::string_view name = Names[static_cast<int>(comparison)];
    if (given.size() != 2) return wrongArguments(name, "two values", given);
    auto type = comparisonType(given.types[0], given.types[1]);
    if (!type) return cannotApply(name, given);
    BoundScalar bound;
    bound.kernel = kernelFor(type->physical(), comparison);
    bool equality = comparison == Comparison::Equal || comparison == Comparison::NotEqual;
    if (!bound.kernel || type->kind() == TypeKind::Variant || (type->kind() == TypeKind::Bitmap && !equality)) return cannotApply(name, given);
    bound.arguments = comparedArguments(given, *type);
    bound.result = DataType::boolean().asNullable(anyNullable(given.types) || type->kind() == TypeKind::Row);
    return bound;
}

template <bool Negated, class T> bool distinct(std::optional<T> a, std::optional<T> b) {
    bool different = a.has_value() != b.has_value() || (a && !(*a == *b));
    return different != Negated;
}
template <bool Negated> bool distinctCells(Cell a, Cell b) { return sameCells(*a.column, a.row, *b.column, b.row) == Negated; }

template <bool Negated> Result<BoundScalar> bindDistinctness(const BindArguments& given) {
    std::string_view name = Negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM";
    if (given.size() != 2) return wrongArguments(name, "two values", given);
    auto type = comparisonType(given.types[0], given.types[1]);
    if (!type) return cannotApply(name, given);
    BoundScalar bound;
    bound.kernel = kernelForScalar(type->physical(), []<class T>(std::type_identity<T>) -> Kernel { return rowKernel<distinct<Negated, T>>; });
    if (!bound.kernel) bound.kernel = rowKernel<distinctCells<Negated>>;
    bound.arguments = comparedArguments(given, *type);
    bound.result = DataType::boolean().notNull();
    bound.nulls = NullRule::Own;
    return bound;
}

bool isTemporal(const DataType& type) { return type.isTimestamp() || type.kind() == TypeKind::Date || type.kind() == TypeKind::Time; }

} // namespace

std::optional<DataType> comparisonType(const DataType& a, const DataType& b) {
    bool nullable = a.nullable() || b.nullable();
    // As in arithmetic, the first of FLOAT and DOUBLE decides.
    if (a.isApproximate() && b.isApproximate()) return a.asNullable(nullable);
    if (a.isCharacter() && isTemporal(b)) return b.asNullable(nullable).withTimeAttribute(TimeAttribute::None);
    if (isTemporal(a) && b.isCharacter()) return a.asNullable(nullable).withTimeAttribute(TimeAttribute::None);
    DataType types[] = {a, b};
    return a.isTimestamp() && b.isTimestamp() ? commonArgumentType(types) : commonType(types);
}

Result<BoundScalar> bindEqual(const BindArguments& given) { return bindComparison(given, Comparison::Equal); }
Result<BoundScalar> bindNotEqual(const BindArguments& given) { return bindComparison(given, Comparison::NotEqual); }
Result<BoundScalar> bindLess(const BindArguments& given) { return bindComparison(given, Comparison::Less); }
Result<BoundScalar> bindLessOrEqual(const BindArguments& given) { return bindComparison(given, Comparison::LessOrEqual); }
Result<BoundScalar> bindGreater(const BindArguments& given) { return bindComparison(given, Comparison::Greater); }
Result<BoundScalar> bindGreaterOrEqual(const BindArguments& given) { return bindComparison(given, Comparison::GreaterOrEqual); }
Result<BoundScalar> bindDistinct(const BindArguments& given) { return bindDistinctness<false>(given); }
Result<BoundScalar> bindNotDistinct(const BindArguments& given) { return bindDistinctness<true>(given); }

} // namespace weir
