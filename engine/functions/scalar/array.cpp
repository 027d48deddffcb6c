// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/cells.h"
#include "engine/functions/scalar/collection_parts.h"
#include "engine/functions/scalar/overload.h"

namespace weir {
namespace {

void appendElements(VectorBuilder& out, const ArrayView& array, int from, int to) {
    for (int i = from; i < to; ++i) out.child(0).appendFrom(*array.elements, array.begin + i);
}

// One array and one element

template <bool AtEnd> void insert(KernelCall& call) {
    buildResult(call, stateOf<ArrayTypes>(call).result, [&](int row, VectorBuilder& out) {
        if (call.arguments[0]->isNull(row)) return out.appendNull();
        ArrayView array = arrayAt(*call.arguments[0], row);
        if (!AtEnd) out.child(0).appendFrom(*call.arguments[1], row);
        appendElements(out, array, 0, array.size);
        if (AtEnd) out.child(0).appendFrom(*call.arguments[1], row);
        out.closeNested();
    });
}

void remove(KernelCall& call) {
    const auto& types = stateOf<ArrayTypes>(call);
    buildResult(call, types.result, [&](int row, VectorBuilder& out) {
        if (call.arguments[0]->isNull(row)) return out.appendNull();
        ArrayView array = arrayAt(*call.arguments[0], row);
        for (int i = 0; i < array.size; ++i)
            if (!cellsEqual(array[i], {call.arguments[1], row}, types.element)) out.child(0).appendFrom(*array.elements, array.begin + i);
        out.closeNested();
    });
}

int find(const KernelCall& call, int row, const DataType& element) {
    ArrayView array = arrayAt(*call.arguments[0], row);
    for (int i = 0; i < array.size; ++i)
        if (cellsEqual(array[i], {call.arguments[1], row}, element)) return i + 1;
    return 0;
}

void contains(KernelCall& call) {
    bool* out = call.result.mutableData<bool>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = false;
        if (call.arguments[0]->isNull(row)) call.result.setNull(row);
        else out[row] = find(call, row, stateOf<ArrayTypes>(call).element) > 0;
    }
}

void position(KernelCall& call) {
    int32_t* out = call.result.mutableData<int32_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = find(call, row, stateOf<ArrayTypes>(call).element);
    }
}

Result<BoundScalar> bindWithElement(std::string_view function, const BindArguments& arguments, Kernel kernel, std::optional<DataType> result, NullRule nulls) {
    if (arguments.size() != 2) return wrongArgumentCount(function, arguments.size(), "an array and an element");
    Result<DataType> element = commonElement(function, arguments, 1, 1);
    if (!element) return element.error();
    const DataType& given = arguments.types[0];
    // The element becomes what the array holds, never the other way round.
    if (given.kind() == TypeKind::Array && given.element().kind() != TypeKind::Null && !isImplicitCast(arguments.types[1], given.element()) && !given.element().isCharacter())
        return wrongArgument(function, arguments, 1, "of the array's element type " + given.element().text());
    BoundScalar bound;
    bool arrayNullable = arguments.types[0].nullable();
    DataType array = DataType::array(*element).asNullable(arrayNullable);
    bound.arguments = {array, element->asNullable(arguments.types[1].nullable())};
    bound.result = result ? *result : array;
    bound.result = bound.result.asNullable(arrayNullable || (nulls == NullRule::Propagate && arguments.types[1].nullable()));
    bound.kernel = kernel;
    bound.nulls = nulls;
    bound.state = std::make_shared<const ArrayTypes>(ArrayTypes{array, *element});
    return bound;
}

Result<BoundScalar> bindAppend(const BindArguments& arguments) { return bindWithElement("ARRAY_APPEND", arguments, insert<true>, {}, NullRule::Own); }
Result<BoundScalar> bindPrepend(const BindArguments& arguments) { return bindWithElement("ARRAY_PREPEND", arguments, insert<false>, {}, NullRule::Own); }
Result<BoundScalar> bindRemove(const BindArguments& arguments) { return bindWithElement("ARRAY_REMOVE", arguments, remove, {}, NullRule::Own); }
Result<BoundScalar> bindContains(const BindArguments& arguments) { return bindWithElement("ARRAY_CONTAINS", arguments, contains, DataType::boolean(), NullRule::Own); }
Result<BoundScalar> bindPosition(const BindArguments& arguments) { return bindWithElement("ARRAY_POSITION", arguments, position, DataType::integer(), NullRule::Propagate); }

// One array

void reverse(KernelCall& call) {
    buildResult(call, stateOf<ArrayTypes>(call).result, [&](int row, VectorBuilder& out) {
        ArrayView array = arrayAt(*call.arguments[0], row);
        for (int i = array.size - 1; i >= 0; --i) out.child(0).appendFrom(*array.elements, array.begin + i);
        out.closeNested();
    });
}

/// ARRAY_SLICE(array, from [, to]): positions from 1, from the end when negative, the last included; 0 is 1.
void slice(KernelCall& call) {
    buildResult(call, stateOf<ArrayTypes>(call).result, [&](int row, VectorBuilder& out) {
        ArrayView array = arrayAt(*call.arguments[0], row);
        auto place = [&](int64_t position) { return position < 0 ? position + array.size + 1 : position; };
        int64_t from = std::max<int64_t>(1, place(call.arguments[1]->at<int32_t>(row)));
        int64_t to = call.arguments.size() > 2 ? std::max<int64_t>(1, place(call.arguments[2]->at<int32_t>(row))) : array.size;
        to = std::min<int64_t>(to, array.size);
        if (from <= to) appendElements(out, array, static_cast<int>(from - 1), static_cast<int>(to));
        out.closeNested();
    });
}

Result<BoundScalar> bindOneArray(std::string_view function, const BindArguments& arguments, int integers, Kernel kernel) {
    if (arguments.types[0].kind() != TypeKind::Array) return wrongArgument(function, arguments, 0, "an ARRAY");
    BoundScalar bound;
    bound.arguments = {arguments.types[0]};
    for (int i = 1; i <= integers; ++i) {
        const DataType& type = arguments.types[static_cast<size_t>(i)];
        if (!type.isInteger() && type.kind() != TypeKind::Null) return wrongArgument(function, arguments, i, "an INT");
        bound.arguments.push_back(DataType::integer().asNullable(type.nullable()));
    }
    bound.result = arguments.types[0].asNullable(anyNullable(arguments.types));
    bound.kernel = kernel;
    bound.state = std::make_shared<const ArrayTypes>(ArrayTypes{arguments.types[0], arguments.types[0].element()});
    return bound;
}

Result<BoundScalar> bindReverse(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("ARRAY_REVERSE", arguments.size(), "1 argument");
    return bindOneArray("ARRAY_REVERSE", arguments, 0, reverse);
}
Result<BoundScalar> bindSlice(const BindArguments& arguments) {
    if (arguments.size() < 2 || arguments.size() > 3) return wrongArgumentCount("ARRAY_SLICE", arguments.size(), "2 or 3 arguments");
    return bindOneArray("ARRAY_SLICE", arguments, arguments.size() - 1, slice);
}

void cardinality(KernelCall& call) {
    int32_t* out = call.result.mutableData<int32_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        const int32_t* offsets = call.arguments[0]->offsets() + call.arguments[0]->physicalRow(row);
        out[row] = offsets[1] - offsets[0];
    }
}

Result<BoundScalar> bindCardinality(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("CARDINALITY", arguments.size(), "1 argument");
    TypeKind kind = arguments.types[0].kind();
    if (kind != TypeKind::Array && kind != TypeKind::Map) return wrongArgument("CARDINALITY", arguments, 0, "an ARRAY or MAP");
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = DataType::integer().asNullable(arguments.types[0].nullable());
    bound.kernel = cardinality;
    return bound;
}

/// Builds the result from one chosen element a row; body gives its index or -1 for NULL.
template <class Body> void chooseElement(KernelCall& call, Body body) {
    buildResult(call, stateOf<ArrayTypes>(call).element.asNullable(), [&](int row, VectorBuilder& out) {
        ArrayView array = arrayAt(*call.arguments[0], row);
        int index = body(array);
        if (index < 0) out.appendNull();
        else out.appendFrom(*array.elements, array.begin + index);
    });
}

void element(KernelCall& call) {
    chooseElement(call, [](const ArrayView& array) {
        if (array.size > 1) failRow("Array has more than one element.");
        return array.size - 1;
    });
}

template <int Sign> void extreme(KernelCall& call) {
    const DataType& type = stateOf<ArrayTypes>(call).element;
    chooseElement(call, [&](const ArrayView& array) {
        int best = -1;
        for (int i = 0; i < array.size; ++i)
            if (!array[i].isNull() && (best < 0 || compareCells(array[i], array[best], type) * Sign > 0)) best = i;
        return best;
    });
}

Result<BoundScalar> bindChoice(std::string_view function, const BindArguments& arguments, Kernel kernel, bool sorts) {
    if (arguments.size() != 1) return wrongArgumentCount(function, arguments.size(), "1 argument");
    const DataType& type = arguments.types[0];
    if (type.kind() != TypeKind::Array) return wrongArgument(function, arguments, 0, "an ARRAY");
    if (sorts && (!isSortable(type.element()) || type.element().kind() == TypeKind::Boolean)) return wrongArgument(function, arguments, 0, "an ARRAY of values that have an order");
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = type.element().asNullable();
    bound.kernel = kernel;
    bound.canFail = !sorts;
    bound.state = std::make_shared<const ArrayTypes>(ArrayTypes{type, type.element()});
    return bound;
}

Result<BoundScalar> bindElement(const BindArguments& arguments) { return bindChoice("ELEMENT", arguments, element, false); }
Result<BoundScalar> bindMax(const BindArguments& arguments) { return bindChoice("ARRAY_MAX", arguments, extreme<1>, true); }
Result<BoundScalar> bindMin(const BindArguments& arguments) { return bindChoice("ARRAY_MIN", arguments, extreme<-1>, true); }

/// ARRAY_JOIN(array, delimiter [, for NULL])
void join(KernelCall& call) {
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        ArrayView array = arrayAt(*call.arguments[0], row);
        std::string_view delimiter = call.arguments[1]->at<StringRef>(row);
        bool first = true;
        for (int k = 0; k < array.size; ++k) {
            bool null = array[k].isNull();
            if (null && call.arguments.size() < 3) continue;
            if (!first) writer.append(delimiter);
            first = false;
            writer.append(null ? call.arguments[2]->at<StringRef>(row).view() : array[k].as<StringRef>().view());
        }
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

Result<BoundScalar> bindJoin(const BindArguments& arguments) {
    static constexpr Overloads rows{"ARRAY_JOIN", {Overload{".s", 's', join}, Overload{".ss", 's', join}}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (!bound) return bound;
    if (arguments.types[0].kind() != TypeKind::Array || !arguments.types[0].element().isCharacter()) return wrongArgument("ARRAY_JOIN", arguments, 0, "an ARRAY of strings");
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"CARDINALITY", Scalar, "collection", "CARDINALITY(collection)", "The number of elements of an array or entries of a map.", "CARDINALITY(ARRAY[3, 1, 2]) -> '3'", bindCardinality},
    {"ELEMENT", Scalar, "collection", "ELEMENT(array)", "The only element of an array; NULL for an empty one, and an error when there are more.", "ELEMENT(ARRAY[7]) -> '7'", bindElement},
    {"ARRAY_APPEND", Scalar, "collection", "ARRAY_APPEND(array, element)", "The array with one more element at its end.", "ARRAY_APPEND(ARRAY[1, 2], 3) -> '[1, 2, 3]'", bindAppend},
    {"ARRAY_PREPEND", Scalar, "collection", "ARRAY_PREPEND(array, element)", "The array with one more element at its start.", "ARRAY_PREPEND(ARRAY[1, 2], 0) -> '[0, 1, 2]'", bindPrepend},
    {"ARRAY_REMOVE", Scalar, "collection", "ARRAY_REMOVE(array, element)", "The array without the elements that equal this one; NULL removes NULLs.", "ARRAY_REMOVE(ARRAY[3, 1, 3], 3) -> '[1]'", bindRemove},
    {"ARRAY_CONTAINS", Scalar, "collection", "ARRAY_CONTAINS(array, element)", "Whether the array holds the element; NULL can be looked for.", "ARRAY_CONTAINS(ARRAY[3, 1], 1) -> 'TRUE'", bindContains},
    {"ARRAY_POSITION", Scalar, "collection", "ARRAY_POSITION(array, element)", "Where the element first occurs, counted from 1; 0 when it does not.", "ARRAY_POSITION(ARRAY[3, 1], 1) -> '2'", bindPosition},
    {"ARRAY_REVERSE", Scalar, "collection", "ARRAY_REVERSE(array)", "The elements from last to first.", "ARRAY_REVERSE(ARRAY[1, 2]) -> '[2, 1]'", bindReverse},
    {"ARRAY_SLICE", Scalar, "collection", "ARRAY_SLICE(array, from INT [, to INT])", "The elements between two positions, both included, counted from 1, or from the end when negative.",
     "ARRAY_SLICE(ARRAY[3, 1, 2, 3], 2, 3) -> '[1, 2]'", bindSlice},
    {"ARRAY_MAX", Scalar, "collection", "ARRAY_MAX(array)", "The greatest element; NULLs do not count.", "ARRAY_MAX(ARRAY[3, 1]) -> '3'", bindMax},
    {"ARRAY_MIN", Scalar, "collection", "ARRAY_MIN(array)", "The least element; NULLs do not count.", "ARRAY_MIN(ARRAY[3, 1]) -> '1'", bindMin},
    {"ARRAY_JOIN", Scalar, "collection", "ARRAY_JOIN(array ARRAY<STRING>, delimiter STRING [, forNull STRING])", "The texts with the delimiter between them; NULLs are left out unless they have a replacement.",
     "ARRAY_JOIN(ARRAY['a', 'b'], '-') -> 'a-b'", bindJoin},
};

} // namespace

std::span<const FunctionInfo> arrayFunctions() { return functions; }

} // namespace weir
