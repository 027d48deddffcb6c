// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/table_definition.h"
#include "engine/plan/common.h"

#include <variant>

namespace weir::plan {

// What runs, as data: one struct per physical operator. Column numbers are of the operator's input (joins: left ++ right unless said otherwise).

/// A watermark is due after every row that advances it; it is passed on only where somebody downstream could tell.
enum class WatermarkEmission : uint8_t {
    BeforeLateRows,       // before a row that it makes late, and at the end of a quantum
    BeforeTouchingRows,   // also before a row one millisecond after it: a session that ends there must be closed first
    EveryRow              // CURRENT_WATERMARK is read
};

/// A source subtask: connector rows of `columns` -> filter (optional, over those) -> `projections` (optional) -> watermark per split (optional).
struct SourceSpec {
    TableRef table;                              // options with hints applied
    std::vector<int> columns;                    // table columns read
    ExpressionRef filter;                        // over read columns; null = all rows. Applied after the watermark saw the row
    std::vector<ExpressionRef> projections;      // over read columns; empty = as read
    ExpressionRef watermark;                     // over read columns, TIMESTAMP(3) or TIMESTAMP_LTZ(3); null = none
    ExpressionRef rowtime;                       // over read columns: checked NOT NULL; null = none
    int64_t idleTimeoutMillis = 0;               // scan.watermark.idle-timeout, table.exec.source.idle-timeout; 0 = never
    WatermarkEmission emission = WatermarkEmission::BeforeLateRows;
};
struct ValuesSpec { std::vector<std::vector<ExpressionRef>> rows; };
/// Filter and projection fused: condition (null = all) first, then projections (empty = input columns).
struct CalcSpec { ExpressionRef condition; std::vector<ExpressionRef> projections; };
struct WatermarkSpec { int column = -1; ExpressionRef expression; int64_t emitEveryMillis = 200; };      // not at a source (views over computed rowtime)
struct ExpandSpec { std::vector<std::vector<ExpressionRef>> projections; };
/// -U rows are dropped (the consumer takes upserts).
struct DropUpdateBeforeSpec {};

/// Output: keys, calls. Input may retract if `retracting`. Emits -U only if `updateBefore`. No calls: DISTINCT.
/// `distinct` calls share tables where arguments are equal. In batch mode: final rows only at finish().
struct GroupAggregateSpec {
    std::vector<int> keys;
    std::vector<AggregateCall> calls;
    bool retracting = false;
    bool updateBefore = true;
    int64_t ttlMillis = 0;
};

/// Window aggregate over a TVF (or legacy group window). Output: keys, calls, then properties in the order given. Append-only, except with
/// early/late firing. `attached`: the input already has window columns (start, end): group by them, fire at the watermark.
struct WindowAggregateSpec {
    Window window;
    std::vector<int> keys;                       // without window columns
    std::vector<AggregateCall> calls;
    std::vector<WindowProperty> properties;
    int attachedStart = -1, attachedEnd = -1;    // input columns when the window is already assigned (cascades), else -1
    bool retracting = false;
    bool legacy = false;                         // GROUP BY TUMBLE(...): emit rules of table.exec.emit.*
    int64_t allowedLatenessMillis = 0, earlyFireMillis = 0, lateFireMillis = -1;
};
/// The TVF alone: each row once per window it belongs to. Output: input, window_start, window_end, window_time. Late rows are passed on, except Session
/// (which needs state and the watermark).
struct WindowAssignSpec { Window window; };

/// Equi-join on keys with residual. Columns of leftKeys and rightKeys are of their own side.
struct JoinSpec {
    JoinKind kind = JoinKind::Inner;
    std::vector<int> leftKeys, rightKeys;
    std::vector<bool> nullSafe;                  // per key: IS NOT DISTINCT FROM
    ExpressionRef residual;                      // over left ++ right; null = none
    int leftColumns = 0, rightColumns = 0;
    std::vector<DataType> leftTypes, rightTypes;
    bool leftUpdates = false, rightUpdates = false;      // the input may retract
    std::vector<int> leftUniqueKey, rightUniqueKey;      // unique key of the side, empty = none
    bool leftKeyUnique = false, rightKeyUnique = false;  // the join key contains a unique key
    bool updateBefore = true;
    int64_t leftTtlMillis = 0, rightTtlMillis = 0;
    bool nullAware = false;                      // Anti for NOT IN: a NULL key on either side decides
};
/// left.time between right.time + lower and right.time + upper (milliseconds), both append-only.
struct IntervalJoinSpec {
    JoinSpec join;
    int leftTime = -1, rightTime = -1;
    int64_t lowerMillis = 0, upperMillis = 0;
    bool processingTime = false;
};
/// Both sides carry window_start and window_end; rows meet within a window and leave when it closes.
struct WindowJoinSpec {
    JoinSpec join;                               // keys without the window columns
    int leftEnd = -1, rightEnd = -1, leftStart = -1, rightStart = -1;
    bool localZone = false;
};
/// left row at leftTime meets the version of the right row (by key) valid then. Right side: rowtime rightTime, may update.
struct TemporalJoinSpec { JoinSpec join; int leftTime = -1, rightTime = -1; bool processingTime = false; };
/// Left row looks up the current content of a bounded table, read once (and again every reloadMillis).
struct LookupJoinSpec { JoinSpec join; TableRef table; std::vector<int> columns; };

/// Rows [start, end] (1-based) by order in each partition. Output: input columns (+ rank BIGINT if withRank).
struct RankSpec {
    RankKind kind = RankKind::RowNumber;
    std::vector<int> partition;
    std::vector<SortKey> order;
    int64_t start = 1, end = 1;
    int endColumn = -1;                          // rank <= column
    bool withRank = false;
    bool retracting = false;                     // input may retract; else append-only or upsert
    std::vector<int> uniqueKey;                  // of an upsert/retract input when known
    bool updateBefore = true;
    int64_t ttlMillis = 0;
};
/// Keep the first or last row per key by a time attribute. First by rowtime is insert-only and waits for the watermark.
struct DeduplicateSpec {
    std::vector<int> keys;
    int timeColumn = -1;
    bool rowtime = true;
    bool keepLast = false;
    bool updating = false;                       // answers at once and corrects itself; else keep-first waits for the watermark
    bool updateBefore = true;
    bool withRank = false;                       // rank 1 is appended
    int64_t ttlMillis = 0;
};
/// Top-N or deduplication within windows, emitted when the window closes.
struct WindowRankSpec { RankSpec rank; int windowStart = -1, windowEnd = -1; bool localZone = false; };
/// ORDER BY over bounded input, or a rowtime ascending first over a stream (temporal).
struct SortSpec { std::vector<SortKey> order; int64_t offset = 0; int64_t limit = -1; bool temporal = false; int timeColumn = -1; };
/// LIMIT without order over an append-only stream.
struct LimitSpec { int64_t offset = 0; int64_t limit = -1; };
struct OverSpec { OverWindow window; int timeColumn = -1; bool processingTime = false; };     // streaming: one window; batchMode: any
struct MatchSpec { MatchRecognize match; int timeColumn = -1; bool processingTime = false; };
struct CorrelateSpec { JoinKind kind; BoundTable function; std::vector<ExpressionRef> arguments; ExpressionRef condition; };
struct UnnestSpec { JoinKind kind; ExpressionRef collection; DataType collectionType; bool ordinality = false; ExpressionRef condition; };
/// At most one row (per value of the keys), else the job fails.
struct SingleRowSpec { std::vector<int> keys{}; };
/// Upsert or duplicate-ridden changelog with a key -> a clean one with -U. Keeps the last row per key.
struct ChangelogNormalizeSpec { std::vector<int> key; bool updateBefore = true; int64_t ttlMillis = 0; };
/// The stream's upsert key is not the sink's key: per sink key the list of rows in arrival order, the last one is visible.
struct SinkMaterializeSpec { std::vector<int> sinkKey; std::vector<int> inputUpsertKey; int64_t ttlMillis = 0; };
struct ToChangelogSpec { ChangeCodes codes; };
struct FromChangelogSpec { int column = -1; ChangeCodes codes; };
/// Intersect/Except ALL and DISTINCT as counts per row: input 0 left, 1 right.
struct SetOperationSpec { bool intersect = true; bool all = false; bool updateBefore = true; };
/// The end: a connector's sink, or the results of a SELECT (table null).
struct SinkSpec {
    TableRef table;
    bool overwrite = false;
    std::vector<std::pair<std::string, std::string>> staticPartition;
    int result = -1;                             // number of the SELECT in the job
    ChangelogMode input;
    std::vector<int> notNullColumns;             // table.exec.sink.not-null-enforcer: checked columns
    bool dropNullRows = false;                   // ... = DROP, else error
    std::vector<int> keyColumns;                 // upsert sinks: primary key
};

using OperatorSpec = std::variant<SourceSpec, ValuesSpec, CalcSpec, WatermarkSpec, ExpandSpec, DropUpdateBeforeSpec, GroupAggregateSpec, WindowAggregateSpec,
    WindowAssignSpec, JoinSpec, IntervalJoinSpec, WindowJoinSpec, TemporalJoinSpec, LookupJoinSpec, RankSpec, DeduplicateSpec, WindowRankSpec, SortSpec, LimitSpec,
    OverSpec, MatchSpec, CorrelateSpec, UnnestSpec, SingleRowSpec, ChangelogNormalizeSpec, SinkMaterializeSpec, ToChangelogSpec, FromChangelogSpec,
    SetOperationSpec, SinkSpec>;

} // namespace weir::plan
