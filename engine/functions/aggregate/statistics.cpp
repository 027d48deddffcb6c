// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"
#include "engine/types/decimal.h"

#include <cmath>
#include <map>

namespace weir {

namespace {

/// A numeric argument as double.
struct NumberArgument {
    template <class Self> NumberArgument(const AggregateRows& rows, const Self& self) : vector(*rows.arguments[0]), type(self.type()) {}
    bool mayHaveNulls() const { return vector.mayHaveNulls(); }
    bool isNull(int row) const { return vector.isNull(row); }
    double operator[](int row) const { return numberAsDouble(vector, type, row); }
    const Vector& vector;
    const DataType& type;
};

/// Appends a double as the result type: integers saturate as Java's casts do, decimals round.
void appendNumber(VectorBuilder& out, const DataType& type, double value) {
    auto saturated = [&]<class T>(std::type_identity<T>) {
        if (std::isnan(value)) return T{0};
        if (value <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
        if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
        return static_cast<T>(value);
    };
    switch (type.physical()) {
    // Java casts to int first and cuts that.
    case PhysicalKind::Int8: return out.append<int8_t>(static_cast<int8_t>(saturated(std::type_identity<int32_t>{})));
    case PhysicalKind::Int16: return out.append<int16_t>(static_cast<int16_t>(saturated(std::type_identity<int32_t>{})));
    case PhysicalKind::Int32: return out.append<int32_t>(saturated(std::type_identity<int32_t>{}));
    case PhysicalKind::Int64: return out.append<int64_t>(saturated(std::type_identity<int64_t>{}));
    case PhysicalKind::Float32: return out.append<float>(static_cast<float>(value));
    case PhysicalKind::Float64: return out.append<double>(value);
    default: break;
    }
    auto decimal = std::isfinite(value) ? decimalFromDouble(value, type.precision(), type.scale()) : std::nullopt;
    if (decimal) out.append<Int128>(*decimal);
    else out.appendNull();
}

/// VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP from sums of x and of squares, as Flink's planner rewrites them.
class Variance final : public RowAggregate<Variance> {
public:
    struct State { double sum = 0, squares = 0; int64_t rows = 0; };
    using Input = NumberArgument;
    Variance(DataType type, DataType result, bool sample, bool root) : type_(std::move(type)), result_(std::move(result)), sample_(sample), root_(root) {}
    const DataType& type() const { return type_; }
    void add(State& state, const Input& input, int row) const {
        double value = input[row];
        state.sum += value, state.squares += value * value, ++state.rows;
    }
    void take(State& state, const Input& input, int row) const {
        double value = input[row];
        state.sum -= value, state.squares -= value * value, --state.rows;
    }
    void value(const State& state, VectorBuilder& out) const {
        if (state.rows == 0 || (sample_ && state.rows == 1)) return out.appendNull();
        double count = static_cast<double>(state.rows);
        double variance = (state.squares - state.sum * state.sum / count) / (sample_ ? count - 1 : count);
        appendNumber(out, result_, root_ ? std::pow(variance, 0.5) : variance);
    }
    void combine(State& target, const State& source) const {
        target.sum += source.sum, target.squares += source.squares, target.rows += source.rows;
    }

private:
    DataType type_, result_;
    bool sample_, root_;
};

/// PERCENTILE(value, fraction or ARRAY of fractions [, frequency]) by linear interpolation over all values.
class Percentile final : public RowAggregate<Percentile> {
public:
    struct Values {
        std::map<double, int64_t> counts;
        std::vector<double> fractions;
        int64_t total = 0;
    };
    struct State { Values* values = nullptr; };
    struct Input : NumberArgument {
        Input(const AggregateRows& rows, const Percentile& self)
            : NumberArgument(rows, self), fractions(*rows.arguments[1]), frequencies(rows.arguments.size() > 2 ? rows.arguments[2] : nullptr) {}
        bool mayHaveNulls() const { return vector.mayHaveNulls() || fractions.mayHaveNulls() || (frequencies && frequencies->mayHaveNulls()); }
        bool isNull(int row) const { return vector.isNull(row) || fractions.isNull(row) || (frequencies && frequencies->isNull(row)); }
        const Vector& fractions;
        const Vector* frequencies;
    };
    Percentile(std::vector<DataType> types) : types_(std::move(types)) {}
    const DataType& type() const { return types_[0]; }
    void add(State& state, const Input& input, int row) const {
        if (!state.values) {
            state.values = new Values();
            state.values->fractions = fractions(input.fractions, row);
        }
        change(*state.values, input[row], frequency(input, row));
    }
    void take(State& state, const Input& input, int row) const {
        if (state.values) change(*state.values, input[row], -frequency(input, row));
    }
    void value(const State& state, VectorBuilder& out) const {
        if (!state.values || state.values->total <= 0) return out.appendNull();
        if (types_[1].kind() != TypeKind::Array) return out.append<double>(at(*state.values, state.values->fractions[0]));
        for (double fraction : state.values->fractions) out.child(0).append<double>(at(*state.values, fraction));
        out.closeNested();
    }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        if (!target.values) {
            target.values = new Values(*source.values);
            return;
        }
        for (const auto& [value, count] : source.values->counts) change(*target.values, value, count);
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values != nullptr);
        if (!state.values) return;
        saveNumber(out, static_cast<int64_t>(state.values->fractions.size()));
        for (double fraction : state.values->fractions) saveBytes(out, {reinterpret_cast<const char*>(&fraction), sizeof fraction});
        saveNumber(out, static_cast<int64_t>(state.values->counts.size()));
        for (const auto& [value, count] : state.values->counts) {
            saveBytes(out, {reinterpret_cast<const char*>(&value), sizeof value});
            saveNumber(out, count);
        }
    }
    void loadState(State& state, std::string_view& in) const {
        if (!loadNumber(in)) return;
        state.values = new Values();
        for (int64_t left = loadNumber(in); left > 0; --left) state.values->fractions.push_back(loadDouble(in));
        for (int64_t left = loadNumber(in); left > 0; --left) {
            double value = loadDouble(in);
            change(*state.values, value, loadNumber(in));
        }
    }

private:
    static double loadDouble(std::string_view& in) {
        std::string bytes = loadBytes(in);
        double value;
        if (bytes.size() < sizeof value) throwSavedTooShort();
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::vector<double> fractions(const Vector& column, int row) const {
        std::vector<double> out;
        if (types_[1].kind() != TypeKind::Array) {
            out.push_back(numberAsDouble(column, types_[1], row));
        } else {
            ArrayView array = arrayAt(column, row);
            for (int i = 0; i < array.size; ++i)
                if (!array.elements->isNull(array.begin + i)) out.push_back(numberAsDouble(*array.elements, types_[1].element(), array.begin + i));
        }
        for (double fraction : out)
            if (!(fraction >= 0 && fraction <= 1)) throw RunError(ErrorCode::Runtime, "PERCENTILE takes fractions between 0 and 1.");
        return out;
    }
    int64_t frequency(const Input& input, int row) const {
        if (!input.frequencies) return 1;
        return static_cast<int64_t>(numberAsDouble(*input.frequencies, types_[2], row));
    }
    static void change(Values& values, double value, int64_t by) {
        if (by == 0) return;
        int64_t& count = values.counts[value];
        count += by;
        values.total += by;
        if (count == 0) values.counts.erase(value);
    }
    static double valueAtRank(const Values& values, int64_t rank) {
        for (const auto& [value, count] : values.counts) {
            if (count > 0 && rank < count) return value;
            rank -= std::max<int64_t>(count, 0);
        }
        return values.counts.rbegin()->first;
    }
    static double at(const Values& values, double fraction) {
        // Ranks from 1, as Flink counts: the last digit of the result depends on it.
        double position = static_cast<double>(values.total - 1) * fraction + 1;
        auto lower = static_cast<int64_t>(std::floor(position)), upper = static_cast<int64_t>(std::ceil(position));
        double low = valueAtRank(values, lower - 1);
        if (lower == upper) return low;
        double high = valueAtRank(values, upper - 1);
        return (static_cast<double>(upper) - position) * low + (position - static_cast<double>(lower)) * high;
    }
    std::vector<DataType> types_;
};

Result<BoundAggregate> variance(std::string_view name, const BindArguments& given, bool sample, bool root) {
    if (given.size() != 1 || !given.types[0].isNumeric()) return wrongArguments(name, "one number", given);
    const DataType& type = given.types[0];
    BoundAggregate bound;
    bound.result = (type.kind() == TypeKind::Decimal ? DataType::decimal(MaxDecimalPrecision, std::max(6, type.scale())) : type).asNullable();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<Variance>(type, bound.result, sample, root);
    return bound;
}

} // namespace

Result<BoundAggregate> bindVariancePopulation(const BindArguments& given) { return variance("VAR_POP", given, false, false); }
Result<BoundAggregate> bindVarianceSample(const BindArguments& given) { return variance("VAR_SAMP", given, true, false); }
Result<BoundAggregate> bindDeviationPopulation(const BindArguments& given) { return variance("STDDEV_POP", given, false, true); }
Result<BoundAggregate> bindDeviationSample(const BindArguments& given) { return variance("STDDEV_SAMP", given, true, true); }

Result<BoundAggregate> bindPercentile(const BindArguments& given) {
    auto takes = "(number, fraction or ARRAY of fractions [, INT frequency])";
    bool fits = (given.size() == 2 || given.size() == 3) && given.types[0].isNumeric() && (given.size() == 2 || given.types[2].isInteger());
    if (!fits) return wrongArguments("PERCENTILE", takes, given);
    const DataType& fractions = given.types[1];
    bool array = fractions.kind() == TypeKind::Array;
    if (!(array ? fractions.element() : fractions).isNumeric()) return wrongArguments("PERCENTILE", takes, given);
    BoundAggregate bound;
    bound.result = array ? DataType::array(DataType::float64()) : DataType::float64();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<Percentile>(given.types);
    return bound;
}

} // namespace weir
