// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/script_graph.h"
#include "engine/sql/syntax_tree.h"

#include <functional>
#include <map>
#include <set>

namespace weir::graph {

/// Walks a query and notes every table that it names, with the columns that are qualified by that name.
class ReferenceWalk {
public:
    /// `resolve` says which node a name means, -1 for none.
    ReferenceWalk(std::vector<Reference>& references, int node, std::function<int(const sql::CompoundName&)> resolve)
        : references_(references), node_(node), resolve_(std::move(resolve)) {}

    /// `withSteps`: the queries of WITH are steps of this one; otherwise they are nodes of their own and left out.
    void query(const sql::Query& query, bool withSteps);

private:
    using Scope = std::map<std::string, int>;   // what qualifies a column: the reference, or -1 for an alias

    int note(const sql::CompoundName& name, const std::string& alias, bool plain);
    void tables(const sql::TableReference& table, Scope& scope, std::vector<const sql::Expression*>& later);
    void select(const sql::Select& select, const std::vector<sql::OrderItem>& orderBy);
    void expression(const sql::Expression* expression);
    void order(const std::vector<sql::OrderItem>& items);
    void qualifier(const sql::CompoundName& name);

    std::vector<Reference>& references_;
    int node_;
    std::function<int(const sql::CompoundName&)> resolve_;
    std::vector<Scope> scopes_;
    std::vector<std::set<std::string>> locals_; // names of WITH inside a subquery: nobody else's business
};

inline Range rangeOf(const Place& place) { return place.known() ? Range{place.offset, place.offset + place.length} : Range{}; }

} // namespace weir::graph
