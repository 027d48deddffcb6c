// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/bitmap_aggregates.h"
#include "engine/functions/bind.h"
#include "engine/functions/families.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/overload.h"
#include "engine/types/bitmap_value.h"

#include <algorithm>

namespace weir {
namespace {

using Values = std::vector<uint32_t>;

Values valuesOf(std::string_view bytes) {
    std::optional<Values> values = bitmap::decode(bytes);
    if (!values) failRow("The bytes are no bitmap.");
    return std::move(*values);
}

void build(ArrayView array, StringWriter& out) {
    Values values;
    for (int i = 0; i < array.size; ++i)
        if (!array[i].isNull()) values.push_back(static_cast<uint32_t>(array[i].as<int32_t>()));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    out.append(bitmap::encode(values));
}

void toText(std::string_view bytes, StringWriter& out) { out.append(bitmap::text(valuesOf(bytes))); }
std::string_view toBytes(std::string_view bytes) { return bytes; }
void fromBytes(std::string_view bytes, StringWriter& out) { out.append(bitmap::encode(valuesOf(bytes))); }
int64_t cardinality(std::string_view bytes) {
    std::optional<int64_t> count = bitmap::cardinality(bytes);
    if (!count) failRow("The bytes are no bitmap.");
    return *count;
}

void toArray(KernelCall& call) {
    Column<std::string_view> bytes(*call.arguments[0]);
    buildResult(call, DataType::array(DataType::integer()), [&](int row, VectorBuilder& out) {
        for (uint32_t value : valuesOf(bytes[row])) out.child(0).append<int32_t>(static_cast<int32_t>(value));
        out.closeNested();
    });
}

enum class Operation { And, Or, Xor, AndNot };

template <Operation Which> void combine(std::string_view left, std::string_view right, StringWriter& out) {
    Values a = valuesOf(left), b = valuesOf(right), result;
    auto to = std::back_inserter(result);
    switch (Which) {
    case Operation::And: std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), to); break;
    case Operation::Or: std::set_union(a.begin(), a.end(), b.begin(), b.end(), to); break;
    case Operation::Xor: std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), to); break;
    case Operation::AndNot: std::set_difference(a.begin(), a.end(), b.begin(), b.end(), to); break;
    }
    out.append(bitmap::encode(result));
}

Result<BoundScalar> bindBuild(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("BITMAP_BUILD", arguments.size(), "1 argument");
    const DataType& type = arguments.types[0];
    if (type.kind() != TypeKind::Array || !isImplicitCast(type.element(), DataType::integer())) return wrongArgument("BITMAP_BUILD", arguments, 0, "an ARRAY<INT>");
    BoundScalar bound;
    bound.arguments = {DataType::array(DataType::integer().asNullable(type.element().nullable())).asNullable(type.nullable())};
    bound.result = DataType::bitmap().asNullable(type.nullable());
    bound.kernel = rowKernel<build>;
    return bound;
}

/// `count` bitmaps in, `result` out.
Result<BoundScalar> bindBitmaps(const char* function, const BindArguments& arguments, int count, const DataType& result, Kernel kernel) {
    if (arguments.size() != count) return wrongArgumentCount(function, arguments.size(), count == 1 ? "1 argument" : "2 arguments");
    BoundScalar bound;
    for (int i = 0; i < count; ++i) {
        TypeKind kind = arguments.types[static_cast<size_t>(i)].kind();
        if (kind != TypeKind::Bitmap && kind != TypeKind::Null) return wrongArgument(function, arguments, i, "a BITMAP");
        bound.arguments.push_back(DataType::bitmap().asNullable(arguments.types[static_cast<size_t>(i)].nullable()));
    }
    bound.result = result.asNullable(anyNullable(arguments.types));
    bound.kernel = kernel;
    return bound;
}

Result<BoundScalar> bindToText(const BindArguments& a) { return bindBitmaps("BITMAP_TO_STRING", a, 1, DataType::string(), rowKernel<toText>); }
Result<BoundScalar> bindToBytes(const BindArguments& a) { return bindBitmaps("BITMAP_TO_BYTES", a, 1, DataType::bytes(), rowKernel<toBytes>); }
Result<BoundScalar> bindToArray(const BindArguments& a) { return bindBitmaps("BITMAP_TO_ARRAY", a, 1, DataType::array(DataType::integer()), toArray); }
Result<BoundScalar> bindCardinality(const BindArguments& a) { return bindBitmaps("BITMAP_CARDINALITY", a, 1, DataType::bigInt(), rowKernel<cardinality>); }
Result<BoundScalar> bindAnd(const BindArguments& a) { return bindBitmaps("BITMAP_AND", a, 2, DataType::bitmap(), rowKernel<combine<Operation::And>>); }
Result<BoundScalar> bindOr(const BindArguments& a) { return bindBitmaps("BITMAP_OR", a, 2, DataType::bitmap(), rowKernel<combine<Operation::Or>>); }
Result<BoundScalar> bindXor(const BindArguments& a) { return bindBitmaps("BITMAP_XOR", a, 2, DataType::bitmap(), rowKernel<combine<Operation::Xor>>); }
Result<BoundScalar> bindAndNot(const BindArguments& a) { return bindBitmaps("BITMAP_ANDNOT", a, 2, DataType::bitmap(), rowKernel<combine<Operation::AndNot>>); }

Result<BoundScalar> bindFromBytes(const BindArguments& arguments) {
    static constexpr Overloads rows{"BITMAP_FROM_BYTES", {overload<fromBytes>("y", 'y').failing()}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (bound) bound->result = DataType::bitmap().asNullable(bound->result.nullable());
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"BITMAP_BUILD", Scalar, "bitmap", "BITMAP_BUILD(values ARRAY<INT>)", "The set of the values; NULLs do not count.", "BITMAP_TO_STRING(BITMAP_BUILD(ARRAY[3, 1, 3])) -> '{1,3}'", bindBuild},
    {"BITMAP_TO_STRING", Scalar, "bitmap", "BITMAP_TO_STRING(bitmap BITMAP)", "The values as text like {1,2,3}.", "BITMAP_TO_STRING(BITMAP_BUILD(ARRAY[2, 1])) -> '{1,2}'", bindToText},
    {"BITMAP_TO_BYTES", Scalar, "bitmap", "BITMAP_TO_BYTES(bitmap BITMAP)", "The bitmap in the portable form of Roaring bitmaps.", "BITMAP_TO_BYTES(BITMAP_BUILD(ARRAY[1])) -> x'3a3000000100000000000000100000000100'", bindToBytes},
    {"BITMAP_FROM_BYTES", Scalar, "bitmap", "BITMAP_FROM_BYTES(bytes BYTES)", "The bitmap of such bytes; fails when they are none.", "BITMAP_TO_STRING(BITMAP_FROM_BYTES(BITMAP_TO_BYTES(BITMAP_BUILD(ARRAY[5])))) -> '{5}'",
     bindFromBytes},
    {"BITMAP_TO_ARRAY", Scalar, "bitmap", "BITMAP_TO_ARRAY(bitmap BITMAP)", "The values as an array in ascending order.", "BITMAP_TO_ARRAY(BITMAP_BUILD(ARRAY[2, 1])) -> '[1, 2]'", bindToArray},
    {"BITMAP_CARDINALITY", Scalar, "bitmap", "BITMAP_CARDINALITY(bitmap BITMAP)", "The number of values.", "BITMAP_CARDINALITY(BITMAP_BUILD(ARRAY[2, 1, 2])) -> '2'", bindCardinality},
    {"BITMAP_AND", Scalar, "bitmap", "BITMAP_AND(bitmap1 BITMAP, bitmap2 BITMAP)", "The values in both.", "BITMAP_TO_STRING(BITMAP_AND(BITMAP_BUILD(ARRAY[1, 2]), BITMAP_BUILD(ARRAY[2, 3]))) -> '{2}'", bindAnd},
    {"BITMAP_OR", Scalar, "bitmap", "BITMAP_OR(bitmap1 BITMAP, bitmap2 BITMAP)", "The values in either.", "BITMAP_TO_STRING(BITMAP_OR(BITMAP_BUILD(ARRAY[1, 2]), BITMAP_BUILD(ARRAY[2, 3]))) -> '{1,2,3}'", bindOr},
    {"BITMAP_XOR", Scalar, "bitmap", "BITMAP_XOR(bitmap1 BITMAP, bitmap2 BITMAP)", "The values in exactly one.", "BITMAP_TO_STRING(BITMAP_XOR(BITMAP_BUILD(ARRAY[1, 2]), BITMAP_BUILD(ARRAY[2, 3]))) -> '{1,3}'", bindXor},
    {"BITMAP_ANDNOT", Scalar, "bitmap", "BITMAP_ANDNOT(bitmap1 BITMAP, bitmap2 BITMAP)", "The values of the first that the second has not.",
     "BITMAP_TO_STRING(BITMAP_ANDNOT(BITMAP_BUILD(ARRAY[1, 2]), BITMAP_BUILD(ARRAY[2, 3]))) -> '{1}'", bindAndNot},
};

} // namespace

std::span<const FunctionInfo> bitmapFunctions() {
    static const std::vector<FunctionInfo> all = [] {
        std::vector<FunctionInfo> rows(std::begin(functions), std::end(functions));
        rows.insert(rows.end(), bitmapAggregates().begin(), bitmapAggregates().end());
        return rows;
    }();
    return all;
}

} // namespace weir
