// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

StatementNode Grammar::createView(CreateView view) {
    view.ifNotExists = ifNotExists();
    view.name = c_.expectCompoundName("a view name");
    if (!c_.recovering() && c_.at('('))
        parenthesized("the columns of the view", [&] {
            ViewColumn column;
            column.name = c_.expectName("a column name");
            column.comment = comment().value_or("");
            view.columns.push_back(std::move(column));
        });
    view.comment = comment().value_or("");
    if (!c_.expect(Keyword::As, "before the query of the view"))
        return view;
    int start = c_.mark();
    view.query = query();
    view.queryPlace = c_.from(start);
    return view;
}

std::string Grammar::functionLanguage() {
    if (!c_.at(Keyword::Language))
        return {};
    c_.advance();
    for (auto keyword : {Keyword::Java, Keyword::Scala, Keyword::Python})
        if (c_.accept(keyword))
            return std::string(keywordText(keyword));
    c_.error("JAVA, SCALA or PYTHON", "after LANGUAGE");
    return {};
}

StatementNode Grammar::createFunction(CreateFunction function) {
    function.ifNotExists = ifNotExists();
    function.name = c_.expectCompoundName("a function name");
    if (c_.expect(Keyword::As, "after the function's name"))
        function.className = c_.expectString("a class name in quotes");
    function.language = functionLanguage();
    if (!c_.recovering() && c_.accept(Keyword::Using)) {
        do {
            c_.expect(Keyword::Jar, "after USING");
            function.jars.push_back(c_.expectString("a path in quotes"));
        } while (!c_.recovering() && c_.accept(','));
    }
    if (!c_.recovering() && c_.accept(Keyword::With))
        function.options = options();
    return function;
}

StatementNode Grammar::createDatabase() {
    CreateDatabase database;
    database.ifNotExists = ifNotExists();
    database.name = c_.expectCompoundName("a database name");
    database.comment = comment().value_or("");
    if (!c_.recovering() && c_.accept(Keyword::With))
        database.options = options();
    return database;
}

StatementNode Grammar::createCatalog() {
    CreateCatalog catalog;
    catalog.ifNotExists = ifNotExists();
    catalog.name = c_.expectName("a catalog name");
    catalog.comment = comment().value_or("");
    if (!c_.recovering() && c_.accept(Keyword::With))
        catalog.options = options();
    return catalog;
}

std::vector<ColumnDefinition> Grammar::modelColumns() {
    std::vector<ColumnDefinition> columns;
    parenthesized("the columns", [&] { columns.push_back(column()); });
    return columns;
}

StatementNode Grammar::createModel(CreateModel model) {
    model.ifNotExists = ifNotExists();
    model.name = c_.expectCompoundName("a model name");
    if (!c_.recovering() && c_.accept(Keyword::Input))
        model.input = modelColumns();
    if (!c_.recovering() && c_.accept(Keyword::Output))
        model.output = modelColumns();
    model.comment = comment().value_or("");
    if (!c_.recovering() && c_.accept(Keyword::With))
        model.options = options();
    if (!c_.recovering() && c_.accept(Keyword::As))
        model.query = query();
    return model;
}

StatementNode Grammar::drop() {
    c_.advance(); // DROP
    Drop drop;
    drop.temporary = c_.accept(Keyword::Temporary);
    drop.system = drop.temporary && c_.accept(Keyword::System);
    struct Row {
        Keyword word;
        ObjectKind kind;
    };
    constexpr Row kinds[] = {{Keyword::Table, ObjectKind::Table},       {Keyword::View, ObjectKind::View},
                             {Keyword::Function, ObjectKind::Function}, {Keyword::Database, ObjectKind::Database},
                             {Keyword::Catalog, ObjectKind::Catalog},   {Keyword::Model, ObjectKind::Model}};
    if (c_.at(Keyword::Materialized))
        return unsupported("DROP MATERIALIZED TABLE");
    if (c_.at(Keyword::Connection))
        return unsupported("DROP CONNECTION");
    bool found = false;
    for (const auto& row : kinds)
        if (!found && c_.accept(row.word)) {
            drop.kind = row.kind;
            found = true;
        }
    if (!found) {
        c_.error("TABLE, VIEW, FUNCTION, DATABASE, CATALOG or MODEL", "after DROP");
        return MissingStatement{};
    }
    drop.ifExists = ifExists();
    drop.name = c_.expectCompoundName("a name");
    drop.cascade = c_.accept(Keyword::Cascade);
    if (!drop.cascade)
        drop.restrict = c_.accept(Keyword::Restrict);
    return drop;
}

} // namespace weir::sql
