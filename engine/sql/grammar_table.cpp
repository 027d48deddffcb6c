// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

TableReferencePtr Grammar::from() {
    int start = c_.mark();
    auto left = joinChain();
    while (!c_.recovering() && c_.at(',') && growChain()) {
        c_.advance();
        Join join;
        join.kind = JoinKind::Comma;
        join.left = std::move(left);
        join.right = joinChain();
        TableReference table;
        table.node = std::move(join);
        table.place = c_.from(start);
        left = std::make_shared<const TableReference>(std::move(table));
    }
    return left;
}

bool Grammar::joinKind(Join& join) {
    int ahead = c_.at(Keyword::Natural) ? 1 : 0;
    Keyword word = c_.peek(ahead).keyword;
    int words = 1;
    switch (word) {
    case Keyword::Join: join.kind = JoinKind::Inner; words = 0; break;
    case Keyword::Inner: join.kind = JoinKind::Inner; break;
    case Keyword::Cross: join.kind = JoinKind::Cross; break;
    case Keyword::Left: join.kind = JoinKind::Left; break;
    case Keyword::Right: join.kind = JoinKind::Right; break;
    case Keyword::Full: join.kind = JoinKind::Full; break;
    default: return false;
    }
    join.natural = ahead == 1;
    c_.layout(LayoutKind::Clause);
    for (int i = 0; i < ahead + words; ++i)
        c_.advance();
    if (join.kind == JoinKind::Left || join.kind == JoinKind::Right || join.kind == JoinKind::Full)
        c_.accept(Keyword::Outer);
    c_.expect(Keyword::Join, "");
    return true;
}

TableReferencePtr Grammar::joinChain() {
    int start = c_.mark();
    auto left = tablePrimary();
    Join join;
    while (!c_.recovering() && joinKind(join)) {
        if (!growChain())
            break;
        join.left = std::move(left);
        join.right = tablePrimary();
        if (!c_.recovering()) {
            if (c_.accept(Keyword::On)) {
                join.condition = condition();
            } else if (c_.accept(Keyword::Using)) {
                join.usingColumns = nameList("a column name");
            } else if (join.kind != JoinKind::Cross && !join.natural) {
                c_.error("ON or USING", "after the joined table");
            }
            c_.recoverInList();
        }
        TableReference table;
        table.node = std::move(join);
        table.place = c_.from(start);
        left = std::make_shared<const TableReference>(std::move(table));
        join = Join{};
    }
    return left;
}

std::vector<Name> Grammar::nameList(const char* what) {
    std::vector<Name> names;
    parenthesized("a list of names", [&] { names.push_back(c_.expectName(what)); });
    return names;
}

TableReferencePtr Grammar::tablePrimary() {
    Level level(*this);
    int start = c_.mark();
    TableReference table;
    table.place = c_.here();
    table.place.length = 0;
    if (level.tooDeep())
        return std::make_shared<const TableReference>(std::move(table));
    table.node = tableNode();
    // ( a JOIN b ) is the join itself, which may get an alias of its own.
    return finishTable(start, std::move(table));
}

TableNode Grammar::tableNode() {
    bool lateral = c_.accept(Keyword::Lateral);
    if (c_.at('('))
        return lateral ? TableNode(DerivedTable{parenthesizedQuery(), true}) : parenthesizedTable();
    if (c_.at(Keyword::Unnest))
        return unnest(lateral);
    if (c_.at(Keyword::Table)) {
        if (c_.at('(', 1)) {
            c_.advance();
            c_.layout(LayoutKind::Tight);
            c_.advance();
            c_.layout(LayoutKind::OpenList);
            c_.layout(LayoutKind::Item);
            auto node = tableFunction(lateral);
            c_.layout(LayoutKind::CloseParenthesizedList);
            c_.close(')', "to close TABLE(");
            return node;
        }
        c_.advance();
        NamedTable named{c_.expectCompoundName("a table"), hints(), nullptr, true};
        return named;
    }
    if (c_.at(Keyword::Values) || c_.at(Keyword::Select) || c_.at(Keyword::With)) {
        c_.errorAt(c_.here(), "A query in FROM stands in parentheses.", "Write (" + std::string(keywordText(c_.peek().keyword)) + " ...) AS name.");
        c_.resume();
        return DerivedTable{query(), lateral};
    }
    int start = c_.mark();
    auto name = c_.expectCompoundName("a table");
    if (c_.recovering() && c_.mark() == start)
        return MissingTable{};
    if (c_.at('(')) {
        auto function = call(start, std::move(name));
        return TableFunction{std::move(function), lateral, false};
    }
    if (lateral) {
        c_.errorAt(name.place, "LATERAL stands before a query in parentheses, TABLE(function(...)) or UNNEST(...).");
        c_.resume();
    }
    NamedTable named{std::move(name), hints(), nullptr, false};
    return named;
}

TableNode Grammar::tableFunction(bool lateral) {
    int start = c_.mark();
    TableFunction function;
    function.lateral = lateral;
    if (c_.atName() || keywordUse(c_.peek().keyword) == KeywordUse::Function) {
        CompoundName name;
        if (c_.atName())
            name = c_.expectCompoundName("a table function");
        else
            name.parts.push_back(keywordName());
        name.place = c_.from(start);
        if (c_.at('(')) {
            function.call = call(start, std::move(name));
            return function;
        }
    }
    c_.error("a table function's call", "in TABLE( )");
    return MissingTable{};
}

TableNode Grammar::unnest(bool lateral) {
    Unnest node;
    node.lateral = lateral;
    c_.advance();
    c_.layout(LayoutKind::Tight);
    parenthesized("the collections of UNNEST", [&] {
        if (c_.at(Keyword::Select) || c_.at(Keyword::Values)) {
            int start = c_.mark();
            auto inner = query();
            node.collections.push_back(make(start, ScalarQuery{std::move(inner)}));
        } else {
            node.collections.push_back(expression());
        }
    });
    if (c_.accept({Keyword::With, Keyword::Ordinality}))
        node.withOrdinality = true;
    return node;
}

TableNode Grammar::parenthesizedTable() {
    if (c_.at(Keyword::Select, 1) || c_.at(Keyword::With, 1) || c_.at(Keyword::Values, 1) || (c_.at(Keyword::Table, 1) && !c_.at('(', 2)))
        return DerivedTable{parenthesizedQuery(), false};
    c_.advance();
    int inside = c_.mark();
    auto inner = from();
    auto derived = inner->as<DerivedTable>();
    if (derived && !inner->alias && !c_.recovering() && (atSetOperator() || c_.atAny({Keyword::Order, Keyword::Limit, Keyword::Fetch, Keyword::Offset}))) {
        // ((SELECT ...) UNION (SELECT ...))
        Query nested;
        nested.body = NestedQuery{derived->query};
        nested.place = inner->place;
        Query whole = *continueQuery(inside, std::make_shared<const Query>(std::move(nested)), 0);
        queryTail(whole);
        whole.place = c_.from(inside);
        c_.close(')', "to close the query in parentheses");
        return DerivedTable{std::make_shared<const Query>(std::move(whole)), false};
    }
    c_.close(')', "to close the tables in parentheses");
    if (inner->alias || inner->sample) {
        // (t AS x) keeps its alias; it cannot get a second one.
        if (c_.at(Keyword::As) || c_.atName()) {
            c_.errorAt(c_.here(), "This table has an alias already.", "Keep one of the two.");
            c_.resume();
        }
        pendingAlias_ = inner;
    }
    return inner->node;
}

TableReferencePtr Grammar::finishTable(int start, TableReference table) {
    if (pendingAlias_) {
        table.alias = pendingAlias_->alias;
        table.columnAliases = pendingAlias_->columnAliases;
        table.sample = pendingAlias_->sample;
        pendingAlias_ = nullptr;
    }
    if (!c_.recovering() && c_.at(Keyword::For) && c_.at(Keyword::SystemTime, 1)) {
        auto place = c_.here();
        c_.advance();
        c_.advance();
        c_.expect(Keyword::As, "after FOR SYSTEM_TIME");
        c_.expect(Keyword::Of, "after FOR SYSTEM_TIME AS");
        auto time = c_.recovering() ? missing() : binary(33);
        if (auto named = std::get_if<NamedTable>(&table.node)) {
            named->systemTime = std::move(time);
        } else {
            c_.errorAt(place, "FOR SYSTEM_TIME AS OF goes with a table's name only.");
            c_.resume();
        }
    }
    if (!c_.recovering() && c_.at(Keyword::MatchRecognize)) {
        table.place = c_.from(start);
        auto input = std::make_shared<const TableReference>(std::move(table));
        table = TableReference{};
        table.node = matchRecognize(std::move(input));
    }
    if (!c_.recovering() && (c_.at(Keyword::Pivot) || c_.at(Keyword::Unpivot))) {
        c_.errorAt(c_.here(), std::string(keywordText(c_.peek().keyword)) + " is not supported yet.", {}, ErrorCode::Unsupported);
        c_.advance();
        if (c_.at('(')) {
            c_.advance();
            c_.recoverToBracket(')');
            c_.accept(')');
        } else {
            c_.resume();
        }
    }
    if (!c_.recovering()) {
        if (c_.accept(Keyword::As))
            table.alias = c_.expectName("an alias");
        else if (c_.atName())
            table.alias = c_.takeName();
        if (table.alias && !c_.recovering() && c_.at('(')) {
            c_.layout(LayoutKind::Tight);
            table.columnAliases = nameList("a column name");
        }
    }
    if (!c_.recovering() && c_.at(Keyword::MatchRecognize)) {
        table.place = c_.from(start);
        auto input = std::make_shared<const TableReference>(std::move(table));
        table = TableReference{};
        table.node = matchRecognize(std::move(input));
        if (c_.accept(Keyword::As))
            table.alias = c_.expectName("an alias");
        else if (c_.atName())
            table.alias = c_.takeName();
    }
    if (!c_.recovering() && c_.at(Keyword::Tablesample)) {
        TableSample sample;
        int sampleStart = c_.mark();
        c_.advance();
        if (c_.accept(Keyword::Bernoulli))
            sample.method = "BERNOULLI";
        else if (c_.accept(Keyword::System))
            sample.method = "SYSTEM";
        else
            c_.error("BERNOULLI or SYSTEM", "after TABLESAMPLE");
        c_.expect('(', "before the percentage");
        sample.percentage = c_.recovering() ? missing() : expression();
        c_.expect(')', "after the percentage");
        if (c_.accept(Keyword::Repeatable)) {
            c_.expect('(', "after REPEATABLE");
            sample.seed = expression();
            c_.expect(')', "after the seed");
        }
        sample.place = c_.from(sampleStart);
        table.sample = std::move(sample);
    }
    table.place = c_.from(start);
    return std::make_shared<const TableReference>(std::move(table));
}

} // namespace weir::sql
