// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// The parts of bindCast, one a family of types. Each gives the kernel and its state, or nothing when Flink has no such cast.
namespace weir {

/// What every cast kernel may read as its state.
struct CastState {
    DataType from, to;
    bool tryCast = false;
    std::shared_ptr<const TimeZone> zone;      // where the evaluation context has none
    std::vector<BoundScalar> parts;            // of nested types
    std::vector<bool> partFails;               // whether a part's cast would end the job but for TRY_CAST
};

struct CastKernel {
    Kernel kernel = nullptr;
    bool canFail = false;      // throws unless tryCast
    bool givesNull = false;    // of a value that does not fit
    bool alwaysFails = false;  // may throw under TRY_CAST too
};

CastKernel numericCast(const DataType& from, const DataType& to);
CastKernel textCast(const DataType& from, const DataType& to);       // from or to text or bytes
CastKernel temporalCast(const DataType& from, const DataType& to);
/// ARRAY, MAP, MULTISET, ROW to the same with other parts; parts of `state` are bound casts then.
Result<CastKernel> nestedCast(CastState& state, const TimeZone* zone);

/// The column as it is: only its type changes.
void sameValues(KernelCall& call);

const TimeZone& zoneOf(const KernelCall& call);
/// False under TRY_CAST (the row becomes NULL), otherwise the job fails: "Cannot cast 'abc' to INT."
bool castFailed(const KernelCall& call, std::string_view text);

} // namespace weir
