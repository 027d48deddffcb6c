// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/bitmap_aggregates.h"

#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"
#include "engine/functions/scalar/overload.h"
#include "engine/types/bitmap_value.h"

#include <map>

namespace weir {
namespace {

enum class Keep { Any, All, Odd };

/// How often each value came, and how many bitmaps or numbers there were: enough for every retraction.
struct Counts {
    std::map<uint32_t, int64_t>* counts = nullptr;
    int64_t rows = 0;
};

template <Keep Which, bool FromNumbers, bool Cardinality> class BitmapAggregate : public RowAggregate<BitmapAggregate<Which, FromNumbers, Cardinality>> {
public:
    using State = Counts;
    using Input = std::conditional_t<FromNumbers, OneArgument<int32_t>, OneArgument<std::string_view>>;

    void add(State& state, const Input& input, int row) const { apply(state, input, row, 1); }
    void take(State& state, const Input& input, int row) const { apply(state, input, row, -1); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.rows <= 0) return out.appendNull();
        std::vector<uint32_t> values;
        int64_t cardinality = 0;
        for (const auto& [value, count] : *state.counts) {
            bool kept = Which == Keep::Any ? count > 0 : Which == Keep::All ? count == state.rows : count % 2 != 0;
            if (!kept) continue;
            ++cardinality;
            if (!Cardinality) values.push_back(value);
        }
        if (Cardinality) out.append<int64_t>(cardinality);
        else out.appendBytes(bitmap::encode(values));
    }
    void combine(State& target, const State& source) const {
        target.rows += source.rows;
        if (source.counts)
            for (const auto& [value, count] : *source.counts) change(target, value, count);
    }
    static void destroy(State& state) {
        delete state.counts;
        state.counts = nullptr;
    }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.rows);
        saveNumber(out, state.counts ? static_cast<int64_t>(state.counts->size()) : 0);
        if (state.counts)
            for (const auto& [value, count] : *state.counts) saveNumber(out, value), saveNumber(out, count);
    }
    void loadState(State& state, std::string_view& in) const {
        state.rows = loadNumber(in);
        for (int64_t left = loadNumber(in); left > 0; --left) {
            auto value = static_cast<uint32_t>(loadNumber(in));
            change(state, value, loadNumber(in));
        }
    }

private:
    static void apply(State& state, const Input& input, int row, int64_t by) {
        state.rows += by;
        if (!state.counts) state.counts = new std::map<uint32_t, int64_t>;
        if constexpr (FromNumbers) {
            change(state, static_cast<uint32_t>(input[row]), by);
        } else {
            std::optional<std::vector<uint32_t>> values = bitmap::decode(input[row]);
            if (!values) failRow("The bytes are no bitmap.");
            for (uint32_t value : *values) change(state, value, by);
        }
    }
    static void change(State& state, uint32_t value, int64_t by) {
        if (!state.counts) state.counts = new std::map<uint32_t, int64_t>;
        int64_t& count = (*state.counts)[value];
        count += by;
        if (count == 0) state.counts->erase(value);
    }
};

template <Keep Which, bool FromNumbers, bool Cardinality> Result<BoundAggregate> bind(const BindArguments& given) {
    bool fits = given.size() == 1 && (FromNumbers ? isImplicitCast(given.types[0], DataType::integer()) : given.types[0].kind() == TypeKind::Bitmap);
    if (!fits) return wrongArguments("The bitmap aggregate", FromNumbers ? "(INT)" : "(BITMAP)", given);
    BoundAggregate bound;
    bound.result = Cardinality ? DataType::bigInt() : DataType::bitmap();
    bound.arguments = {(FromNumbers ? DataType::integer() : DataType::bitmap()).asNullable(given.types[0].nullable())};
    bound.function = bound.retracting = std::make_shared<BitmapAggregate<Which, FromNumbers, Cardinality>>();
    return bound;
}

FunctionInfo row(std::string_view name, std::string_view signature, std::string_view doc, Result<BoundAggregate> (*bind)(const BindArguments&), std::string_view example) {
    FunctionInfo info{name, FunctionKind::Aggregate, "bitmap", signature, doc, example};
    info.bindAggregate = bind;
    return info;
}

} // namespace

std::span<const FunctionInfo> bitmapAggregates() {
    static const FunctionInfo functions[] = {
        row("BITMAP_BUILD_AGG", "BITMAP_BUILD_AGG(value INT)", "The set of the values.", bind<Keep::Any, true, false>,
            "BITMAP_BUILD_AGG(x) FROM (VALUES (2), (1), (2)) AS t(x) -> '{1,2}'"),
        row("BITMAP_BUILD_CARDINALITY_AGG", "BITMAP_BUILD_CARDINALITY_AGG(value INT)", "The number of different values.", bind<Keep::Any, true, true>,
            "BITMAP_BUILD_CARDINALITY_AGG(x) FROM (VALUES (2), (1), (2)) AS t(x) -> 2"),
        row("BITMAP_OR_AGG", "BITMAP_OR_AGG(bitmap BITMAP)", "The values in any of the bitmaps.", bind<Keep::Any, false, false>,
            "BITMAP_OR_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> '{1,2,3}'"),
        row("BITMAP_OR_CARDINALITY_AGG", "BITMAP_OR_CARDINALITY_AGG(bitmap BITMAP)", "The number of values in any of the bitmaps.", bind<Keep::Any, false, true>,
            "BITMAP_OR_CARDINALITY_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> 3"),
        row("BITMAP_AND_AGG", "BITMAP_AND_AGG(bitmap BITMAP)", "The values in all of the bitmaps.", bind<Keep::All, false, false>,
            "BITMAP_AND_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> '{2}'"),
        row("BITMAP_AND_CARDINALITY_AGG", "BITMAP_AND_CARDINALITY_AGG(bitmap BITMAP)", "The number of values in all of the bitmaps.", bind<Keep::All, false, true>,
            "BITMAP_AND_CARDINALITY_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> 1"),
        row("BITMAP_XOR_AGG", "BITMAP_XOR_AGG(bitmap BITMAP)", "The values in an odd number of the bitmaps.", bind<Keep::Odd, false, false>,
            "BITMAP_XOR_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> '{1,3}'"),
        row("BITMAP_XOR_CARDINALITY_AGG", "BITMAP_XOR_CARDINALITY_AGG(bitmap BITMAP)", "The number of values in an odd number of the bitmaps.", bind<Keep::Odd, false, true>,
            "BITMAP_XOR_CARDINALITY_AGG(BITMAP_BUILD(x)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[2, 3])) AS t(x) -> 2"),
    };
    return functions;
}

} // namespace weir
