// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/row_fate.h"
#include "engine/plan/job/operator_spec.h"

#include <string>

namespace weir {

/// What a verdict means at an operator of that kind.
std::string ledgerWords(const plan::OperatorSpec& spec, RowFate fate);

} // namespace weir
