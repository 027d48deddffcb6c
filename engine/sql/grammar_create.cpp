// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

StatementNode Grammar::create() {
    c_.advance(); // CREATE
    bool orReplace = c_.accept({Keyword::Or, Keyword::Replace});
    bool temporary = c_.accept(Keyword::Temporary);
    bool system = temporary && c_.accept(Keyword::System);
    if (!system && c_.accept(Keyword::Table)) {
        CreateTable table;
        table.temporary = temporary;
        table.orReplace = orReplace;
        return createTable(std::move(table));
    }
    if (c_.accept(Keyword::View)) {
        CreateView view;
        view.temporary = temporary;
        view.orReplace = orReplace;
        return createView(std::move(view));
    }
    if (c_.accept(Keyword::Function)) {
        CreateFunction function;
        function.temporary = temporary;
        function.system = system;
        return createFunction(std::move(function));
    }
    if (c_.accept(Keyword::Model)) {
        CreateModel model;
        model.temporary = temporary;
        model.orReplace = orReplace;
        return createModel(std::move(model));
    }
    if (c_.accept(Keyword::Database))
        return createDatabase();
    if (c_.accept(Keyword::Catalog))
        return createCatalog();
    if (c_.at(Keyword::Materialized))
        return unsupported("CREATE MATERIALIZED TABLE");
    if (c_.at(Keyword::Connection))
        return unsupported("CREATE CONNECTION");
    c_.error("TABLE, VIEW, FUNCTION, DATABASE, CATALOG or MODEL", "after CREATE");
    return MissingStatement{};
}

bool Grammar::ifNotExists() {
    if (!c_.at(Keyword::If))
        return false;
    c_.advance();
    c_.expect(Keyword::Not, "after IF");
    c_.expect(Keyword::Exists, "after IF NOT");
    return true;
}

bool Grammar::ifExists() {
    if (!c_.at(Keyword::If))
        return false;
    c_.advance();
    c_.expect(Keyword::Exists, "after IF");
    return true;
}

std::optional<std::string> Grammar::comment() {
    if (!c_.at(Keyword::Comment) || c_.recovering())
        return {};
    c_.advance();
    return c_.expectString("a string");
}

StatementNode Grammar::createTable(CreateTable table) {
    table.ifNotExists = ifNotExists();
    table.name = c_.expectCompoundName("a table name");
    bool afterColumns = false;
    if (!c_.recovering() && c_.at('(')) {
        tableElements(table);
        afterColumns = true;
    }
    auto clause = [&](bool mayStayOnLine = false) {
        if (!afterColumns || !mayStayOnLine)
            c_.layout(LayoutKind::Clause);
        afterColumns = false;
    };
    if (!c_.recovering() && c_.at(Keyword::Comment)) {
        clause();
        table.hasComment = true;
        table.comment = comment().value_or("");
    }
    if (!c_.recovering() && c_.at(Keyword::Distributed)) {
        clause();
        c_.advance();
        table.distribution = distribution();
    }
    if (!c_.recovering() && c_.at(Keyword::Partitioned)) {
        clause();
        c_.advance();
        c_.expect(Keyword::By, "after PARTITIONED");
        if (!c_.recovering())
            table.partitionedBy = nameList("a column name");
    }
    if (!c_.recovering() && c_.at(Keyword::With)) {
        clause(true);
        c_.advance();
        table.options = options();
    }
    if (!c_.recovering() && c_.at(Keyword::Like)) {
        clause();
        table.like = likeClause();
    } else if (!c_.recovering() && c_.at(Keyword::As)) {
        clause();
        c_.advance();
        table.query = query();
    }
    return table;
}

bool Grammar::atConstraint() const {
    return c_.at(Keyword::Constraint) || (c_.at(Keyword::Primary) && c_.at(Keyword::Key, 1)) || (c_.at(Keyword::Unique) && c_.at('(', 1));
}

void Grammar::tableElements(CreateTable& table) {
    parenthesized(
        "the columns",
        [&] {
            if (atConstraint())
                table.constraints.push_back(constraint());
            else if (c_.at(Keyword::Watermark) && !c_.at(',', 1))
                table.watermarks.push_back(watermark());
            else
                table.columns.push_back(column());
        },
        LayoutKind::OpenLongList);
}

ColumnDefinition Grammar::column() {
    ColumnDefinition column;
    int start = c_.mark();
    const auto& token = c_.peek();
    bool typeFollows = c_.peek(1).kind == TokenKind::Keyword || c_.peek(1).kind == TokenKind::Identifier;
    if (token.kind == TokenKind::Keyword && isReserved(token.keyword) && typeFollows && !c_.recovering()) {
        // `order INT`: the word is the name, only its backticks are missing.
        std::string word(c_.textOf(token));
        c_.errorAt(token.place, "Expected a column name, found the reserved word " + std::string(keywordText(token.keyword)) + ".",
                   "Write `" + word + "` to use it as a name.");
        c_.resume();
        column.name.parts.push_back(c_.takeName());
        column.name.place = column.name.parts.front().place;
    } else {
        column.name = c_.expectCompoundName("a column name");
    }
    if (!c_.recovering()) {
        if (c_.at(',') || c_.at(')')) {
            column.kind = ColumnKind::NameOnly;
        } else if (c_.accept(Keyword::As)) {
            column.kind = ColumnKind::Computed;
            column.expression = expression();
        } else {
            physicalColumn(column);
        }
    }
    if (auto text = comment()) {
        column.hasComment = true;
        column.comment = std::move(*text);
    }
    column.place = c_.from(start);
    return column;
}

void Grammar::physicalColumn(ColumnDefinition& column) {
    column.type = type();
    if (c_.recovering())
        return;
    if (c_.accept(Keyword::Metadata)) {
        column.kind = ColumnKind::Metadata;
        if (c_.accept(Keyword::From))
            column.metadataKey = c_.expectString("a metadata key in quotes");
        column.isVirtual = c_.accept(Keyword::Virtual);
    } else if (atConstraint() || c_.at(Keyword::Unique)) {
        column.key = keyAtColumn();
    }
}

void Grammar::enforcement(PrimaryKey& key) {
    if (c_.accept({Keyword::Not, Keyword::Enforced}))
        key.notEnforced = true;
    else if (c_.accept(Keyword::Enforced))
        key.enforced = true;
}

PrimaryKey Grammar::keyAtColumn() {
    PrimaryKey key;
    int start = c_.mark();
    if (c_.accept(Keyword::Constraint))
        key.constraint = c_.expectName("a constraint name");
    if (c_.accept(Keyword::Unique))
        key.unique = true;
    else if (c_.expect(Keyword::Primary, "in the constraint"))
        c_.expect(Keyword::Key, "after PRIMARY");
    enforcement(key);
    key.place = c_.from(start);
    return key;
}

PrimaryKey Grammar::constraint() {
    PrimaryKey key;
    int start = c_.mark();
    if (c_.accept(Keyword::Constraint))
        key.constraint = c_.expectName("a constraint name");
    if (c_.accept(Keyword::Unique))
        key.unique = true;
    else if (c_.expect(Keyword::Primary, "in the constraint"))
        c_.expect(Keyword::Key, "after PRIMARY");
    if (!c_.recovering())
        key.columns = nameList("a column name");
    enforcement(key);
    key.place = c_.from(start);
    return key;
}

WatermarkDefinition Grammar::watermark() {
    WatermarkDefinition watermark;
    int start = c_.mark();
    c_.advance();
    c_.expect(Keyword::For, "after WATERMARK");
    if (!c_.recovering())
        watermark.column = c_.expectCompoundName("a column name");
    c_.expect(Keyword::As, "after the column of WATERMARK FOR");
    watermark.expression = c_.recovering() ? missing() : expression();
    watermark.place = c_.from(start);
    return watermark;
}

/// After DISTRIBUTED or DISTRIBUTION: [BY [HASH | RANGE] (columns)] [INTO n BUCKETS]
Distribution Grammar::distribution() {
    Distribution distribution;
    int start = c_.mark();
    if (c_.accept(Keyword::By)) {
        if (c_.accept(Keyword::Hash))
            distribution.kind = DistributionKind::Hash;
        else if (c_.accept(Keyword::Range))
            distribution.kind = DistributionKind::Range;
        distribution.columns = nameList("a column name");
    } else if (!c_.at(Keyword::Into)) {
        c_.error("BY or INTO", "");
    }
    if (!c_.recovering() && c_.accept(Keyword::Into)) {
        if (c_.at(TokenKind::Number))
            distribution.buckets = std::string(c_.textOf(c_.advance()));
        else
            c_.error("the number of buckets", "after INTO");
        c_.expect(Keyword::Buckets, "after the number of buckets");
    }
    distribution.place = c_.from(start);
    return distribution;
}

LikeClause Grammar::likeClause() {
    LikeClause like;
    int start = c_.mark();
    c_.advance();
    like.table = c_.expectCompoundName("a table");
    if (!c_.recovering() && c_.accept('(')) {
        c_.layout(LayoutKind::OpenList);
        while (!c_.recovering() && !c_.at(')')) {
            LikeOption option;
            c_.layout(LayoutKind::Item);
            int optionStart = c_.mark();
            if (c_.accept(Keyword::Including))
                option.action = LikeAction::Including;
            else if (c_.accept(Keyword::Excluding))
                option.action = LikeAction::Excluding;
            else if (c_.accept(Keyword::Overwriting))
                option.action = LikeAction::Overwriting;
            else
                c_.error("INCLUDING, EXCLUDING or OVERWRITING", "");
            struct Row {
                Keyword word;
                LikeFeature feature;
            };
            constexpr Row features[] = {{Keyword::All, LikeFeature::All}, {Keyword::Constraints, LikeFeature::Constraints},
                                        {Keyword::Distribution, LikeFeature::Distribution}, {Keyword::Generated, LikeFeature::Generated},
                                        {Keyword::Metadata, LikeFeature::Metadata}, {Keyword::Options, LikeFeature::Options},
                                        {Keyword::Partitions, LikeFeature::Partitions}, {Keyword::Watermarks, LikeFeature::Watermarks}};
            bool found = false;
            for (const auto& row : features)
                if (!found && !c_.recovering() && c_.accept(row.word)) {
                    option.feature = row.feature;
                    found = true;
                }
            if (!found)
                c_.error("ALL, CONSTRAINTS, DISTRIBUTION, GENERATED, METADATA, OPTIONS, PARTITIONS or WATERMARKS", "");
            option.place = c_.from(optionStart);
            like.options.push_back(option);
        }
        c_.recoverToBracket(')');
        c_.layout(LayoutKind::CloseParenthesizedList);
        c_.expect(')', "to close the LIKE options");
    }
    like.place = c_.from(start);
    return like;
}

Option Grammar::option() {
    Option option;
    option.keyPlace = c_.here();
    if (c_.at(TokenKind::Identifier) || c_.at(TokenKind::Keyword)) {
        c_.errorAt(c_.here(), "Option keys stand in quotes.", "Write '" + std::string(c_.textOf(c_.peek())) + "'.");
        return option;
    }
    option.key = c_.expectString("an option's key in quotes");
    c_.expect('=', "after the option's key");
    option.valuePlace = c_.here();
    if (c_.recovering())
        return option;
    if (!c_.at(TokenKind::String) && (c_.at(TokenKind::Number) || c_.at(TokenKind::Keyword) || c_.at(TokenKind::Identifier))) {
        auto word = std::string(c_.textOf(c_.peek()));
        c_.errorAt(c_.here(), "Option values stand in quotes.", "Write '" + word + "'.");
        c_.resume();
        option.value = std::move(word);
        c_.advance();
        return option;
    }
    option.value = c_.expectString("an option's value in quotes");
    return option;
}

std::vector<Option> Grammar::options() {
    std::vector<Option> options;
    if (c_.at('(') && c_.at(')', 1)) {
        c_.advance();
        c_.advance();
        return options;
    }
    // One option may stay on the line; more are easier to read below each other.
    bool several = c_.at(TokenKind::String, 1) && c_.at(',', 4);
    parenthesized("the options", [&] { options.push_back(option()); }, several ? LayoutKind::OpenLongList : LayoutKind::OpenList);
    return options;
}

std::vector<Option> Grammar::optionKeys() {
    std::vector<Option> keys;
    parenthesized("the option keys", [&] {
        Option key;
        key.keyPlace = c_.here();
        key.key = c_.expectString("an option's key in quotes");
        keys.push_back(std::move(key));
    });
    return keys;
}

} // namespace weir::sql
