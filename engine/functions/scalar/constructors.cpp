// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/cell_compare.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"
#include "engine/functions/scalar/variant.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {

ColumnRef shared(const Vector& column, int rows) {
    auto copy = std::make_shared<Vector>(column);
    if (copy->isConstant()) copy->setRows(rows);
    return copy;
}

/// Every `step`-th argument from `first`, row by row behind each other.
ColumnRef interleave(std::span<const Vector* const> arguments, size_t first, size_t step, int rows) {
    std::vector<ColumnRef> pieces;
    for (size_t i = first; i < arguments.size(); i += step) pieces.push_back(shared(*arguments[i], rows));
    ColumnRef below = concatenate(std::span<const ColumnRef>(pieces));
    if (pieces.size() == 1) return below;
    std::vector<int32_t> order;
    order.reserve(pieces.size() * static_cast<size_t>(rows));
    for (int row = 0; row < rows; ++row)
        for (size_t piece = 0; piece < pieces.size(); ++piece) order.push_back(static_cast<int32_t>(piece) * rows + row);
    return gather(below, std::span<const int32_t>(order));
}

Vector listOf(PhysicalKind kind, int rows, int each, std::vector<ColumnRef> children) {
    Vector result = Vector::flat(kind, rows);
    for (int row = 0; row <= rows; ++row) result.mutableData<int32_t>()[row] = row * each;
    result.setChildren(std::move(children));
    return result;
}

void makeArray(KernelCall& call) {
    const auto& type = stateOf<DataType>(call);
    int each = static_cast<int>(call.arguments.size());
    ColumnRef elements = each ? interleave(call.arguments, 0, 1, call.rows) : VectorBuilder(type.element(), 1).finish();
    call.result = listOf(PhysicalKind::Array, call.rows, each, {elements});
}

void makeMap(KernelCall& call) {
    const auto& type = stateOf<DataType>(call);
    int each = static_cast<int>(call.arguments.size()) / 2;
    ColumnRef keys = each ? interleave(call.arguments, 0, 2, call.rows) : VectorBuilder(type.key(), 1).finish();
    ColumnRef values = each ? interleave(call.arguments, 1, 2, call.rows) : VectorBuilder(type.value(), 1).finish();
    call.result = listOf(PhysicalKind::Map, call.rows, each, {keys, values});
}

/// Of a map that is a constant, Flink keeps the last value of a repeated key; of others it keeps all.
void makeConstantMap(KernelCall& call) {
    makeMap(call);
    int each = static_cast<int>(call.arguments.size()) / 2;
    const ColumnRef keys = call.result.children()[0], values = call.result.children()[1];
    std::vector<int32_t> keptKeys, keptValues, offsets{0};
    for (int row = 0; row < call.rows; ++row) {
        size_t first = keptKeys.size();
        for (int i = row * each; i < (row + 1) * each; ++i) {
            size_t known = first;
            while (known < keptKeys.size() && !sameCells(*keys, keptKeys[known], *keys, i)) ++known;
            if (known == keptKeys.size()) {
                keptKeys.push_back(i);
                keptValues.push_back(i);
            } else {
                keptValues[known] = i;
            }
        }
        offsets.push_back(static_cast<int32_t>(keptKeys.size()));
    }
    if (keptKeys.size() == static_cast<size_t>(call.rows) * static_cast<size_t>(each)) return;
    call.result.setChildren({gather(keys, std::span<const int32_t>(keptKeys)), gather(values, std::span<const int32_t>(keptValues))});
    std::copy(offsets.begin(), offsets.end(), call.result.mutableData<int32_t>());
}

void makeRow(KernelCall& call) {
    Vector result(PhysicalKind::Row, call.rows);
    std::vector<ColumnRef> fields;
    for (const Vector* argument : call.arguments) fields.push_back(flatten(shared(*argument, call.rows)));
    result.setChildren(std::move(fields));
    call.result = std::move(result);
}

/// Chosen rows of a child column; -1 is NULL.
Vector pick(const ColumnRef& child, const DataType& type, std::vector<int32_t>& positions) {
    int rows = static_cast<int>(positions.size());
    if (child->rows() == 0) return Vector::nulls(type, rows);
    std::vector<int> missing;
    for (int row = 0; row < rows; ++row)
        if (positions[row] < 0) {
            missing.push_back(row);
            positions[row] = 0;
        }
    Vector result = *flatten(gather(child, std::span<const int32_t>(positions)));
    for (int row : missing) result.setNull(row);
    return result;
}

template <class Index> void elementAt(KernelCall& call) {
    const Vector& arrays = *call.arguments[0];
    Column<Index> index(*call.arguments[1]);
    std::vector<int32_t> positions(static_cast<size_t>(call.rows), -1);
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        ArrayView array = arrayAt(arrays, row);
        if (index[row] >= 1 && index[row] <= array.size) positions[row] = array.begin + static_cast<int32_t>(index[row]) - 1;
    }
    call.result = pick(arrays.children()[0], stateOf<DataType>(call), positions);
}

void valueOfKey(KernelCall& call) {
    const Vector& maps = *call.arguments[0];
    const Vector& keys = *call.arguments[1];
    std::vector<int32_t> positions(static_cast<size_t>(call.rows), -1);
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        MapView map = mapAt(maps, row);
        for (int k = map.begin; k < map.begin + map.size; ++k)
            if (sameCells(*map.keys, k, keys, row)) positions[row] = k;   // the last one of a repeated key
    }
    call.result = pick(maps.children()[1], stateOf<DataType>(call), positions);
}

void fieldOf(KernelCall& call) {
    const Vector& rows = *call.arguments[0];
    auto index = static_cast<size_t>(call.arguments[1]->at<int32_t>(0));
    const ColumnRef& child = rows.children()[index];
    if (rows.isConstant()) {
        if (rows.isNull(0)) {
            call.result = Vector::nulls(stateOf<DataType>(call), call.rows);
            return;
        }
        Vector result = *flatten(child);
        result.setEncoding(Encoding::Constant);
        result.setRows(call.rows);
        call.result = std::move(result);
        return;
    }
    Vector result = *flatten(child);
    if (rows.validity()) {
        size_t bytes = static_cast<size_t>(call.rows + 7) / 8;
        BufferRef both(bytes);
        for (size_t i = 0; i < bytes; ++i) both.as<uint8_t>()[i] = rows.validity()[i] & (result.validity() ? result.validity()[i] : 0xff);
        result.setValidity(std::move(both));
    }
    call.result = std::move(result);
}

Result<DataType> commonOf(const BindArguments& given, int first, int step, std::string_view what) {
    std::vector<DataType> types;
    for (int i = first; i < given.size(); i += step) types.push_back(given.types[i]);
    if (types.empty()) return Error{ErrorCode::Type, "There are no " + std::string(what) + ".", {}, "Write at least one."};
    auto common = commonType(types);
    if (!common) return Error{ErrorCode::Type, "The " + std::string(what) + " have no common type: " + typeList(types) + ".", {}, "Use CAST to give them one."};
    if (common->kind() == TypeKind::Null) {
        if (what == "values of the MAP") return DataType::character(1);   // Flink's guess where all are NULL
        return Error{ErrorCode::Type, "The " + std::string(what) + " are all NULL, so they have no type.", {}, "Write CAST(NULL AS ...)."};
    }
    return *common;
}

BoundScalar constructor(const BindArguments& given, DataType type, Kernel kernel) {
    BoundScalar bound;
    bound.result = type.notNull();
    bound.arguments = given.types;
    bound.kernel = kernel;
    bound.nulls = NullRule::Own;
    bound.state = std::make_shared<DataType>(std::move(type));
    return bound;
}

} // namespace

Result<BoundScalar> bindArray(const BindArguments& given) {
    auto element = commonOf(given, 0, 1, "elements of the ARRAY");
    if (!element) return element.error();
    BoundScalar bound = constructor(given, DataType::array(*element), makeArray);
    for (DataType& argument : bound.arguments) argument = element->asNullable(argument.nullable());
    return bound;
}

Result<BoundScalar> bindMap(const BindArguments& given) {
    if (given.size() % 2) return wrongArguments("MAP", "a value for each key", given);
    auto key = commonOf(given, 0, 2, "keys of the MAP"), value = commonOf(given, 1, 2, "values of the MAP");
    if (!key) return key.error();
    if (!value) return value.error();
    bool constant = std::all_of(given.literals.begin(), given.literals.end(), [](const auto& literal) { return literal.has_value(); });
    BoundScalar bound = constructor(given, DataType::map(*key, *value), constant ? makeConstantMap : makeMap);
    for (size_t i = 0; i < bound.arguments.size(); ++i) bound.arguments[i] = (i % 2 ? *value : *key).asNullable(given.types[i].nullable());
    return bound;
}

Result<BoundScalar> bindRow(const BindArguments& given) {
    std::vector<Field> fields;
    for (int i = 0; i < given.size(); ++i) fields.push_back({"EXPR$" + std::to_string(i), given.types[i]});
    return constructor(given, DataType::row(std::move(fields)), makeRow);
}

Result<BoundScalar> bindItem(const BindArguments& given) {
    if (given.size() != 2) return wrongArguments("ITEM", "a collection and an index or key", given);
    const DataType &collection = given.types[0], &index = given.types[1];
    BoundScalar bound;
    bound.arguments = given.types;
    if (collection.kind() == TypeKind::Variant) return bindVariantItem(given);
    if (collection.kind() == TypeKind::Array) {
        if (!index.isInteger() && index.kind() != TypeKind::Null) return Error{ErrorCode::Type, "An ARRAY is indexed by an integer from 1, not by " + index.text() + "."};
        auto literal = integerLiteral(given, 1);
        if (literal && *literal < 1) return Error{ErrorCode::Invalid, "An ARRAY's first element has index 1; there is none at " + std::to_string(*literal) + "."};
        bool wide = index.kind() == TypeKind::BigInt;
        bound.result = collection.element().asNullable();
        bound.arguments[1] = (wide ? DataType::bigInt() : DataType::integer()).asNullable(index.nullable());
        bound.kernel = wide ? elementAt<int64_t> : elementAt<int32_t>;
    } else if (collection.kind() == TypeKind::Map) {
        const DataType& key = collection.key();
        bool text = key.isCharacter() && index.isCharacter();
        if (!text && !isImplicitCast(index, key)) return Error{ErrorCode::Type, "The keys of this MAP are " + key.text() + ", not " + index.text() + "."};
        bound.result = collection.value().asNullable();
        bound.arguments[1] = text ? index : key.asNullable(index.nullable());
        bound.kernel = valueOfKey;
    } else {
        return Error{ErrorCode::Type, "A value of type " + collection.text() + " has no elements.", {}, "[ ] is for ARRAY, MAP and VARIANT."};
    }
    bound.state = std::make_shared<DataType>(bound.result);
    return bound;
}

Result<BoundScalar> bindField(const BindArguments& given) {
    auto index = integerLiteral(given, 1);
    if (given.size() != 2 || given.types[0].kind() != TypeKind::Row || !index) return wrongArguments("FIELD", "a ROW and a field's index", given);
    const auto& fields = given.types[0].fields();
    if (*index < 0 || *index >= static_cast<int64_t>(fields.size())) return Error{ErrorCode::Unknown, "The row has no field " + std::to_string(*index) + "."};
    const DataType& type = fields[static_cast<size_t>(*index)].type;
    BoundScalar bound;
    bound.result = type.asNullable(type.nullable() || given.types[0].nullable());
    bound.arguments = given.types;
    bound.arguments[1] = DataType::integer().notNull();
    bound.kernel = fieldOf;
    bound.nulls = NullRule::Own;
    bound.state = std::make_shared<DataType>(bound.result);
    return bound;
}

} // namespace weir
