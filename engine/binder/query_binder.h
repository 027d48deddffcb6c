// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/placeholder.h"
#include "engine/binder/scope.h"
#include "engine/catalog/session_config.h"

#include <set>

namespace weir::binder {

/// Thrown inside the binder when a part cannot go on; what is wrong has been reported. Never leaves it.
struct BindFailure {};

/// A part of the tree that must be there; where the text has none the parser has said so.
template <class Part>
const Part& need(const std::shared_ptr<const Part>& part) {
    if (!part)
        throw BindFailure{};
    return *part;
}

/// A table that a query names, with the place of its name: what a view needs to become independent of the current database.
struct TableUse { Place place; ObjectPath path; };

/// The arguments of a table function in the order of its parameters, whether they were written by position or by name; null: not given. With a problem and its
/// place when there are too many or unknown ones.
std::vector<const sql::Expression*> arrangedArguments(const sql::Call& call, const std::vector<std::string>& parameters, std::string& problem, Place& place);

/// The type of a window's rowtime, from that of its time column.
DataType windowTimeType(const DataType& time);

/// Binds one statement. A method family a file: bind_expression.cpp, bind_call.cpp, bind_select.cpp and so on.
class QueryBinder {
public:
    QueryBinder(const Catalog& catalog, const SessionConfig& config);

    std::vector<Diagnostic> diagnostics;
    std::vector<TableUse> tableUses;
    bool hasErrors() const;

    // ---- statements (bind_statement.cpp, bind_insert.cpp, bind_create.cpp, bind_alter.cpp, bind_show.cpp)
    bound::Content bindStatement(const sql::Statement& statement);

    // ---- queries
    plan::NodeRef bindQuery(const sql::Query& query, SelectFrame* outer = nullptr);
    /// A query inside another: as in Flink its ORDER BY means nothing without LIMIT or OFFSET.
    plan::NodeRef bindSubquery(const sql::Query& query, SelectFrame* outer);

    // ---- expressions
    ExpressionRef bindExpression(const sql::Expression& expression, SelectFrame& frame);
    DataType bindType(const sql::TypeTree& type);

private:
    // reporting (reporting.cpp)
    void report(ErrorCode code, std::string message, Place place, std::string hint = {});
    void warn(std::string message, Place place);
    [[noreturn]] void fail(ErrorCode code, std::string message, Place place, std::string hint = {});
    [[noreturn]] void fail(Error error, Place place);
    [[noreturn]] void unsupported(const std::string& what, Place place);
    Place at(Place place) const { return override_ ? *override_ : place; }
    template <class Act>
    bool attempt(Act act) {
        try {
            act();
            return true;
        } catch (const BindFailure&) {
            ++failures_;
            return false;
        }
    }
    /// Lets attempts fail together: throws when something has been reported since `before`.
    void stopIfErrors(size_t before) { if (errorCount() > before) throw BindFailure{}; }
    /// Errors, and parts that failed in silence because the parser has told what is missing.
    size_t errorCount() const;
    template <class T>
    T take(Result<T> result, Place place) {
        if (!result.ok())
            fail(result.error(), place);
        return std::move(result).value();
    }
    void done(const Status& status, Place place) { if (!status.ok()) fail(status.error(), place); }

    // building expressions (build_expression.cpp)
    ExpressionRef call(std::string_view function, std::vector<ExpressionRef> arguments, Place place);
    ExpressionRef cast(ExpressionRef value, const DataType& type, Place place, bool tryCast = false);
    /// A cast nobody wrote: nothing when the type is already there, NULL and text literals just change their type.
    ExpressionRef coerce(ExpressionRef value, const DataType& type);
    ExpressionRef condition(ExpressionRef value, const char* what);
    ExpressionRef caseOf(std::vector<ExpressionRef> parts, Place place, const char* name);
    ExpressionRef coalesce(std::vector<ExpressionRef> parts, Place place, const char* name);
    ExpressionRef text(std::string value, Place place);
    ExpressionRef negated(ExpressionRef value, Place place);
    BindArguments bindArguments(const std::vector<ExpressionRef>& arguments) const;

    // names (bind_name.cpp)
    ExpressionRef bindColumn(const sql::ColumnName& column, Place place, SelectFrame& frame);
    ExpressionRef columnOf(const Relation& relation, int column, int level, Place place);
    ExpressionRef mergedOf(const MergedColumn& merged, int level, Place place);
    ExpressionRef accessFields(ExpressionRef value, const std::vector<sql::Name>& parts, size_t from, Place place);
    [[noreturn]] void unknownColumn(const sql::ColumnName& column, Place place, SelectFrame& frame);

    // expression kinds (bind_expression.cpp, bind_literal.cpp, bind_call.cpp, bind_json.cpp)
    ExpressionRef bindLiteral(const sql::Literal& literal, Place place, bool negative = false);
    ExpressionRef castToInterval(ExpressionRef number, const sql::Cast& node, const DataType& type, Place place);
    ExpressionRef bindInterval(const sql::IntervalLiteral& interval, Place place);
    ExpressionRef bindUnary(const sql::Unary& unary, Place place, SelectFrame& frame);
    ExpressionRef bindBinary(const sql::Binary& binary, Place place, SelectFrame& frame);
    ExpressionRef bindIs(const sql::IsTest& test, Place place, SelectFrame& frame);
    ExpressionRef bindLike(const sql::Like& like, Place place, SelectFrame& frame);
    ExpressionRef bindBetween(const sql::Between& between, Place place, SelectFrame& frame);
    ExpressionRef bindInList(const sql::InList& in, Place place, SelectFrame& frame);
    ExpressionRef bindQuantifiedList(const sql::QuantifiedComparison& comparison, Place place, SelectFrame& frame);
    ExpressionRef bindCase(const sql::Case& choice, Place place, SelectFrame& frame);
    ExpressionRef bindConstructor(const sql::Constructor& constructor, Place place, SelectFrame& frame);
    ExpressionRef compare(std::string_view op, ExpressionRef left, ExpressionRef right, Place place);
    ExpressionRef bindCall(const sql::Call& call, const sql::Expression& whole, SelectFrame& frame);
    ExpressionRef bindAggregateCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame);
    ExpressionRef aggregate(const std::string& name, std::vector<ExpressionRef> arguments, ExpressionRef filter, bool distinct, Place place, SelectFrame& frame);
    ExpressionRef bindOverCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame);
    ExpressionRef bindGroupingCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame);
    ExpressionRef bindWindowProperty(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame);
    ExpressionRef bindJsonPath(const sql::JsonPathCall& call, Place place, SelectFrame& frame);
    ExpressionRef bindJsonObject(const sql::JsonObjectCall& call, Place place, SelectFrame& frame);
    ExpressionRef bindJsonArray(const sql::JsonArrayCall& call, Place place, SelectFrame& frame);
    std::vector<ExpressionRef> bindAll(const std::vector<sql::ExpressionPtr>& expressions, SelectFrame& frame);
    std::vector<OrderSlot> bindOrder(const std::vector<sql::OrderItem>& items, SelectFrame& frame);
    int64_t constantInteger(const sql::Expression& expression, const char* what);
    int64_t intervalMillis(const sql::Expression& expression, const char* what);
    std::optional<ExpressionRef> constantLiteral(const sql::Expression& expression);

    // subqueries (bind_subquery.cpp, decorrelate.cpp)
    ExpressionRef pending(PendingSubquery subquery, DataType type, SelectFrame& frame);
    ExpressionRef bindInQuery(const sql::InQuery& in, Place place, SelectFrame& frame);
    ExpressionRef bindExists(const sql::Exists& exists, Place place, SelectFrame& frame);
    ExpressionRef bindQuantified(const sql::QuantifiedComparison& comparison, Place place, SelectFrame& frame);
    ExpressionRef bindScalarQuery(const sql::Query& query, Place place, SelectFrame& frame);
    /// Joins the subqueries that `expression` names to the relation and gives the expression over it.
    ExpressionRef settle(const ExpressionRef& expression, plan::NodeRef& node, SelectFrame& frame);
    /// A conjunct of WHERE or HAVING: semi and anti joins where it is a subquery itself, else a filter.
    /// Plain conjuncts as one filter first, then the subqueries.
    void filterAll(const ExpressionRef& condition, plan::NodeRef& node, SelectFrame& frame);
    void filterBy(const ExpressionRef& conjunct, plan::NodeRef& node, SelectFrame& frame);
    struct Decorrelated {
        plan::NodeRef node;
        std::vector<ExpressionRef> predicates;                  // over the node's columns and Outer level 1
        std::optional<std::vector<ExpressionRef>> onEmpty;      // what the columns are when nothing matches: an aggregate without GROUP BY
    };
    Decorrelated decorrelate(const plan::NodeRef& node, Place place);
    /// The rows that a subquery's outer columns belong to, while it is being joined to them.
    struct Around { const plan::NodeRef node; const SelectFrame& frame; };
    class AroundScope {
    public:
        AroundScope(QueryBinder& binder, const plan::NodeRef& node, const SelectFrame& frame) : binder_(binder), before_(binder.around_), now_{node, frame} { binder.around_ = &now_; }
        ~AroundScope() { binder_.around_ = before_; }
    private:
        QueryBinder& binder_;
        const Around* before_;
        Around now_;
    };
    /// Joins the distinct outer values that the predicates (and `more`) read to the inner rows: then only equalities bind the two. Gives
    /// the column of each outer column; nothing when that cannot be.
    std::optional<std::map<int, int>> joinOuterValues(Decorrelated& input, std::set<int> more, Place place);
    Decorrelated decorrelateFilter(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateProject(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateAggregate(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateSort(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateJoin(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateOver(const plan::NodeRef& node, Place place);
    Decorrelated decorrelateWidening(const plan::NodeRef& node, Place place);
    /// The inner columns that the predicates set equal to outer values; the predicates then read those columns.
    std::vector<int> correlationKeys(Decorrelated& input, Place place, bool equalitiesOnly = true);
    plan::AggregateCall aggregateCall(const char* name, std::vector<int> arguments, const plan::Node& input, Place place, bool distinct = false);
    /// The inner rows grouped by those columns; the predicates read the groups, and columns they need must be among `by`.
    Decorrelated groupedBy(const Decorrelated& inner, const std::vector<int>& by, std::vector<plan::AggregateCall> calls, Place place);
    ExpressionRef settleQuantified(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame);
    ExpressionRef settleScalar(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame);
    ExpressionRef settleExists(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame);
    ExpressionRef settleIn(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame);
    ExpressionRef comparisons(const PendingSubquery& subquery, const plan::Node& left, const plan::Node& right);
    /// left JOIN right on the correlation and `condition` (over left ++ right), or null.
    plan::NodeRef joinCorrelated(plan::JoinKind kind, const plan::NodeRef& left, const Decorrelated& right, ExpressionRef condition, SelectFrame& frame, Place place);

    // FROM (bind_table.cpp, bind_join.cpp, bind_window.cpp, bind_match_recognize.cpp)
    Relation bindTable(const sql::TableReference& table, SelectFrame& lateral);
    Relation bindNamedTable(const sql::NamedTable& table, const sql::TableReference& reference);
    plan::NodeRef scanTable(const TableRef& table, const std::vector<sql::Hint>& hints, Place place);
    plan::NodeRef expandView(const TableRef& view, Place place);
    Relation relationOf(plan::NodeRef node, const sql::TableReference& reference, std::string alias, std::optional<ObjectPath> path = std::nullopt);
    Relation bindJoin(const sql::Join& join, const sql::TableReference& reference, SelectFrame& lateral);
    Relation joinRelations(plan::JoinKind kind, Relation left, Relation right, const sql::Join& join, SelectFrame& lateral, Place place);
    Relation bindTemporalJoin(plan::JoinKind kind, Relation left, const sql::Join& join, SelectFrame& lateral, Place place);
    Relation bindTableFunction(const sql::TableFunction& function, const sql::TableReference& reference, SelectFrame& lateral);
    Relation bindUnnest(const sql::Unnest& unnest, const sql::TableReference& reference, Relation* left, plan::JoinKind kind, SelectFrame& lateral);
    Relation bindCorrelate(const sql::Call& call, const sql::TableReference& reference, Relation* left, plan::JoinKind kind, SelectFrame& lateral);
    std::optional<Relation> bindWindowTvf(const sql::Call& call, const sql::TableReference& reference, SelectFrame& lateral);
    std::optional<Relation> bindChangelogFunction(const sql::Call& call, const sql::TableReference& reference, SelectFrame& lateral);
    plan::ChangeCodes bindChangeCodes(const sql::Expression& map, bool kindsAreKeys);
    plan::NodeRef bindTableArgument(const sql::Expression& argument, SelectFrame& lateral, const sql::TableArgument** written = nullptr);
    Relation bindMatch(const sql::MatchRecognize& match, const sql::TableReference& reference, SelectFrame& lateral);
    plan::NodeRef oneRow(Place place);
    /// `own` keeps the subqueries of the condition; without it there may be none.
    ExpressionRef onCondition(const sql::Join& join, Relation& joined, SelectFrame& lateral, SelectFrame* own = nullptr);

    // SELECT (bind_select.cpp, bind_aggregate.cpp, bind_over.cpp)
    struct SelectItem { ExpressionRef expression; std::string name; Place place; };
    struct Grouping { std::vector<ExpressionRef> keys; std::vector<std::vector<bool>> sets; };   // no sets = all keys
    plan::NodeRef bindBody(const sql::Query& query, SelectFrame* outer);
    plan::NodeRef bindSelect(const sql::Select& select, const sql::Query* whole, SelectFrame* outer);
    plan::NodeRef bindValues(const sql::Values& values, Place place);
    plan::NodeRef bindSetOperation(const sql::SetOperation& operation, Place place, SelectFrame* outer);
    plan::NodeRef sortAndLimit(plan::NodeRef node, const sql::Query& query);
    void bindLimit(const sql::Query& query, int64_t& offset, int64_t& limit);
    std::vector<SelectItem> bindSelectItems(const sql::Select& select, SelectFrame& frame);
    void expandStar(const sql::CompoundName& qualifier, Place place, SelectFrame& frame, std::vector<SelectItem>& items);
    Grouping bindGroupBy(const sql::Select& select, SelectFrame& frame);
    std::optional<GroupWindow> bindGroupWindow(const sql::Expression& expression, SelectFrame& frame);
    plan::NodeRef aggregateNode(plan::NodeRef input, const Grouping& grouping, SelectFrame& frame, Place place);
    ExpressionRef overAggregate(const ExpressionRef& expression, const Grouping& grouping, SelectFrame& frame, const plan::Node& aggregated);
    plan::NodeRef overNode(plan::NodeRef input, SelectFrame& frame, std::vector<ExpressionRef>& results, Place place);
    plan::NodeRef project(plan::NodeRef input, std::vector<ExpressionRef> expressions, std::vector<std::string> names, Place place, std::string name = {});
    void applyTtl(const std::vector<sql::Hint>& hints, plan::NodeRef& node);
    /// Hints have a known name, fitting options, and name tables of this FROM.
    void checkHints(const std::vector<sql::Hint>& hints, const Relation& relation);

    // statements
    static std::string textOfLiteral(const Expression& literal);
    bound::Content bindInsert(const sql::Insert& insert, Place place);
    plan::NodeRef sinkInto(const TableRef& table, plan::NodeRef query, const std::vector<int>& targets, bool overwrite,
                           std::vector<std::pair<std::string, std::string>> partition, const std::map<int, ExpressionRef>& constants, Place place);
    bound::Content bindCreateTable(const sql::CreateTable& create, Place place);
    bound::Content bindCreateView(const sql::CreateView& create, Place place);
    bound::Content bindAlterTable(const sql::AlterTable& alter, Place place);
    bound::Content bindAlterView(const sql::AlterView& alter, Place place);
    bound::Content bindShow(const sql::Show& show, Place place);
    bound::Content bindDescribe(const sql::Describe& describe, Place place);
    bound::Content bindExplain(const sql::Explain& explain, Place place);
    bound::Content bindDrop(const sql::Drop& drop, Place place);
    /// The expressions of a table as written in this statement, by column name; the watermark under "". Others are read again from their text.
    using WrittenExpressions = std::map<std::string, const sql::Expression*>;
    void addColumn(TableDefinition& table, const sql::ColumnDefinition& column, WrittenExpressions& written, int position = -1);
    void addWatermark(TableDefinition& table, const sql::WatermarkDefinition& watermark, WrittenExpressions& written);
    void addPrimaryKey(TableDefinition& table, const sql::PrimaryKey& key);
    void applyLike(TableDefinition& table, const sql::CreateTable& create);
    void orderAsBase(TableDefinition& table, const sql::CreateTable& create);
    void checkStorable(const TableColumn& column, Place place);
    /// The text of a DISTRIBUTED clause whose columns are in the table.
    std::string distributionOf(const TableDefinition& table, const sql::Distribution& distribution);
    void checkHints(const std::vector<sql::Hint>& hints);
    /// That the connector knows the metadata keys of what is read or written.
    void checkMetadata(const TableDefinition& table, bool written, Place place);
    bool isBatch() const;
    std::map<int, int> addQueryColumns(TableDefinition& table, const sql::CreateTable& create, const plan::Node& query);
    /// Computed columns, watermark, keys and partitions checked and bound over the columns as they are now.
    void bindTableExpressions(TableDefinition& table, const WrittenExpressions& written, Place place);
    void bindWatermark(TableDefinition& table, const WrittenExpressions& written, Place place);
    ExpressionRef bindTableExpression(TableDefinition& table, const std::string& text, const sql::Expression* written, bool computedVisible, Place place);
    TableDefinition viewOf(const sql::Query& query, const std::vector<sql::ViewColumn>& columns, Place place);
    std::string expandedText(const sql::Query& query);
    TableRef findTable(const sql::CompoundName& name);
    ObjectPath resolvePath(const sql::CompoundName& name);

    const Catalog& catalog_;
    const SessionConfig& config_;
    std::shared_ptr<const TimeZone> zone_;
    const CommonTables* commonTables_ = nullptr;
    const Around* around_ = nullptr;
    std::optional<Place> override_;      // inside a view: the place of its name in the user's text
    std::vector<TableRef> openViews_; // those being expanded, the innermost last
    size_t failures_ = 0;
    int depth_ = 0;                      // nesting of expressions and queries
};

/// Rebuilds an expression with other arguments.
ExpressionRef withArguments(const ExpressionRef& expression, std::vector<ExpressionRef> arguments);
/// The same expression as a column, literal or call of another type (time attribute, nullability).
ExpressionRef withType(const ExpressionRef& expression, DataType type);
/// Columns that are placeholders of that kind get replaced.
ExpressionRef replaceColumns(const ExpressionRef& expression, const std::function<ExpressionRef(const Expression&)>& replacement);
bool anyColumn(const ExpressionRef& expression, const std::function<bool(int)>& matches);
/// Columns moved by `by`; placeholders stay.
ExpressionRef shiftColumns(const ExpressionRef& expression, int by);
/// Columns of the queries around the one around, as that one reads them: a level less.
ExpressionRef nearer(const ExpressionRef& expression);
void visitExpressions(const plan::Node& node, const std::function<void(const ExpressionRef&)>& visit);
bool hasOuterColumns(const plan::Node& node);
std::string upperCase(std::string_view text);
std::string didYouMean(const std::string& word, const std::vector<std::string>& names);
std::vector<std::string> partsOf(const sql::CompoundName& name);
/// Where a column of a node comes from: the node at which it stops being a plain column, and its index there.
struct Origin { const plan::Node* node = nullptr; int column = -1; };
Origin originOf(const plan::Node& node, int column);

} // namespace weir::binder
