// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/datetime.h"
#include "engine/types/vector.h"

#include <string>

namespace weir {

/// Appends one value as JSON, the way JSON_STRING and the JSON constructors do: ROW and MAP with sorted keys, timestamps in ISO form, bytes in Base64.
/// `raw` texts are JSON already and go in as they are.
void appendJsonValue(std::string& out, const Vector& column, const DataType& type, int row, bool raw = false);

} // namespace weir
