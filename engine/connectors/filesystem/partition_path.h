// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"
#include "engine/types/datetime.h"
#include "engine/types/value.h"
#include "engine/types/vector.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Folder names of partitions: "day=2024-01-02", escaped as Hive and Flink do (%2F for a slash).
std::string escapePathName(std::string_view text);
std::string unescapePathName(std::string_view text);
/// The k=v folders within a path, the last of a key counting.
std::map<std::string, std::string> partitionValues(std::string_view path);
/// A partition value as text; none for NULL.
std::optional<std::string> partitionText(const Vector& column, const DataType& type, int row);
/// The value of a folder's text; none when it does not fit the type.
std::optional<Value> partitionValue(std::string_view text, const DataType& type);

} // namespace weir
