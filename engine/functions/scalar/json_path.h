// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/functions/scalar/json_document.h"

#include <memory>
#include <optional>
#include <vector>

namespace weir {

/// A path of the JSON functions: [lax|strict] $ .name ['name'] [0] [-1] [*] .* ..name [1,2] ['a','b'] [1:3] [?(@.price < 10)]. Immutable, thread-safe.
class JsonPath {
public:
    static Result<std::shared_ptr<const JsonPath>> parse(std::string_view text);

    bool isLax() const { return lax_; }
    /// Whether the path names one place; others give an array of all that fits.
    bool isDefinite() const { return definite_; }

    struct Match {
        bool missing = false;                                  // a definite path that leads nowhere
        std::vector<const JsonDocument::Node*> nodes;          // one for a definite path
    };
    Match evaluate(const JsonDocument& document) const;

private:
    using Node = JsonDocument::Node;
    enum class StepKind : uint8_t { Members, Elements, Slice, All, Filter };
    struct Operand {
        enum class Kind : uint8_t { Path, Number, Text, True, False, Null } kind = Kind::Null;
        std::vector<std::string> path;       // names below @, indexes as "#0"
        std::string text;
        double number = 0;
    };
    struct Condition {
        enum class Kind : uint8_t { Exists, Compare, And, Or, Not } kind = Kind::Exists;
        std::string comparison;
        std::vector<Operand> operands;
        std::vector<Condition> parts;
    };
    struct Step {
        StepKind kind = StepKind::Members;
        bool deep = false;                   // ..
        std::vector<std::string> names;
        std::vector<int64_t> indexes;
        std::optional<int64_t> from, to;
        std::shared_ptr<const Condition> condition;
    };
    class Parser;
    bool apply(const JsonDocument& document, const Step& step, const Node& node, std::vector<const Node*>& out) const;
    static const Node* resolve(const JsonDocument& document, const Operand& operand, const Node& current);
    static bool holds(const JsonDocument& document, const Condition& condition, const Node& current);
    std::vector<Step> steps_;
    bool lax_ = false;
    bool definite_ = true;
};

} // namespace weir
