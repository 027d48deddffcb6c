// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/scalar/json_document.h"
#include "engine/functions/scalar/java_regex.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

class JsonPath;

/// One side of a comparison in [?(...)].
struct PathOperand {
    enum class Kind : uint8_t { Path, Number, Text, Regex, True, False, Null } kind = Kind::Null;
    std::shared_ptr<const JsonPath> path;
    bool fromRoot = false;               // $ and not @
    std::string text;
    double number = 0;
    std::shared_ptr<const JavaRegex> regex;
};

/// What [?(...)] asks of an element.
struct PathCondition {
    enum class Kind : uint8_t { Exists, Compare, And, Or, Not } kind = Kind::Exists;
    std::string comparison;              // ==, !=, <, <=, >, >=, ===, !==, =~
    std::vector<PathOperand> operands;
    std::vector<PathCondition> parts;
};

/// A step from places to places.
struct PathStep {
    enum class Kind : uint8_t { Members, Elements, Slice, All, Filter } kind = Kind::Members;
    bool deep = false;                   // ..
    bool gathersNames = false;           // Members: the objects that have all of them
    std::vector<std::string> names;
    std::vector<int64_t> indexes;
    std::optional<int64_t> from, to;
    std::shared_ptr<const PathCondition> condition;
    bool namesOne() const { return !deep && ((kind == Kind::Members && names.size() == 1) || (kind == Kind::Elements && indexes.size() == 1)); }
};

/// What the end of a path makes of a place that it leads to: length() and the like, or an object of some of its members.
struct PathEnd {
    struct Parameter {
        std::string json;                        // a value ...
        std::shared_ptr<const JsonPath> path;    // ... or what a path finds from the root
    };
    std::string function;                        // empty: `names`
    std::vector<Parameter> parameters;
    std::vector<std::string> names;
};

/// The value as JSON text into `out`. `elements` are those of the array that it is asked of; else `model`. False with a reason where it has none.
bool appendPathEnd(std::string& out, const PathEnd& end, const JsonDocument& document, const JsonDocument::Node* model,
                   const std::vector<const JsonDocument::Node*>& elements, std::string& error);
bool isPathFunction(std::string_view name);

bool pathConditionHolds(const PathCondition& condition, const JsonDocument& document, const JsonDocument::Node& current);

} // namespace weir
