// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/names.h"

namespace weir::sql {

struct TypeField;

enum class TypeWord {
    Char, Varchar, String, Boolean, Binary, Varbinary, Bytes, Decimal, TinyInt, SmallInt, Int, BigInt, Float, Double, Date, Time,
    Timestamp, TimestampLtz, Interval, Array, Map, Multiset, Row, Raw, Variant, Bitmap, Null, Structured, User,
    Missing // the text has none here; a diagnostic says so
};

/// A type as written: DECIMAL(10, 2) NOT NULL, ARRAY<INT>, ROW<a INT, b STRING>.
struct TypeTree {
    TypeWord word = TypeWord::Missing;
    Place place;
    int precision = -1; // CHAR(n), DECIMAL(p, s), TIME(p), TIMESTAMP(p); -1 where none is written
    int scale = -1;
    bool withTimeZone = false;      // TIMESTAMP WITH TIME ZONE, which Flink refuses later
    bool notNull = false;           // NOT NULL is written (nullable is the default)
    bool explicitNull = false;      // NULL is written
    IntervalUnits interval;         // INTERVAL
    std::vector<TypeTree> elements; // ARRAY, MULTISET: one; MAP: key, value
    std::vector<TypeField> fields;  // ROW, STRUCTURED
    CompoundName userName;          // User
    std::string className;          // RAW('class', 'snapshot'), STRUCTURED<'class', ...>
    std::string snapshot;
};

struct TypeField {
    Name name;
    TypeTree type;
    std::string comment;
};

} // namespace weir::sql
