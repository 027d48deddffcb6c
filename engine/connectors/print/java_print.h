// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"
#include "engine/types/data_type.h"

#include <string>

namespace weir {

/// A value as the toString() of Flink's external Java object: what the `print` connector shows.
void appendJavaText(std::string& out, const Vector& column, const DataType& type, int row);
/// "+I[1, a]".
void appendJavaRow(std::string& out, const Batch& batch, const std::vector<DataType>& types, int physicalRow);

} // namespace weir
