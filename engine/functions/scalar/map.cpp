// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/cells.h"
#include "engine/functions/common_type.h"
#include "engine/functions/scalar/collection_parts.h"
#include "engine/functions/scalar/java_regex.h"
#include "engine/functions/scalar/overload.h"
#include "engine/types/java_hash.h"

#include <unordered_map>
#include <unordered_set>

namespace weir {
namespace {

struct MapTypes {
    DataType result;
    DataType key;
    DataType value;
};

template <bool Keys> void side(KernelCall& call) {
    buildResult(call, stateOf<MapTypes>(call).result, [&](int row, VectorBuilder& out) {
        MapView map = mapAt(*call.arguments[0], row);
        for (int i = map.begin; i < map.begin + map.size; ++i) out.child(0).appendFrom(Keys ? *map.keys : *map.values, i);
        out.closeNested();
    });
}

void entries(KernelCall& call) {
    buildResult(call, stateOf<MapTypes>(call).result, [&](int row, VectorBuilder& out) {
        MapView map = mapAt(*call.arguments[0], row);
        VectorBuilder& rows = out.child(0);
        for (int i = map.begin; i < map.begin + map.size; ++i) {
            rows.child(0).appendFrom(*map.keys, i);
            rows.child(1).appendFrom(*map.values, i);
            rows.closeNested();
        }
        out.closeNested();
    });
}

enum class Part { Keys, Values, Entries };

Result<BoundScalar> bindMapPart(std::string_view function, const BindArguments& arguments, Part part) {
    if (arguments.size() != 1) return wrongArgumentCount(function, arguments.size(), "1 argument");
    const DataType& type = arguments.types[0];
    if (type.kind() != TypeKind::Map) return wrongArgument(function, arguments, 0, "a MAP");
    BoundScalar bound;
    bound.arguments = arguments.types;
    DataType element = part == Part::Keys ? type.key() : part == Part::Values ? type.value() : DataType::row({{"key", type.key()}, {"value", type.value()}});
    bound.result = DataType::array(element).asNullable(type.nullable());
    bound.kernel = part == Part::Keys ? side<true> : part == Part::Values ? side<false> : entries;
    bound.state = std::make_shared<const MapTypes>(MapTypes{bound.result, type.key(), type.value()});
    return bound;
}

Result<BoundScalar> bindKeys(const BindArguments& arguments) { return bindMapPart("MAP_KEYS", arguments, Part::Keys); }
Result<BoundScalar> bindValues(const BindArguments& arguments) { return bindMapPart("MAP_VALUES", arguments, Part::Values); }
Result<BoundScalar> bindEntries(const BindArguments& arguments) { return bindMapPart("MAP_ENTRIES", arguments, Part::Entries); }

void fromArrays(KernelCall& call) {
    buildResult(call, stateOf<MapTypes>(call).result, [&](int row, VectorBuilder& out) {
        ArrayView keys = arrayAt(*call.arguments[0], row), values = arrayAt(*call.arguments[1], row);
        if (keys.size != values.size)
            failRow("MAP_FROM_ARRAYS needs as many values as keys, but there are " + std::to_string(keys.size) + " keys and " + std::to_string(values.size) + " values.");
        for (int i = 0; i < keys.size; ++i) {
            out.child(0).appendFrom(*keys.elements, keys.begin + i);
            out.child(1).appendFrom(*values.elements, values.begin + i);
        }
        out.closeNested();
    });
}

Result<BoundScalar> bindFromArrays(const BindArguments& arguments) {
    if (arguments.size() != 2) return wrongArgumentCount("MAP_FROM_ARRAYS", arguments.size(), "2 arguments");
    for (int i = 0; i < 2; ++i)
        if (arguments.types[static_cast<size_t>(i)].kind() != TypeKind::Array) return wrongArgument("MAP_FROM_ARRAYS", arguments, i, "an ARRAY");
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = DataType::map(arguments.types[0].element(), arguments.types[1].element()).asNullable(anyNullable(arguments.types));
    bound.kernel = fromArrays;
    bound.canFail = true;
    bound.state = std::make_shared<const MapTypes>(MapTypes{bound.result, {}, {}});
    return bound;
}

/// The entries of the last map come first, then those of the one before whose keys are new, and so on.
void unite(KernelCall& call) {
    const auto& types = stateOf<MapTypes>(call);
    std::unordered_set<std::string> seen;
    std::string key;
    buildResult(call, types.result, [&](int row, VectorBuilder& out) {
        seen.clear();
        for (size_t argument = call.arguments.size(); argument-- > 0;) {
            MapView map = mapAt(*call.arguments[argument], row);
            for (int i = map.begin; i < map.begin + map.size; ++i) {
                key.clear();
                appendCellKey(key, {map.keys, i}, types.key);
                if (!seen.insert(key).second) continue;
                out.child(0).appendFrom(*map.keys, i);
                out.child(1).appendFrom(*map.values, i);
            }
        }
        out.closeNested();
    });
}

Result<BoundScalar> bindUnion(const BindArguments& arguments) {
    if (arguments.size() == 0) return wrongArgumentCount("MAP_UNION", 0, "at least 1 argument");
    for (int i = 0; i < arguments.size(); ++i)
        if (arguments.types[static_cast<size_t>(i)].kind() != TypeKind::Map) return wrongArgument("MAP_UNION", arguments, i, "a MAP");
    std::optional<DataType> common = commonArgumentType(arguments.types);
    if (!common) return wrongArgument("MAP_UNION", arguments, arguments.size() - 1, "a MAP of the types of the others, " + arguments.types[0].text());
    BoundScalar bound;
    for (const DataType& type : arguments.types) bound.arguments.push_back(common->asNullable(type.nullable()));
    bound.result = common->asNullable(anyNullable(arguments.types));
    bound.kernel = unite;
    bound.state = std::make_shared<const MapTypes>(MapTypes{bound.result, common->key(), common->value()});
    return bound;
}

/// Java's String.split: a limit above 0 is the greatest number of parts; without one, empty parts at the end are dropped.
std::vector<std::string_view> javaSplit(const JavaRegex& regex, std::string_view text, size_t limit) {
    std::vector<std::string_view> parts;
    std::string_view match;
    size_t at = 0;
    eachMatch(regex, text, {&match, 1}, [&] {
        auto start = static_cast<size_t>(match.data() - text.data());
        if (limit && parts.size() + 1 >= limit) return false;
        if (start + match.size() == 0) return true;   // an empty match at the start splits nothing
        parts.push_back(text.substr(at, start - at));
        at = start + match.size();
        return true;
    });
    bool any = !parts.empty();
    parts.push_back(text.substr(at));
    if (!limit && any)
        while (!parts.empty() && parts.back().empty()) parts.pop_back();
    return parts;
}

/// STR_TO_MAP(text [, between pairs, between key and value]); both delimiters are regular expressions.
void strToMap(KernelCall& call) {
    RegexCache pairs, sides;
    DataType type = DataType::map(DataType::string(), DataType::string());
    std::unordered_map<std::string_view, size_t> places;
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> found;
    std::vector<int32_t> hashes;
    std::vector<int> order;
    auto regexAt = [&](RegexCache& cache, size_t argument, int row, std::string_view otherwise) {
        std::string_view pattern = argument < call.arguments.size() ? call.arguments[argument]->at<StringRef>(row).view() : otherwise;
        const JavaRegex* regex = cache.get(pattern);
        if (!regex) failRow("The delimiter '" + std::string(pattern) + "' of STR_TO_MAP is no regular expression.");
        return regex;
    };
    buildResult(call, type, [&](int row, VectorBuilder& out) {
        const JavaRegex* betweenPairs = regexAt(pairs, 1, row, ",");
        const JavaRegex* betweenSides = regexAt(sides, 2, row, "=");
        places.clear();
        found.clear();
        std::string_view text = call.arguments[0]->at<StringRef>(row);
        for (std::string_view pair : text.empty() ? std::vector<std::string_view>() : javaSplit(*betweenPairs, text, 0)) {
            auto parts = javaSplit(*betweenSides, pair, 2);
            std::optional<std::string_view> value;
            if (parts.size() > 1) value = parts[1];
            auto [place, fresh] = places.emplace(parts[0], found.size());
            if (fresh) found.emplace_back(parts[0], value);
            else found[place->second].second = value;
        }
        hashes.clear();
        for (const auto& entry : found) hashes.push_back(javaTextHash(entry.first));
        javaMapOrder(hashes, order);
        for (int i : order) {
            const auto& [key, value] = found[static_cast<size_t>(i)];
            out.child(0).appendBytes(key);
            if (value) out.child(1).appendBytes(*value);
            else out.child(1).appendNull();
        }
        out.closeNested();
    });
}

Result<BoundScalar> bindStrToMap(const BindArguments& arguments) {
    static constexpr Overloads rows{"STR_TO_MAP", {Overload{"s", 's', strToMap}, Overload{"sss", 's', strToMap}.failing()}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (bound) bound->result = DataType::map(DataType::string(), DataType::string()).asNullable(bound->result.nullable());
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"MAP_KEYS", Scalar, "collection", "MAP_KEYS(map)", "The keys of the map as an array.", "MAP_KEYS(MAP['a', 1, 'b', 2]) -> '[a, b]'", bindKeys},
    {"MAP_VALUES", Scalar, "collection", "MAP_VALUES(map)", "The values of the map as an array.", "MAP_VALUES(MAP['a', 1, 'b', 2]) -> '[1, 2]'", bindValues},
    {"MAP_ENTRIES", Scalar, "collection", "MAP_ENTRIES(map)", "The entries of the map as an array of rows (key, value).", "MAP_ENTRIES(MAP['a', 1]) -> '[(a, 1)]'", bindEntries},
    {"MAP_FROM_ARRAYS", Scalar, "collection", "MAP_FROM_ARRAYS(keys ARRAY, values ARRAY)", "A map of keys and values from two arrays of one length.",
     "MAP_FROM_ARRAYS(ARRAY['a', 'b'], ARRAY[1, 2]) -> '{a=1, b=2}'", bindFromArrays},
    {"MAP_UNION", Scalar, "collection", "MAP_UNION(map1, ...)", "The entries of all maps, those of the last one first; of equal keys the last one counts.", "MAP_UNION(MAP['a', 1], MAP['a', 2, 'b', 3]) -> '{a=2, b=3}'", bindUnion},
    {"STR_TO_MAP", Scalar, "collection", "STR_TO_MAP(text STRING [, pairDelimiter STRING, keyDelimiter STRING])", "A map from text like 'a=1,b=2'; the delimiters are Java regular expressions.",
     "STR_TO_MAP('a=1,b=2') -> '{a=1, b=2}'", bindStrToMap},
};

} // namespace

std::span<const FunctionInfo> mapFunctions() { return functions; }

} // namespace weir
