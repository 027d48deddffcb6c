// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/injective_cast.h"

namespace weir {

namespace {

/// The longest text of a value; 0: of no fixed bound, or a text does not tell values apart.
int longestText(const DataType& type) {
    switch (type.kind()) {
    case TypeKind::Boolean: return 5;
    case TypeKind::TinyInt: return 4;
    case TypeKind::SmallInt: return 6;
    case TypeKind::Int: return 11;
    case TypeKind::BigInt: return 20;
    case TypeKind::Float: return 15;
    case TypeKind::Double: return 24;
    case TypeKind::Date: return 10;
    case TypeKind::Time: return type.precision() ? 9 + type.precision() : 8;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return type.precision() ? 20 + type.precision() : 19;
    case TypeKind::Char:
    case TypeKind::Varchar: return type.length();
    default: return 0;
    }
}

bool isMoment(const DataType& type) { return type.kind() == TypeKind::Timestamp || type.kind() == TypeKind::TimestampLtz; }

} // namespace

bool isInjectiveCast(const DataType& from, const DataType& to) {
    if (from.isInteger() && to.isInteger()) return from.kind() <= to.kind();
    if (to.isCharacter()) return longestText(from) > 0 && longestText(from) <= to.length();
    if (to.isBinary()) return (from.isBinary() || from.isCharacter()) && from.length() <= to.length();
    if (isMoment(from) && isMoment(to)) return from.precision() == to.precision();
    return from.same(to);
}

} // namespace weir
