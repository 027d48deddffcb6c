// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/over_calls.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"

#include <algorithm>
#include <numeric>

namespace weir {

OperatorPtr makeBatchOver(const plan::OverSpec& spec, const OperatorInputs& inputs);

namespace {

using plan::FrameBound;

/// OVER windows of bounded input: everything is sorted at the end; a frame moves over its partition by rows that enter and leave.
class BatchOver final : public Operator {
public:
    BatchOver(const plan::OverSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), split_(spec.window, EvaluationContext{}),
          aggregates_(split_.aggregates, types_, spec.window.frame.start != FrameBound::UnboundedPreceding), seen_(aggregates_.makeDistinctValues()) {}

    void process(int, Batch rows, Output&) override {
        if (!rows.empty()) parts_.push_back(rows.dense());
    }

    void finish(Output& out) override {
        if (parts_.empty()) return;
        sort();
        auto values = aggregates_.makeBuilders(all_.rows);
        std::vector<VectorBuilder> ranks;
        for (const RankingCall& call : split_.rankings) ranks.emplace_back(call.type, all_.rows);
        for (int first = 0; first < all_.rows;) {
            int end = first + 1;
            while (end < all_.rows && partitions_.row(order_[end]) == partitions_.row(order_[first])) ++end;
            partition(first, end, values, ranks);
            first = end;
        }
        std::vector<ColumnRef> aggregates, rankings;
        for (VectorBuilder& builder : values) aggregates.push_back(builder.finish());
        for (VectorBuilder& builder : ranks) rankings.push_back(builder.finish());
        for (int call : split_.order) all_.columns.push_back(call >= 0 ? aggregates[call] : rankings[-1 - call]);
        finishing_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!finishing_) return false;
        while (next_ < all_.rows) {
            int count = std::min(context_->maxRows, all_.rows - next_);
            out.push(all_.slice(next_, count));
            next_ += count;
            if (out.full() && next_ < all_.rows) return true;
        }
        all_ = Batch();
        finishing_ = false;
        return false;
    }

private:
    void sort() {
        Batch all = concatenate(parts_);
        parts_.clear();
        all.kinds = {};
        all.span.reset();
        std::vector<SortColumn> partition;
        std::vector<int> columns = spec_.window.partition;
        for (int column : columns) partition.push_back({column, false, false});
        SortKeyCodec(types_, partition).encode(all.columns, all, partitions_);
        sortKeyCodec(types_, spec_.window.order).encode(all.columns, all, keys_);
        order_.resize(static_cast<size_t>(all.rows));
        std::iota(order_.begin(), order_.end(), 0);
        std::stable_sort(order_.begin(), order_.end(), [&](int32_t a, int32_t b) {
            int compared = partitions_.row(a).compare(partitions_.row(b));
            return compared != 0 ? compared < 0 : keys_.row(a) < keys_.row(b);
        });
        for (ColumnRef& column : all.columns) column = gather(column, std::span<const int32_t>(order_));
        all_ = std::move(all);
    }
    std::string_view key(int row) const { return keys_.row(order_[row]); }

    void partition(int first, int end, std::vector<VectorBuilder>& values, std::vector<VectorBuilder>& ranks) {
        // Ends of the groups of equal order keys.
        peerBegin_.assign(static_cast<size_t>(end - first), 0);
        peerEnd_.assign(static_cast<size_t>(end - first), 0);
        for (int begin = first; begin < end;) {
            int stop = begin + 1;
            while (stop < end && key(stop) == key(begin)) ++stop;
            for (int row = begin; row < stop; ++row) peerBegin_[row - first] = begin, peerEnd_[row - first] = stop;
            begin = stop;
        }
        if (aggregates_.size() > 0) aggregate(first, end, values);
        for (size_t c = 0; c < split_.rankings.size(); ++c) rank(split_.rankings[c], first, end, ranks[c]);
    }

    void aggregate(int first, int end, std::vector<VectorBuilder>& values) {
        std::vector<std::byte> accumulator(std::max<uint32_t>(8, aggregates_.bytes()));
        aggregates_.initialise(accumulator.data());
        auto after = aggregates_.makeBuilders(end - first + 1);
        const std::byte* base = accumulator.data();
        aggregates_.emit({&base, 1}, after);          // index 0: the empty frame
        std::vector<int32_t> steps, shown;
        std::vector<RowKind> kinds;
        int32_t done = 0;
        auto run = [&] {
            if (steps.empty()) return;
            Batch changes;
            changes.rows = static_cast<int>(steps.size());
            for (size_t c = 0; c < types_.size(); ++c) changes.columns.push_back(gather(all_.columns[c], std::span<const int32_t>(steps)));
            changes.kinds = kindsBuffer(kinds);
            std::vector<std::byte*> bases(steps.size(), accumulator.data());
            std::vector<uint64_t> groups(steps.size(), static_cast<uint64_t>(first));
            auto before = aggregates_.makeBuilders(changes.rows);
            aggregates_.walk({&changes, nullptr, changes.rows, bases.data(), groups.data(), true}, nullptr, seen_, before, after, context_->evaluation);
            done += changes.rows;
            steps.clear();
            kinds.clear();
        };
        auto step = [&](int row, RowKind kind) {
            steps.push_back(row);
            kinds.push_back(kind);
            if (steps.size() >= 16384) run();
        };
        int low = first, high = first;
        for (int row = first; row < end; ++row) {
            auto [begin, stop] = frame(row, first, end);
            if (begin > high) {
                for (; low < high; ++low) step(low, RowKind::Delete);
                low = high = begin;
            }
            for (; high < stop; ++high) step(high, RowKind::Insert);
            for (; low < std::min(begin, high); ++low) step(low, RowKind::Delete);
            bool empty = begin >= stop;
            shown.push_back(empty ? 0 : done + static_cast<int32_t>(steps.size()));
        }
        run();
        for (size_t c = 0; c < values.size(); ++c) {
            ColumnRef column = gather(after[c].finish(), std::span<const int32_t>(shown));
            for (int i = 0; i < end - first; ++i) values[c].appendFrom(*column, i);
        }
        aggregates_.clear(accumulator.data());
    }

    /// The rows [begin, end) of a row's frame.
    std::pair<int, int> frame(int row, int first, int end) const {
        const plan::Frame& frame = spec_.window.frame;
        return {bound(frame.start, frame.startOffset, row, first, end, true), bound(frame.end, frame.endOffset, row, first, end, false)};
    }
    int bound(FrameBound kind, int64_t offset, int row, int first, int end, bool start) const {
        const plan::Frame& frame = spec_.window.frame;
        switch (kind) {
        case FrameBound::UnboundedPreceding: return first;
        case FrameBound::UnboundedFollowing: return end;
        case FrameBound::CurrentRow:
            if (frame.rows) return start ? row : row + 1;
            return start ? peerBegin_[row - first] : peerEnd_[row - first];
        default: break;
        }
        int64_t signedOffset = kind == FrameBound::Preceding ? -offset : offset;
        if (frame.rows) return static_cast<int>(std::clamp<int64_t>(row + signedOffset + (start ? 0 : 1), first, end));
        const plan::SortKey& order = spec_.window.order[0];
        const Vector& column = *all_.columns[order.column];
        // NULLs are near NULLs only.
        if (column.isNull(row)) return start ? peerBegin_[row - first] : peerEnd_[row - first];
        double sign = order.descending ? -1 : 1;
        double limit = sign * number(column, row) + static_cast<double>(signedOffset);
        int low = first, high = end;
        bool nullsFirst = !order.nullsLast;
        while (low < high) {
            int middle = (low + high) / 2;
            bool before;
            if (column.isNull(middle)) before = nullsFirst;
            else before = start ? sign * number(column, middle) < limit : sign * number(column, middle) <= limit;
            if (before) low = middle + 1;
            else high = middle;
        }
        return low;
    }
    double number(const Vector& column, int row) const {
        const DataType& type = types_[spec_.window.order[0].column];
        if (type.isTimestamp()) {
            Int128 value = column.kind() == PhysicalKind::Int128 ? column.at<Int128>(row) : Int128(column.at<int64_t>(row));
            return static_cast<double>(timestampToMillis(value, type.precision()));
        }
        if (type.kind() == TypeKind::Date) return static_cast<double>(column.at<int32_t>(row)) * static_cast<double>(MillisPerDay);
        return numberOf(column, type, row);
    }
    static double numberOf(const Vector& column, const DataType& type, int row) {
        switch (type.physical()) {
        case PhysicalKind::Int8: return column.at<int8_t>(row);
        case PhysicalKind::Int16: return column.at<int16_t>(row);
        case PhysicalKind::Int32: return column.at<int32_t>(row);
        case PhysicalKind::Float32: return column.at<float>(row);
        case PhysicalKind::Float64: return column.at<double>(row);
        case PhysicalKind::Int128: return static_cast<double>(column.at<Int128>(row)) / static_cast<double>(powerOf(type.scale()));
        default: return static_cast<double>(column.at<int64_t>(row)) / (type.kind() == TypeKind::Decimal ? powerOf(type.scale()) : 1.0);
        }
    }
    static double powerOf(int scale) {
        double power = 1;
        for (int i = 0; i < scale; ++i) power *= 10;
        return power;
    }

    void rank(const RankingCall& call, int first, int end, VectorBuilder& out) {
        int64_t size = end - first, dense = 0;
        for (int row = first; row < end; ++row) {
            int64_t number = row - first + 1, rank = peerBegin_[row - first] - first + 1;
            if (peerBegin_[row - first] == row) ++dense;
            switch (call.function) {
            case RankingFunction::RowNumber: appendInteger(out, call.type, number); break;
            case RankingFunction::Rank: appendInteger(out, call.type, rank); break;
            case RankingFunction::DenseRank: appendInteger(out, call.type, dense); break;
            case RankingFunction::Ntile: {
                // The first size % n buckets hold one row more.
                int64_t small = size / call.number, larger = size % call.number, index = number - 1;
                int64_t bucket = index < larger * (small + 1) ? index / (small + 1) : larger + (index - larger * (small + 1)) / std::max<int64_t>(small, 1);
                appendInteger(out, call.type, bucket + 1);
                break;
            }
            case RankingFunction::PercentRank: out.append<double>(size > 1 ? static_cast<double>(rank - 1) / static_cast<double>(size - 1) : 0.0); break;
            case RankingFunction::CumeDist:
                out.append<double>(static_cast<double>(peerEnd_[row - first] - first) / static_cast<double>(size));
                break;
            case RankingFunction::Lag:
            case RankingFunction::Lead: {
                int64_t at = row + (call.function == RankingFunction::Lag ? -call.number : call.number);
                if (at >= first && at < end) out.appendFrom(*all_.columns[call.argument], static_cast<int>(at));
                else if (call.fallbackColumn >= 0) out.appendFrom(*all_.columns[call.fallbackColumn], row);
                else out.appendValue(call.fallback);
                break;
            }
            }
        }
    }

    plan::OverSpec spec_;
    std::vector<DataType> types_;
    OverCalls split_;
    AggregateCalls aggregates_;
    DistinctValues seen_;
    std::vector<Batch> parts_;
    Batch all_;                          // sorted
    EncodedRows partitions_, keys_;      // of the rows before sorting
    std::vector<int32_t> order_;
    std::vector<int> peerBegin_, peerEnd_;
    bool finishing_ = false;
    int next_ = 0;
};

} // namespace

OperatorPtr makeBatchOver(const plan::OverSpec& spec, const OperatorInputs& inputs) { return std::make_unique<BatchOver>(spec, inputs); }

} // namespace weir
