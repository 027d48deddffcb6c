// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/cells.h"
#include "engine/functions/scalar/collection_parts.h"
#include "engine/functions/scalar/overload.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace weir {
namespace {

/// Values seen; NULL is a value.
class CellSet {
public:
    explicit CellSet(const DataType& type) : type_(type) {}
    void clear() { keys_.clear(); }
    bool insert(const Cell& cell) {
        key_.clear();
        appendCellKey(key_, cell, type_);
        return keys_.insert(key_).second;
    }
    bool contains(const Cell& cell) {
        key_.clear();
        appendCellKey(key_, cell, type_);
        return keys_.contains(key_);
    }
    void insertAll(const ArrayView& array) {
        for (int i = 0; i < array.size; ++i) insert(array[i]);
    }

private:
    const DataType& type_;
    std::unordered_set<std::string> keys_;
    std::string key_;
};

void append(VectorBuilder& out, const Cell& cell) { out.child(0).appendFrom(*cell.column, cell.row); }

void unite(KernelCall& call) {
    const auto& types = stateOf<ArrayTypes>(call);
    CellSet seen(types.element);
    buildResult(call, types.result, [&](int row, VectorBuilder& out) {
        seen.clear();
        for (const Vector* argument : call.arguments) {
            ArrayView array = arrayAt(*argument, row);
            for (int i = 0; i < array.size; ++i)
                if (seen.insert(array[i])) append(out, array[i]);
        }
        out.closeNested();
    });
}

/// Elements of the first array that are (Keep) or are not in the second one, each once.
template <bool Keep> void filter(KernelCall& call) {
    const auto& types = stateOf<ArrayTypes>(call);
    CellSet other(types.element), given(types.element);
    buildResult(call, types.result, [&](int row, VectorBuilder& out) {
        other.clear();
        given.clear();
        other.insertAll(arrayAt(*call.arguments[1], row));
        ArrayView array = arrayAt(*call.arguments[0], row);
        for (int i = 0; i < array.size; ++i)
            if (other.contains(array[i]) == Keep && given.insert(array[i])) append(out, array[i]);
        out.closeNested();
    });
}

void concat(KernelCall& call) {
    buildResult(call, stateOf<ArrayTypes>(call).result, [&](int row, VectorBuilder& out) {
        for (const Vector* argument : call.arguments) {
            ArrayView array = arrayAt(*argument, row);
            for (int i = 0; i < array.size; ++i) append(out, array[i]);
        }
        out.closeNested();
    });
}

Result<BoundScalar> bindArrays(std::string_view function, const BindArguments& arguments, int minimum, int maximum, Kernel kernel) {
    if (arguments.size() < minimum || arguments.size() > maximum)
        return wrongArgumentCount(function, arguments.size(), minimum == maximum ? std::to_string(minimum) + " argument" + (minimum > 1 ? "s" : "") : "at least 1 argument");
    Result<DataType> element = commonElement(function, arguments, arguments.size(), 0);
    if (!element) return element.error();
    BoundScalar bound;
    for (const DataType& type : arguments.types) bound.arguments.push_back(DataType::array(*element).asNullable(type.nullable()));
    bound.result = DataType::array(*element).asNullable(anyNullable(arguments.types));
    bound.kernel = kernel;
    bound.state = std::make_shared<const ArrayTypes>(ArrayTypes{bound.result, *element});
    return bound;
}

Result<BoundScalar> bindDistinct(const BindArguments& arguments) { return bindArrays("ARRAY_DISTINCT", arguments, 1, 1, unite); }
Result<BoundScalar> bindUnion(const BindArguments& arguments) { return bindArrays("ARRAY_UNION", arguments, 2, 2, unite); }
Result<BoundScalar> bindExcept(const BindArguments& arguments) { return bindArrays("ARRAY_EXCEPT", arguments, 2, 2, filter<false>); }
Result<BoundScalar> bindIntersect(const BindArguments& arguments) { return bindArrays("ARRAY_INTERSECT", arguments, 2, 2, filter<true>); }
Result<BoundScalar> bindConcat(const BindArguments& arguments) { return bindArrays("ARRAY_CONCAT", arguments, 1, 1000000, concat); }

/// ARRAY_SORT(array [, ascending [, nulls first]])
void sort(KernelCall& call) {
    const auto& types = stateOf<ArrayTypes>(call);
    std::vector<int> order;
    buildResult(call, types.result, [&](int row, VectorBuilder& out) {
        bool ascending = call.arguments.size() < 2 || call.arguments[1]->at<bool>(row);
        bool nullsFirst = call.arguments.size() < 3 ? ascending : call.arguments[2]->at<bool>(row);
        ArrayView array = arrayAt(*call.arguments[0], row);
        order.resize(static_cast<size_t>(array.size));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            bool nullA = array[a].isNull(), nullB = array[b].isNull();
            if (nullA || nullB) return nullA != nullB && nullA == nullsFirst;
            int result = compareCells(array[a], array[b], types.element);
            return ascending ? result < 0 : result > 0;
        });
        for (int index : order) append(out, array[index]);
        out.closeNested();
    });
}

Result<BoundScalar> bindSort(const BindArguments& arguments) {
    static constexpr Overloads rows{"ARRAY_SORT", {Overload{".", '0', sort}, Overload{".b", '0', sort}, Overload{".bb", '0', sort}}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (!bound) return bound;
    const DataType& type = arguments.types[0];
    if (type.kind() != TypeKind::Array) return wrongArgument("ARRAY_SORT", arguments, 0, "an ARRAY");
    if (!isSortable(type.element())) return wrongArgument("ARRAY_SORT", arguments, 0, "an ARRAY of values that have an order");
    bound->state = std::make_shared<const ArrayTypes>(ArrayTypes{type, type.element()});
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo setFunctions[] = {
    {"ARRAY_DISTINCT", Scalar, "collection", "ARRAY_DISTINCT(array)", "The elements, each once, in their order.", "ARRAY_DISTINCT(ARRAY[3, 1, 3]) -> '[3, 1]'", bindDistinct},
    {"ARRAY_UNION", Scalar, "collection", "ARRAY_UNION(array1, array2)", "The elements of both arrays, each once.", "ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3]) -> '[1, 2, 3]'", bindUnion},
    {"ARRAY_EXCEPT", Scalar, "collection", "ARRAY_EXCEPT(array1, array2)", "The elements of the first array that the second one has not, each once.", "ARRAY_EXCEPT(ARRAY[3, 1, 2], ARRAY[3]) -> '[1, 2]'", bindExcept},
    {"ARRAY_INTERSECT", Scalar, "collection", "ARRAY_INTERSECT(array1, array2)", "The elements that both arrays have, each once.", "ARRAY_INTERSECT(ARRAY[3, 1, 2], ARRAY[2, 3]) -> '[3, 2]'", bindIntersect},
    {"ARRAY_CONCAT", Scalar, "collection", "ARRAY_CONCAT(array1, ...)", "All arrays behind each other.", "ARRAY_CONCAT(ARRAY[1], ARRAY[1, 2]) -> '[1, 1, 2]'", bindConcat},
};
const FunctionInfo orderFunctions[] = {
    {"ARRAY_SORT", Scalar, "collection", "ARRAY_SORT(array [, ascending BOOLEAN [, nullsFirst BOOLEAN]])", "The elements in order; NULLs come first when ascending and last when not, by default.",
     "ARRAY_SORT(ARRAY[3, 1, 2], FALSE) -> '[3, 2, 1]'", bindSort},
};

} // namespace

std::span<const FunctionInfo> arraySetFunctions() { return setFunctions; }
std::span<const FunctionInfo> arrayOrderFunctions() { return orderFunctions; }

} // namespace weir
