// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"

#include <string>
#include <vector>

namespace weir {

/// A column or nested part as a decoder sees it: what DataType knows, flat and cheap to ask per value.
struct ValuePlan {
    explicit ValuePlan(std::string fieldName, const DataType& type);
    std::string name;
    DataType type;
    TypeKind kind;
    PhysicalKind physical;
    int precision;
    int scale;
    std::vector<ValuePlan> children;    // as DataType::children()
};

inline ValuePlan::ValuePlan(std::string fieldName, const DataType& type)
    : name(std::move(fieldName)), type(type), kind(type.kind()), physical(type.physical()), precision(type.precision()), scale(type.scale()) {
    std::vector<DataType> parts = type.children();
    for (size_t i = 0; i < parts.size(); ++i) children.emplace_back(kind == TypeKind::Row ? type.fields()[i].name : name, parts[i]);
}

} // namespace weir
