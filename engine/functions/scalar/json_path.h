// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/functions/scalar/json_path_parts.h"

namespace weir {

/// A path of the JSON functions, with the meaning it has on Flink 2.3 (that of Jayway's JsonPath): [lax|strict] $ .name ['name'] [0] [-1] [*] .* ..name
/// [1,2] ['a','b'] [1:3] [?(@.price < $.limit)] .length(). Immutable, thread-safe.
class JsonPath {
public:
    static Result<std::shared_ptr<const JsonPath>> parse(std::string_view text);

    bool isLax() const { return lax_; }
    /// Whether the path names one place; others give an array of all that fits.
    bool isDefinite() const { return definite_; }

    struct Match {
        bool missing = false;                                  // a definite path that leads nowhere
        std::string error;                                     // not empty: a function at its end has no value here
        std::vector<const JsonDocument::Node*> nodes;          // one for a definite path
        std::optional<std::string> made;                       // instead of nodes, as JSON: what the end of the path makes of them, an array of an indefinite path's
    };
    /// From the document's root, or from one of its nodes.
    Match evaluate(const JsonDocument& document, const JsonDocument::Node* start = nullptr) const;

private:
    friend class JsonPathParser;
    using Node = JsonDocument::Node;
    static bool apply(const JsonDocument& document, const PathStep& step, const Node& node, std::vector<const Node*>& out);
    static void applyDeep(const JsonDocument& document, const PathStep& step, const Node& node, std::vector<const Node*>& out);
    void finish(const JsonDocument& document, Match& match) const;
    std::vector<PathStep> steps_;
    std::optional<PathEnd> end_;
    bool lax_ = false;
    bool definite_ = true;
    bool gathers_ = false;        // its function looks at all that .. has found at once
};

} // namespace weir
