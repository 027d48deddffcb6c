// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/functions/kernel.h"
#include "engine/functions/string_writer.h"
#include "engine/types/vector_builder.h"

#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/// Kernels from row functions. Write what happens to one row with C++ types, get a Kernel:
///
///   // 1. A value from values. NULLs are dealt with before (NullRule::Propagate).
///   int32_t ascii(std::string_view text) { return text.empty() ? 0 : static_cast<signed char>(text[0]); }
///   bound.kernel = rowKernel<ascii>;
///
///   // 2. A text result goes through a StringWriter (append pieces, or view() part of an argument); `false` means NULL.
///   bool splitIndex(std::string_view text, std::string_view delimiter, int32_t index, StringWriter& out) {
///       if (index < 0) return false;
///       ...
///       out.view(text.substr(begin, length));
///       return true;
///   }
///   bound.kernel = rowKernel<splitIndex>;
///
///   // 3. What bind() prepared comes from the call; NullRule::Own functions take std::optional.
///   bool matches(KernelCall& call, std::string_view text) { return RE2::PartialMatch(text, stateOf<RE2>(call)); }
///   bool isAlpha(std::optional<std::string_view> text) { return text && ...; }
///
/// Shapes: [KernelCall&,] parameters... [, R& out | StringWriter& out], returning R, std::optional<R>, std::string_view (a view into an
/// argument or static text), or with `out` void or bool (false = NULL). Parameters: bool, int8_t ... int64_t, float, double, Int128,
/// std::string_view, ArrayView, MapView, Cell (any type), and std::optional of these.
///
/// `rowKernel` computes just the selected rows, so the function may throw (failRow). `denseKernel` is for one or two fixed-size parameters and
/// functions that cannot fail: a plain loop over all rows that the compiler vectorises.
namespace weir {

/// Ends the job: "Division by zero." The evaluator adds the place.
[[noreturn]] inline void failRow(std::string message) { throw RunError(ErrorCode::Runtime, std::move(message)); }

template <class State> const State& stateOf(const KernelCall& call) { return *static_cast<const State*>(call.state); }

/// One value of any type.
struct Cell {
    const Vector* column;
    int row;
    bool isNull() const { return column->isNull(row); }
    template <class T> const T& as() const { return column->at<T>(row); }
};

/// One ARRAY value: elements [begin, begin + size) of a column.
struct ArrayView {
    const Vector* elements;
    int begin;
    int size;
    Cell operator[](int index) const { return {elements, begin + index}; }
};

/// One MAP or MULTISET value.
struct MapView {
    const Vector* keys;
    const Vector* values;
    int begin;
    int size;
};

inline ArrayView arrayAt(const Vector& column, int row) {
    if (column.encoding() == Encoding::Dictionary) return arrayAt(*column.base(), column.physicalRow(row));
    const int32_t* offsets = column.offsets() + column.physicalRow(row);
    return {column.children()[0].get(), offsets[0], offsets[1] - offsets[0]};
}

inline MapView mapAt(const Vector& column, int row) {
    if (column.encoding() == Encoding::Dictionary) return mapAt(*column.base(), column.physicalRow(row));
    const int32_t* offsets = column.offsets() + column.physicalRow(row);
    return {column.children()[0].get(), column.children()[1].get(), offsets[0], offsets[1] - offsets[0]};
}

/// Reads a flat or constant argument by row as T.
template <class T> class Column {
public:
    explicit Column(const Vector& vector) : data_(vector.data<T>()), step_(vector.isConstant() ? 0 : 1) {}
    const T& operator[](int row) const { return data_[row * step_]; }
    const T* data() const { return data_; }
    bool isFlat() const { return step_ != 0; }

private:
    const T* data_;
    int step_;
};

template <> class Column<std::string_view> {
public:
    explicit Column(const Vector& vector) : data_(vector.data<StringRef>()), step_(vector.isConstant() ? 0 : 1) {}
    std::string_view operator[](int row) const { return data_[row * step_].view(); }

private:
    const StringRef* data_;
    int step_;
};

template <> class Column<Cell> {
public:
    explicit Column(const Vector& vector) : vector_(&vector) {}
    Cell operator[](int row) const { return {vector_, row}; }

private:
    const Vector* vector_;
};

template <> class Column<ArrayView> {
public:
    explicit Column(const Vector& vector) : vector_(&vector) {}
    ArrayView operator[](int row) const { return arrayAt(*vector_, row); }

private:
    const Vector* vector_;
};

template <> class Column<MapView> {
public:
    explicit Column(const Vector& vector) : vector_(&vector) {}
    MapView operator[](int row) const { return mapAt(*vector_, row); }

private:
    const Vector* vector_;
};

template <class T> class Column<std::optional<T>> {
public:
    explicit Column(const Vector& vector) : vector_(&vector), values_(vector) {}
    std::optional<T> operator[](int row) const { return vector_->isNull(row) ? std::nullopt : std::optional<T>(values_[row]); }

private:
    const Vector* vector_;
    Column<T> values_;
};

namespace kernel_detail {

template <class R, class... P> struct Shape {
    using Return = R;
    using All = std::tuple<P...>;
    static constexpr size_t count = sizeof...(P);
    template <size_t I> using At = std::tuple_element_t<I, std::tuple<P..., void>>;
    static constexpr bool takesCall = std::is_same_v<std::remove_cvref_t<At<0>>, KernelCall>;
    using Last = At<count ? count - 1 : 0>;
    static constexpr bool hasOut = std::is_lvalue_reference_v<Last> && !std::is_const_v<std::remove_reference_t<Last>> &&
                                   !std::is_same_v<std::remove_cvref_t<Last>, KernelCall>;
    static constexpr size_t inputs = count - takesCall - hasOut;
    template <size_t I> using Input = std::remove_cvref_t<At<I + takesCall>>;
};
template <class R, class... P> Shape<R, P...> shapeOf(R (*)(P...));
template <class R, class... P> Shape<R, P...> shapeOf(R (*)(P...) noexcept);

template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};

template <auto F, bool takesCall, class... A> inline decltype(auto) apply(KernelCall& call, A&&... arguments) {
    if constexpr (takesCall) return F(call, std::forward<A>(arguments)...);
    else return F(std::forward<A>(arguments)...);
}

template <class T> using Stored = std::conditional_t<std::is_same_v<T, std::string_view>, StringRef, T>;

} // namespace kernel_detail

template <auto F> void rowKernel(KernelCall& call) {
    using namespace kernel_detail;
    using S = decltype(shapeOf(F));
    using R = typename S::Return;
    [&]<size_t... I>(std::index_sequence<I...>) {
        [[maybe_unused]] std::tuple<Column<typename S::template Input<I>>...> in{
            Column<typename S::template Input<I>>(*call.arguments[I])...};
        for ([[maybe_unused]] int once = 0; once < 1; ++once) {
            if constexpr (S::hasOut && std::is_same_v<std::remove_cvref_t<typename S::Last>, StringWriter>) {
                StringWriter writer;
                StringRef* out = call.result.mutableData<StringRef>();
                for (int i = 0; i < call.selected; ++i) {
                    int row = call.row(i);
                    if constexpr (std::is_same_v<R, bool>) {
                        if (!apply<F, S::takesCall>(call, std::get<I>(in)[row]..., writer)) {
                            writer.clear();
                            out[row] = StringRef();
                            call.result.setNull(row);
                            continue;
                        }
                    } else {
                        apply<F, S::takesCall>(call, std::get<I>(in)[row]..., writer);
                    }
                    out[row] = writer.finishRow();
                }
                writer.finish(call.result, call.arguments);
            } else if constexpr (S::hasOut) {
                using T = std::remove_cvref_t<typename S::Last>;
                T* out = call.result.mutableData<T>();
                for (int i = 0; i < call.selected; ++i) {
                    int row = call.row(i);
                    T value{};
                    if constexpr (std::is_same_v<R, bool>) {
                        if (!apply<F, S::takesCall>(call, std::get<I>(in)[row]..., value)) call.result.setNull(row);
                    } else {
                        apply<F, S::takesCall>(call, std::get<I>(in)[row]..., value);
                    }
                    out[row] = value;
                }
            } else if constexpr (IsOptional<R>::value) {
                using T = Stored<typename R::value_type>;
                T* out = call.result.mutableData<T>();
                for (int i = 0; i < call.selected; ++i) {
                    int row = call.row(i);
                    R value = apply<F, S::takesCall>(call, std::get<I>(in)[row]...);
                    out[row] = value ? T(*value) : T();
                    if (!value) call.result.setNull(row);
                }
                if constexpr (std::is_same_v<T, StringRef>)
                    for (const Vector* argument : call.arguments) call.result.shareHeaps(*argument);
            } else {
                using T = Stored<R>;
                T* out = call.result.mutableData<T>();
                for (int i = 0; i < call.selected; ++i) {
                    int row = call.row(i);
                    out[row] = T(apply<F, S::takesCall>(call, std::get<I>(in)[row]...));
                }
                if constexpr (std::is_same_v<T, StringRef>)
                    for (const Vector* argument : call.arguments) call.result.shareHeaps(*argument);
            }
        }
    }(std::make_index_sequence<S::inputs>());
}

namespace kernel_detail {

// Blocks of a fixed number of rows let GCC vectorise at -O2; the rest goes one by one.
constexpr int DenseBlock = 64;

template <class Step> inline void denseLoop(int rows, Step step) {
    int row = 0;
    for (; row + DenseBlock <= rows; row += DenseBlock)
        for (int i = 0; i < DenseBlock; ++i) step(row + i);
    for (; row < rows; ++row) step(row);
}

template <auto F, class A, class R> void denseUnary(const A* __restrict a, R* __restrict out, int rows) {
    denseLoop(rows, [=](int row) { out[row] = F(a[row]); });
}
template <auto F, class A, class B, class R>
void denseBinary(const A* __restrict a, const B* __restrict b, R* __restrict out, int rows) {
    denseLoop(rows, [=](int row) { out[row] = F(a[row], b[row]); });
}
template <auto F, class A, class B, class R> void denseRight(const A* __restrict a, B b, R* __restrict out, int rows) {
    denseLoop(rows, [=](int row) { out[row] = F(a[row], b); });
}
template <auto F, class A, class B, class R> void denseLeft(A a, const B* __restrict b, R* __restrict out, int rows) {
    denseLoop(rows, [=](int row) { out[row] = F(a, b[row]); });
}

} // namespace kernel_detail

template <auto F> void denseKernel(KernelCall& call) {
    using namespace kernel_detail;
    using S = decltype(shapeOf(F));
    using A = typename S::template Input<0>;
    [[maybe_unused]] auto* out = call.result.mutableData<typename S::Return>();
    const Vector& first = *call.arguments[0];
    if (call.selection && call.selected * 4 < call.rows) return rowKernel<F>(call);
    if constexpr (S::inputs == 1) {
        if (first.isConstant()) return rowKernel<F>(call);
        denseUnary<F>(first.data<A>(), out, call.rows);
    } else {
        using B = typename S::template Input<1>;
        const Vector& second = *call.arguments[1];
        if (first.isConstant() && second.isConstant()) return rowKernel<F>(call);
        if (first.isConstant()) denseLeft<F>(*first.data<A>(), second.data<B>(), out, call.rows);
        else if (second.isConstant()) denseRight<F>(first.data<A>(), *second.data<B>(), out, call.rows);
        else denseBinary<F>(first.data<A>(), second.data<B>(), out, call.rows);
    }
}

/// For nested results (ARRAY, MAP, ROW) and other built columns: `build(row, builder)` appends exactly one row for each selected row that is not NULL
/// already; every other row becomes NULL.
template <class Build> void buildResult(KernelCall& call, const DataType& type, Build build) {
    VectorBuilder builder(type, call.rows);
    int next = 0;
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        for (; next < row; ++next) builder.appendNull();
        if (call.result.isNull(row)) builder.appendNull();
        else build(row, builder);
        next = row + 1;
    }
    for (; next < call.rows; ++next) builder.appendNull();
    call.result = *builder.finish();
}

/// Calls `make(std::type_identity<T>{})` with the C++ type of a numeric kind (int8_t ... int64_t, float, double, Int128); null for others:
///   bound.kernel = kernelForNumber(kind, []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<negate<T>>; });
template <class Make> Kernel kernelForNumber(PhysicalKind kind, Make make) {
    switch (kind) {
    case PhysicalKind::Int8: return make(std::type_identity<int8_t>{});
    case PhysicalKind::Int16: return make(std::type_identity<int16_t>{});
    case PhysicalKind::Int32: return make(std::type_identity<int32_t>{});
    case PhysicalKind::Int64: return make(std::type_identity<int64_t>{});
    case PhysicalKind::Int128: return make(std::type_identity<Int128>{});
    case PhysicalKind::Float32: return make(std::type_identity<float>{});
    case PhysicalKind::Float64: return make(std::type_identity<double>{});
    default: return nullptr;
    }
}

/// The same for every kind of value that is not nested: numbers, bool and std::string_view.
template <class Make> Kernel kernelForScalar(PhysicalKind kind, Make make) {
    if (kind == PhysicalKind::Bool) return make(std::type_identity<bool>{});
    if (kind == PhysicalKind::Bytes) return make(std::type_identity<std::string_view>{});
    return kernelForNumber(kind, make);
}

} // namespace weir
