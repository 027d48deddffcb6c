// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/job_graph.h"
#include "engine/plan/logical/node.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct Physical;
using PhysicalRef = std::shared_ptr<Physical>;

/// How an operator wants the rows of an input spread over its subtasks.
struct Distribution {
    enum class Kind : uint8_t { Any, Hash, Global } kind = Kind::Any;
    std::vector<int> keys;      // Hash: columns of the input
};

/// Which output columns are the bounds of a time window (-1 = not there).
struct WindowTrait {
    plan::Window window;
    int start = -1, end = -1, time = -1;
};

/// Which way the values of a column go while its row is updated: what a top-N or MAX over updates may build upon.
enum class Trend : uint8_t { Constant, Rising, Falling, None };

/// A physical operator while planning: the spec and what is known of its output.
struct Physical {
    plan::OperatorSpec spec;
    std::string name, detail;
    std::string hint;                          // view, CTE or table it came from
    Place place;
    Schema schema;
    struct Input {
        PhysicalRef from;
        int number = 0;
        Distribution wants;
        bool wantsBefore = true;               // -U rows are needed (decided by the changelog pass)
    };
    std::vector<Input> inputs;
    bool isUnion = false;                      // no operator: consumers read its inputs

    ChangelogMode mode;                        // kinds it may emit
    bool filters = false;                      // a lone -U may mean "gone"
    std::vector<std::vector<int>> keys;        // unique keys of the output; {} = at most one row
    std::optional<WindowTrait> window;
    std::vector<Trend> trends;                 // of the columns of an updating output that never deletes; empty = nothing is known
    std::vector<int> hashedBy;                 // columns its output is spread by, in order; empty = unknown
    bool single = false;                       // must run at parallelism 1

    bool insertOnly() const { return mode.insertOnly(); }
    Trend trend(int column) const { return insertOnly() ? Trend::Constant : trends.empty() ? Trend::None : trends[column]; }
    bool trendsKnown() const { return insertOnly() || !trends.empty(); }
    bool hasKeyWithin(const std::vector<int>& columns) const;
    bool isKey(const std::vector<int>& columns) const;      // exactly, in any order
    /// hasKeyWithin, where the query itself tells so: a top-N or a deduplication is found too late to simplify what stands above it.
    bool uniqueByGrouping(const std::vector<int>& columns) const;
};

/// Maps output knowledge (keys, window, distribution) through a projection: mapping[input column] = output column or -1.
std::vector<std::vector<int>> mapKeys(const std::vector<std::vector<int>>& keys, const std::vector<int>& mapping);
std::optional<WindowTrait> mapWindow(const std::optional<WindowTrait>& window, const std::vector<int>& mapping);
std::vector<int> mapColumns(const std::vector<int>& columns, const std::vector<int>& mapping);   // empty when one is gone

/// Whether a column of append-only input holds nothing below zero (sign 1) or above it (sign -1), as far as filters and constants tell.
bool hasSign(const Physical& from, int column, int sign);

/// Decides for every edge whether -U rows are needed, tells the producers, and puts DropUpdateBefore where a source cannot help it.
void inferUpdateBefore(const std::vector<PhysicalRef>& roots);

} // namespace weir
