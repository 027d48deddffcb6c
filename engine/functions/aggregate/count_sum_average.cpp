// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"
#include "engine/types/decimal.h"

namespace weir {

void AggregateFunction::walk(const AggregateRows& rows, const uint8_t* fresh, VectorBuilder& before, VectorBuilder& after,
                             const EvaluationContext& context) const {
    for (int i = 0; i < rows.count; ++i) {
        if (fresh && fresh[i]) clear(rows.accumulators[i]);
        const std::byte* accumulator = rows.accumulators[i];
        emit({&accumulator, 1}, before);
        if (!rows.applied || rows.applied[i]) {
            auto row = static_cast<uint16_t>(rows.row(i));
            update(AggregateRows{rows.arguments, &row, 1, rows.accumulators + i, rows.kinds}, context);
        }
        emit({&accumulator, 1}, after);
    }
}

double numberAsDouble(const Vector& column, const DataType& type, int row) {
    switch (type.physical()) {
    case PhysicalKind::Int8: return column.at<int8_t>(row);
    case PhysicalKind::Int16: return column.at<int16_t>(row);
    case PhysicalKind::Int32: return column.at<int32_t>(row);
    case PhysicalKind::Int64:
        if (type.kind() == TypeKind::Decimal) return decimalToDouble(column.at<int64_t>(row), type.scale());
        return static_cast<double>(column.at<int64_t>(row));
    case PhysicalKind::Int128: return decimalToDouble(column.at<Int128>(row), type.scale());
    case PhysicalKind::Float32: return column.at<float>(row);
    default: return column.at<double>(row);
    }
}

namespace {

/// COUNT(*), COUNT(a), COUNT(a, b): rows in which no argument is NULL.
class Count final : public RowAggregate<Count> {
public:
    struct State { int64_t rows = 0; };
    struct Input {
        Input(const AggregateRows& rows, const Count&) {
            for (const Vector* argument : rows.arguments)
                if (argument->mayHaveNulls()) arguments.push_back(argument);
        }
        bool mayHaveNulls() const { return !arguments.empty(); }
        bool isNull(int row) const {
            for (const Vector* argument : arguments)
                if (argument->isNull(row)) return true;
            return false;
        }
        std::vector<const Vector*> arguments;
    };
    void add(State& state, const Input&, int) const { ++state.rows; }
    void take(State& state, const Input&, int) const { --state.rows; }
    void value(const State& state, VectorBuilder& out) const { out.append<int64_t>(state.rows); }
    void combine(State& target, const State& source) const { target.rows += source.rows; }
    bool canUnmerge() const override { return true; }
    void unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const override {
        for (size_t i = 0; i < targets.size(); ++i) state(targets[i]).rows -= state(sources[i]).rows;
    }
};

/// How sums are kept: integers wrap, so they are added as unsigned words and cut at the end.
template <class T> struct SumOf { using Total = uint64_t; };
template <> struct SumOf<float> { using Total = float; };
template <> struct SumOf<double> { using Total = double; };

enum class Empty { IsNull, IsZero };

template <class T, Empty empty> class Sum final : public RowAggregate<Sum<T, empty>> {
public:
    using Total = typename SumOf<T>::Total;
    struct State { Total total = 0; int64_t rows = 0; };
    using Input = OneArgument<T>;
    using Base = RowAggregate<Sum<T, empty>>;
    void add(State& state, const Input& input, int row) const { state.total += static_cast<Total>(input[row]), ++state.rows; }
    void take(State& state, const Input& input, int row) const { state.total -= static_cast<Total>(input[row]), --state.rows; }
    void value(const State& state, VectorBuilder& out) const {
        if (empty == Empty::IsNull && state.rows == 0) return out.appendNull();
        out.append<T>(static_cast<T>(state.total));
    }
    void combine(State& target, const State& source) const { target.total += source.total, target.rows += source.rows; }
    bool canUnmerge() const override { return std::is_integral_v<T>; }
    void unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const override {
        for (size_t i = 0; i < targets.size(); ++i) {
            State& target = Base::state(targets[i]);
            const State& source = Base::state(sources[i]);
            target.total -= source.total, target.rows -= source.rows;
        }
    }
};

/// SUM and AVG of DECIMAL: Int128 totals; AVG divides when it gives its value.
template <class T> class DecimalSum final : public RowAggregate<DecimalSum<T>> {
public:
    enum class Gives { Sum, SumOrZero, Average };
    struct State { WideNumber total{0}; int64_t rows = 0; };
    using Input = OneArgument<T>;
    using Base = RowAggregate<DecimalSum<T>>;
    DecimalSum(Gives gives, int scale, int resultScale) : gives_(gives), scale_(scale), resultScale_(resultScale) {}
    // Unsigned, so that going beyond 128 bits is defined.
    void add(State& state, const Input& input, int row) const {
        state.total.value = static_cast<Int128>(static_cast<UInt128>(state.total.value) + static_cast<UInt128>(static_cast<Int128>(input[row])));
        ++state.rows;
    }
    void take(State& state, const Input& input, int row) const {
        state.total.value = static_cast<Int128>(static_cast<UInt128>(state.total.value) - static_cast<UInt128>(static_cast<Int128>(input[row])));
        --state.rows;
    }
    void value(const State& state, VectorBuilder& out) const {
        if (state.rows == 0 && gives_ != Gives::SumOrZero) return out.appendNull();
        if (gives_ != Gives::Average) {
            if (!fitsPrecision(state.total.value, MaxDecimalPrecision)) return out.appendNull();
            return out.append<Int128>(state.total.value);
        }
        auto average = divideDecimal(state.total.value, scale_, state.rows, 0, resultScale_);
        if (average) out.append<Int128>(*average);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        target.total.value = static_cast<Int128>(static_cast<UInt128>(target.total.value) + static_cast<UInt128>(source.total.value));
        target.rows += source.rows;
    }
    bool canUnmerge() const override { return true; }
    void unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const override {
        for (size_t i = 0; i < targets.size(); ++i) {
            State& target = Base::state(targets[i]);
            const State& source = Base::state(sources[i]);
            target.total.value = static_cast<Int128>(static_cast<UInt128>(target.total.value) - static_cast<UInt128>(source.total.value));
            target.rows -= source.rows;
        }
    }

private:
    Gives gives_;
    int scale_, resultScale_;
};

/// AVG of integers truncates; of FLOAT and DOUBLE goes over a DOUBLE total.
template <class T> class Average final : public RowAggregate<Average<T>> {
public:
    using Total = std::conditional_t<std::is_integral_v<T>, int64_t, double>;
    struct State { Total total = 0; int64_t rows = 0; };
    using Input = OneArgument<T>;
    using Base = RowAggregate<Average<T>>;
    void add(State& state, const Input& input, int row) const { state.total = plus(state.total, static_cast<Total>(input[row])), ++state.rows; }
    void take(State& state, const Input& input, int row) const { state.total = minus(state.total, static_cast<Total>(input[row])), --state.rows; }
    void value(const State& state, VectorBuilder& out) const {
        if (state.rows == 0) return out.appendNull();
        out.append<T>(static_cast<T>(state.total / static_cast<Total>(state.rows)));
    }
    void combine(State& target, const State& source) const { target.total = plus(target.total, source.total), target.rows += source.rows; }
    bool canUnmerge() const override { return std::is_integral_v<T>; }
    void unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const override {
        for (size_t i = 0; i < targets.size(); ++i) {
            State& target = Base::state(targets[i]);
            const State& source = Base::state(sources[i]);
            target.total = minus(target.total, source.total), target.rows -= source.rows;
        }
    }

private:
    static Total plus(Total a, Total b) {
        if constexpr (std::is_integral_v<Total>) return static_cast<Total>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
        else return a + b;
    }
    static Total minus(Total a, Total b) {
        if constexpr (std::is_integral_v<Total>) return static_cast<Total>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
        else return a - b;
    }
};

template <Empty empty> std::shared_ptr<const AggregateFunction> makeSum(PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Int8: return std::make_shared<Sum<int8_t, empty>>();
    case PhysicalKind::Int16: return std::make_shared<Sum<int16_t, empty>>();
    case PhysicalKind::Int32: return std::make_shared<Sum<int32_t, empty>>();
    case PhysicalKind::Int64: return std::make_shared<Sum<int64_t, empty>>();
    case PhysicalKind::Float32: return std::make_shared<Sum<float, empty>>();
    default: return std::make_shared<Sum<double, empty>>();
    }
}

std::shared_ptr<const AggregateFunction> makeAverage(PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Int8: return std::make_shared<Average<int8_t>>();
    case PhysicalKind::Int16: return std::make_shared<Average<int16_t>>();
    case PhysicalKind::Int32: return std::make_shared<Average<int32_t>>();
    case PhysicalKind::Int64: return std::make_shared<Average<int64_t>>();
    case PhysicalKind::Float32: return std::make_shared<Average<float>>();
    default: return std::make_shared<Average<double>>();
    }
}

template <class Gives> std::shared_ptr<const AggregateFunction> makeDecimal(Gives gives, const DataType& type, int resultScale) {
    if (type.physical() == PhysicalKind::Int64)
        return std::make_shared<DecimalSum<int64_t>>(static_cast<DecimalSum<int64_t>::Gives>(gives), type.scale(), resultScale);
    return std::make_shared<DecimalSum<Int128>>(static_cast<DecimalSum<Int128>::Gives>(gives), type.scale(), resultScale);
}

Result<BoundAggregate> sumOf(std::string_view name, const BindArguments& given, bool zero) {
    if (given.size() != 1 || !given.types[0].isNumeric()) return wrongArguments(name, "one number", given);
    const DataType& type = given.types[0];
    BoundAggregate bound;
    bound.arguments = {type};
    if (type.kind() == TypeKind::Decimal) {
        bound.result = DataType::decimal(MaxDecimalPrecision, type.scale());
        auto gives = zero ? DecimalSum<int64_t>::Gives::SumOrZero : DecimalSum<int64_t>::Gives::Sum;
        bound.function = makeDecimal(gives, type, type.scale());
    } else {
        bound.result = type;
        bound.function = zero ? makeSum<Empty::IsZero>(type.physical()) : makeSum<Empty::IsNull>(type.physical());
    }
    bound.result = bound.result.asNullable(!zero).withTimeAttribute(TimeAttribute::None);
    bound.retracting = bound.function;
    return bound;
}

} // namespace

Result<BoundAggregate> bindCount(const BindArguments& given) {
    BoundAggregate bound;
    bound.result = DataType::bigInt().notNull();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<Count>();
    return bound;
}

Result<BoundAggregate> bindSum(const BindArguments& given) { return sumOf("SUM", given, false); }
Result<BoundAggregate> bindSum0(const BindArguments& given) { return sumOf("$SUM0", given, true); }

Result<BoundAggregate> bindAverage(const BindArguments& given) {
    if (given.size() != 1 || !given.types[0].isNumeric()) return wrongArguments("AVG", "one number", given);
    const DataType& type = given.types[0];
    BoundAggregate bound;
    bound.arguments = {type};
    if (type.kind() == TypeKind::Decimal) {
        int scale = std::max(6, type.scale());
        bound.result = DataType::decimal(MaxDecimalPrecision, scale);
        bound.function = makeDecimal(DecimalSum<int64_t>::Gives::Average, type, scale);
    } else {
        bound.result = type.asNullable();
        bound.function = makeAverage(type.physical());
    }
    bound.retracting = bound.function;
    return bound;
}

} // namespace weir
