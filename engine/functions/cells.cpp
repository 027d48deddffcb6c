// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/cells.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

template <class T> void appendRaw(std::string& key, const T& value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); }

template <class T> int order(const T& a, const T& b) { return a < b ? -1 : b < a ? 1 : 0; }

/// NaN is the greatest and equal to itself.
template <class T> int orderReal(T a, T b) {
    if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
    return order(a, b);
}

} // namespace

void appendCellKey(std::string& key, const Cell& cell, const DataType& type) {
    if (type.kind() == TypeKind::Null || cell.isNull()) {
        key += '\0';
        return;
    }
    key += '\1';
    switch (type.physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: appendRaw(key, cell.as<int8_t>()); break;
    case PhysicalKind::Int16: appendRaw(key, cell.as<int16_t>()); break;
    case PhysicalKind::Int32: appendRaw(key, cell.as<int32_t>()); break;
    case PhysicalKind::Int64: appendRaw(key, cell.as<int64_t>()); break;
    case PhysicalKind::Int128: appendRaw(key, cell.as<Int128>()); break;
    case PhysicalKind::Float32: appendRaw(key, std::isnan(cell.as<float>()) ? std::nanf("") : cell.as<float>()); break;
    case PhysicalKind::Float64: appendRaw(key, std::isnan(cell.as<double>()) ? std::nan("") : cell.as<double>()); break;
    case PhysicalKind::Bytes: {
        std::string_view text = cell.as<StringRef>();
        appendRaw(key, text.size());
        key += text;
        break;
    }
    case PhysicalKind::Array: {
        ArrayView array = arrayAt(*cell.column, cell.row);
        appendRaw(key, array.size);
        for (int i = 0; i < array.size; ++i) appendCellKey(key, array[i], type.element());
        break;
    }
    case PhysicalKind::Map: {
        MapView map = mapAt(*cell.column, cell.row);
        std::vector<DataType> types = type.children();
        std::vector<std::string> entries;
        for (int i = map.begin; i < map.begin + map.size; ++i) {
            std::string& entry = entries.emplace_back();
            appendCellKey(entry, {map.keys, i}, types[0]);
            appendCellKey(entry, {map.values, i}, types[1]);
        }
        std::sort(entries.begin(), entries.end());
        appendRaw(key, map.size);
        for (const std::string& entry : entries) key += entry;
        break;
    }
    case PhysicalKind::Row: {
        const Vector& rows = cell.column->encoding() == Encoding::Dictionary ? *cell.column->base() : *cell.column;
        int physical = cell.column->physicalRow(cell.row);
        for (size_t i = 0; i < type.fields().size(); ++i) appendCellKey(key, {&rows.child(static_cast<int>(i)), physical}, type.fields()[i].type);
        break;
    }
    }
}

bool cellsEqual(const Cell& a, const Cell& b, const DataType& type) {
    bool nullA = a.isNull(), nullB = b.isNull();
    if (nullA || nullB) return nullA && nullB;
    switch (type.physical()) {
    case PhysicalKind::Int32: return a.as<int32_t>() == b.as<int32_t>();
    case PhysicalKind::Int64: return a.as<int64_t>() == b.as<int64_t>();
    case PhysicalKind::Bytes: return a.as<StringRef>() == b.as<StringRef>();
    default: break;
    }
    std::string keyA, keyB;
    appendCellKey(keyA, a, type);
    appendCellKey(keyB, b, type);
    return keyA == keyB;
}

bool isSortable(const DataType& type) { return !type.isNested() && type.kind() != TypeKind::Variant && type.kind() != TypeKind::Bitmap && type.kind() != TypeKind::Raw; }

int compareCells(const Cell& a, const Cell& b, const DataType& type) {
    switch (type.physical()) {
    case PhysicalKind::Bool: return order(a.as<bool>(), b.as<bool>());
    case PhysicalKind::Int8: return order(a.as<int8_t>(), b.as<int8_t>());
    case PhysicalKind::Int16: return order(a.as<int16_t>(), b.as<int16_t>());
    case PhysicalKind::Int32: return order(a.as<int32_t>(), b.as<int32_t>());
    case PhysicalKind::Int64: return order(a.as<int64_t>(), b.as<int64_t>());
    case PhysicalKind::Int128: return order(a.as<Int128>(), b.as<Int128>());
    case PhysicalKind::Float32: return orderReal(a.as<float>(), b.as<float>());
    case PhysicalKind::Float64: return orderReal(a.as<double>(), b.as<double>());
    case PhysicalKind::Bytes: return a.as<StringRef>().view().compare(b.as<StringRef>().view());
    default: return 0;
    }
}

} // namespace weir
