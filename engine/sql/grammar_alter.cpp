// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

StatementNode Grammar::alter() {
    c_.advance(); // ALTER
    if (c_.accept(Keyword::Table))
        return alterTable();
    if (c_.accept(Keyword::View))
        return alterView();
    if (c_.at(Keyword::Function) || c_.at(Keyword::Temporary))
        return alterFunction();
    if (c_.accept(Keyword::Database)) {
        AlterDatabase database;
        database.name = c_.expectCompoundName("a database");
        if (c_.expect(Keyword::Set, "after the database"))
            database.options = options();
        return database;
    }
    if (c_.accept(Keyword::Catalog)) {
        AlterCatalog catalog;
        catalog.name = c_.expectName("a catalog");
        if (c_.accept(Keyword::Set))
            catalog.set = options();
        else if (c_.accept(Keyword::Reset))
            catalog.reset = optionKeys();
        else if (c_.at(Keyword::Comment))
            catalog.comment = comment();
        else
            c_.error("SET, RESET or COMMENT", "after the catalog");
        return catalog;
    }
    if (c_.accept(Keyword::Model)) {
        AlterModel model;
        model.ifExists = ifExists();
        model.name = c_.expectCompoundName("a model");
        if (c_.accept({Keyword::Rename, Keyword::To}))
            model.renameTo = c_.expectCompoundName("a name");
        else if (c_.accept(Keyword::Set))
            model.set = options();
        else if (c_.accept(Keyword::Reset))
            model.reset = optionKeys();
        else
            c_.error("RENAME TO, SET or RESET", "after the model");
        return model;
    }
    if (c_.at(Keyword::Materialized))
        return unsupported("ALTER MATERIALIZED TABLE");
    if (c_.at(Keyword::Connection))
        return unsupported("ALTER CONNECTION");
    c_.error("TABLE, VIEW, FUNCTION, DATABASE, CATALOG or MODEL", "after ALTER");
    return MissingStatement{};
}

StatementNode Grammar::alterView() {
    AlterView view;
    view.ifExists = ifExists();
    view.name = c_.expectCompoundName("a view");
    if (c_.accept({Keyword::Rename, Keyword::To})) {
        view.renameTo = c_.expectCompoundName("a name");
    } else if (c_.expect(Keyword::As, "(or RENAME TO) after the view")) {
        int start = c_.mark();
        view.query = query();
        view.queryPlace = c_.from(start);
    }
    return view;
}

StatementNode Grammar::alterFunction() {
    AlterFunction function;
    function.temporary = c_.accept(Keyword::Temporary);
    function.system = function.temporary && c_.accept(Keyword::System);
    c_.expect(Keyword::Function, "after ALTER");
    function.ifExists = ifExists();
    function.name = c_.expectCompoundName("a function");
    if (c_.expect(Keyword::As, "after the function's name"))
        function.className = c_.expectString("a class name in quotes");
    function.language = functionLanguage();
    return function;
}

StatementNode Grammar::alterTable() {
    AlterTable table;
    table.ifExists = ifExists();
    table.name = c_.expectCompoundName("a table");
    if (!c_.recovering() && c_.accept(Keyword::Partition))
        table.partition = partitionKeys();
    if (c_.recovering())
        return table;
    int start = c_.mark();
    table.action = tableAction();
    table.actionPlace = c_.from(start);
    return table;
}

TableAction Grammar::tableAction() {
    if (c_.accept(Keyword::Rename)) {
        if (c_.accept(Keyword::To))
            return RenameTo{c_.expectCompoundName("a name")};
        RenameColumn rename;
        rename.from = c_.expectCompoundName("a column");
        if (c_.expect(Keyword::To, "after the column"))
            rename.to = c_.expectName("a column name");
        return rename;
    }
    if (c_.accept(Keyword::Set))
        return SetOptions{options()};
    if (c_.accept(Keyword::Reset))
        return ResetOptions{optionKeys()};
    if (c_.accept(Keyword::Add)) {
        if (c_.at(Keyword::If) || c_.at(Keyword::Partition))
            return addPartitions();
        return changeSchema(false);
    }
    if (c_.accept(Keyword::Modify))
        return changeSchema(true);
    if (c_.accept(Keyword::Drop))
        return dropFromTable();
    if (c_.acceptWord("COMPACT"))
        return CompactTable{};
    c_.error("RENAME, SET, RESET, ADD, MODIFY or DROP", "after the table");
    return MissingAction{};
}

TableAction Grammar::changeSchema(bool modify) {
    ChangeSchema change;
    change.modify = modify;
    if (c_.at('('))
        parenthesized("the changes", [&] { schemaElement(change); });
    else
        schemaElement(change);
    return change;
}

void Grammar::schemaElement(ChangeSchema& change) {
    if (atConstraint()) {
        change.constraints.push_back(constraint());
    } else if (c_.at({Keyword::Watermark, Keyword::For})) {
        change.watermarks.push_back(watermark());
    } else if (c_.at(Keyword::Distribution)) {
        c_.advance();
        change.distribution = distribution();
    } else {
        ColumnChange column;
        column.column = this->column();
        if (c_.accept(Keyword::First)) {
            column.position = ColumnPosition::First;
        } else if (c_.accept(Keyword::After)) {
            column.position = ColumnPosition::After;
            column.after = c_.expectCompoundName("a column");
        }
        change.columns.push_back(std::move(column));
    }
}

TableAction Grammar::dropFromTable() {
    if (c_.accept({Keyword::Primary, Keyword::Key}))
        return DropPrimaryKey{};
    if (c_.accept(Keyword::Constraint))
        return DropConstraint{c_.expectName("a constraint")};
    if (c_.accept(Keyword::Watermark))
        return DropWatermark{};
    if (c_.accept(Keyword::Distribution))
        return DropDistribution{};
    if (c_.at(Keyword::If) || c_.at(Keyword::Partition)) {
        Partitions partitions;
        partitions.drop = true;
        partitions.ifCondition = ifExists();
        do {
            c_.expect(Keyword::Partition, "");
            if (!c_.recovering())
                partitions.partitions.push_back(partitionKeys());
        } while (!c_.recovering() && c_.accept(','));
        return partitions;
    }
    DropColumns columns;
    if (c_.at('('))
        parenthesized("the columns", [&] { columns.columns.push_back(c_.expectCompoundName("a column")); });
    else
        columns.columns.push_back(c_.expectCompoundName("a column"));
    return columns;
}

TableAction Grammar::addPartitions() {
    Partitions partitions;
    partitions.ifCondition = ifNotExists();
    do {
        c_.expect(Keyword::Partition, "");
        if (!c_.recovering())
            partitions.partitions.push_back(partitionKeys());
        if (!c_.recovering() && c_.accept(Keyword::With))
            options();
    } while (!c_.recovering() && c_.at(Keyword::Partition));
    return partitions;
}

/// (name = value, name)
std::vector<PartitionKey> Grammar::partitionKeys() {
    std::vector<PartitionKey> keys;
    parenthesized("the partition", [&] {
        PartitionKey key;
        key.column = c_.expectName("a partition column");
        if (!c_.recovering() && c_.accept('='))
            key.value = binary(33);
        keys.push_back(std::move(key));
    });
    return keys;
}

} // namespace weir::sql
