// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/over_calls.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <map>

namespace weir {

OperatorPtr makeOverByValue(const plan::OverSpec& spec, const OperatorInputs& inputs);

namespace {

/// OVER from the first row to the current one, in the order of a column that is no time: every row is shown at once, and again when a row before
/// it comes or goes. Partitions are kept in order, with the accumulators behind every order key, so that a row costs what follows it.
class OverByValue final : public Operator {
public:
    OverByValue(const plan::OverSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), order_(sortKeyCodec(types_, spec.window.order)), split_(spec.window, EvaluationContext{}),
          calls_(split_.aggregates, types_, false), partitions_(typesOf(types_, spec.window.partition), sizeof(Partition*)), seen_(calls_.makeDistinctValues()),
          results_(resultTypes(spec)), resultCodec_(results_), changes_(types_, results_), accumulator_(std::max<uint32_t>(8, calls_.bytes())) {
        calls_.initialise(accumulator_.data());
        static constexpr std::string_view byValue[] = {"SUM", "COUNT", "MIN", "MAX", "LISTAGG"};
        for (const plan::AggregateCall& call : split_.aggregates)
            valuesTell_ = valuesTell_ && std::find(std::begin(byValue), std::end(byValue), call.name) != std::end(byValue);
        for (const RankingCall& call : split_.rankings) lags_ = lags_ || call.function == RankingFunction::Lag;
    }
    ~OverByValue() override {
        calls_.clear(accumulator_.data());
        for (uint32_t row = 0; row < partitions_.end(); ++row)
            if (partitions_.live(row)) delete partitions_.as<Partition*>(row);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<ColumnRef> keys = columnsOf(rows, spec_.window.partition);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        partitions_.findOrInsert(hashes_, keys, rows, partitionRows_, found_);
        encoded_.clear();
        sortKeys_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        order_.encode(rows.columns, rows, sortKeys_);
        for (int i = 0; i < rows.size(); ++i)
            if (found_[i] != Found::Old) partitions_.as<Partition*>(partitionRows_[i]) = new Partition();
        for (int i = 0; i < rows.size(); ++i) {
            Partition& partition = *partitions_.as<Partition*>(partitionRows_[i]);
            RowKind kind = rows.kind(rows.physicalRow(i));
            if (isAdd(kind)) insert(partition, std::string(sortKeys_.row(i)), encoded_.row(i), kind);
            else remove(partition, std::string(sortKeys_.row(i)), encoded_.row(i));
        }
        changes_.flush(out, context_->maxRows);
    }

    /// Rows in their order; what is shown of them is worked out anew.
    void snapshot(StateWriter& out) const override {
        out.section("partitions", form());
        for (TableKeys keys(partitions_, out.maxParallelism()); keys.next();) {
            const Partition& partition = *partitions_.as<Partition*>(keys.row());
            keys.beginEntry(out);
            out.number(static_cast<int64_t>(partition.size()));
            for (const auto& [order, peers] : partition) {
                out.bytes(order);
                out.number(static_cast<int64_t>(peers.rows.size()));
                for (const Entry& entry : peers.rows) out.bytes(entry.row);
            }
        }
    }
    void restore(StateReader& in) override {
        if (!in.section("partitions", form())) return;
        for (TableEntries entries(in, partitions_); entries.next();) {
            StateEntry& entry = entries.entry();
            auto* partition = new Partition();
            partitions_.as<Partition*>(entries.row()) = partition;
            for (int64_t left = entry.number(); left > 0; --left) {
                Peers& peers = (*partition)[std::string(entry.bytes())];
                for (int64_t rows = entry.number(); rows > 0; --rows) peers.rows.push_back({std::string(entry.bytes()), {}});
            }
            for (auto peers = partition->begin(); peers != partition->end(); ++peers) compute(*partition, peers);
        }
    }

private:
    struct Entry { std::string row, values; };
    /// Rows of one order key by arrival, with the accumulators and the number of rows up to its end.
    struct Peers {
        std::vector<Entry> rows;
        std::string accumulators;
        int64_t count = 0;
    };
    using Partition = std::map<std::string, Peers>;

    static std::vector<DataType> resultTypes(const plan::OverSpec& spec) {
        std::vector<DataType> types;
        for (const plan::OverCall& call : spec.window.calls) types.push_back(call.type);
        return types;
    }
    StateForm form() const {
        const Schema& schema = context_->inputs->at(0);
        StateForm form{stateColumns(schema, spec_.window.partition), stateColumns(schema)};
        form.shape.grammar = "k*(b*(r))";
        form.shape.keyColumns = static_cast<int>(form.key.size());
        for (const plan::SortKey& key : spec_.window.order)
            form.key.push_back({schema.fields[static_cast<size_t>(key.column)].name + (key.descending ? " DESC" : " ASC") + (key.nullsLast ? " NULLS LAST" : ""), "ORDER"});
        return form;
    }
    bool ranged() const { return !spec_.window.frame.rows; }

    void insert(Partition& partition, std::string key, std::string_view row, RowKind kind) {
        auto [peers, isNew] = partition.try_emplace(std::move(key));
        Peers& own = peers->second;
        own.rows.push_back({std::string(row), {}});
        std::vector<std::string> before = valuesOf(own);
        std::string accumulators = own.accumulators;
        compute(partition, peers);
        bool changed = !isNew && !same(before[0], own.rows[0].values, accumulators, own.accumulators);
        for (size_t i = 0; i + 1 < own.rows.size(); ++i)
            if (ranged() && changed) update(own.rows[i], before[i]);
        changes_.add(kind, own.rows.back().row, own.rows.back().values);
        computeRest(partition, std::next(peers));
    }

    void remove(Partition& partition, std::string key, std::string_view row) {
        auto peers = partition.find(key);
        if (peers == partition.end()) return;
        Peers& own = peers->second;
        auto gone = std::find_if(own.rows.begin(), own.rows.end(), [&](const Entry& entry) { return entry.row == row; });
        if (gone == own.rows.end()) return;
        auto place = static_cast<size_t>(gone - own.rows.begin());
        Entry removed = std::move(*gone);
        auto next = std::next(peers);
        if (own.rows.size() == 1) {
            partition.erase(peers);
            changes_.add(RowKind::Delete, removed.row, removed.values);
            computeRest(partition, next);
            return;
        }
        own.rows.erase(gone);
        std::vector<std::string> before = valuesOf(own);
        std::string accumulators = own.accumulators;
        compute(partition, peers);
        bool changed = !ranged() || !same(before[0], own.rows[0].values, accumulators, own.accumulators);
        // All in the order of arrival.
        for (size_t i = 0; i <= own.rows.size(); ++i) {
            if (i == place) changes_.add(RowKind::Delete, removed.row, removed.values);
            if (i < own.rows.size() && changed && (ranged() || before[i] != own.rows[i].values)) update(own.rows[i], before[i]);
        }
        computeRest(partition, next);
    }

    void update(const Entry& entry, std::string_view before) {
        changes_.add(RowKind::UpdateBefore, entry.row, before);
        changes_.add(RowKind::UpdateAfter, entry.row, entry.values);
    }

    static std::vector<std::string> valuesOf(const Peers& peers) {
        std::vector<std::string> values;
        for (const Entry& entry : peers.rows) values.push_back(entry.values);
        return values;
    }
    /// Nothing behind can have changed either. What is shown does not always tell: averages can be equal by chance.
    bool same(const std::string& before, const std::string& after, const std::string& accumulatorsBefore, const std::string& accumulatorsAfter) const {
        return !lags_ && before == after && (valuesTell_ || accumulatorsBefore == accumulatorsAfter);
    }

    /// What follows a change, until nothing changes any more.
    void computeRest(Partition& partition, Partition::iterator peers) {
        for (; peers != partition.end(); ++peers) {
            Peers& own = peers->second;
            std::vector<std::string> before = valuesOf(own);
            std::string accumulators = own.accumulators;
            compute(partition, peers);
            if (same(before.back(), own.rows.back().values, accumulators, own.accumulators)) return;
            for (size_t i = 0; i < own.rows.size(); ++i)
                if ((ranged() && !lags_) || before[i] != own.rows[i].values) update(own.rows[i], before[i]);
        }
    }

    /// Values of all rows of one order key, and the accumulators behind them, from those before it.
    void compute(Partition& partition, Partition::iterator peers) {
        Peers& own = peers->second;
        int64_t count = 0;
        calls_.clear(accumulator_.data());
        if (peers != partition.begin()) {
            const Peers& before = std::prev(peers)->second;
            calls_.load(accumulator_.data(), before.accumulators);
            count = before.count;
        }
        std::vector<std::string_view> bytes;
        for (const Entry& entry : own.rows) bytes.push_back(entry.row);
        Batch rows;
        rows.rows = static_cast<int>(bytes.size());
        rows.columns = codec_.decode(bytes);
        auto before = calls_.makeBuilders(rows.rows), after = calls_.makeBuilders(rows.rows);
        std::vector<std::byte*> bases(bytes.size(), accumulator_.data());
        std::vector<uint64_t> groups(bytes.size(), 0);
        if (calls_.size() > 0) calls_.walk({&rows, nullptr, rows.rows, bases.data(), groups.data(), false}, nullptr, seen_, before, after, context_->evaluation);
        own.accumulators.clear();
        calls_.save(accumulator_.data(), own.accumulators);
        own.count = count + rows.rows;

        std::vector<ColumnRef> values, ranks, columns;
        for (VectorBuilder& builder : after) values.push_back(builder.finish());
        for (const RankingCall& call : split_.rankings) ranks.push_back(rank(call, partition, peers, rows, count));
        for (int call : split_.order) columns.push_back(call >= 0 ? values[call] : ranks[-1 - call]);
        for (int i = 0; i < rows.rows; ++i) {
            std::vector<char> packed;
            resultCodec_.encodeRow(columns, ranged() ? rows.rows - 1 : i, packed);
            own.rows[i].values.assign(packed.begin(), packed.end());
        }
    }

    ColumnRef rank(const RankingCall& call, Partition& partition, Partition::iterator peers, const Batch& rows, int64_t before) {
        VectorBuilder out(call.type, rows.rows);
        for (int i = 0; i < rows.rows; ++i) {
            if (call.function != RankingFunction::Lag) {
                appendInteger(out, call.type, before + i + 1);
                continue;
            }
            // So many rows back, across order keys.
            auto at = peers;
            int64_t back = call.number, place = i;
            while (place < back && at != partition.begin()) {
                back -= place + 1;
                --at;
                place = static_cast<int64_t>(at->second.rows.size()) - 1;
            }
            if (place >= back) {
                std::string_view bytes = at->second.rows[static_cast<size_t>(place - back)].row;
                out.appendFrom(*codec_.decode({&bytes, 1})[static_cast<size_t>(call.argument)], 0);
            } else if (call.fallbackColumn >= 0) {
                out.appendFrom(*rows.columns[call.fallbackColumn], i);
            } else {
                out.appendValue(call.fallback);
            }
        }
        return out.finish();
    }

    plan::OverSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    SortKeyCodec order_;
    OverCalls split_;
    AggregateCalls calls_;
    KeyTable partitions_;
    DistinctValues seen_;
    std::vector<DataType> results_;
    RowCodec resultCodec_;
    RowChanges changes_;
    std::vector<std::byte> accumulator_;
    bool valuesTell_ = true, lags_ = false;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> partitionRows_;
    std::vector<Found> found_;
    EncodedRows encoded_, sortKeys_;
};

} // namespace

OperatorPtr makeOverByValue(const plan::OverSpec& spec, const OperatorInputs& inputs) { return std::make_unique<OverByValue>(spec, inputs); }

} // namespace weir
