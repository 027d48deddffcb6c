// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/expression.h"
#include "engine/functions/function_info.h"
#include "engine/types/row_kind.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::plan {

/// Which text stands for which kind of change.
using ChangeCodes = std::vector<std::pair<RowKind, std::string>>;

struct SortKey {
    int column = -1;
    bool descending = false;
    bool nullsLast = false;
    bool operator==(const SortKey&) const = default;
};

/// One aggregate call over input columns. Output type: function.result.
struct AggregateCall {
    std::string name;                    // "SUM"
    BoundAggregate function;
    std::vector<int> arguments;          // input columns, already of the bound argument types
    int filter = -1;                     // BOOLEAN column of FILTER (WHERE ...), or -1
    bool distinct = false;
    Place place;
};

enum class WindowKind : uint8_t { Tumble, Hop, Cumulate, Session };

/// A time window. Times in milliseconds. Hop: size and slide; Cumulate: size is the maximum, slide the step; Session: size is the gap.
struct Window {
    WindowKind kind = WindowKind::Tumble;
    int64_t size = 0;
    int64_t slide = 0;
    int64_t offset = 0;
    int timeColumn = -1;                 // input column
    bool localZone = false;              // the time column is TIMESTAMP_LTZ: windows are aligned and printed in the session zone's wall clock
    bool processingTime = false;
    std::vector<int> partition;          // Session TVF: PARTITION BY columns
    Place place;
    bool operator==(const Window& other) const {
        return kind == other.kind && size == other.size && slide == other.slide && offset == other.offset && timeColumn == other.timeColumn &&
               localZone == other.localZone && processingTime == other.processingTime && partition == other.partition;
    }
};

enum class WindowProperty : uint8_t { Start, End, Time, ProcTime };     // window_start, window_end, window_time / TUMBLE_ROWTIME, *_PROCTIME

enum class JoinKind : uint8_t { Inner, Left, Right, Full, Semi, Anti };

enum class RankKind : uint8_t { RowNumber, Rank, DenseRank };

enum class FrameBound : uint8_t { UnboundedPreceding, Preceding, CurrentRow, Following, UnboundedFollowing };

struct Frame {
    bool rows = false;                   // ROWS, else RANGE
    FrameBound start = FrameBound::UnboundedPreceding, end = FrameBound::CurrentRow;
    int64_t startOffset = 0, endOffset = 0;   // rows, or milliseconds for RANGE over time
};

/// Calls that share one OVER window. Ranking functions (ROW_NUMBER, RANK, DENSE_RANK, NTILE, PERCENT_RANK, CUME_DIST, LAG, LEAD) have an empty `function`
/// and are known by name; LAG/LEAD carry offset and default as `arguments` literals behind the value in `extra`.
struct OverCall {
    AggregateCall call;
    bool ranking = false;
    std::vector<ExpressionRef> extra;    // LAG/LEAD: offset literal, default; NTILE: n
    DataType type;
};

struct OverWindow {
    std::vector<int> partition;
    std::vector<SortKey> order;
    Frame frame;
    std::vector<OverCall> calls;
    Place place;
};

// MATCH_RECOGNIZE --------------------------------------------------------------------------------------------------------------------

enum class AfterMatch : uint8_t { PastLastRow, NextRow, ToFirst, ToLast };

struct PatternElement {
    std::string variable;
    int minimum = 1;
    int maximum = 1;                     // -1 = unbounded
    bool greedy = true;
};

/// A value of a match: a DEFINE condition or a measure. Its expression reads slots; a slot says how to fetch a value from the rows matched so far.
struct MatchSlot {
    enum class Kind : uint8_t { First, Last, Aggregate, MatchRowtime, MatchProctime, Current } kind = Kind::Last;
    std::string variable;                // "" = all rows (universal)
    int offset = 0;                      // FIRST(x, n), LAST(x, n)
    int column = -1;                     // First/Last/Current: which input column ...
    ExpressionRef argument;              // ... or an expression over the input row (Aggregate, FIRST/LAST of an expression)
    AggregateCall aggregate;             // Aggregate: `argument` is the first argument (null for COUNT(*)), `arguments` the slots of further ones
    DataType type;
};
struct MatchExpression {
    std::string name;                    // variable (DEFINE) or output column (MEASURES)
    std::vector<MatchSlot> slots;
    ExpressionRef expression;            // column i = slot i
};

struct MatchRecognize {
    std::vector<int> partition;
    std::vector<SortKey> order;          // first is the time attribute
    std::vector<MatchExpression> measures;
    std::vector<PatternElement> pattern; // concatenation; other forms are refused as in Flink
    std::vector<MatchExpression> define;
    AfterMatch after = AfterMatch::NextRow;
    std::string afterVariable;
    int64_t withinMillis = 0;            // 0 = none
};

} // namespace weir::plan
