// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

bool Grammar::atStatement() const {
    switch (c_.peek().keyword) {
    case Keyword::Select: case Keyword::Insert: case Keyword::Create: case Keyword::Drop: case Keyword::Alter: case Keyword::Show:
    case Keyword::Describe: case Keyword::Use: case Keyword::Set: case Keyword::Reset: case Keyword::Explain: case Keyword::Execute:
    case Keyword::Begin: case Keyword::With: case Keyword::Delete: case Keyword::Update: case Keyword::Truncate: case Keyword::Call:
        return true;
    default:
        return false;
    }
}

StatementPtr Grammar::statement() {
    Level level(*this);
    int start = c_.mark();
    Statement statement;
    c_.layout(LayoutKind::Clause);
    if (!level.tooDeep())
        statement.node = statementNode();
    statement.place = c_.from(start);
    return std::make_shared<const Statement>(std::move(statement));
}

StatementNode Grammar::unsupported(const char* what) {
    c_.errorAt(c_.here(), std::string(what) + " is not supported yet.", {}, ErrorCode::Unsupported);
    return UnsupportedStatement{what};
}

StatementNode Grammar::statementNode() {
    switch (c_.peek().keyword) {
    case Keyword::Insert: return insert();
    case Keyword::Create: return create();
    case Keyword::Drop: return drop();
    case Keyword::Alter: return alter();
    case Keyword::Show: return show();
    case Keyword::Describe: case Keyword::Desc: return describe();
    case Keyword::Use: return use();
    case Keyword::Set: return setOption();
    case Keyword::Reset: return reset();
    case Keyword::Explain: return explain();
    case Keyword::Execute: return execute();
    case Keyword::Begin: return statementSet();
    case Keyword::Analyze: return analyze();
    case Keyword::Delete: return deleteFrom();
    case Keyword::Update: return update();
    case Keyword::Compile: return compile();
    case Keyword::Stop: return stopJob();
    case Keyword::Load: case Keyword::Unload: return loadModule();
    case Keyword::Upsert: return unsupported("UPSERT");
    case Keyword::Merge: return unsupported("MERGE");
    case Keyword::Replace: {
        c_.advance();
        CreateTable table;
        table.orReplace = table.mustExist = true;
        if (!c_.expect(Keyword::Table, "after REPLACE"))
            return table;
        return createTable(std::move(table));
    }
    case Keyword::Truncate:
        if (c_.at(Keyword::Table, 1)) {
            c_.advance();
            c_.advance();
            return Truncate{c_.expectCompoundName("a table")};
        }
        break;
    case Keyword::Add: case Keyword::Remove:
        if (c_.at(Keyword::Jar, 1)) {
            auto action = c_.advance().keyword == Keyword::Add ? JarAction::Add : JarAction::Remove;
            c_.advance();
            return Jar{action, c_.expectString("a path in quotes")};
        }
        break;
    case Keyword::Call: {
        c_.advance();
        int start = c_.mark();
        auto name = c_.expectCompoundName("a procedure");
        if (c_.recovering() || !c_.at('(')) {
            c_.error("'('", "after the procedure");
            return CallProcedure{missing()};
        }
        return CallProcedure{call(start, std::move(name))};
    }
    default: break;
    }
    if (atQuery())
        return QueryStatement{query()};
    c_.error("a statement (SELECT, INSERT, CREATE TABLE ...)", "");
    return MissingStatement{};
}

StatementNode Grammar::insert() {
    Insert insert;
    c_.advance(); // INSERT
    if (c_.accept(Keyword::Overwrite))
        insert.overwrite = true;
    else
        c_.expect(Keyword::Into, "(or OVERWRITE) after INSERT");
    if (c_.recovering())
        return insert;
    insert.table = c_.expectCompoundName("a table");
    if (c_.recovering())
        return insert;
    insert.hints = hints();
    if (c_.accept(Keyword::Partition))
        insert.partition = partitionKeys();
    if (c_.at('(') && !atQuery()) {
        int start = c_.mark();
        parenthesized("the columns", [&] { insert.columns.push_back(c_.expectCompoundName("a column")); });
        insert.columnsPlace = c_.from(start);
    }
    if (!c_.recovering())
        insert.query = query();
    if (!c_.recovering() && c_.at(Keyword::On) && c_.atWord("CONFLICT", 1)) onConflict(insert);
    return insert;
}

/// ON CONFLICT DO DEDUPLICATE | ERROR | NOTHING
void Grammar::onConflict(Insert& insert) {
    struct Action { const char* word; ConflictAction action; };
    constexpr Action actions[] = {{"DEDUPLICATE", ConflictAction::Deduplicate}, {"ERROR", ConflictAction::Error}, {"NOTHING", ConflictAction::Nothing}};
    c_.layout(LayoutKind::Clause);
    int start = c_.mark();
    c_.advance(); // ON
    c_.advance(); // CONFLICT
    if (!c_.acceptWord("DO")) {
        c_.error("DO", "after ON CONFLICT");
        return;
    }
    for (const Action& each : actions)
        if (c_.acceptWord(each.word)) {
            insert.conflict = each.action;
            insert.conflictPlace = c_.from(start);
            return;
        }
    c_.error("DEDUPLICATE, ERROR or NOTHING", "after ON CONFLICT DO");
}

StatementNode Grammar::execute() {
    c_.advance(); // EXECUTE
    if (c_.at({Keyword::Statement, Keyword::Set})) {
        c_.advance();
        c_.advance();
        StatementSet set;
        c_.layout(LayoutKind::Clause);
        if (c_.expect(Keyword::Begin, "after EXECUTE STATEMENT SET"))
            statementSetBody(set);
        return set;
    }
    if (c_.accept(Keyword::Plan))
        return ExecutePlan{c_.expectString("a path in quotes")};
    return Execute{statement()};
}

/// BEGIN STATEMENT SET; ... END
StatementNode Grammar::statementSet() {
    StatementSet set;
    c_.advance(); // BEGIN
    c_.expect(Keyword::Statement, "after BEGIN");
    c_.expect(Keyword::Set, "after BEGIN STATEMENT");
    if (c_.expect(';', "after BEGIN STATEMENT SET"))
        statementSetBody(set);
    return set;
}

void Grammar::statementSetBody(StatementSet& set) {
    c_.layout(LayoutKind::OpenBlock);
    while (!c_.atEnd() && !c_.at(Keyword::End)) {
        if (c_.accept(';'))
            continue;
        set.statements.push_back(statement());
        if (!c_.at(';') && !c_.at(Keyword::End))
            c_.error("';'", "after a statement of the set");
        while (c_.recovering() && !c_.atEnd() && !c_.at(';') && !c_.at(Keyword::End))
            c_.advance();
        c_.resume();
    }
    c_.layout(LayoutKind::CloseBlock);
    c_.expect(Keyword::End, "to close the statement set");
}

StatementNode Grammar::explain() {
    c_.advance(); // EXPLAIN
    Explain explain;
    do {
        if (c_.accept(Keyword::EstimatedCost))
            explain.details.push_back(ExplainDetail::EstimatedCost);
        else if (c_.accept(Keyword::ChangelogMode))
            explain.details.push_back(ExplainDetail::ChangelogMode);
        else if (c_.accept(Keyword::JsonExecutionPlan))
            explain.details.push_back(ExplainDetail::JsonExecutionPlan);
        else if (c_.accept(Keyword::PlanAdvice))
            explain.details.push_back(ExplainDetail::PlanAdvice);
        else
            break;
    } while (c_.accept(','));
    c_.accept({Keyword::Plan, Keyword::For});
    if (c_.at({Keyword::Statement, Keyword::Set})) {
        int start = c_.mark();
        c_.advance();
        c_.advance();
        StatementSet set;
        c_.layout(LayoutKind::Clause);
        if (c_.expect(Keyword::Begin, "after STATEMENT SET"))
            statementSetBody(set);
        Statement inner;
        inner.node = std::move(set);
        inner.place = c_.from(start);
        explain.statement = std::make_shared<const Statement>(std::move(inner));
        return explain;
    }
    explain.statement = statement();
    return explain;
}

StatementNode Grammar::setOption() {
    c_.advance(); // SET
    if (c_.at(';') || c_.atEnd())
        return Set{};
    Option option;
    option.keyPlace = c_.here();
    bool quoted = c_.at(TokenKind::String);     // both, or the value as one likes
    option.key = settingText("a key");
    c_.expect('=', "after the key");
    option.valuePlace = c_.here();
    if (!c_.recovering())
        option.value = quoted ? c_.expectString("a value in quotes") : settingText("a value");
    return Set{std::move(option)};
}

StatementNode Grammar::reset() {
    c_.advance(); // RESET
    if (c_.at(';') || c_.atEnd())
        return Reset{};
    Option key;
    key.keyPlace = c_.here();
    key.key = settingText("a key");
    return Reset{std::move(key)};
}

/// A text in quotes, or all that stands together without a space: SET table.local-time-zone = Asia/Tokyo
std::string Grammar::settingText(const char* what) {
    if (c_.at(TokenKind::String))
        return c_.takeString();
    std::string text;
    int end = -1;
    while (!c_.atEnd() && !c_.at(';') && !c_.at('=') && !c_.at(TokenKind::String) && (end < 0 || c_.here().offset == end)) {
        const Token& token = c_.advance();
        text += c_.textOf(token);
        end = token.place.offset + token.place.length;
    }
    if (text.empty())
        c_.error(what, "here");
    return text;
}

StatementNode Grammar::use() {
    c_.advance(); // USE
    Use use;
    if (c_.at(Keyword::Catalog) && c_.atName(1)) {
        c_.advance();
        use.what = UseWhat::Catalog;
        use.name = c_.expectCompoundName("a catalog");
    } else if (c_.accept(Keyword::Modules)) {
        use.what = UseWhat::Modules;
        do
            use.modules.push_back(c_.expectName("a module"));
        while (!c_.recovering() && c_.accept(','));
    } else {
        use.name = c_.expectCompoundName("a database");
    }
    return use;
}

StatementNode Grammar::loadModule() {
    bool load = c_.advance().keyword == Keyword::Load;
    c_.expect(Keyword::Module, load ? "after LOAD" : "after UNLOAD");
    auto name = c_.recovering() ? Name{} : c_.expectName("a module");
    if (!load)
        return UnloadModule{std::move(name)};
    LoadModule module{std::move(name), {}};
    if (!c_.recovering() && c_.accept(Keyword::With))
        module.options = options();
    return module;
}

StatementNode Grammar::analyze() {
    c_.advance(); // ANALYZE
    AnalyzeTable analyze;
    c_.expect(Keyword::Table, "after ANALYZE");
    if (!c_.recovering())
        analyze.table = c_.expectCompoundName("a table");
    if (!c_.recovering() && c_.accept(Keyword::Partition))
        analyze.partition = partitionKeys();
    c_.expect(Keyword::Compute, "after the table");
    c_.expect(Keyword::Statistics, "after COMPUTE");
    if (!c_.recovering() && c_.accept(Keyword::For)) {
        if (c_.accept({Keyword::All, Keyword::Columns})) {
            analyze.allColumns = true;
        } else if (c_.expect(Keyword::Columns, "after FOR")) {
            do
                analyze.columns.push_back(c_.expectName("a column"));
            while (!c_.recovering() && c_.accept(','));
        }
    }
    return analyze;
}

StatementNode Grammar::deleteFrom() {
    c_.advance(); // DELETE
    Delete statement;
    c_.expect(Keyword::From, "after DELETE");
    if (c_.recovering())
        return statement;
    statement.table = c_.expectCompoundName("a table");
    if (c_.accept(Keyword::As) || c_.atName())
        statement.alias = c_.expectName("an alias");
    if (!c_.recovering() && c_.at(Keyword::Where)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        statement.where = condition();
    }
    return statement;
}

StatementNode Grammar::update() {
    c_.advance(); // UPDATE
    Update statement;
    statement.table = c_.expectCompoundName("a table");
    if (!c_.recovering() && (c_.accept(Keyword::As) || c_.atName()))
        statement.alias = c_.expectName("an alias");
    if (!c_.recovering())
        c_.layout(LayoutKind::Clause);
    if (!c_.expect(Keyword::Set, "after the table"))
        return statement;
    c_.layout(LayoutKind::OpenList);
    commaList([&] {
        Assignment assignment;
        assignment.column = c_.expectCompoundName("a column");
        c_.expect('=', "after the column");
        assignment.value = c_.recovering() ? missing() : argumentValue();
        statement.assignments.push_back(std::move(assignment));
    });
    c_.layout(LayoutKind::CloseList);
    if (!c_.recovering() && c_.at(Keyword::Where)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        statement.where = condition();
    }
    return statement;
}

StatementNode Grammar::compile() {
    c_.advance(); // COMPILE
    CompilePlan compile;
    compile.execute = c_.accept({Keyword::And, Keyword::Execute});
    c_.expect(Keyword::Plan, "after COMPILE");
    if (!c_.recovering())
        compile.path = c_.expectString("a path in quotes");
    compile.ifNotExists = ifNotExists();
    c_.expect(Keyword::For, "after the path");
    if (!c_.recovering()) {
        if (c_.at({Keyword::Statement, Keyword::Set})) {
            c_.advance();
            c_.advance();
            int start = c_.mark();
            StatementSet set;
            if (c_.expect(Keyword::Begin, "after STATEMENT SET"))
                statementSetBody(set);
            Statement inner;
            inner.node = std::move(set);
            inner.place = c_.from(start);
            compile.statement = std::make_shared<const Statement>(std::move(inner));
        } else {
            compile.statement = statement();
        }
    }
    return compile;
}

StatementNode Grammar::stopJob() {
    c_.advance(); // STOP
    StopJob stop;
    c_.expect(Keyword::Job, "after STOP");
    if (!c_.recovering())
        stop.jobId = c_.expectString("a job's id in quotes");
    while (!c_.recovering() && c_.accept(Keyword::With)) {
        if (c_.accept(Keyword::Savepoint))
            stop.withSavepoint = true;
        else if (c_.accept(Keyword::Drain))
            stop.withDrain = true;
        else
            c_.error("SAVEPOINT or DRAIN", "after WITH");
    }
    return stop;
}

} // namespace weir::sql
