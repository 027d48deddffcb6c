// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/cursor.h"

namespace weir::sql {

/// Flink SQL by recursive descent, expressions by operator precedence. One for each text; the parts are in grammar_*.cpp.
/// Functions named after a thing read that thing and give it back, always; what is wrong is in the cursor.
class Grammar {
public:
    explicit Grammar(std::string_view text) : c_(text) {}

    Script script();
    ExpressionPtr wholeExpression();
    QueryPtr wholeQuery();
    TypeTree wholeType();
    std::vector<Diagnostic> takeDiagnostics() { return c_.takeDiagnostics(); }

private:
    static constexpr int MaximumNesting = 1000;

    /// Counts nesting, so that neither reading nor walking a tree runs out of stack. `height_` bounds the height of the trees
    /// made since the level began: chains like a + b + c grow it without nesting.
    class Level {
    public:
        explicit Level(Grammar& grammar);
        ~Level();
        bool tooDeep() const { return tooDeep_; }

    private:
        Grammar& grammar_;
        int outerHeight_;
        bool tooDeep_ = false;
    };
    bool growChain(); // false where the chain is too long
    void reportTooDeep();

    /// ( item, item ) with its layout; `item` reads one and the caller keeps it.
    template <class Item>
    void parenthesized(const char* what, Item item, LayoutKind open = LayoutKind::OpenList);
    template <class Item>
    void commaList(Item item);
    void expectEnd();

    // grammar_expression.cpp
    template <class Node>
    ExpressionPtr make(int mark, Node node) const;
    ExpressionPtr missing() const;
    ExpressionPtr expression();
    ExpressionPtr condition(); // laid out with one operand of AND and OR a line
    ExpressionPtr binary(int least);
    ExpressionPtr continueBinary(int start, ExpressionPtr left, int least);
    ExpressionPtr comparison(int start, ExpressionPtr left, BinaryOperator op, Place place);
    ExpressionPtr isTest(int start, ExpressionPtr left);
    ExpressionPtr predicate(int start, ExpressionPtr left); // [NOT] IN, BETWEEN, LIKE, SIMILAR TO
    ExpressionPtr prefix();
    ExpressionPtr postfix();
    ExpressionPtr primary();
    ExpressionPtr keywordPrimary();
    ExpressionPtr nameOrCall();
    ExpressionPtr parenthesizedExpression();
    ExpressionPtr caseExpression();
    ExpressionPtr constructor(ConstructorKind kind);
    std::vector<ExpressionPtr> expressionList();

    // grammar_literal.cpp
    ExpressionPtr numberLiteral();
    ExpressionPtr stringLiteral();
    ExpressionPtr binaryLiteral();
    ExpressionPtr temporalLiteral(LiteralKind kind);
    ExpressionPtr intervalLiteral();
    bool atTimeUnit() const;
    TimeUnit timeUnit();
    IntervalUnits intervalUnits();
    std::optional<int> smallNumber(const char* what);

    // grammar_call.cpp
    ExpressionPtr call(int start, CompoundName name);
    ExpressionPtr finishCall(int start, Call call);
    Argument argument();
    ExpressionPtr argumentValue();
    ExpressionPtr tableArgument();
    ExpressionPtr tableArgumentTail(int start, TableArgument argument);
    ExpressionPtr descriptor();
    ExpressionPtr castCall(bool safe);
    ExpressionPtr specialCall(Keyword keyword); // EXTRACT, TRIM, ...
    ExpressionPtr callWithoutParentheses();
    WindowSpecification windowSpecification();
    WindowSpecification windowBody(int start);
    Frame frame();
    FrameBound frameBound();
    std::vector<OrderItem> orderItems();
    std::vector<ExpressionPtr> partitionItems();
    Name keywordName(); // a reserved word that is a function's name

    // grammar_json.cpp
    ExpressionPtr jsonPathCall(JsonFunction function);
    ExpressionPtr jsonObjectCall(bool aggregate);
    ExpressionPtr jsonArrayCall(bool aggregate);
    JsonPair jsonPair();
    JsonNulls jsonNulls();
    void jsonWrapper(JsonPathCall& call);
    void jsonOnClauses(JsonPathCall& call);
    ExpressionPtr optionalFilter();

    // grammar_type.cpp
    TypeTree type();
    TypeTree typeWord();
    void typeFields(TypeTree& type, bool angles);
    void angleOpen(const char* where);
    void angleClose(const char* where);
    void typePrecision(TypeTree& type, bool withScale);
    void timestampZone(TypeTree& type);

    // grammar_query.cpp
    QueryPtr query();
    QueryPtr queryBody(int least);
    QueryPtr queryOperand();
    QueryPtr continueQuery(int start, QueryPtr left, int least);
    void queryTail(Query& query); // ORDER BY, LIMIT, OFFSET, FETCH
    std::vector<CommonTable> commonTables();
    Select select();
    std::vector<SelectItem> selectItems();
    SelectItem selectItem();
    std::vector<GroupItem> groupItems();
    GroupItem groupItem();
    std::vector<NamedWindow> namedWindows();
    Values values();
    bool atQuery() const;
    bool atSetOperator() const;
    QueryPtr parenthesizedQuery(); // ( query ), laid out as a block
    ExpressionPtr rowCount(const char* where);
    std::vector<Hint> hints();

    // grammar_table.cpp
    TableReferencePtr from();
    TableReferencePtr joinChain();
    TableReferencePtr tablePrimary();
    TableReferencePtr finishTable(int start, TableReference table);
    TableNode tableNode();
    TableNode parenthesizedTable();
    TableNode tableFunction(bool lateral);
    TableNode unnest(bool lateral);
    bool joinKind(Join& join);
    std::vector<Name> nameList(const char* what);

    // grammar_match_recognize.cpp
    MatchRecognize matchRecognize(TableReferencePtr input);
    void skipClause(MatchRecognize& match);
    ExpressionPtr intervalLiteralOrError();
    Pattern pattern();
    Pattern patternSequence();
    Pattern patternFactor();
    Pattern patternPrimary();
    std::optional<PatternQuantifier> patternQuantifier();

    // grammar_create.cpp
    StatementNode create();
    StatementNode createTable(CreateTable table);
    void tableElements(CreateTable& table);
    ColumnDefinition column();
    void physicalColumn(ColumnDefinition& column);
    bool atConstraint() const;
    PrimaryKey constraint();
    PrimaryKey keyAtColumn();
    void enforcement(PrimaryKey& key);
    WatermarkDefinition watermark();
    Distribution distribution();
    LikeClause likeClause();
    std::vector<Option> options();
    Option option();
    std::vector<Option> optionKeys();
    bool ifNotExists();
    bool ifExists();
    std::optional<std::string> comment();

    // grammar_create_others.cpp
    StatementNode createView(CreateView view);
    StatementNode createFunction(CreateFunction function);
    StatementNode createDatabase();
    StatementNode createCatalog();
    StatementNode createModel(CreateModel model);
    std::vector<ColumnDefinition> modelColumns();
    std::string functionLanguage();
    StatementNode drop();

    // grammar_alter.cpp
    StatementNode alter();
    StatementNode alterTable();
    TableAction tableAction();
    TableAction changeSchema(bool modify);
    void schemaElement(ChangeSchema& change);
    TableAction dropFromTable();
    TableAction addPartitions();
    std::vector<PartitionKey> partitionKeys();
    StatementNode alterView();
    StatementNode alterFunction();

    // grammar_statement.cpp
    StatementPtr statement();
    StatementNode statementNode();
    StatementNode insert();
    void onConflict(Insert& insert);
    StatementNode execute();
    StatementNode statementSet();
    void statementSetBody(StatementSet& set);
    StatementNode explain();
    StatementNode setOption();
    StatementNode reset();
    std::string settingText(const char* what);
    StatementNode use();
    StatementNode analyze();
    StatementNode deleteFrom();
    StatementNode update();
    StatementNode compile();
    StatementNode stopJob();
    StatementNode loadModule();
    StatementNode unsupported(const char* what);
    bool atStatement() const;

    // grammar_show.cpp
    StatementNode show();
    StatementNode describe();
    void showFilter(Show& show);

    Cursor c_;
    int depth_ = 0;
    int height_ = 0;
    bool tooDeepReported_ = false;
    bool inCondition_ = false;
    TableReferencePtr pendingAlias_; // what (t AS x) hands to the table it becomes
};

/// Kept out of its callers, and made where it stays: the variant is large, and the callers nest a thousand deep.
template <class Node>
[[gnu::noinline]] ExpressionPtr Grammar::make(int mark, Node node) const {
    auto expression = std::make_shared<Expression>();
    expression->node.emplace<Node>(std::move(node));
    expression->place = c_.from(mark);
    return expression;
}

template <class Item>
void Grammar::commaList(Item item) {
    do {
        c_.layout(LayoutKind::Item);
        int before = c_.mark();
        item();
        c_.recoverInList();
        if (c_.mark() == before && !c_.at(','))
            break;
    } while (c_.accept(','));
}

template <class Item>
void Grammar::parenthesized(const char* what, Item item, LayoutKind open) {
    std::string before = std::string("before ") + what;
    std::string after = std::string("after ") + what;
    if (!c_.expect('(', before.c_str()))
        return;
    c_.layout(open);
    commaList(item);
    if (!c_.at(')'))
        c_.error("',' or ')'", after.c_str());
    c_.recoverToBracket(')');
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.accept(')');
}

} // namespace weir::sql
