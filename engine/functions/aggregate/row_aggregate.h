// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/functions/aggregate.h"
#include "engine/functions/function_info.h"
#include "engine/functions/kernel_templates.h"
#include "engine/types/row_codec.h"

#include <cstring>
#include <new>
#include <type_traits>

namespace weir {

/// An Int128 that may lie on any 8-byte boundary.
struct __attribute__((packed, aligned(8))) WideNumber { Int128 value; };

/// What was saved comes from a file that somebody may have made up.
[[noreturn]] inline void throwSavedTooShort() {
    throw RunError(Error{ErrorCode::Data, "What a checkpoint holds of an aggregate call ends too early.", {}, "Start from another checkpoint."});
}

/// Reads one argument column.
template <class T> class OneArgument {
public:
    template <class Self> OneArgument(const AggregateRows& rows, const Self&) : vector_(*rows.arguments[0]), values_(vector_) {}
    bool mayHaveNulls() const { return vector_.mayHaveNulls(); }
    bool isNull(int row) const { return vector_.isNull(row); }
    decltype(auto) operator[](int row) const { return values_[row]; }
    const Vector& vector() const { return vector_; }

private:
    const Vector& vector_;
    Column<T> values_;
};

/// An aggregate written as a few words about one row; the loops are made here, once per function, so that nothing is virtual per
/// row. Self has:
///   struct State            trivially relocatable, made by State{}
///   using Input             made from (AggregateRows, Self); mayHaveNulls(), isNull(row): such rows are not counted
///   void add(State&, const Input&, int row) const, void take(State&, const Input&, int row) const
///   void value(const State&, VectorBuilder&) const          appends one value
///   void combine(State& target, const State& source) const
///   static void destroy(State&)                             frees what it owns
///   void save(const State&, std::string&) const, void load(State&, std::string_view&) const
template <class Self> class RowAggregate : public AggregateFunction {
public:
    uint32_t accumulatorBytes() const override { return (sizeof(typename Self::State) + 7) & ~size_t{7}; }
    void initialise(std::byte* accumulator) const override {
        std::memset(accumulator, 0, sizeof(typename Self::State));      // gaps too: equal states are saved as equal bytes
        new (accumulator) typename Self::State{};
    }
    void clear(std::byte* accumulator) const override {
        Self::destroy(state(accumulator));
        initialise(accumulator);
    }
    bool isPlain() const override { return !requires { &Self::destroy; }; }
    void update(const AggregateRows& rows, const EvaluationContext&) const override {
        typename Self::Input input(rows, self());
        bool nulls = input.mayHaveNulls();
        if (rows.kinds) return nulls ? loop<true, true>(rows, input) : loop<true, false>(rows, input);
        nulls ? loop<false, true>(rows, input) : loop<false, false>(rows, input);
    }
    void emit(std::span<const std::byte* const> accumulators, VectorBuilder& out) const override {
        for (const std::byte* accumulator : accumulators) self().value(state(accumulator), out);
    }
    void walk(const AggregateRows& rows, const uint8_t* fresh, VectorBuilder& before, VectorBuilder& after,
              const EvaluationContext&) const override {
        typename Self::Input input(rows, self());
        for (int i = 0; i < rows.count; ++i) {
            auto& current = state(rows.accumulators[i]);
            if (fresh && fresh[i]) clear(rows.accumulators[i]);
            self().value(current, before);
            int row = rows.row(i);
            if ((!rows.applied || rows.applied[i]) && !input.isNull(row)) {
                if (!rows.kinds || isAdd(rows.kinds[row])) self().add(current, input, row);
                else self().take(current, input, row);
            }
            self().value(current, after);
        }
    }
    void merge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const override {
        for (size_t i = 0; i < targets.size(); ++i) self().combine(state(targets[i]), state(sources[i]));
    }
    void save(const std::byte* accumulator, std::string& out) const override { self().saveState(state(accumulator), out); }
    void save(std::span<const std::byte* const> accumulators, std::string& out, std::vector<uint32_t>& ends) const override {
        size_t first = ends.size();
        ends.resize(first + accumulators.size());
        if constexpr (isSavedWhole()) {
            size_t end = out.size();
            out.resize(end + accumulators.size() * sizeof(typename Self::State));
            for (size_t i = 0; i < accumulators.size(); ++i) {
                saveWhole(state(accumulators[i]), out.data() + end);
                ends[first + i] = static_cast<uint32_t>(end += sizeof(typename Self::State));
            }
            return;
        }
        for (size_t i = 0; i < accumulators.size(); ++i) {
            self().saveState(state(accumulators[i]), out);
            ends[first + i] = static_cast<uint32_t>(out.size());
        }
    }
    void load(std::byte* accumulator, std::string_view& in) const override { self().loadState(state(accumulator), in); }

    // What most functions do.
    template <class S> static void destroy(S&) {}
    template <class S> void saveState(const S& from, std::string& out) const {
        char bytes[sizeof(S)];
        saveWhole(from, bytes);
        out.append(bytes, sizeof bytes);
    }
    template <class S> void loadState(S& to, std::string_view& in) const {
        if (in.size() < sizeof to) throwSavedTooShort();
        std::memcpy(static_cast<void*>(&to), in.data(), sizeof to);
        in.remove_prefix(sizeof to);
    }

protected:
    const Self& self() const { return static_cast<const Self&>(*this); }
    static auto& state(std::byte* accumulator) { return *reinterpret_cast<typename Self::State*>(accumulator); }
    static const auto& state(const std::byte* accumulator) { return *reinterpret_cast<const typename Self::State*>(accumulator); }

private:
    /// Whether saveState() is the one above.
    static constexpr bool isSavedWhole() { return requires { &Self::template saveState<typename Self::State>; }; }
    template <class S> static void saveWhole(const S& from, char* to) {
        S copy = from;
#if __has_builtin(__builtin_clear_padding)
        if constexpr (std::is_trivially_copyable_v<S>) __builtin_clear_padding(&copy);      // equal states are saved as equal bytes
#endif
        std::memcpy(to, &copy, sizeof copy);
    }
    template <bool Kinds, bool Nulls, class Input> void loop(const AggregateRows& rows, const Input& input) const {
        for (int i = 0; i < rows.count; ++i) {
            int row = rows.row(i);
            if (Nulls && input.isNull(row)) continue;
            auto& current = state(rows.accumulators[i]);
            if (!Kinds || isAdd(rows.kinds[row])) self().add(current, input, row);
            else self().take(current, input, row);
        }
    }
};

/// Pieces of saved states: length-prefixed.
inline void saveNumber(std::string& out, int64_t value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }
inline int64_t loadNumber(std::string_view& in) {
    int64_t value;
    if (in.size() < sizeof value) throwSavedTooShort();
    std::memcpy(&value, in.data(), sizeof value);
    in.remove_prefix(sizeof value);
    return value;
}
inline void saveBytes(std::string& out, std::string_view bytes) {
    saveNumber(out, static_cast<int64_t>(bytes.size()));
    out.append(bytes);
}
inline std::string loadBytes(std::string_view& in) {
    auto size = static_cast<size_t>(loadNumber(in));
    if (in.size() < size) throwSavedTooShort();
    std::string bytes(in.substr(0, size));
    in.remove_prefix(size);
    return bytes;
}

/// One value of any type as bytes (equal values, equal bytes), and back.
class ValueBytes {
public:
    explicit ValueBytes(DataType type) : codec_({std::move(type)}) {}
    std::string of(const Vector& column, int row) const {
        ColumnRef alias(ColumnRef(), &column);
        std::vector<char> bytes;
        codec_.encodeRow({&alias, 1}, row, bytes);
        return std::string(bytes.data(), bytes.size());
    }
    void append(std::string_view bytes, VectorBuilder& out) const { codec_.decode({&bytes, 1}, {&out, 1}); }

private:
    RowCodec codec_;
};

/// A number of any numeric type as double.
double numberAsDouble(const Vector& column, const DataType& type, int row);

// The bind functions of the table in aggregates.cpp, each in the file that is named for its kind.
Result<BoundAggregate> bindCount(const BindArguments&);
Result<BoundAggregate> bindSum(const BindArguments&);
Result<BoundAggregate> bindSum0(const BindArguments&);
Result<BoundAggregate> bindAverage(const BindArguments&);
Result<BoundAggregate> bindMinimum(const BindArguments&);
Result<BoundAggregate> bindMaximum(const BindArguments&);
Result<BoundAggregate> bindFirstValue(const BindArguments&);
Result<BoundAggregate> bindLastValue(const BindArguments&);
Result<BoundAggregate> bindSingleValue(const BindArguments&);
Result<BoundAggregate> bindListAgg(const BindArguments&);
Result<BoundAggregate> bindCollect(const BindArguments&);
Result<BoundAggregate> bindArrayAgg(const BindArguments&);
Result<BoundAggregate> bindApproxCountDistinct(const BindArguments&);
Result<BoundAggregate> bindVariancePopulation(const BindArguments&);
Result<BoundAggregate> bindVarianceSample(const BindArguments&);
Result<BoundAggregate> bindDeviationPopulation(const BindArguments&);
Result<BoundAggregate> bindDeviationSample(const BindArguments&);
Result<BoundAggregate> bindPercentile(const BindArguments&);
Result<BoundAggregate> bindJsonObjectAgg(const BindArguments&);
Result<BoundAggregate> bindJsonArrayAgg(const BindArguments&);

} // namespace weir
