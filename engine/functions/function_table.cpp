// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"

#include <cctype>
#include <string>
#include <unordered_map>

namespace weir {

namespace {

std::vector<const FunctionInfo*> gatherFunctions() {
    std::vector<const FunctionInfo*> all;
    for (auto family : {operatorFunctions, mathFunctions, conditionalFunctions, stringFunctions, regexpFunctions, temporalFunctions,
                        jsonFunctions, collectionFunctions, hashFunctions, urlFunctions, variantFunctions, bitmapFunctions,
                        aggregateFunctions, tableFunctions})
        for (const FunctionInfo& function : family()) all.push_back(&function);
    return all;
}

std::string keyOf(std::string_view name, FunctionKind kind) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    for (char c : name) key += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return key;
}

} // namespace

std::span<const FunctionInfo* const> builtinFunctions() {
    static const std::vector<const FunctionInfo*> all = gatherFunctions();
    return all;
}

const FunctionInfo* findFunction(std::string_view name, FunctionKind kind) {
    static const auto byName = [] {
        std::unordered_map<std::string, const FunctionInfo*> index;
        for (const FunctionInfo* function : builtinFunctions()) index.emplace(keyOf(function->name, function->kind), function);
        return index;
    }();
    auto found = byName.find(keyOf(name, kind));
    return found == byName.end() ? nullptr : found->second;
}

} // namespace weir
