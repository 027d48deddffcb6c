// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/datetime.h"
#include "engine/types/vector.h"

#include <string>

namespace weir {

/// A value as Flink's CAST(x AS STRING) prints it: doubles as Java does ("1.0E10"), rows "(1, a)", arrays "[1, 2]", maps "{a=1}".
/// Bytes print as x'4142' (the form of results; CAST(bytes AS STRING) decodes instead). TIMESTAMP_LTZ prints in `zone`.
/// Appends to `out`; a NULL inside a nested value prints as NULL, a NULL row appends "NULL".
void appendText(std::string& out, const Vector& column, const DataType& type, int row, const TimeZone& zone);
std::string textOf(const Value& value, const DataType& type, const TimeZone& zone);
void appendJavaDouble(std::string& out, double value);
void appendJavaFloat(std::string& out, float value);

} // namespace weir
