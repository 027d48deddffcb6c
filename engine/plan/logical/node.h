// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/table_definition.h"
#include "engine/plan/common.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace weir::plan {

struct Node;
using NodeRef = std::shared_ptr<const Node>;

// What is wanted, as data. `schema` of a node is its output; column types carry time attributes (rowtime, proctime) while they are valid.

/// Reads a table. Output: the given table columns (physical and metadata only). The binder asks for all of them and puts a Project (all declared
/// columns, computed ones included, in declared order) and a Watermark above.
struct Scan { TableRef table; std::vector<int> columns; std::map<std::string, std::string> hintOptions; };
/// Marks the rowtime column and says how the watermark follows from a row. Over the input's columns.
struct Watermark { int column; ExpressionRef expression; };
struct Values {
    std::vector<std::vector<ExpressionRef>> rows;   // no columns in the expressions
    bool computed = false;                          // written with more than literals: filters are tried on each row while planning
};
struct Filter { ExpressionRef condition; };
struct Project { std::vector<ExpressionRef> expressions; };                     // names and types: schema
/// Each input row once per projection list (grouping sets).
struct Expand { std::vector<std::vector<ExpressionRef>> projections; };
/// Output: keys in order, then calls. No keys = one global group. Over a WindowTvf whose window_start and window_end are among the keys the planner makes a window aggregate.
struct Aggregate { std::vector<int> keys; std::vector<AggregateCall> calls; };
/// GROUP BY TUMBLE(...) and the like: output keys, calls, then properties.
struct GroupWindowAggregate { Window window; std::vector<int> keys; std::vector<AggregateCall> calls; std::vector<WindowProperty> properties; };
/// Output: input columns, window_start, window_end TIMESTAMP(3) NOT NULL, window_time (rowtime or proctime).
struct WindowTvf { Window window; };
/// Output: left columns then right columns (Semi, Anti: left only). Condition over left ++ right; null = TRUE.
/// IN is Semi on `x = k`. NOT IN is Anti on "IS NOT FALSE"(x = k), or on plain x = k where neither side can be NULL; further conjuncts are the correlation.
/// x op ANY is Semi on `x op k`, x op ALL is Anti on "IS NOT TRUE"(x op k).
struct Join { JoinKind kind; ExpressionRef condition; };
/// left JOIN right FOR SYSTEM_TIME AS OF left.time ON condition. Processing time against a scan is a lookup join.
struct TemporalJoin { JoinKind kind; ExpressionRef condition; int leftTime; };
/// For each row of the input the rows of a table function over its columns: output input columns then function columns.
struct Correlate { JoinKind kind; BoundTable function; std::vector<ExpressionRef> arguments; ExpressionRef condition; };   // Inner or Left
/// For each row the elements of a collection column: output input columns, then element (ROW elements: its fields; MAP: key, value), then ordinality INT.
struct Unnest { JoinKind kind; ExpressionRef collection; bool ordinality; ExpressionRef condition; };
enum class SetKind : uint8_t { Union, Intersect, Except };
struct SetOperation { SetKind kind; bool all; };                                // inputs have equal types (binder casts)
struct Sort { std::vector<SortKey> order; int64_t offset = 0; int64_t limit = -1; };   // limit -1 = none; order may be empty
/// Output: input columns, then the calls of all windows in order.
struct Over { std::vector<OverWindow> windows; };
struct Match { MatchRecognize match; };
/// At most one row, else an error: a scalar subquery (Flink's SINGLE_VALUE). With keys, at most one row for each value of the key columns
/// (a correlated scalar subquery); output = input.
struct SingleRow { std::vector<int> keys{}; };
/// What a sink does when rows of other upsert keys meet at one primary key: ON CONFLICT DO ...
enum class Conflict : uint8_t { None, Deduplicate, Error, Nothing };
/// Writes into a table; input columns = the table's writable columns in declared order, cast. Or collects results (table null).
struct Sink { TableRef table; bool overwrite = false; std::vector<std::pair<std::string, std::string>> staticPartition; std::string name; Conflict conflict = Conflict::None; };
/// The kind of each change as a column of text, put first; of a kind without a code nothing comes.
struct ToChangelog { std::string column = "op"; ChangeCodes codes; };
/// The reverse, from a column of the input; a kind may have several codes.
struct FromChangelog { int column = -1; ChangeCodes codes; };

using Spec = std::variant<Scan, Watermark, Values, Filter, Project, Expand, Aggregate, GroupWindowAggregate, WindowTvf, Join, TemporalJoin, Correlate, Unnest,
                          SetOperation, Sort, Over, Match, SingleRow, Sink, ToChangelog, FromChangelog>;

struct Node {
    Spec spec;
    Schema schema;
    std::vector<NodeRef> inputs;
    Place place;                    // the clause it came from
    std::string name;               // stable part of the uid: view, CTE or table name, or ""
    std::optional<int64_t> stateTtlMillis{};   // STATE_TTL hint
};

NodeRef makeNode(Spec spec, Schema schema, std::vector<NodeRef> inputs, Place place = {}, std::string name = {});

/// The tree, one node a line, inputs indented: "Filter(condition=[`price` > 10])".
std::string print(const Node& node);

} // namespace weir::plan
