// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"

#include <cstring>

namespace weir {

namespace {

bool notOf(uint8_t value) { return value == 0; }

template <bool WhenNull> void nullTest(KernelCall& call) {
    const Vector& argument = *call.arguments[0];
    uint8_t* out = call.result.mutableData<uint8_t>();
    if (!argument.mayHaveNulls()) {
        std::memset(out, !WhenNull, static_cast<size_t>(call.rows));
        return;
    }
    for (int i = 0; i < call.selected; ++i) out[call.row(i)] = argument.isNull(call.row(i)) == WhenNull;
}

template <bool Wanted> bool isThat(std::optional<bool> value) { return value && *value == Wanted; }
template <bool Wanted> bool isNotThat(std::optional<bool> value) { return !isThat<Wanted>(value); }

Result<BoundScalar> bindTest(const BindArguments& given, std::string_view name, Kernel kernel, bool boolean) {
    if (given.size() != 1) return wrongArguments(name, "one value", given);
    if (boolean && given.types[0].kind() != TypeKind::Boolean && given.types[0].kind() != TypeKind::Null) return cannotApply(name, given);
    BoundScalar bound;
    bound.result = DataType::boolean().notNull();
    bound.arguments = given.types;
    bound.kernel = kernel;
    bound.nulls = NullRule::Own;
    return bound;
}

} // namespace

Result<BoundScalar> bindNot(const BindArguments& given) {
    if (given.size() != 1 || (given.types[0].kind() != TypeKind::Boolean && given.types[0].kind() != TypeKind::Null)) return cannotApply("NOT", given);
    BoundScalar bound;
    bound.result = DataType::boolean().asNullable(given.types[0].nullable());
    bound.arguments = {bound.result};
    bound.kernel = denseKernel<notOf>;
    return bound;
}

Result<BoundScalar> bindIsNull(const BindArguments& given) { return bindTest(given, "IS NULL", nullTest<true>, false); }
Result<BoundScalar> bindIsNotNull(const BindArguments& given) { return bindTest(given, "IS NOT NULL", nullTest<false>, false); }
Result<BoundScalar> bindIsTrue(const BindArguments& given) { return bindTest(given, "IS TRUE", rowKernel<isThat<true>>, true); }
Result<BoundScalar> bindIsNotTrue(const BindArguments& given) { return bindTest(given, "IS NOT TRUE", rowKernel<isNotThat<true>>, true); }
Result<BoundScalar> bindIsFalse(const BindArguments& given) { return bindTest(given, "IS FALSE", rowKernel<isThat<false>>, true); }
Result<BoundScalar> bindIsNotFalse(const BindArguments& given) { return bindTest(given, "IS NOT FALSE", rowKernel<isNotThat<false>>, true); }

} // namespace weir
