// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/print_tree.h"

namespace weir::sql {

void TreePrinter::hints(const std::vector<Hint>& hints) {
    if (hints.empty())
        return;
    out_ += " /*+ ";
    list(hints, [this](const Hint& hint) {
        out_ += hint.name;
        if (hint.options.empty() && hint.arguments.empty())
            return;
        out_ += '(';
        list(hint.options, [this](const Option& option) { out_ += quoted(option.key) + " = " + quoted(option.value); });
        list(hint.arguments, [this](const Name& argument) { out_ += argument.quoted ? quoted(argument.text) : argument.text; });
        out_ += ')';
    });
    out_ += " */";
}

void TreePrinter::print(const Query& query) {
    if (!query.with.empty()) {
        out_ += query.recursive ? "WITH RECURSIVE " : "WITH ";
        list(query.with, [this](const CommonTable& table) {
            out_ += toSql(table.name);
            if (!table.columns.empty())
                names(table.columns);
            out_ += " AS ";
            if (table.query)
                inParentheses(*table.query);
        });
        out_ += ' ';
    }
    std::visit([this](const auto& content) { body(content); }, query.body);
    if (!query.orderBy.empty()) {
        out_ += ' ';
        orderBy(query.orderBy);
    }
    if (query.limit) {
        out_ += " LIMIT ";
        print(*query.limit);
    }
    if (query.offset) {
        out_ += " OFFSET ";
        print(*query.offset);
    }
}

void TreePrinter::body(const Select& select) {
    out_ += "SELECT";
    hints(select.hints);
    out_ += select.distinct ? " DISTINCT " : " ";
    list(select.items, [this](const SelectItem& item) {
        print(*item.expression);
        if (item.alias)
            out_ += " AS " + toSql(*item.alias);
    });
    if (select.from) {
        out_ += " FROM ";
        print(*select.from);
    }
    if (select.where) {
        out_ += " WHERE ";
        print(*select.where);
    }
    if (select.grouped) {
        out_ += " GROUP BY ";
        list(select.groupBy, [this](const GroupItem& item) { group(item); });
    }
    if (select.having) {
        out_ += " HAVING ";
        print(*select.having);
    }
    if (!select.windows.empty()) {
        out_ += " WINDOW ";
        list(select.windows, [this](const NamedWindow& named) {
            out_ += toSql(named.name) + " AS ";
            window(named.specification);
        });
    }
    if (select.qualify) {
        out_ += " QUALIFY ";
        print(*select.qualify);
    }
}

void TreePrinter::group(const GroupItem& item) {
    switch (item.kind) {
    case GroupKind::Expression:
        if (item.expression)
            print(*item.expression);
        return;
    case GroupKind::Empty: out_ += "()"; return;
    case GroupKind::List: break;
    case GroupKind::Rollup: out_ += "ROLLUP "; break;
    case GroupKind::Cube: out_ += "CUBE "; break;
    case GroupKind::GroupingSets: out_ += "GROUPING SETS "; break;
    }
    out_ += '(';
    list(item.items, [this](const GroupItem& inner) { group(inner); });
    out_ += ')';
}

void TreePrinter::body(const Values& values) {
    out_ += "VALUES ";
    list(values.rows, [this](const std::vector<ExpressionPtr>& row) {
        out_ += '(';
        expressions(row);
        out_ += ')';
    });
}

void TreePrinter::body(const ExplicitTable& table) {
    out_ += "TABLE " + toSql(table.name);
    hints(table.hints);
}

void TreePrinter::body(const SetOperation& operation) {
    operand(*operation.left, operation.op, false);
    out_ += operation.op == SetOperator::Union ? " UNION " : operation.op == SetOperator::Intersect ? " INTERSECT " : " EXCEPT ";
    if (operation.all)
        out_ += "ALL ";
    operand(*operation.right, operation.op, true);
}

void TreePrinter::operand(const Query& query, SetOperator op, bool right) {
    auto inner = query.as<SetOperation>();
    auto strength = [](SetOperator o) { return o == SetOperator::Intersect ? 2 : 1; };
    bool plain = query.with.empty() && query.orderBy.empty() && !query.limit && !query.offset;
    bool fits = plain && (!inner || strength(inner->op) + (right ? 0 : 1) > strength(op));
    fits ? print(query) : inParentheses(query);
}

void TreePrinter::print(const TableReference& reference) {
    std::visit([this](const auto& content) { table(content); }, reference.node);
    if (reference.alias) {
        out_ += " AS " + toSql(*reference.alias);
        if (!reference.columnAliases.empty())
            names(reference.columnAliases);
    }
    if (reference.sample) {
        out_ += " TABLESAMPLE " + reference.sample->method + "(";
        print(*reference.sample->percentage);
        out_ += ')';
        if (reference.sample->seed) {
            out_ += " REPEATABLE(";
            print(*reference.sample->seed);
            out_ += ')';
        }
    }
}

void TreePrinter::table(const NamedTable& named) {
    out_ += (named.tableWord ? "TABLE " : "") + toSql(named.name);
    hints(named.hints);
    if (named.systemTime) {
        out_ += " FOR SYSTEM_TIME AS OF ";
        print(*named.systemTime, 33);
    }
}

void TreePrinter::table(const DerivedTable& derived) {
    out_ += derived.lateral ? "LATERAL " : "";
    inParentheses(*derived.query);
}

void TreePrinter::table(const TableFunction& function) {
    out_ += function.lateral ? "LATERAL " : "";
    if (function.tableWord)
        out_ += "TABLE(";
    print(*function.call);
    if (function.tableWord)
        out_ += ')';
}

void TreePrinter::table(const Unnest& unnest) {
    out_ += unnest.lateral ? "LATERAL UNNEST(" : "UNNEST(";
    expressions(unnest.collections);
    out_ += unnest.withOrdinality ? ") WITH ORDINALITY" : ")";
}

void TreePrinter::table(const Join& join) {
    auto side = [this](const TableReference& reference, bool parentheses) {
        if (parentheses)
            out_ += '(';
        print(reference);
        if (parentheses)
            out_ += ')';
    };
    auto inner = [](const TableReferencePtr& reference) { return reference->as<Join>(); };
    bool comma = join.kind == JoinKind::Comma;
    side(*join.left, inner(join.left) && !comma && inner(join.left)->kind == JoinKind::Comma);
    const char* words = "";
    switch (join.kind) {
    case JoinKind::Comma: words = ", "; break;
    case JoinKind::Cross: words = " CROSS JOIN "; break;
    case JoinKind::Inner: words = join.natural ? " NATURAL JOIN " : " JOIN "; break;
    case JoinKind::Left: words = join.natural ? " NATURAL LEFT JOIN " : " LEFT JOIN "; break;
    case JoinKind::Right: words = join.natural ? " NATURAL RIGHT JOIN " : " RIGHT JOIN "; break;
    case JoinKind::Full: words = join.natural ? " NATURAL FULL JOIN " : " FULL JOIN "; break;
    }
    out_ += words;
    side(*join.right, inner(join.right) && (!comma || inner(join.right)->kind == JoinKind::Comma));
    if (join.condition) {
        out_ += " ON ";
        print(*join.condition);
    }
    if (!join.usingColumns.empty()) {
        out_ += " USING ";
        names(join.usingColumns);
    }
}

void TreePrinter::table(const MatchRecognize& match) {
    print(*match.input);
    out_ += " MATCH_RECOGNIZE (";
    if (!match.partitionBy.empty()) {
        out_ += "PARTITION BY ";
        expressions(match.partitionBy);
        out_ += ' ';
    }
    if (!match.orderBy.empty()) {
        orderBy(match.orderBy);
        out_ += ' ';
    }
    if (!match.measures.empty()) {
        out_ += "MEASURES ";
        list(match.measures, [this](const Measure& measure) {
            print(*measure.expression);
            out_ += " AS " + toSql(measure.alias);
        });
        out_ += ' ';
    }
    if (match.rowsPerMatch == RowsPerMatch::One)
        out_ += "ONE ROW PER MATCH ";
    else if (match.rowsPerMatch == RowsPerMatch::All)
        out_ += "ALL ROWS PER MATCH ";
    switch (match.skip) {
    case SkipTo::Unspecified: break;
    case SkipTo::NextRow: out_ += "AFTER MATCH SKIP TO NEXT ROW "; break;
    case SkipTo::PastLastRow: out_ += "AFTER MATCH SKIP PAST LAST ROW "; break;
    case SkipTo::First: out_ += "AFTER MATCH SKIP TO FIRST "; break;
    case SkipTo::Last: out_ += "AFTER MATCH SKIP TO LAST "; break;
    case SkipTo::Variable: out_ += "AFTER MATCH SKIP TO "; break;
    }
    if (match.skipVariable)
        out_ += toSql(*match.skipVariable) + " ";
    out_ += match.anchoredStart ? "PATTERN (^ " : "PATTERN (";
    pattern(match.pattern, 0);
    out_ += match.anchoredEnd ? " $)" : ")";
    if (match.within) {
        out_ += " WITHIN ";
        print(*match.within);
    }
    if (!match.subsets.empty()) {
        out_ += " SUBSET ";
        list(match.subsets, [this](const PatternSubset& subset) {
            out_ += toSql(subset.name) + " = ";
            names(subset.variables);
        });
    }
    out_ += " DEFINE ";
    list(match.definitions, [this](const PatternDefinition& definition) {
        out_ += toSql(definition.variable) + " AS ";
        if (definition.condition)
            print(*definition.condition);
    });
    out_ += ')';
}

/// Alternation binds at 0, a sequence at 1, a factor at 2.
void TreePrinter::pattern(const Pattern& item, int least) {
    int level = item.kind == PatternKind::Alternation ? 0 : item.kind == PatternKind::Sequence ? 1 : 2;
    bool parentheses = level < (item.quantifier ? 2 : least);
    if (parentheses)
        out_ += '(';
    switch (item.kind) {
    case PatternKind::Variable: out_ += toSql(item.variable); break;
    case PatternKind::Empty: out_ += "()"; break;
    case PatternKind::Sequence: list(item.parts, [this](const Pattern& part) { pattern(part, 2); }, " "); break;
    case PatternKind::Alternation: list(item.parts, [this](const Pattern& part) { pattern(part, 1); }, " | "); break;
    case PatternKind::Permute:
        out_ += "PERMUTE(";
        list(item.parts, [this](const Pattern& part) { pattern(part, 0); });
        out_ += ')';
        break;
    case PatternKind::Exclusion:
        out_ += "{- ";
        if (!item.parts.empty())
            pattern(item.parts.front(), 0);
        out_ += " -}";
        break;
    }
    if (parentheses)
        out_ += ')';
    if (!item.quantifier)
        return;
    const auto& quantifier = *item.quantifier;
    if (quantifier.minimum == 0 && !quantifier.maximum)
        out_ += '*';
    else if (quantifier.minimum == 1 && !quantifier.maximum)
        out_ += '+';
    else if (quantifier.minimum == 0 && quantifier.maximum == 1)
        out_ += '?';
    else if (quantifier.maximum && *quantifier.maximum == quantifier.minimum)
        out_ += "{" + std::to_string(quantifier.minimum) + "}";
    else
        out_ += "{" + (quantifier.minimum ? std::to_string(quantifier.minimum) : std::string()) + "," +
                (quantifier.maximum ? std::to_string(*quantifier.maximum) : std::string()) + "}";
    if (quantifier.reluctant)
        out_ += '?';
}

} // namespace weir::sql
