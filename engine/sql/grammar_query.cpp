// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {
namespace {

constexpr int UnionLevel = 1;
constexpr int IntersectLevel = 2;

int setLevel(Keyword keyword) {
    switch (keyword) {
    case Keyword::Union: case Keyword::Except: case Keyword::Minus: return UnionLevel;
    case Keyword::Intersect: return IntersectLevel;
    default: return 0;
    }
}

} // namespace

bool Grammar::atQuery() const {
    if (c_.atAny({Keyword::Select, Keyword::With, Keyword::Values}))
        return true;
    if (c_.at(Keyword::Table) && !c_.at('(', 1))
        return true;
    if (!c_.at('('))
        return false;
    int ahead = 0;
    while (c_.at('(', ahead))
        ++ahead;
    return c_.at(Keyword::Select, ahead) || c_.at(Keyword::With, ahead) || c_.at(Keyword::Values, ahead) ||
           (c_.at(Keyword::Table, ahead) && !c_.at('(', ahead + 1));
}

bool Grammar::atSetOperator() const { return setLevel(c_.peek().keyword) > 0; }

QueryPtr Grammar::query() {
    Level level(*this);
    Query query;
    int start = c_.mark();
    query.place = c_.here();
    query.place.length = 0;
    if (level.tooDeep())
        return std::make_shared<const Query>(std::move(query));
    if (c_.at(Keyword::With)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        query.recursive = c_.accept(Keyword::Recursive);
        query.with = commonTables();
    }
    auto body = queryBody(UnionLevel);
    // The tail belongs to the whole; a lone SELECT carries it itself.
    query.body = body->body;
    queryTail(query);
    query.place = c_.from(start);
    return std::make_shared<const Query>(std::move(query));
}

QueryPtr Grammar::queryBody(int least) {
    int start = c_.mark();
    return continueQuery(start, queryOperand(), least);
}

QueryPtr Grammar::continueQuery(int start, QueryPtr left, int least) {
    while (!c_.recovering()) {
        int level = setLevel(c_.peek().keyword);
        if (level == 0 || level < least || !growChain())
            break;
        SetOperation operation;
        c_.layout(LayoutKind::Clause);
        auto keyword = c_.peek().keyword;
        operation.operatorPlace = c_.advance().place;
        operation.op = keyword == Keyword::Union       ? SetOperator::Union
                       : keyword == Keyword::Intersect ? SetOperator::Intersect
                                                       : SetOperator::Except;
        operation.minus = keyword == Keyword::Minus;
        operation.all = c_.accept(Keyword::All);
        if (!operation.all)
            c_.accept(Keyword::Distinct);
        operation.left = std::move(left);
        operation.right = queryBody(level + 1);
        Query query;
        query.body = std::move(operation);
        query.place = c_.from(start);
        left = std::make_shared<const Query>(std::move(query));
    }
    return left;
}

QueryPtr Grammar::queryOperand() {
    int start = c_.mark();
    Query query;
    query.place = c_.here();
    query.place.length = 0;
    c_.layout(LayoutKind::Clause);
    if (c_.at(Keyword::Select)) {
        query.body = select();
    } else if (c_.at(Keyword::Values)) {
        query.body = values();
    } else if (c_.accept(Keyword::Table)) {
        ExplicitTable table{c_.expectCompoundName("a table"), {}};
        table.hints = hints();
        query.body = std::move(table);
    } else if (c_.at('(')) {
        auto inner = parenthesizedQuery();
        query.body = NestedQuery{std::move(inner)};
    } else {
        c_.error("a query (SELECT, VALUES or WITH)", "");
        return std::make_shared<const Query>(std::move(query));
    }
    query.place = c_.from(start);
    return std::make_shared<const Query>(std::move(query));
}

QueryPtr Grammar::parenthesizedQuery() {
    c_.expect('(', "before a query");
    c_.layout(LayoutKind::OpenBlock);
    auto inner = query();
    if (!c_.at(')'))
        c_.error("')'", "to close the query in parentheses");
    c_.recoverToBracket(')');
    c_.layout(LayoutKind::CloseBlock);
    c_.accept(')');
    return inner;
}

void Grammar::queryTail(Query& query) {
    if (!c_.recovering() && c_.at({Keyword::Order, Keyword::By})) {
        c_.layout(LayoutKind::Clause);
        int start = c_.mark();
        query.orderBy = orderItems();
        query.orderByPlace = c_.from(start);
        c_.recoverInList();
    }
    while (!c_.recovering()) {
        if (c_.at(Keyword::Limit)) {
            c_.layout(LayoutKind::Clause);
            c_.advance();
            if (!c_.accept(Keyword::All))
                query.limit = rowCount("after LIMIT");
        } else if (c_.at(Keyword::Offset)) {
            c_.layout(LayoutKind::Clause);
            c_.advance();
            query.offset = rowCount("after OFFSET");
            if (!c_.accept(Keyword::Row))
                c_.accept(Keyword::Rows);
        } else if (c_.at(Keyword::Fetch)) {
            c_.layout(LayoutKind::Clause);
            c_.advance();
            if (!c_.accept(Keyword::First) && !c_.accept(Keyword::Next))
                c_.error("FIRST or NEXT", "after FETCH");
            query.limit = rowCount("in FETCH");
            if (!c_.accept(Keyword::Row) && !c_.accept(Keyword::Rows))
                c_.error("ROW or ROWS", "in FETCH");
            c_.expect(Keyword::Only, "to close FETCH");
        } else {
            break;
        }
    }
}

ExpressionPtr Grammar::rowCount(const char* where) {
    if (c_.at(TokenKind::Number))
        return numberLiteral();
    c_.error("a number", where);
    return nullptr;
}

std::vector<CommonTable> Grammar::commonTables() {
    std::vector<CommonTable> tables;
    do {
        CommonTable table;
        if (!tables.empty())
            c_.layout(LayoutKind::Clause);
        int start = c_.mark();
        table.name = c_.expectName("a name for the query");
        if (c_.at('(')) {
            c_.layout(LayoutKind::Tight);
            table.columns = nameList("a column name");
        }
        c_.expect(Keyword::As, "before the query of WITH");
        if (c_.recovering())
            break;
        if (c_.at('(')) {
            table.query = parenthesizedQuery();
        } else {
            c_.error("'('", "before the query of WITH");
            break;
        }
        table.place = c_.from(start);
        tables.push_back(std::move(table));
    } while (c_.accept(','));
    return tables;
}

std::vector<Hint> Grammar::hints() {
    std::vector<Hint> hints;
    while (c_.at(TokenKind::Hint)) {
        const auto& token = c_.advance();
        // The hint is one token to colour and keep; its inside is read by a grammar of its own, moved to its place.
        auto body = c_.textOf(token);
        body.remove_prefix(3);
        body.remove_suffix(body.size() >= 2 ? 2 : 0);
        Grammar inner(body);
        auto move = [&token](Place& place) {
            if (!place.known())
                return;
            place.offset += token.place.offset + 3;
            if (place.line == 1)
                place.column += token.place.column + 2;
            place.line += token.place.line - 1;
        };
        while (!inner.c_.atEnd() && !inner.c_.recovering()) {
            Hint hint;
            int start = inner.c_.mark();
            auto name = inner.c_.expectName("a hint's name");
            for (auto& letter : name.text)
                letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
            hint.name = std::move(name.text);
            if (inner.c_.accept('(')) {
                do {
                    if (inner.c_.at(')'))
                        break;
                    if (inner.c_.at(TokenKind::String) && inner.c_.at('=', 1)) {
                        hint.options.push_back(inner.option());
                    } else if (inner.c_.at(TokenKind::String) || inner.c_.at(TokenKind::Number)) {
                        auto place = inner.c_.here();
                        auto text = inner.c_.at(TokenKind::String) ? inner.c_.takeString() : std::string(inner.c_.textOf(inner.c_.advance()));
                        hint.arguments.push_back({std::move(text), place, true});
                    } else {
                        auto argument = inner.c_.expectCompoundName("an argument");
                        if (inner.c_.at('=')) { // kind = 'x'
                            Option option;
                            option.key = argument.dotted();
                            option.keyPlace = argument.place;
                            inner.c_.advance();
                            option.valuePlace = inner.c_.here();
                            option.value = inner.c_.expectString("a value in quotes");
                            hint.options.push_back(std::move(option));
                        } else {
                            hint.arguments.push_back({argument.dotted(), argument.place, false});
                        }
                    }
                } while (!inner.c_.recovering() && inner.c_.accept(','));
                inner.c_.expect(')', "to close the hint");
            }
            hint.place = inner.c_.from(start);
            move(hint.place);
            for (auto& option : hint.options) {
                move(option.keyPlace);
                move(option.valuePlace);
            }
            for (auto& argument : hint.arguments)
                move(argument.place);
            hints.push_back(std::move(hint));
            inner.c_.accept(',');
        }
        for (auto& diagnostic : inner.takeDiagnostics()) {
            move(diagnostic.error.place);
            c_.errorAt(diagnostic.error.place, diagnostic.error.message, diagnostic.error.hint);
            c_.resume();
        }
    }
    return hints;
}

Select Grammar::select() {
    Select select;
    c_.advance(); // SELECT
    select.hints = hints();
    if (c_.accept(Keyword::Stream)) {
        c_.errorAt(c_.peek(-1).place, "SELECT STREAM is not SQL of Flink.", "Leave out STREAM: tables are streams already.");
        c_.resume();
    }
    select.distinct = c_.accept(Keyword::Distinct);
    if (!select.distinct)
        c_.accept(Keyword::All);
    select.items = selectItems();
    if (c_.at(Keyword::From)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        select.from = from();
        c_.recoverInList();
    }
    if (!c_.recovering() && c_.at(Keyword::Where)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        select.where = condition();
        c_.recoverInList();
    }
    if (!c_.recovering() && c_.at(Keyword::Group)) {
        c_.layout(LayoutKind::Clause);
        int start = c_.mark();
        c_.advance();
        select.grouped = true;
        if (c_.expect(Keyword::By, "after GROUP"))
            select.groupBy = groupItems();
        select.groupByPlace = c_.from(start);
        c_.recoverInList();
    }
    if (!c_.recovering() && c_.at(Keyword::Having)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        select.having = condition();
        c_.recoverInList();
    }
    if (!c_.recovering() && c_.at(Keyword::Window)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        select.windows = namedWindows();
        c_.recoverInList();
    }
    if (!c_.recovering() && c_.at(Keyword::Qualify)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        select.qualify = condition();
        c_.recoverInList();
    }
    return select;
}

std::vector<SelectItem> Grammar::selectItems() {
    std::vector<SelectItem> items;
    c_.layout(LayoutKind::OpenList);
    commaList([&] { items.push_back(selectItem()); });
    c_.layout(LayoutKind::CloseList);
    return items;
}

SelectItem Grammar::selectItem() {
    SelectItem item;
    int start = c_.mark();
    item.expression = expression();
    if (!c_.recovering()) {
        if (c_.accept(Keyword::As))
            item.alias = c_.expectName("an alias");
        else if (c_.atName())
            item.alias = c_.takeName();
        else if (c_.at(TokenKind::String))
            c_.error("a name (in backticks, not quotes)", "as the alias");
    }
    item.place = c_.from(start);
    return item;
}

std::vector<GroupItem> Grammar::groupItems() {
    std::vector<GroupItem> items;
    if (!c_.accept(Keyword::Distinct))
        c_.accept(Keyword::All);
    c_.layout(LayoutKind::OpenList);
    commaList([&] { items.push_back(groupItem()); });
    c_.layout(LayoutKind::CloseList);
    return items;
}

GroupItem Grammar::groupItem() {
    Level level(*this);
    GroupItem item;
    int start = c_.mark();
    auto listed = [&](GroupKind kind, const char* what) {
        item.kind = kind;
        parenthesized(what, [&] { item.items.push_back(groupItem()); });
    };
    if (level.tooDeep()) {
        item.expression = missing();
    } else if (c_.at({Keyword::Grouping, Keyword::Sets})) {
        c_.advance();
        c_.advance();
        listed(GroupKind::GroupingSets, "the grouping sets");
    } else if (c_.at(Keyword::Rollup)) {
        c_.advance();
        listed(GroupKind::Rollup, "the columns of ROLLUP");
    } else if (c_.at(Keyword::Cube)) {
        c_.advance();
        listed(GroupKind::Cube, "the columns of CUBE");
    } else if (c_.at('(') && c_.at(')', 1)) {
        c_.advance();
        c_.advance();
        item.kind = GroupKind::Empty;
    } else {
        item.expression = expression();
        // (a, b) reads as a row; here it is a list of columns.
        if (auto row = item.expression->as<Constructor>(); row && row->kind == ConstructorKind::Row && !row->keyword) {
            item.kind = GroupKind::List;
            for (const auto& element : row->elements) {
                GroupItem part;
                part.expression = element;
                part.place = element->place;
                item.items.push_back(std::move(part));
            }
            item.expression = nullptr;
        }
    }
    item.place = c_.from(start);
    return item;
}

std::vector<NamedWindow> Grammar::namedWindows() {
    std::vector<NamedWindow> windows;
    c_.layout(LayoutKind::OpenList);
    commaList([&] {
        NamedWindow window;
        window.name = c_.expectName("a window's name");
        c_.expect(Keyword::As, "after the window's name");
        if (!c_.recovering())
            window.specification = windowBody(c_.mark());
        windows.push_back(std::move(window));
    });
    c_.layout(LayoutKind::CloseList);
    return windows;
}

Values Grammar::values() {
    Values values;
    c_.advance(); // VALUES
    c_.layout(LayoutKind::OpenList);
    commaList([&] {
        int start = c_.mark();
        std::vector<ExpressionPtr> row;
        c_.accept(Keyword::Row);
        if (c_.accept('(')) {
            do {
                row.push_back(argumentValue());
                if (c_.recovering())
                    c_.recoverInList();
            } while (c_.accept(','));
            c_.close(')', "to close a row of VALUES");
        } else {
            row.push_back(argumentValue()); // VALUES 1, 2
        }
        values.rows.push_back(std::move(row));
        values.rowPlaces.push_back(c_.from(start));
    });
    c_.layout(LayoutKind::CloseList);
    return values;
}

} // namespace weir::sql
