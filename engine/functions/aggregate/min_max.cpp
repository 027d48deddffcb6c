// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"

#include <map>

namespace weir {

namespace {

template <class T> struct Kept { using Type = T; };
template <> struct Kept<Int128> { using Type = WideNumber; };
inline Int128 plain(const WideNumber& number) { return number.value; }
template <class T> T plain(T value) { return value; }

/// MIN and MAX over input that only grows: one value.
template <class T, bool Largest> class Extreme final : public RowAggregate<Extreme<T, Largest>> {
public:
    struct State { typename Kept<T>::Type best{}; bool any = false; };
    using Input = OneArgument<T>;
    void add(State& state, const Input& input, int row) const { offer(state, input[row]); }
    void take(State&, const Input&, int) const {}      // of a column that only goes one way: what is taken back has been passed
    void value(const State& state, VectorBuilder& out) const {
        if (!state.any) return out.appendNull();
        out.append<T>(plain(state.best));
    }
    void combine(State& target, const State& source) const {
        if (source.any) offer(target, plain(source.best));
    }

private:
    static void offer(State& state, T value) {
        bool better = Largest ? plain(state.best) < value : value < plain(state.best);
        if (state.any && !better) return;
        if constexpr (std::is_same_v<T, Int128>) state.best.value = value;
        else state.best = value;
        state.any = true;
    }
};

/// The same over text and bytes.
template <bool Largest> class TextExtreme final : public RowAggregate<TextExtreme<Largest>> {
public:
    struct State { std::string* best = nullptr; };
    using Input = OneArgument<std::string_view>;
    void add(State& state, const Input& input, int row) const { offer(state, input[row]); }
    void take(State&, const Input&, int) const {}      // of a column that only goes one way: what is taken back has been passed
    void value(const State& state, VectorBuilder& out) const {
        if (state.best) out.appendBytes(*state.best);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (source.best) offer(target, *source.best);
    }
    static void destroy(State& state) { delete state.best; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.best != nullptr);
        if (state.best) saveBytes(out, *state.best);
    }
    void loadState(State& state, std::string_view& in) const {
        if (loadNumber(in)) state.best = new std::string(loadBytes(in));
    }

private:
    static void offer(State& state, std::string_view value) {
        if (!state.best) state.best = new std::string(value);
        else if (Largest ? *state.best < value : value < *state.best) state.best->assign(value);
    }
};

/// Over input with retractions: all values, sorted, with their counts.
template <class T, bool Largest> class SortedExtreme final : public RowAggregate<SortedExtreme<T, Largest>> {
public:
    using Stored = std::conditional_t<std::is_same_v<T, std::string_view>, std::string, T>;
    using Values = std::map<Stored, int64_t, std::less<>>;
    struct State { Values* values = nullptr; };
    using Input = OneArgument<T>;
    void add(State& state, const Input& input, int row) const { change(state, input[row], 1); }
    void take(State& state, const Input& input, int row) const { change(state, input[row], -1); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.values) {
            // A count below zero is a retraction that came before its row.
            if constexpr (Largest) {
                for (auto one = state.values->rbegin(); one != state.values->rend(); ++one)
                    if (one->second > 0) return put(one->first, out);
            } else {
                for (const auto& one : *state.values)
                    if (one.second > 0) return put(one.first, out);
            }
        }
        out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        for (const auto& [value, count] : *source.values) change(target, value, count);
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values ? static_cast<int64_t>(state.values->size()) : 0);
        if (!state.values) return;
        for (const auto& [value, count] : *state.values) {
            if constexpr (std::is_same_v<Stored, std::string>) saveBytes(out, value);
            else saveBytes(out, {reinterpret_cast<const char*>(&value), sizeof value});
            saveNumber(out, count);
        }
    }
    void loadState(State& state, std::string_view& in) const {
        int64_t size = loadNumber(in);
        for (int64_t i = 0; i < size; ++i) {
            std::string bytes = loadBytes(in);
            Stored value{};
            if (!std::is_same_v<Stored, std::string> && bytes.size() < sizeof value) throwSavedTooShort();
            if constexpr (std::is_same_v<Stored, std::string>) value = bytes;
            else std::memcpy(&value, bytes.data(), sizeof value);
            change(state, value, loadNumber(in));
        }
    }

private:
    static void put(const Stored& value, VectorBuilder& out) {
        if constexpr (std::is_same_v<Stored, std::string>) out.appendBytes(value);
        else out.append<T>(value);
    }
    template <class Value> static void change(State& state, const Value& value, int64_t by) {
        if (!state.values) state.values = new Values();
        auto found = state.values->find(value);
        if (found == state.values->end()) found = state.values->emplace(Stored(value), 0).first;
        found->second += by;
        if (found->second == 0) state.values->erase(found);
    }
};

template <bool Largest> void make(BoundAggregate& bound, PhysicalKind kind) {
    auto of = [&]<class T>(std::type_identity<T>) {
        if constexpr (std::is_same_v<T, std::string_view>) bound.function = std::make_shared<TextExtreme<Largest>>();
        else bound.function = std::make_shared<Extreme<T, Largest>>();
        bound.retracting = std::make_shared<SortedExtreme<T, Largest>>();
    };
    switch (kind) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return of(std::type_identity<int8_t>{});
    case PhysicalKind::Int16: return of(std::type_identity<int16_t>{});
    case PhysicalKind::Int32: return of(std::type_identity<int32_t>{});
    case PhysicalKind::Int64: return of(std::type_identity<int64_t>{});
    case PhysicalKind::Int128: return of(std::type_identity<Int128>{});
    case PhysicalKind::Float32: return of(std::type_identity<float>{});
    case PhysicalKind::Float64: return of(std::type_identity<double>{});
    default: return of(std::type_identity<std::string_view>{});
    }
}

Result<BoundAggregate> bindExtreme(std::string_view name, bool largest, const BindArguments& given) {
    if (given.size() != 1) return wrongArguments(name, "one value that can be compared", given);
    const DataType& type = given.types[0];
    bool comparable = !type.isNested() && type.kind() != TypeKind::Variant && type.kind() != TypeKind::Bitmap && type.kind() != TypeKind::Raw &&
                      type.kind() != TypeKind::Null && !type.isBinary();
    if (!comparable) return wrongArguments(name, "one value that can be compared", given);
    BoundAggregate bound;
    bound.result = type.asNullable().withTimeAttribute(TimeAttribute::None);
    bound.arguments = {type};
    if (largest) make<true>(bound, type.physical());
    else make<false>(bound, type.physical());
    return bound;
}

} // namespace

Result<BoundAggregate> bindMinimum(const BindArguments& given) { return bindExtreme("MIN", false, given); }
Result<BoundAggregate> bindMaximum(const BindArguments& given) { return bindExtreme("MAX", true, given); }

} // namespace weir
