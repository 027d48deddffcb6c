// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/binder/tree_walk.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <algorithm>

namespace weir::binder {

namespace {

int columnNamed(const TableDefinition& table, const std::string& name) {
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].name == name)
            return static_cast<int>(i);
    return -1;
}

std::vector<std::string> columnNames(const TableDefinition& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns)
        names.push_back(column.name);
    return names;
}

constexpr const char* SourceWatermark = "SOURCE_WATERMARK()";

std::string distributionText(const sql::Distribution& distribution) {
    std::string text = "DISTRIBUTED";
    if (!distribution.columns.empty()) {
        text += distribution.kind == sql::DistributionKind::Hash ? " BY HASH(" : distribution.kind == sql::DistributionKind::Range ? " BY RANGE(" : " BY (";
        for (size_t i = 0; i < distribution.columns.size(); ++i)
            text += (i ? ", `" : "`") + distribution.columns[i].text + "`";
        text += ")";
    }
    return text + (distribution.buckets ? " INTO " + *distribution.buckets + " BUCKETS" : "");
}

} // namespace

void QueryBinder::checkStorable(const TableColumn& column, Place place) {
    std::function<bool(const DataType&)> storable = [&](const DataType& type) {
        if (type.isInterval() || type.kind() == TypeKind::Null)
            return false;
        for (const auto& part : type.children())
            if (!storable(part))
                return false;
        return true;
    };
    if (!storable(column.type))
        fail(ErrorCode::Type, "A column of a table cannot be " + column.type.text() + ".", place, "Store a number of milliseconds or months as BIGINT.");
}

void QueryBinder::addColumn(TableDefinition& table, const sql::ColumnDefinition& definition, WrittenExpressions& written, int position) {
    if (definition.name.empty())
        throw BindFailure{};
    if (definition.name.parts.size() != 1)
        unsupported("A column with a compound name", definition.name.place);
    TableColumn column;
    column.name = definition.name.last().text;
    column.place = at(definition.place);
    column.comment = definition.comment;
    if (columnNamed(table, column.name) >= 0)
        fail(ErrorCode::Exists, "There are two columns named '" + column.name + "'.", definition.name.place, "Rename one.");
    switch (definition.kind) {
    case sql::ColumnKind::Physical:
        column.type = bindType(definition.type);
        checkStorable(column, definition.type.place);
        break;
    case sql::ColumnKind::Metadata:
        column.kind = ColumnKind::Metadata;
        column.type = bindType(definition.type);
        checkStorable(column, definition.type.place);
        column.metadataKey = definition.metadataKey.value_or(column.name);
        column.isVirtual = definition.isVirtual;
        break;
    case sql::ColumnKind::Computed:
        column.kind = ColumnKind::Computed;
        if (!definition.expression)
            throw BindFailure{};
        column.expressionText = catalogText(need(definition.expression));
        written[column.name] = definition.expression.get();
        break;
    case sql::ColumnKind::NameOnly:
        fail(ErrorCode::Invalid, "Column '" + column.name + "' has no type.", definition.name.place, "Only CREATE TABLE ... AS SELECT takes names alone.");
    }
    if (position < 0)
        table.columns.push_back(std::move(column));
    else
        table.columns.insert(table.columns.begin() + position, std::move(column));
    if (definition.key) {
        sql::PrimaryKey key = *definition.key;
        if (key.columns.empty())
            key.columns.push_back(definition.name.last());      // a INT PRIMARY KEY NOT ENFORCED
        addPrimaryKey(table, key);
    }
}

void QueryBinder::addPrimaryKey(TableDefinition& table, const sql::PrimaryKey& key) {
    if (key.unique)
        fail(ErrorCode::Unsupported, "UNIQUE is not supported, as in Flink.", key.place, "Use PRIMARY KEY ... NOT ENFORCED.");
    if (!key.notEnforced)
        fail(ErrorCode::Invalid, "A primary key must be NOT ENFORCED: the data does not belong to the engine, so it cannot enforce keys.", key.place, "Write PRIMARY KEY (...) NOT ENFORCED.");
    if (!table.primaryKey.empty())
        fail(ErrorCode::Exists, "There is more than one primary key.", key.place);
    table.primaryKeyName = key.constraint ? key.constraint->text : "";
    std::string name = "PK";
    for (const auto& column : key.columns) {
        if (std::find(table.primaryKey.begin(), table.primaryKey.end(), column.text) != table.primaryKey.end())
            fail(ErrorCode::Exists, "The primary key names column '" + column.text + "' twice.", column.place);
        table.primaryKey.push_back(column.text);
        name += "_" + column.text;
    }
    if (table.primaryKeyName.empty())
        table.primaryKeyName = name;
}

void QueryBinder::addWatermark(TableDefinition& table, const sql::WatermarkDefinition& watermark, WrittenExpressions& written) {
    if (table.watermark)
        fail(ErrorCode::Exists, "There is more than one watermark.", watermark.place);
    if (watermark.column.empty() || !watermark.expression)
        throw BindFailure{};
    if (watermark.column.parts.size() != 1)
        unsupported("A watermark on a nested column", watermark.column.place);
    WatermarkDefinition definition;
    definition.column = columnNamed(table, watermark.column.last().text);
    if (definition.column < 0)
        fail(ErrorCode::Unknown, "The watermark names column '" + watermark.column.last().text + "', which the table does not have.", watermark.column.place,
             didYouMean(watermark.column.last().text, columnNames(table)));
    definition.text = catalogText(need(watermark.expression));
    table.watermark = std::move(definition);
    written[""] = watermark.expression.get();
}

ExpressionRef QueryBinder::bindTableExpression(TableDefinition& table, const std::string& text, const sql::Expression* written, bool computedVisible, Place place) {
    sql::ParsedExpression parsed;
    if (!written) {
        parsed = sql::parseExpression(text);
        if (!parsed.expression)
            throw BindFailure{};
    }
    Relation relation;
    Schema schema = table.schema();
    relation.node = plan::makeNode(plan::Values{}, schema, {}, at(place));
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        if (column.kind == ColumnKind::Computed && !(computedVisible && column.computed))
            continue;
        relation.scope.tables.push_back({table.name, std::nullopt, static_cast<int>(i), {column.name}});
    }
    // One name for the table, in as many pieces as there are gaps.
    SelectFrame frame;
    frame.relation = &relation;
    frame.clause = "a column definition";
    frame.subqueriesAllowed = false;
    auto outside = override_;
    if (!written && !override_)
        override_ = place;
    ExpressionRef bound;
    bool good = attempt([&] { bound = bindExpression(written ? *written : *parsed.expression, frame); });
    override_ = outside;
    if (!good)
        throw BindFailure{};
    return bound;
}

void QueryBinder::bindWatermark(TableDefinition& table, const WrittenExpressions& written, Place place) {
    auto& watermark = *table.watermark;
    const auto& column = table.columns[static_cast<size_t>(watermark.column)];
    auto expression = written.find("");
    Place where = expression != written.end() ? expression->second->place : place;
    if (column.type.timeAttribute() == TimeAttribute::Proctime)
        fail(ErrorCode::Type, "Column '" + column.name + "' is the processing time, which needs no watermark.", where);
    if (!column.type.isTimestamp() || column.type.precision() > 3)
        fail(ErrorCode::Type, "The watermark column '" + column.name + "' must be TIMESTAMP(p) or TIMESTAMP_LTZ(p) with p from 0 to 3; it is " + column.type.text() + ".", where,
             column.type.isTimestamp() ? "Declare it with precision 3." : "Compute a column with TO_TIMESTAMP or TO_TIMESTAMP_LTZ.");
    if (upperCase(watermark.text) == SourceWatermark) {
        watermark.expression = nullptr;
        return;
    }
    ExpressionRef bound = bindTableExpression(table, watermark.text, expression == written.end() ? nullptr : expression->second, true, place);
    if (bound->type.kind() != column.type.kind())
        fail(ErrorCode::Type, "The watermark must be " + column.type.text() + " as its column is; it is " + bound->type.text() + ".", where);
    DataType type = column.type.withTimeAttribute(TimeAttribute::None);
    if (!bound->type.same(type))
        bound = cast(bound, type, where);
    watermark.expression = bound;
}

void QueryBinder::bindTableExpressions(TableDefinition& table, const WrittenExpressions& written, Place place) {
    size_t before = errorCount();
    bool failed = false;
    for (const auto& key : table.primaryKey) {
        int column = columnNamed(table, key);
        if (column < 0)
            fail(ErrorCode::Unknown, "The primary key names column '" + key + "', which the table does not have.", place, didYouMean(key, columnNames(table)));
        auto& definition = table.columns[static_cast<size_t>(column)];
        if (definition.kind != ColumnKind::Physical)
            fail(ErrorCode::Invalid, "The primary key names column '" + key + "', which is no physical column.", place);
        definition.type = definition.type.notNull();
    }
    // All of them see physical and metadata columns only, as in Flink.
    std::vector<std::pair<size_t, ExpressionRef>> bound;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        auto& column = table.columns[i];
        if (column.kind != ColumnKind::Computed)
            continue;
        auto expression = written.find(column.name);
        failed = !attempt([&] { bound.emplace_back(i, bindTableExpression(table, column.expressionText, expression == written.end() ? nullptr : expression->second, false, place)); }) || failed;
    }
    for (auto& [index, expression] : bound) {
        table.columns[index].computed = expression;
        table.columns[index].type = expression->type;
    }
    stopIfErrors(before);
    if (failed)
        throw BindFailure{};
    if (table.watermark)
        bindWatermark(table, written, place);
    for (const auto& key : table.partitionKeys) {
        int column = columnNamed(table, key);
        if (column < 0)
            fail(ErrorCode::Unknown, "PARTITIONED BY names column '" + key + "', which the table does not have.", place, didYouMean(key, columnNames(table)));
        if (table.columns[static_cast<size_t>(column)].kind != ColumnKind::Physical)
            fail(ErrorCode::Invalid, "PARTITIONED BY names column '" + key + "', which is no physical column.", place);
    }
    // Which keys the connector has is asked when the table is used, as in Flink.
    std::map<std::string, const TableColumn*> keys;
    for (const auto& column : table.columns)
        if (column.kind == ColumnKind::Metadata)
            if (auto [known, added] = keys.emplace(column.metadataKey, &column); !added)
                fail(ErrorCode::Exists, "Columns '" + known->second->name + "' and '" + column.name + "' are both the metadata '" + column.metadataKey + "'.",
                     column.place.known() ? column.place : place, "Make one of them a computed column of the other.");
}

std::string QueryBinder::distributionOf(const TableDefinition& table, const sql::Distribution& distribution) {
    for (const auto& name : distribution.columns) {
        int column = columnNamed(table, name.text);
        if (column < 0 || table.columns[static_cast<size_t>(column)].kind != ColumnKind::Physical)
            fail(ErrorCode::Unknown, "DISTRIBUTED BY names '" + name.text + "', which is no physical column of the table.", name.place, didYouMean(name.text, columnNames(table)));
    }
    if (distribution.buckets && distribution.buckets->find_first_not_of('0') == std::string::npos)
        fail(ErrorCode::Invalid, "A distribution has at least 1 bucket.", distribution.place);
    return distributionText(distribution);
}

void QueryBinder::applyLike(TableDefinition& table, const sql::CreateTable& create) {
    const sql::LikeClause& like = *create.like;
    TableRef base = findTable(like.table);
    if (base->isView)
        fail(ErrorCode::Invalid, "'" + base->name + "' is a view; LIKE needs a table.", like.table.place);
    using Action = sql::LikeAction;
    using Feature = sql::LikeFeature;
    std::map<Feature, Action> actions;
    std::set<Feature> declared;
    for (const auto& option : like.options) {
        if (!declared.insert(option.feature).second)
            fail(ErrorCode::Invalid, "A feature can be named only once after LIKE.", option.place);
        bool overwritable = option.feature == Feature::Generated || option.feature == Feature::Metadata || option.feature == Feature::Options || option.feature == Feature::Watermarks;
        if (option.action == Action::Overwriting && !overwritable)
            fail(ErrorCode::Invalid, "OVERWRITING goes with GENERATED, METADATA, OPTIONS and WATERMARKS only.", option.place, "Use INCLUDING or EXCLUDING.");
    }
    for (const auto& option : like.options)
        if (option.feature == Feature::All)
            for (Feature feature : {Feature::Constraints, Feature::Distribution, Feature::Generated, Feature::Metadata, Feature::Options, Feature::Partitions, Feature::Watermarks})
                actions[feature] = option.action;
    for (const auto& option : like.options)
        if (option.feature != Feature::All)
            actions[option.feature] = option.action;
    auto action = [&](Feature feature, Action fallback = Action::Including) { return actions.count(feature) ? actions[feature] : fallback; };
    auto takes = [&](Feature feature) { return action(feature) != Action::Excluding; };
    auto redefined = [&](const std::string& name) -> const sql::ColumnDefinition* {
        for (const auto& column : create.columns)
            if (!column.name.empty() && column.name.last().text == name)
                return &column;
        return nullptr;
    };
    for (const auto& column : base->columns) {
        Feature feature = column.kind == ColumnKind::Computed ? Feature::Generated : Feature::Metadata;
        if (column.kind != ColumnKind::Physical && !takes(feature))
            continue;
        if (const auto* again = redefined(column.name)) {
            bool overwrites = column.kind != ColumnKind::Physical && action(feature) == Action::Overwriting;
            if (!overwrites)
                fail(ErrorCode::Exists, "Column '" + column.name + "' is in table '" + base->name + "' already.", again->name.place,
                     column.kind == ColumnKind::Physical ? "Rename it." : "Use OVERWRITING, or EXCLUDING.");
            continue;
        }
        TableColumn copy = column;
        copy.computed = nullptr;
        copy.place = at(like.place);
        table.columns.push_back(std::move(copy));
    }
    if (base->watermark && takes(Feature::Watermarks)) {
        if (create.watermarks.empty()) {
            int column = columnNamed(table, base->columns[static_cast<size_t>(base->watermark->column)].name);
            if (column >= 0) {
                table.watermark = WatermarkDefinition{column, nullptr, base->watermark->text};
            } else if (!redefined(base->columns[static_cast<size_t>(base->watermark->column)].name)) {
                fail(ErrorCode::Invalid, "The watermark of '" + base->name + "' is on a column that is left out.", like.place, "Add EXCLUDING WATERMARKS.");
            }
        } else if (action(Feature::Watermarks) != Action::Overwriting) {
            fail(ErrorCode::Exists, "Table '" + base->name + "' has a watermark already.", create.watermarks[0].place, "Use OVERWRITING WATERMARKS or EXCLUDING WATERMARKS.");
        }
    }
    bool hasKey = !create.constraints.empty() || std::any_of(create.columns.begin(), create.columns.end(), [](const auto& column) { return column.key.has_value(); });
    if (!base->primaryKey.empty() && takes(Feature::Constraints)) {
        if (hasKey)
            fail(ErrorCode::Exists, "Table '" + base->name + "' has a primary key already.", like.place, "Use EXCLUDING CONSTRAINTS.");
        table.primaryKey = base->primaryKey;
        table.primaryKeyName = base->primaryKeyName;
    }
    // EXCLUDING of these two only makes room for the table's own, as in Flink.
    if (!base->partitionKeys.empty() && takes(Feature::Partitions) && !create.partitionedBy.empty())
        fail(ErrorCode::Exists, "Table '" + base->name + "' has partitions already.", like.place, "Use EXCLUDING PARTITIONS.");
    if (create.partitionedBy.empty())
        table.partitionKeys = base->partitionKeys;
    if (!create.distribution)
        table.distribution = base->distribution;
    Action options = action(Feature::Options, Action::Overwriting);
    if (options != Action::Excluding) {
        table.options = base->options;
        if (options == Action::Including)
            for (const auto& option : create.options)
                if (base->options.count(option.key))
                    fail(ErrorCode::Exists, "Table '" + base->name + "' has the option '" + option.key + "' = '" + base->options.at(option.key) + "' already.", option.keyPlace,
                         "Use OVERWRITING OPTIONS or EXCLUDING OPTIONS.");
    }
}

/// A column that was overwritten stands where the base has it.
void QueryBinder::orderAsBase(TableDefinition& table, const sql::CreateTable& create) {
    TableRef base = findTable(create.like->table);
    std::map<std::string, size_t> places;
    for (const auto& option : create.like->options)
        if (option.action == sql::LikeAction::Overwriting)
            for (size_t i = 0; i < base->columns.size(); ++i)
                if (base->columns[i].kind == (option.feature == sql::LikeFeature::Generated ? ColumnKind::Computed : ColumnKind::Metadata) && option.feature != sql::LikeFeature::Options)
                    places[base->columns[i].name] = i;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        auto place = places.find(table.columns[i].name);
        if (place == places.end())
            continue;
        // In front of the first column that comes later in the base, or that the base does not have.
        size_t to = 0;
        while (to < i) {
            int known = columnNamed(*base, table.columns[to].name);
            if (known < 0 || static_cast<size_t>(known) > place->second)
                break;
            ++to;
        }
        std::rotate(table.columns.begin() + static_cast<std::ptrdiff_t>(to), table.columns.begin() + static_cast<std::ptrdiff_t>(i), table.columns.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
}

std::map<int, int> QueryBinder::addQueryColumns(TableDefinition& table, const sql::CreateTable& create, const plan::Node& query) {
    std::vector<TableColumn> result;
    const auto& fields = query.schema.fields;
    bool namesOnly = !create.columns.empty() && create.columns[0].kind == sql::ColumnKind::NameOnly;
    auto fromQuery = [&](const Field& field) {
        TableColumn column;
        column.name = field.name;
        column.type = field.type.withTimeAttribute(TimeAttribute::None);
        return column;
    };
    if (namesOnly) {
        if (create.columns.size() != fields.size())
            fail(ErrorCode::Invalid, "The column list names " + std::to_string(create.columns.size()) + " columns; the query gives " + std::to_string(fields.size()) + ".", create.columns[0].place);
        for (const auto& column : create.columns) {
            int field = query.schema.indexOf(column.name.last().text);
            if (field < 0) {
                std::vector<std::string> names;
                for (const auto& known : fields)
                    names.push_back(known.name);
                fail(ErrorCode::Unknown, "The query gives no column '" + column.name.last().text + "'.", column.name.place, didYouMean(column.name.last().text, names));
            }
            table.columns.push_back(fromQuery(fields[static_cast<size_t>(field)]));
        }
    } else {
        for (const auto& field : fields) {
            int known = columnNamed(table, field.name);
            if (known >= 0 && table.columns[static_cast<size_t>(known)].kind == ColumnKind::Computed)
                fail(ErrorCode::Exists, "Column '" + field.name + "' of the query is a computed column of the table.", create.name.place);
            if (known < 0)
                table.columns.push_back(fromQuery(field));
        }
    }
    std::map<int, int> sources;   // table column -> query column
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (int field = query.schema.indexOf(table.columns[i].name); field >= 0)
            sources[static_cast<int>(i)] = field;
    return sources;
}

bound::Content QueryBinder::bindCreateTable(const sql::CreateTable& create, Place place) {
    bound::CreateTable result;
    result.ifNotExists = create.ifNotExists;
    result.orReplace = create.orReplace;
    TableDefinition& table = result.table;
    ObjectPath path = resolvePath(create.name);
    table.catalog = path.catalog;
    table.database = path.database;
    table.name = path.name;
    table.temporary = create.temporary;
    table.comment = create.comment;
    table.place = at(place);
    if (create.query && create.temporary)
        fail(ErrorCode::Invalid, "CREATE TABLE ... AS SELECT makes no temporary table, as in Flink.", create.name.place, "Leave TEMPORARY out.");
    TableRef old = catalog_.get(path, create.temporary);
    if (create.mustExist && !old)
        fail(ErrorCode::Unknown, "There is no table '" + path.name + "' to replace.", create.name.place, "Use CREATE OR REPLACE TABLE.");
    if (create.orReplace && !create.query && (old || create.mustExist))
        fail(ErrorCode::Invalid, "A table is replaced by a query only.", create.name.place, "Add AS SELECT ..., or drop the table first.");
    if (old && !create.ifNotExists && !create.orReplace)
        fail(ErrorCode::Exists, std::string("There is already a ") + (old->isView ? "view" : "table") + " '" + path.name + "' in " + path.catalog + "." + path.database + ".", create.name.place,
             "Drop it first, or use CREATE TABLE IF NOT EXISTS.");
    size_t before = errorCount();
    WrittenExpressions written;
    if (create.like)
        attempt([&] { applyLike(table, create); });
    bool namesOnly = create.query && !create.columns.empty() && create.columns[0].kind == sql::ColumnKind::NameOnly;
    if (!namesOnly)
        for (const auto& column : create.columns)
            attempt([&] { addColumn(table, column, written); });
    if (create.like) {
        std::string rowtime = table.watermark ? table.columns[static_cast<size_t>(table.watermark->column)].name : "";
        attempt([&] { orderAsBase(table, create); });
        if (table.watermark)
            table.watermark->column = columnNamed(table, rowtime);
    }
    plan::NodeRef query;
    std::map<int, int> sources;
    if (create.query)
        attempt([&] {
            query = bindQuery(need(create.query));
            sources = addQueryColumns(table, create, *query);
        });
    for (const auto& key : create.constraints)
        attempt([&] { addPrimaryKey(table, key); });
    for (const auto& watermark : create.watermarks)
        attempt([&] { addWatermark(table, watermark, written); });
    for (const auto& key : create.partitionedBy)
        table.partitionKeys.push_back(key.text);
    if (create.distribution)
        attempt([&] { table.distribution = distributionOf(table, *create.distribution); });
    std::set<std::string> seen;
    for (const auto& option : create.options) {
        if (!seen.insert(option.key).second)
            warn("The option '" + option.key + "' is given twice; the last one counts.", option.keyPlace);
        table.options[option.key] = option.value;
        table.optionPlaces[option.key] = at(option.valuePlace.known() ? option.valuePlace : option.keyPlace);
    }
    stopIfErrors(before);
    bindTableExpressions(table, written, create.name.place);
    if (create.query) {
        if (!query)
            throw BindFailure{};
        // The query's columns in the order of the table's.
        std::vector<int> targets;
        std::vector<ExpressionRef> columns;
        std::vector<std::string> names;
        for (const auto& [target, source] : sources) {
            targets.push_back(target);
            columns.push_back(columnExpression(source, query->schema.fields[static_cast<size_t>(source)].type));
            names.push_back(query->schema.fields[static_cast<size_t>(source)].name);
        }
        query = project(query, columns, names, place);
        result.query = sinkInto(std::make_shared<const TableDefinition>(table), query, targets, false, {}, {}, place);
    }
    return result;
}

std::string QueryBinder::expandedText(const sql::Query& query) {
    // Bound once more from its own text, so that the places of table names are places in that text.
    std::string text = sql::toSql(query);
    sql::ParsedQuery parsed = sql::parseQuery(text);
    if (!parsed.query)
        return text;
    QueryBinder again(catalog_, config_);
    if (!again.attempt([&] { again.bindQuery(need(parsed.query)); }))
        return text;
    auto uses = again.tableUses;
    std::sort(uses.begin(), uses.end(), [](const TableUse& a, const TableUse& b) { return a.place.offset > b.place.offset; });
    int last = -1;
    for (const auto& use : uses) {
        if (!use.place.known() || use.place.offset == last || use.place.offset + use.place.length > static_cast<int>(text.size()))
            continue;
        last = use.place.offset;
        std::string name;
        for (const auto& part : {use.path.catalog, use.path.database, use.path.name}) {
            std::string quoted = "`";
            for (char c : part)
                quoted += c == '`' ? "``" : std::string(1, c);
            name += (name.empty() ? "" : ".") + quoted + "`";
        }
        text.replace(static_cast<size_t>(use.place.offset), static_cast<size_t>(use.place.length), name);
    }
    return text;
}

TableDefinition QueryBinder::viewOf(const sql::Query& query, const std::vector<sql::ViewColumn>& columns, Place place) {
    plan::NodeRef node = bindQuery(query);
    if (hasOuterColumns(*node))
        fail(ErrorCode::Internal, "A column of an outer query is left over.", place);
    // Of its own columns each must have another name; a query alone would number them.
    if (const auto* select = query.as<sql::Select>(); select && columns.empty()) {
        std::set<std::string> seen;
        for (const auto& item : select->items) {
            const auto* column = item.expression ? item.expression->as<sql::ColumnName>() : nullptr;
            std::string name = item.alias ? item.alias->text : column && !column->name.empty() ? column->name.last().text : "";
            if (!name.empty() && !seen.insert(name).second)
                fail(ErrorCode::Exists, "The view has two columns named '" + name + "'.", place, "Rename one with AS.");
        }
    }
    TableDefinition view;
    view.isView = true;
    view.viewText = expandedText(query);
    view.place = at(place);
    if (!columns.empty() && static_cast<int>(columns.size()) != node->schema.size())
        fail(ErrorCode::Invalid, "The view names " + std::to_string(columns.size()) + " columns; its query gives " + std::to_string(node->schema.size()) + ".", columns[0].name.place);
    for (int i = 0; i < node->schema.size(); ++i) {
        TableColumn column;
        const Field& field = node->schema.fields[static_cast<size_t>(i)];
        column.name = columns.empty() ? field.name : columns[static_cast<size_t>(i)].name.text;
        column.comment = columns.empty() ? "" : columns[static_cast<size_t>(i)].comment;
        column.type = field.type;
        if (columnNamed(view, column.name) >= 0)
            fail(ErrorCode::Exists, "The view has two columns named '" + column.name + "'.", place, "Rename one with AS.");
        view.columns.push_back(std::move(column));
    }
    return view;
}

bound::Content QueryBinder::bindCreateView(const sql::CreateView& create, Place place) {
    ObjectPath path = resolvePath(create.name);
    if (TableRef old = catalog_.get(path, create.temporary)) {
        if (create.ifNotExists)
            return bound::Nothing{"There is already a view '" + path.name + "'."};
        fail(ErrorCode::Exists, std::string("There is already a ") + (old->isView ? "view" : "table") + " '" + path.name + "' in " + path.catalog + "." + path.database + ".",
             create.name.place, create.orReplace ? "OR REPLACE does not replace views in Flink: use ALTER VIEW ... AS." : "Drop it first, or use CREATE VIEW IF NOT EXISTS.");
    }
    for (const auto& column : create.columns)
        if (!column.comment.empty())
            fail(ErrorCode::Syntax, "A column of a view has no comment in Flink.", column.name.place, "Comment on the view as a whole.");
    bound::CreateView result{viewOf(need(create.query), create.columns, place), create.ifNotExists, create.orReplace};
    result.view.catalog = path.catalog;
    result.view.database = path.database;
    result.view.name = path.name;
    result.view.temporary = create.temporary;
    result.view.comment = create.comment;
    return result;
}

} // namespace weir::binder
