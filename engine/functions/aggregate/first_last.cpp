// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"

#include <deque>
#include <map>
#include <unordered_map>

namespace weir {

namespace {

/// FIRST_VALUE and LAST_VALUE of values up to eight bytes over input that only grows. NULLs are skipped.
template <class T, bool Last> class EdgeNumber final : public RowAggregate<EdgeNumber<T, Last>> {
public:
    struct State { T edge{}; bool any = false; };
    using Input = OneArgument<T>;
    void add(State& state, const Input& input, int row) const {
        if (!Last && state.any) return;
        state.edge = input[row];
        state.any = true;
    }
    void take(State&, const Input&, int) const { check(false, "FIRST_VALUE and LAST_VALUE of append-only input see no retraction"); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.any) out.append<T>(state.edge);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (source.any && (Last || !target.any)) target = source;
    }
};

/// Of any type.
template <bool Last> class EdgeValue final : public RowAggregate<EdgeValue<Last>> {
public:
    struct State { std::string* edge = nullptr; };
    using Input = OneArgument<Cell>;
    explicit EdgeValue(const DataType& type) : bytes_(type) {}
    void add(State& state, const Input& input, int row) const {
        if (!Last && state.edge) return;
        std::string bytes = bytes_.of(input.vector(), row);
        if (state.edge) *state.edge = std::move(bytes);
        else state.edge = new std::string(std::move(bytes));
    }
    void take(State&, const Input&, int) const { check(false, "FIRST_VALUE and LAST_VALUE of append-only input see no retraction"); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.edge) bytes_.append(*state.edge, out);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (!source.edge || (!Last && target.edge)) return;
        if (target.edge) *target.edge = *source.edge;
        else target.edge = new std::string(*source.edge);
    }
    static void destroy(State& state) { delete state.edge; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.edge != nullptr);
        if (state.edge) saveBytes(out, *state.edge);
    }
    void loadState(State& state, std::string_view& in) const {
        if (loadNumber(in)) state.edge = new std::string(loadBytes(in));
    }

private:
    ValueBytes bytes_;
};

/// With retractions: all values by arrival; a retraction takes the oldest equal one.
template <bool Last> class RetractingEdge final : public RowAggregate<RetractingEdge<Last>> {
public:
    struct Values {
        int64_t next = 0;
        std::map<int64_t, std::string> byArrival;
        std::unordered_map<std::string, std::deque<int64_t>> arrivals;
    };
    struct State { Values* values = nullptr; };
    using Input = OneArgument<Cell>;
    explicit RetractingEdge(const DataType& type) : bytes_(type) {}
    void add(State& state, const Input& input, int row) const { put(state, bytes_.of(input.vector(), row)); }
    void take(State& state, const Input& input, int row) const {
        if (!state.values) return;
        auto found = state.values->arrivals.find(bytes_.of(input.vector(), row));
        if (found == state.values->arrivals.end()) return;
        state.values->byArrival.erase(found->second.front());
        found->second.pop_front();
        if (found->second.empty()) state.values->arrivals.erase(found);
    }
    void value(const State& state, VectorBuilder& out) const {
        if (!state.values || state.values->byArrival.empty()) return out.appendNull();
        bytes_.append(Last ? state.values->byArrival.rbegin()->second : state.values->byArrival.begin()->second, out);
    }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        for (const auto& [arrival, bytes] : source.values->byArrival) put(target, bytes);
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values ? static_cast<int64_t>(state.values->byArrival.size()) : 0);
        if (!state.values) return;
        for (const auto& [arrival, bytes] : state.values->byArrival) saveBytes(out, bytes);
    }
    void loadState(State& state, std::string_view& in) const {
        for (int64_t left = loadNumber(in); left > 0; --left) put(state, loadBytes(in));
    }

private:
    static void put(State& state, std::string bytes) {
        if (!state.values) state.values = new Values();
        int64_t arrival = state.values->next++;
        state.values->arrivals[bytes].push_back(arrival);
        state.values->byArrival.emplace(arrival, std::move(bytes));
    }
    ValueBytes bytes_;
};

/// A scalar subquery's one row; a second one fails the job.
class SingleValue final : public RowAggregate<SingleValue> {
public:
    struct State { std::string* value = nullptr; int64_t rows = 0; };
    struct Input : OneArgument<Cell> {
        using OneArgument<Cell>::OneArgument;
        bool mayHaveNulls() const { return false; }
        bool isNull(int) const { return false; }
    };
    explicit SingleValue(const DataType& type) : bytes_(type) {}
    void add(State& state, const Input& input, int row) const {
        if (++state.rows > 1) throw RunError(ErrorCode::Runtime, "A scalar subquery gave more than one row.");
        delete state.value;
        state.value = new std::string(bytes_.of(input.vector(), row));
    }
    void take(State& state, const Input&, int) const {
        if (--state.rows > 0) return;
        delete state.value;
        state.value = nullptr;
    }
    void value(const State& state, VectorBuilder& out) const {
        if (state.value) bytes_.append(*state.value, out);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (source.rows == 0) return;
        if (target.rows += source.rows; target.rows > 1) throw RunError(ErrorCode::Runtime, "A scalar subquery gave more than one row.");
        target.value = new std::string(*source.value);
    }
    static void destroy(State& state) { delete state.value; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.rows);
        if (state.value) saveBytes(out, *state.value);
    }
    void loadState(State& state, std::string_view& in) const {
        state.rows = loadNumber(in);
        if (state.rows > 0) state.value = new std::string(loadBytes(in));
    }

private:
    ValueBytes bytes_;
};

template <bool Last> Result<BoundAggregate> bindEdge(std::string_view name, const BindArguments& given) {
    if (given.size() != 1 || given.types[0].kind() == TypeKind::Null) return wrongArguments(name, "one value", given);
    const DataType& type = given.types[0];
    BoundAggregate bound;
    bound.result = type.asNullable().withTimeAttribute(TimeAttribute::None);
    bound.arguments = {type};
    switch (type.physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: bound.function = std::make_shared<EdgeNumber<int8_t, Last>>(); break;
    case PhysicalKind::Int16: bound.function = std::make_shared<EdgeNumber<int16_t, Last>>(); break;
    case PhysicalKind::Int32: bound.function = std::make_shared<EdgeNumber<int32_t, Last>>(); break;
    case PhysicalKind::Int64: bound.function = std::make_shared<EdgeNumber<int64_t, Last>>(); break;
    case PhysicalKind::Float32: bound.function = std::make_shared<EdgeNumber<float, Last>>(); break;
    case PhysicalKind::Float64: bound.function = std::make_shared<EdgeNumber<double, Last>>(); break;
    default: bound.function = std::make_shared<EdgeValue<Last>>(type);
    }
    bound.retracting = std::make_shared<RetractingEdge<Last>>(type);
    return bound;
}

} // namespace

Result<BoundAggregate> bindFirstValue(const BindArguments& given) { return bindEdge<false>("FIRST_VALUE", given); }
Result<BoundAggregate> bindLastValue(const BindArguments& given) { return bindEdge<true>("LAST_VALUE", given); }

Result<BoundAggregate> bindSingleValue(const BindArguments& given) {
    if (given.size() != 1) return wrongArguments("SINGLE_VALUE", "one value", given);
    BoundAggregate bound;
    bound.result = given.types[0].asNullable().withTimeAttribute(TimeAttribute::None);
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<SingleValue>(given.types[0]);
    return bound;
}

} // namespace weir
