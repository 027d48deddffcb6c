// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"
#include "engine/functions/kernel_templates.h"

namespace weir {

namespace kernel_detail {

template <class R, class... P> constexpr bool takesOptional(Shape<R, P...>*) { return (IsOptional<std::remove_cvref_t<P>>::value || ...); }
template <auto F> constexpr bool ownsNulls() { return takesOptional(static_cast<decltype(shapeOf(F))*>(nullptr)); }
template <auto F> constexpr bool mayGiveNull() {
    using S = decltype(shapeOf(F));
    return IsOptional<typename S::Return>::value || (S::hasOut && std::is_same_v<typename S::Return, bool>);
}

} // namespace kernel_detail

/// One way to call a function. `arguments` has a letter an argument: s text, y bytes, t text or bytes, i INT, l BIGINT, d DOUBLE, b BOOLEAN, D DATE,
/// n any number as BIGINT, . anything; a * behind a letter repeats it any number of times (at least none). `result`: s STRING, y BYTES, i INT, l BIGINT, d DOUBLE, b BOOLEAN,
/// D DATE, S ARRAY<STRING>, 0 the first argument's type, v the first argument's text type made varying.
struct Overload {
    const char* arguments = nullptr;
    char result = 's';
    Kernel kernel = nullptr;
    NullRule nulls = NullRule::Propagate;
    bool mayBeNull = false;
    bool canFail = false;
    std::shared_ptr<const void> (*prepare)(const BindArguments&) = nullptr;   // the kernel's state

    constexpr Overload failing() const { Overload other = *this; other.canFail = true; return other; }
    constexpr Overload nullable() const { Overload other = *this; other.mayBeNull = true; return other; }
    constexpr Overload with(std::shared_ptr<const void> (*state)(const BindArguments&)) const { Overload other = *this; other.prepare = state; return other; }
};

template <auto F> constexpr Overload overload(const char* arguments, char result) {
    return {arguments, result, rowKernel<F>, kernel_detail::ownsNulls<F>() ? NullRule::Own : NullRule::Propagate, kernel_detail::mayGiveNull<F>()};
}

struct Overloads {
    const char* name;
    Overload list[4];
};
Result<BoundScalar> bindOverloads(const Overloads& overloads, const BindArguments& arguments);
template <const Overloads& List> Result<BoundScalar> bindRows(const BindArguments& arguments) { return bindOverloads(List, arguments); }

/// "Function 'X' ...": errors of binding, in one wording.
Error wrongArgumentCount(std::string_view function, int given, std::string_view expected);
Error wrongArgument(std::string_view function, const BindArguments& arguments, int index, std::string_view expected);

} // namespace weir
