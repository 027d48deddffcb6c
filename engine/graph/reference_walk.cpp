// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/reference_walk.h"

#include "engine/binder/tree_walk.h"

namespace weir::graph {

int ReferenceWalk::note(const sql::CompoundName& name, const std::string& alias, bool plain) {
    if (name.empty() || !name.place.known()) return -1;
    if (name.parts.size() == 1)
        for (const auto& names : locals_)
            if (names.contains(name.parts[0].text)) return -1;
    Reference reference;
    reference.name = name.dotted();
    reference.node = node_;
    reference.target = resolve_(name);
    reference.range = rangeOf(name.place);
    reference.alias = alias;
    reference.plain = plain;
    references_.push_back(std::move(reference));
    return static_cast<int>(references_.size()) - 1;
}

void ReferenceWalk::query(const sql::Query& query, bool withSteps) {
    locals_.emplace_back();
    if (withSteps)
        for (const auto& step : query.with) {
            if (step.query) this->query(*step.query, true);
            locals_.back().insert(step.name.text);
        }
    if (const auto* node = query.as<sql::Select>()) {
        select(*node, query.orderBy);
    } else if (const auto* set = query.as<sql::SetOperation>()) {
        if (set->left) this->query(*set->left, true);
        if (set->right) this->query(*set->right, true);
    } else if (const auto* nested = query.as<sql::NestedQuery>()) {
        if (nested->query) this->query(*nested->query, true);
    } else if (const auto* table = query.as<sql::ExplicitTable>()) {
        note(table->name, {}, false);
    } else if (const auto* values = query.as<sql::Values>()) {
        for (const auto& row : values->rows)
            for (const auto& value : row) expression(value.get());
    }
    locals_.pop_back();
}

void ReferenceWalk::select(const sql::Select& select, const std::vector<sql::OrderItem>& orderBy) {
    scopes_.emplace_back();
    std::vector<const sql::Expression*> later;
    if (select.from) {
        Scope scope;
        tables(*select.from, scope, later);
        scopes_.back() = std::move(scope);
    }
    for (const auto* expression : later) this->expression(expression);
    for (const auto& item : select.items) expression(item.expression.get());
    expression(select.where.get());
    const std::function<void(const std::vector<sql::GroupItem>&)> group = [&](const std::vector<sql::GroupItem>& items) {
        for (const auto& item : items) {
            expression(item.expression.get());
            group(item.items);
        }
    };
    group(select.groupBy);
    expression(select.having.get());
    expression(select.qualify.get());
    for (const auto& window : select.windows) {
        for (const auto& item : window.specification.partitionBy) expression(item.get());
        order(window.specification.orderBy);
    }
    order(orderBy);
    scopes_.pop_back();
}

void ReferenceWalk::tables(const sql::TableReference& table, Scope& scope, std::vector<const sql::Expression*>& later) {
    const std::string alias = table.alias ? table.alias->text : std::string();
    if (!alias.empty()) scope[alias] = -1;
    if (const auto* named = table.as<sql::NamedTable>()) {
        const int reference = note(named->name, alias, true);
        if (alias.empty() && !named->name.empty()) scope[named->name.last().text] = reference;
        later.push_back(named->systemTime.get());
    } else if (const auto* derived = table.as<sql::DerivedTable>()) {
        // A LATERAL query sees the tables before it.
        scopes_.back().insert(scope.begin(), scope.end());
        if (derived->query) query(*derived->query, true);
    } else if (const auto* function = table.as<sql::TableFunction>()) {
        later.push_back(function->call.get());
    } else if (const auto* unnest = table.as<sql::Unnest>()) {
        for (const auto& collection : unnest->collections) later.push_back(collection.get());
    } else if (const auto* join = table.as<sql::Join>()) {
        if (join->left) tables(*join->left, scope, later);
        if (join->right) tables(*join->right, scope, later);
        later.push_back(join->condition.get());
    } else if (const auto* match = table.as<sql::MatchRecognize>()) {
        Scope inside;
        if (match->input) tables(*match->input, inside, later);
        for (const auto& item : match->partitionBy) later.push_back(item.get());
        for (const auto& item : match->orderBy) later.push_back(item.expression.get());
        for (const auto& item : match->measures) later.push_back(item.expression.get());
        for (const auto& item : match->definitions) later.push_back(item.condition.get());
    }
}

void ReferenceWalk::order(const std::vector<sql::OrderItem>& items) {
    for (const auto& item : items) expression(item.expression.get());
}

void ReferenceWalk::qualifier(const sql::CompoundName& name) {
    if (name.empty()) return;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
        if (const auto found = scope->find(name.parts[0].text); found != scope->end()) {
            if (found->second >= 0) references_[static_cast<size_t>(found->second)].qualifiers.push_back(rangeOf(name.parts[0].place));
            return;
        }
}

void ReferenceWalk::expression(const sql::Expression* expression) {
    if (!expression) return;
    auto inner = [this](const sql::QueryPtr& query) { if (query) this->query(*query, true); };
    binder::visitTree(*expression, [&](const sql::Expression& part) {
        if (const auto* column = part.as<sql::ColumnName>()) {
            if (column->name.parts.size() > 1) qualifier(column->name);
        } else if (const auto* star = part.as<sql::Star>()) {
            qualifier(star->qualifier);
        } else if (const auto* in = part.as<sql::InQuery>()) {
            inner(in->query);
        } else if (const auto* exists = part.as<sql::Exists>()) {
            inner(exists->query);
        } else if (const auto* compared = part.as<sql::QuantifiedComparison>()) {
            inner(compared->query);
        } else if (const auto* constructed = part.as<sql::QueryConstructor>()) {
            inner(constructed->query);
        } else if (const auto* scalar = part.as<sql::ScalarQuery>()) {
            inner(scalar->query);
        } else if (const auto* table = part.as<sql::TableArgument>()) {
            note(table->table, {}, false);
            inner(table->query);
        }
    });
}

} // namespace weir::graph
