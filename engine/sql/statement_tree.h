// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/query_tree.h"

namespace weir::sql {

// ---- CREATE TABLE

enum class ColumnKind { Physical, Computed, Metadata, NameOnly }; // NameOnly: the column order of CREATE TABLE t (a, b) AS ...

struct PrimaryKey {
    std::optional<Name> constraint; // CONSTRAINT name
    std::vector<Name> columns;
    bool unique = false;   // UNIQUE, which Flink refuses
    bool enforced = false; // ENFORCED is written
    bool notEnforced = false;
    Place place;
};

struct ColumnDefinition {
    CompoundName name; // one part; Flink also reads a.b
    ColumnKind kind = ColumnKind::Physical;
    TypeTree type;                         // Physical, Metadata
    ExpressionPtr expression;              // Computed
    std::optional<std::string> metadataKey; // METADATA FROM 'key'
    bool isVirtual = false;
    std::string comment;
    bool hasComment = false;
    std::optional<PrimaryKey> key; // PRIMARY KEY written at the column
    Place place;
};

struct WatermarkDefinition {
    CompoundName column;
    ExpressionPtr expression;
    Place place;
};

enum class DistributionKind { Unknown, Hash, Range };
/// DISTRIBUTED BY [HASH|RANGE] (a) [INTO n BUCKETS], DISTRIBUTED INTO n BUCKETS
struct Distribution {
    DistributionKind kind = DistributionKind::Unknown;
    std::vector<Name> columns;
    std::optional<std::string> buckets; // the number as written
    Place place;
};

enum class LikeAction { Including, Excluding, Overwriting };
enum class LikeFeature { All, Constraints, Distribution, Generated, Metadata, Options, Partitions, Watermarks };
struct LikeOption {
    LikeAction action = LikeAction::Including;
    LikeFeature feature = LikeFeature::All;
    Place place;
};
struct LikeClause {
    CompoundName table;
    std::vector<LikeOption> options;
    Place place;
};

struct CreateTable {
    bool temporary = false;
    bool orReplace = false;
    bool mustExist = false; // REPLACE TABLE
    bool ifNotExists = false;
    CompoundName name;
    std::vector<ColumnDefinition> columns; // in the order written
    std::vector<PrimaryKey> constraints;   // table constraints; those at a column are in the column
    std::vector<WatermarkDefinition> watermarks; // more than one is the binder's error
    std::string comment;
    bool hasComment = false;
    std::optional<Distribution> distribution;
    std::vector<Name> partitionedBy;
    std::vector<Option> options;
    std::optional<LikeClause> like;
    QueryPtr query; // AS query, or null
};

struct ViewColumn {
    Name name;
    std::string comment;
};
struct CreateView {
    bool temporary = false;
    bool orReplace = false;
    bool ifNotExists = false;
    CompoundName name;
    std::vector<ViewColumn> columns;
    std::string comment;
    QueryPtr query;
    Place queryPlace; // the text a catalog keeps
};

struct CreateFunction {
    bool temporary = false;
    bool system = false;
    bool ifNotExists = false;
    CompoundName name;
    std::string className;
    std::string language; // JAVA, SCALA, PYTHON or empty, in capitals
    std::vector<std::string> jars;
    std::vector<Option> options;
};

struct CreateDatabase {
    bool ifNotExists = false;
    CompoundName name;
    std::string comment;
    std::vector<Option> options;
};

struct CreateCatalog {
    bool ifNotExists = false;
    Name name;
    std::string comment;
    std::vector<Option> options;
};

struct CreateModel {
    bool temporary = false;
    bool orReplace = false;
    bool ifNotExists = false;
    CompoundName name;
    std::vector<ColumnDefinition> input;
    std::vector<ColumnDefinition> output;
    std::string comment;
    std::vector<Option> options;
    QueryPtr query;
};

// ---- DROP, ALTER

enum class ObjectKind { Catalog, Database, Table, View, Function, Model, Connection, MaterializedTable, Module, Column };

struct Drop {
    ObjectKind kind = ObjectKind::Table;
    bool temporary = false;
    bool system = false;
    bool ifExists = false;
    bool cascade = false;
    bool restrict = false;
    CompoundName name;
};

enum class ColumnPosition { Default, First, After };
struct ColumnChange {
    ColumnDefinition column;
    ColumnPosition position = ColumnPosition::Default;
    CompoundName after;
};
struct PartitionKey {
    Name column;
    ExpressionPtr value; // null for a bare name: PARTITION (day)
};

struct RenameTo {
    CompoundName name;
};
struct RenameColumn {
    CompoundName from;
    Name to;
};
struct SetOptions {
    std::vector<Option> options;
};
struct ResetOptions {
    std::vector<Option> keys; // key and keyPlace
};
/// ADD (...) or MODIFY (...): columns, constraint, watermark, distribution.
struct ChangeSchema {
    bool modify = false;
    std::vector<ColumnChange> columns;
    std::vector<PrimaryKey> constraints;
    std::vector<WatermarkDefinition> watermarks;
    std::optional<Distribution> distribution;
};
struct DropColumns {
    std::vector<CompoundName> columns;
};
struct DropPrimaryKey {};
struct DropConstraint {
    Name name;
};
struct DropWatermark {};
struct DropDistribution {};
struct Partitions {
    bool drop = false; // otherwise add
    bool ifCondition = false; // IF [NOT] EXISTS
    std::vector<std::vector<PartitionKey>> partitions;
};
struct CompactTable {
    std::vector<PartitionKey> partition;
};
struct MissingAction {};

using TableAction = std::variant<MissingAction, RenameTo, RenameColumn, SetOptions, ResetOptions, ChangeSchema, DropColumns, DropPrimaryKey,
                                 DropConstraint, DropWatermark, DropDistribution, Partitions, CompactTable>;

struct AlterTable {
    bool ifExists = false;
    CompoundName name;
    std::vector<PartitionKey> partition;
    TableAction action;
    Place actionPlace;
};

struct AlterView {
    bool ifExists = false;
    CompoundName name;
    std::optional<CompoundName> renameTo; // either this
    QueryPtr query;                       // or this
    Place queryPlace;
};

struct AlterDatabase {
    CompoundName name;
    std::vector<Option> options; // SET
};

struct AlterCatalog {
    Name name;
    std::vector<Option> set;
    std::vector<Option> reset;
    std::optional<std::string> comment;
};

struct AlterFunction {
    bool temporary = false;
    bool system = false;
    bool ifExists = false;
    CompoundName name;
    std::string className;
    std::string language;
};

struct AlterModel {
    bool ifExists = false;
    CompoundName name;
    std::optional<CompoundName> renameTo;
    std::vector<Option> set;
    std::vector<Option> reset;
};

// ---- The rest

enum class ShowWhat {
    Catalogs, CurrentCatalog, CreateCatalog, Databases, CurrentDatabase, Tables, Views, Columns, CreateTable, CreateView, CreateFunction,
    CreateModel, Functions, UserFunctions, Modules, FullModules, Jars, Partitions, Jobs, Procedures, Models, MaterializedTables,
    CreateMaterializedTable
};
struct Show {
    ShowWhat what = ShowWhat::Tables;
    CompoundName name; // FROM name, IN name, or the object itself
    std::optional<std::string> like;
    bool notLike = false;
    bool caseInsensitive = false; // ILIKE
    std::vector<PartitionKey> partition;
};

struct Describe {
    ObjectKind kind = ObjectKind::Table;
    bool extended = false;
    bool job = false; // DESCRIBE JOB 'id'
    std::string jobId;
    CompoundName name;
};

enum class UseWhat { Database, Catalog, Modules };
struct Use {
    UseWhat what = UseWhat::Database;
    CompoundName name;
    std::vector<Name> modules;
};

struct LoadModule {
    Name name;
    std::vector<Option> options;
};
struct UnloadModule {
    Name name;
};

/// SET 'key' = 'value'; SET alone lists the settings (then `option` is empty).
struct Set {
    std::optional<Option> option;
};
/// RESET 'key'; RESET alone resets all.
struct Reset {
    std::optional<Option> key;
};

enum class ExplainDetail { EstimatedCost, ChangelogMode, JsonExecutionPlan, PlanAdvice };
struct Explain {
    std::vector<ExplainDetail> details;
    StatementPtr statement;
};

/// A query as a statement.
struct QueryStatement {
    QueryPtr query;
};

/// INSERT ... ON CONFLICT DO ...
enum class ConflictAction { None, Deduplicate, Error, Nothing };
struct Insert {
    CompoundName table;
    std::vector<Hint> hints;
    bool overwrite = false;
    std::vector<PartitionKey> partition;
    std::vector<CompoundName> columns;
    std::vector<ColumnDefinition> extendedColumns;
    QueryPtr query;
    Place columnsPlace;
    ConflictAction conflict = ConflictAction::None;
    Place conflictPlace;
};

/// EXECUTE STATEMENT SET BEGIN ... END, and BEGIN STATEMENT SET; ... END;
struct StatementSet {
    std::vector<StatementPtr> statements; // Insert
};

/// EXECUTE INSERT ..., EXECUTE SELECT ...
struct Execute {
    StatementPtr statement;
};

struct CompilePlan {
    std::string path;
    bool ifNotExists = false;
    bool execute = false; // COMPILE AND EXECUTE PLAN
    StatementPtr statement;
};
struct ExecutePlan {
    std::string path;
};

struct AnalyzeTable {
    CompoundName table;
    std::vector<PartitionKey> partition;
    std::vector<Name> columns;
    bool allColumns = false;
};
struct Truncate {
    CompoundName table;
};
struct Delete {
    CompoundName table;
    std::optional<Name> alias;
    ExpressionPtr where;
};
struct Assignment {
    CompoundName column;
    ExpressionPtr value;
};
struct Update {
    CompoundName table;
    std::optional<Name> alias;
    std::vector<Assignment> assignments;
    ExpressionPtr where;
};
struct CallProcedure {
    ExpressionPtr call; // a Call
};
struct StopJob {
    std::string jobId;
    bool withSavepoint = false;
    bool withDrain = false;
};
enum class JarAction { Add, Remove };
struct Jar {
    JarAction action = JarAction::Add;
    std::string path;
};

/// Known to Flink, not to Weir; the diagnostic that goes with it says so.
struct UnsupportedStatement {
    std::string what;
};
/// Nothing could be read; a diagnostic says so.
struct MissingStatement {};

using StatementNode =
    std::variant<MissingStatement, UnsupportedStatement, QueryStatement, Insert, CreateTable, CreateView, CreateFunction, CreateDatabase,
                 CreateCatalog, CreateModel, Drop, AlterTable, AlterView, AlterDatabase, AlterCatalog, AlterFunction, AlterModel, Show,
                 Describe, Use, LoadModule, UnloadModule, Set, Reset, Explain, StatementSet, Execute, CompilePlan, ExecutePlan,
                 AnalyzeTable, Truncate, Delete, Update, CallProcedure, StopJob, Jar>;

struct Statement {
    StatementNode node;
    Place place; // from its first token to its last, without the semicolon

    template <class Kind>
    const Kind* as() const { return std::get_if<Kind>(&node); }
};

} // namespace weir::sql
