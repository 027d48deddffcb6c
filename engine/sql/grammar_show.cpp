// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {
namespace {

enum class Takes { Nothing, Filter, FromFilter, Name, FromNameFilter, NamePartition };

struct ShowRow {
    Keyword words[3]; // NoKeyword ends
    ShowWhat what;
    Takes takes;
};

constexpr auto End = Keyword::NoKeyword;
constexpr ShowRow rows[] = {
    {{Keyword::Catalogs, End, End}, ShowWhat::Catalogs, Takes::Filter},
    {{Keyword::Current, Keyword::Catalog, End}, ShowWhat::CurrentCatalog, Takes::Nothing},
    {{Keyword::Current, Keyword::Database, End}, ShowWhat::CurrentDatabase, Takes::Nothing},
    {{Keyword::Databases, End, End}, ShowWhat::Databases, Takes::FromFilter},
    {{Keyword::Tables, End, End}, ShowWhat::Tables, Takes::FromFilter},
    {{Keyword::Materialized, Keyword::Tables, End}, ShowWhat::MaterializedTables, Takes::FromFilter},
    {{Keyword::Views, End, End}, ShowWhat::Views, Takes::FromFilter},
    {{Keyword::Models, End, End}, ShowWhat::Models, Takes::FromFilter},
    {{Keyword::Columns, End, End}, ShowWhat::Columns, Takes::FromNameFilter},
    {{Keyword::Create, Keyword::Table, End}, ShowWhat::CreateTable, Takes::Name},
    {{Keyword::Create, Keyword::View, End}, ShowWhat::CreateView, Takes::Name},
    {{Keyword::Create, Keyword::Catalog, End}, ShowWhat::CreateCatalog, Takes::Name},
    {{Keyword::Create, Keyword::Function, End}, ShowWhat::CreateFunction, Takes::Name},
    {{Keyword::Create, Keyword::Model, End}, ShowWhat::CreateModel, Takes::Name},
    {{Keyword::Create, Keyword::Materialized, Keyword::Table}, ShowWhat::CreateMaterializedTable, Takes::Name},
    {{Keyword::Functions, End, End}, ShowWhat::Functions, Takes::FromFilter},
    {{Keyword::User, Keyword::Functions, End}, ShowWhat::UserFunctions, Takes::FromFilter},
    {{Keyword::Procedures, End, End}, ShowWhat::Procedures, Takes::FromFilter},
    {{Keyword::Modules, End, End}, ShowWhat::Modules, Takes::Nothing},
    {{Keyword::Full, Keyword::Modules, End}, ShowWhat::FullModules, Takes::Nothing},
    {{Keyword::Jars, End, End}, ShowWhat::Jars, Takes::Nothing},
    {{Keyword::Jobs, End, End}, ShowWhat::Jobs, Takes::Nothing},
    {{Keyword::Partitions, End, End}, ShowWhat::Partitions, Takes::NamePartition},
};

} // namespace

StatementNode Grammar::show() {
    c_.advance(); // SHOW
    for (const auto& row : rows) {
        int words = 0;
        while (words < 3 && row.words[words] != End && c_.at(row.words[words], words))
            ++words;
        if (words < 3 && row.words[words] != End)
            continue;
        for (int i = 0; i < words; ++i)
            c_.advance();
        Show show;
        show.what = row.what;
        switch (row.takes) {
        case Takes::Nothing: break;
        case Takes::Filter: showFilter(show); break;
        case Takes::FromFilter:
            if (c_.accept(Keyword::From) || c_.accept(Keyword::In))
                show.name = c_.expectCompoundName("a name");
            showFilter(show);
            break;
        case Takes::Name: show.name = c_.expectCompoundName("a name"); break;
        case Takes::FromNameFilter:
            if (!c_.accept(Keyword::From) && !c_.accept(Keyword::In))
                c_.error("FROM or IN", "after SHOW COLUMNS");
            if (!c_.recovering())
                show.name = c_.expectCompoundName("a table");
            showFilter(show);
            break;
        case Takes::NamePartition:
            show.name = c_.expectCompoundName("a table");
            if (!c_.recovering() && c_.accept(Keyword::Partition))
                show.partition = partitionKeys();
            break;
        }
        return show;
    }
    if (c_.at(Keyword::Connections))
        return unsupported("SHOW CONNECTIONS");
    c_.error("what to show (TABLES, VIEWS, COLUMNS FROM, CREATE TABLE, FUNCTIONS, DATABASES, CATALOGS ...)", "after SHOW");
    return MissingStatement{};
}

void Grammar::showFilter(Show& show) {
    if (c_.recovering())
        return;
    bool negated = c_.accept(Keyword::Not);
    if (c_.at(Keyword::Like) || c_.at(Keyword::Ilike)) {
        show.caseInsensitive = c_.advance().keyword == Keyword::Ilike;
        show.notLike = negated;
        show.like = c_.expectString("a pattern in quotes");
    } else if (negated) {
        c_.error("LIKE or ILIKE", "after NOT");
    }
}

StatementNode Grammar::describe() {
    c_.advance(); // DESCRIBE or DESC
    Describe describe;
    bool nameFollows = c_.atName(1) || c_.at(Keyword::Extended, 1);
    if (c_.at(Keyword::Job) && c_.at(TokenKind::String, 1)) {
        c_.advance();
        describe.job = true;
        describe.jobId = c_.takeString();
        return describe;
    }
    if (c_.at(Keyword::Catalog) && nameFollows) {
        c_.advance();
        describe.kind = ObjectKind::Catalog;
    } else if (c_.at(Keyword::Database) && nameFollows) {
        c_.advance();
        describe.kind = ObjectKind::Database;
    } else if (c_.at(Keyword::Function)) {
        c_.advance();
        describe.kind = ObjectKind::Function;
    } else if (c_.at(Keyword::Model) && nameFollows) {
        c_.advance();
        describe.kind = ObjectKind::Model;
    }
    describe.extended = c_.accept(Keyword::Extended);
    describe.name = c_.expectCompoundName("a name");
    return describe;
}

} // namespace weir::sql
