// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/functions/aggregate.h"
#include "engine/plan/common.h"
#include "engine/runtime/operators/distinct_values.h"
#include "engine/state/key_table.h"

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace weir {

/// A table of groups and what they have seen as they are now, for a reader on any thread.
struct FrozenGroups {
    std::shared_ptr<const KeyTable> table;
    std::vector<std::shared_ptr<const KeyTable>> seen;
    /// Without a table where an earlier copy is still read.
    static FrozenGroups of(const KeyTable& table, const DistinctValues& seen);
    std::vector<const KeyTable*> seenTables() const {
        std::vector<const KeyTable*> tables;
        for (const auto& one : seen) tables.push_back(one.get());
        return tables;
    }
};

/// Several aggregate calls whose accumulators lie behind each other in one state row. FILTER and DISTINCT are applied here, so that
/// the functions see only rows that count. Owned by an operator; not thread-safe.
class AggregateCalls {
public:
    AggregateCalls(const std::vector<plan::AggregateCall>& calls, const std::vector<DataType>& inputTypes, bool retracting);

    int size() const { return static_cast<int>(calls_.size()); }
    uint32_t bytes() const { return bytes_; }
    bool hasDistinct() const { return !distincts_.empty(); }
    /// Whether the accumulators own no memory, so that a frozen copy of their rows can be read later.
    bool isPlain() const;
    bool canMerge() const;
    bool canUnmerge() const;
    DistinctValues makeDistinctValues(int64_t ttlMillis = 0) const;

    /// Of a state row that keeps its group's number behind the accumulators: those with DISTINCT calls.
    uint32_t bytesWithNumber() const { return bytes_ + (hasDistinct() ? sizeof(uint64_t) : 0); }
    uint64_t number(const std::byte* base) const { return hasDistinct() ? *reinterpret_cast<const uint64_t*>(base + bytes_) : 0; }
    void setNumber(std::byte* base, uint64_t number) const {
        if (hasDistinct()) *reinterpret_cast<uint64_t*>(base + bytes_) = number;
    }

    void initialise(std::byte* base) const;
    void clear(std::byte* base) const;

    /// Rows of a batch (physical numbers; null = 0..count-1) with the accumulators' base and the group's number for each.
    struct Rows {
        const Batch* batch;
        const uint16_t* rows;
        int count;
        std::byte* const* bases;
        const uint64_t* groups;      // used with DISTINCT only
        bool kinds = true;           // whether the batch's kinds count
        int row(int index) const { return rows ? rows[index] : index; }
    };
    void update(const Rows& rows, DistinctValues& seen, const EvaluationContext& context);
    /// Before and after of every row, call by call.
    void walk(const Rows& rows, const uint8_t* fresh, DistinctValues& seen, std::vector<VectorBuilder>& before, std::vector<VectorBuilder>& after,
              const EvaluationContext& context);
    void emit(std::span<const std::byte* const> bases, std::vector<VectorBuilder>& out) const;
    /// All accumulators of a row as bytes, and back into initialised ones. Without DISTINCT calls' values.
    void save(const std::byte* base, std::string& out) const;
    void load(std::byte* base, std::string_view in) const;
    /// DISTINCT calls stay out of it: see mergeDistinct().
    void merge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const;
    /// What group `source` has seen goes to group `target`, whose DISTINCT calls get the values that are new to it. Looks through all values.
    void mergeDistinct(std::byte* base, uint64_t target, uint64_t source, DistinctValues& seen, const EvaluationContext& context);
    /// Forgets the values of groups that `lives` denies.
    static void sweep(DistinctValues& seen, const std::function<bool(uint64_t)>& lives);
    bool canMergeWithDistinct() const;
    void unmerge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const;
    std::vector<VectorBuilder> makeBuilders(int expectedRows) const;

    // Checkpoints ----------------------------------------------------------------------------------------------------------------------
    /// The calls as columns of state: "SUM(2) BIGINT".
    std::vector<StateColumn> stateColumns(const Schema& input) const;
    /// What it takes to make values of them, and the letters of what save() appends.
    std::vector<StateCall> stateCalls(const Schema& input) const;
    std::string stateGrammar() const;
    /// Which rows of the tables of seen values belong to a group.
    using ValuesOfGroups = std::vector<std::unordered_map<uint64_t, std::vector<uint32_t>>>;
    using SeenTables = std::vector<const KeyTable*>;
    static SeenTables tablesOf(const DistinctValues& seen);
    static ValuesOfGroups valuesOfGroups(const SeenTables& seen);
    /// Appends a group's accumulators and what its DISTINCT calls have seen (without tables: nothing), and back into initialised accumulators.
    void save(const std::byte* base, uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const;
    /// Accumulators of rows of a table, made into bytes call by call; and those of one of them, with what its DISTINCT calls have seen.
    struct Saved {
        struct Column {
            std::string bytes;
            std::vector<uint32_t> ends;
        };
        std::vector<Column> columns;
        std::vector<const std::byte*> payloads, accumulators;
        size_t mostBytes = 0;        // that a row can take in its entry
    };
    void save(const KeyTable& table, std::span<const uint32_t> rows, size_t offset, Saved& out) const;
    void save(const Saved& saved, size_t at, uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const;
    /// What save() needs, for another thread.
    AggregateCalls forSaving() const;
    void load(std::byte* base, uint64_t group, DistinctValues& seen, StateEntry& in) const;
    /// The section of a table of values, keyed as that of the groups `of` which it is.
    std::string valuesName(size_t table, const Schema& input, std::string_view of) const;
    StateForm valuesForm(size_t table, const Schema& input, std::vector<StateColumn> key) const;

private:
    AggregateCalls() = default;
    struct Call {
        std::shared_ptr<const AggregateFunction> function;
        std::string name;
        DataType result;
        std::vector<int> arguments;
        int filter = -1;
        uint32_t offset = 0;
        bool isDistinct = false;
        int distinct = -1;      // index into distincts_
        int slot = 0;           // counter of its filter there
    };
    struct Distinct {
        std::vector<int> arguments;
        std::vector<int> filters;    // a counter each
        std::unique_ptr<RowCodec> codec;
        std::vector<std::vector<uint8_t>> applied;   // scratch, per filter
    };
    bool passes(const Batch& batch, int filter, int row) const;
    void applyDistinct(const Rows& rows, DistinctValues& seen);
    void saveValues(uint64_t group, const SeenTables& seen, const ValuesOfGroups& values, StateWriter& out) const;
    std::vector<const Vector*> arguments(const Call& call, const Batch& batch);

    std::vector<Call> calls_;
    std::vector<Distinct> distincts_;
    uint32_t bytes_ = 0;
    bool retracting_ = false;
    // Scratch of one batch.
    std::vector<ColumnRef> flat_;
    std::vector<uint64_t> hashes_;
    EncodedRows encoded_, valueKeys_;
    std::vector<int> counted_;
    std::vector<uint32_t> valueRows_;
    std::string key_;
    std::vector<uint8_t> applied_;
    std::vector<std::byte*> accumulators_;
    std::vector<uint16_t> chosen_;
    mutable std::string saved_;
};

} // namespace weir
