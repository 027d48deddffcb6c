// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/printer.h"

namespace weir::sql {

/// Writes trees as SQL on one line. print_expression.cpp, print_query.cpp and print_type.cpp hold the parts.
class TreePrinter {
public:
    std::string take() { return std::move(out_); }

    /// `least`: the binding strength the surroundings ask for; weaker expressions get parentheses.
    void print(const Expression& expression, int least = 0);
    void print(const Query& query);
    void print(const TableReference& table);
    void print(const TypeTree& type);

private:
    template <class Items, class Print>
    void list(const Items& items, Print print, const char* separator = ", ") {
        bool first = true;
        for (const auto& item : items) {
            if (!first)
                out_ += separator;
            first = false;
            print(item);
        }
    }
    void expressions(const std::vector<ExpressionPtr>& items);
    void names(const std::vector<Name>& items); // (a, b)
    void inParentheses(const Query& query);
    void word(std::string_view text) { out_ += text; }

    // print_expression.cpp
    void node(const MissingExpression&) {}
    void node(const Literal& literal);
    void node(const IntervalLiteral& literal);
    void node(const ColumnName& column) { out_ += toSql(column.name); }
    void node(const Star& star);
    void node(const Unary& unary);
    void node(const Binary& binary);
    void node(const IsTest& test);
    void node(const Like& like);
    void node(const Between& between);
    void node(const InList& in);
    void node(const InQuery& in);
    void node(const Exists& exists);
    void node(const QuantifiedComparison& comparison);
    void node(const Case& node);
    void node(const Cast& cast);
    void node(const Call& call);
    void node(const TimeUnitWord& unit);
    void node(const Symbol& symbol) { out_ += symbol.word; }
    void node(const Constructor& constructor);
    void node(const QueryConstructor& constructor);
    void node(const ElementAccess& access);
    void node(const FieldAccess& access);
    void node(const ScalarQuery& query) { inParentheses(*query.query); }
    void node(const Descriptor& descriptor);
    void node(const TableArgument& argument);
    void node(const ModelArgument& argument) { out_ += "MODEL " + toSql(argument.model); }
    void node(const JsonPathCall& call);
    void node(const JsonObjectCall& call);
    void node(const JsonArrayCall& call);
    void node(const DefaultValue&) { out_ += "DEFAULT"; }
    void node(const TimeDifference& difference);
    void argumentList(const Call& call);
    void filter(const ExpressionPtr& condition);
    void jsonOn(const JsonOn& on, const char* what);
    void jsonNulls(JsonNulls nulls);
    void orderBy(const std::vector<OrderItem>& items);
    void window(const WindowSpecification& window);
    void bound(const FrameBound& bound);
    void units(const IntervalUnits& units);
    void hints(const std::vector<Hint>& hints);

    // print_query.cpp
    void body(const MissingQuery&) {}
    void body(const Select& select);
    void body(const Values& values);
    void body(const ExplicitTable& table);
    void body(const SetOperation& operation);
    void body(const NestedQuery& nested) { inParentheses(*nested.query); }
    void operand(const Query& query, SetOperator op, bool right);
    void group(const GroupItem& item);
    void table(const MissingTable&) {}
    void table(const NamedTable& named);
    void table(const DerivedTable& derived);
    void table(const TableFunction& function);
    void table(const Unnest& unnest);
    void table(const Join& join);
    void table(const MatchRecognize& match);
    void pattern(const Pattern& pattern, int least);

    std::string out_;
};

std::string_view unitText(TimeUnit unit);

} // namespace weir::sql
