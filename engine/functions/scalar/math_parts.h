// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// Functions of math.cpp's table that live in files of their own.
namespace weir {

Result<BoundScalar> bindAbs(const BindArguments&);
Result<BoundScalar> bindSign(const BindArguments&);
Result<BoundScalar> bindCeil(const BindArguments&);
Result<BoundScalar> bindFloor(const BindArguments&);
Result<BoundScalar> bindRound(const BindArguments&);
Result<BoundScalar> bindTruncate(const BindArguments&);

Result<BoundScalar> bindBin(const BindArguments&);
Result<BoundScalar> bindHex(const BindArguments&);
Result<BoundScalar> bindUnhex(const BindArguments&);

Result<BoundScalar> bindRand(const BindArguments&);
Result<BoundScalar> bindRandInteger(const BindArguments&);
Result<BoundScalar> bindUuid(const BindArguments&);

} // namespace weir
