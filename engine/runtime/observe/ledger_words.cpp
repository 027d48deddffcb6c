// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/ledger_words.h"

#include "engine/runtime/observe/ledger_page.h"

namespace weir {

const char* nameOf(RowFate fate) {
    switch (fate) {
    case RowFate::Rejected: return "rejected";
    case RowFate::Filtered: return "filtered";
    case RowFate::Late: return "late";
    case RowFate::Dropped: return "dropped";
    case RowFate::Replaced: return "replaced";
    case RowFate::Retracted: return "retracted";
    case RowFate::Folded: return "folded";
    case RowFate::Matched: return "matched";
    case RowFate::Expired: return "unmatched";
    case RowFate::Committed: return "committed";
    case RowFate::Counted: break;
    case RowFate::PassedOn: return "passed on";
    case RowFate::Waiting: return "waiting in state";
    case RowFate::Kept: return "kept";
    case RowFate::TakenIn: return "taken in";
    case RowFate::Uncommitted: return "not yet committed";
    case RowFate::Written: return "written";
    case RowFate::AtWork: return "being worked on";
    case RowFate::InFlight: return "in flight";
    case RowFate::Elsewhere: return "with others";
    }
    return "";
}

namespace {

using namespace plan;

/// What a verdict means at an operator, where the general words say too little. A row is all it takes.
struct Row {
    const char* kind;            // index of its spec, by name below
    RowFate fate;
    const char* words;
};
constexpr Row Table[] = {
    {"source", RowFate::Rejected, "could not be read, and passed over as the table's options say"},
    {"source", RowFate::Filtered, "WHERE was not TRUE, asked in the source"},
    {"filter", RowFate::Filtered, "WHERE was not TRUE"},
    {"changes", RowFate::Dropped, "old values that the reader does not need"},
    {"limit", RowFate::Dropped, "outside OFFSET and LIMIT"},
    {"window", RowFate::Late, "their windows had closed"},
    {"window", RowFate::Dropped, "have no time, so are in no window"},
    {"window", RowFate::Waiting, "in windows that are open"},
    {"window", RowFate::Folded, "in windows that have closed"},
    {"window", RowFate::TakenIn, "in open windows or folded into closed ones"},
    {"group", RowFate::Folded, "into the aggregates of their groups"},
    {"group", RowFate::Retracted, "take an earlier row out of its group again"},
    {"interval", RowFate::Matched, "met a row of the other side"},
    {"interval", RowFate::Waiting, "have met none, and one may still come"},
    {"interval", RowFate::Expired, "met none, and none can come any more"},
    {"join", RowFate::Matched, "met a row of the other side when they came"},
    {"join", RowFate::Retracted, "take an earlier row back"},
    {"join", RowFate::Expired, "their key is NULL, which meets nothing"},
    {"join", RowFate::Waiting, "met none when they came; kept for those to come"},
    {"windowjoin", RowFate::Late, "their window had closed"},
    {"windowjoin", RowFate::Waiting, "in windows that are open"},
    {"windowjoin", RowFate::Folded, "in windows that have closed"},
    {"dedup", RowFate::Dropped, "another row of their key came before them"},
    {"dedup", RowFate::Replaced, "a later row of their key took their place"},
    {"dedup", RowFate::Late, "came behind the watermark"},
    {"dedup", RowFate::Kept, "the row of their key"},
    {"rank", RowFate::Dropped, "too far behind to be among the first"},
    {"rank", RowFate::Replaced, "pushed out by rows before them"},
    {"rank", RowFate::Retracted, "take an earlier row back, or were taken back"},
    {"rank", RowFate::Kept, "among the first of their key"},
    {"over", RowFate::Late, "came behind the watermark"},
    {"over", RowFate::Waiting, "for the watermark to reach their time"},
    {"sort", RowFate::Late, "came behind a row that has left"},
    {"sort", RowFate::Waiting, "for their turn"},
    {"sort", RowFate::Dropped, "outside OFFSET and LIMIT"},
    {"sink", RowFate::Dropped, "have NULL where the table takes none"},
    {"sink", RowFate::Committed, "in a durable checkpoint"},
    {"sink", RowFate::Uncommitted, "come with the next checkpoint"},
    {"sink", RowFate::Written, "the sink shows them as they come, or with the end of its file"},
};

std::string_view kindOf(const OperatorSpec& spec) {
    if (std::holds_alternative<SourceSpec>(spec) || std::holds_alternative<ValuesSpec>(spec)) return "source";
    if (std::holds_alternative<CalcSpec>(spec)) return "filter";
    if (std::holds_alternative<DropUpdateBeforeSpec>(spec)) return "changes";
    if (std::holds_alternative<LimitSpec>(spec)) return "limit";
    if (std::holds_alternative<WindowAggregateSpec>(spec) || std::holds_alternative<WindowAssignSpec>(spec) || std::holds_alternative<WindowRankSpec>(spec)) return "window";
    if (std::holds_alternative<GroupAggregateSpec>(spec)) return "group";
    if (std::holds_alternative<JoinSpec>(spec)) return "join";
    if (std::holds_alternative<IntervalJoinSpec>(spec)) return "interval";
    if (std::holds_alternative<WindowJoinSpec>(spec)) return "windowjoin";
    if (std::holds_alternative<DeduplicateSpec>(spec)) return "dedup";
    if (std::holds_alternative<RankSpec>(spec)) return "rank";
    if (std::holds_alternative<OverSpec>(spec)) return "over";
    if (std::holds_alternative<SortSpec>(spec)) return "sort";
    if (std::holds_alternative<SinkSpec>(spec)) return "sink";
    return "";
}

} // namespace

std::string ledgerWords(const OperatorSpec& spec, RowFate fate) {
    const std::string_view kind = kindOf(spec);
    for (const Row& row : Table)
        if (row.kind == kind && row.fate == fate) return row.words;
    switch (fate) {
    case RowFate::Late: return "came behind the watermark";
    case RowFate::TakenIn: return "kept or folded into results; this operator does not tell which";
    case RowFate::InFlight: return "in the queue before it";
    case RowFate::Elsewhere: return "go on together with rows of others";
    case RowFate::AtWork: return "were being worked on";
    default: return "";
    }
}

} // namespace weir
