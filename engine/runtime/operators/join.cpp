// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/join_side.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

namespace {

using plan::JoinKind;

JoinSide::Options sideOptions(const plan::JoinSpec& spec, bool left) {
    JoinSide::Options options;
    options.types = left ? spec.leftTypes : spec.rightTypes;
    // NOT IN asks every row of the other side about NULLs, so there all rows lie together.
    if (!spec.nullAware) options.keys = left ? spec.leftKeys : spec.rightKeys;
    options.uniqueKey = left ? spec.leftUniqueKey : spec.rightUniqueKey;
    options.keyIsUnique = !spec.nullAware && (left ? spec.leftKeyUnique : spec.rightKeyUnique);
    options.updates = left ? spec.leftUpdates : spec.rightUpdates;
    options.ttlMillis = left ? spec.leftTtlMillis : spec.rightTtlMillis;
    return options;
}

/// The regular join of two changing tables: each input row meets the rows of the other side that are there at that time. In batch mode
/// NULL-padded, semi and anti results wait for the end, so that every row is final.
class Join final : public Operator {
public:
    explicit Join(const plan::JoinSpec& spec)
        : spec_(spec), sides_{JoinSide(sideOptions(spec, true)), JoinSide(sideOptions(spec, false))}, pairs_(spec, sides_[0].codec(), sides_[1].codec()),
          changes_(spec.leftTypes, isSemi() ? std::vector<DataType>{} : spec.rightTypes) {
        outer_[0] = spec.kind == JoinKind::Left || spec.kind == JoinKind::Full;
        outer_[1] = spec.kind == JoinKind::Right || spec.kind == JoinKind::Full;
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(spec_.leftTtlMillis > 0 || spec_.rightTtlMillis > 0 ? RowFate::TakenIn : RowFate::Kept);
        if (!context.coldStore || context.batchMode) return;
        for (JoinSide& side : sides_) side.spillTo(*context.coldStore, *context.memory, context.maxParallelism, context.counters);
        context.spills = sides_[0].spills();
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        JoinSide& mine = sides_[input];
        JoinSide& other = sides_[1 - input];
        mine.setTime(context_->evaluation.wallMillis);
        other.setTime(context_->evaluation.wallMillis);
        // Rows with a NULL key meet nobody and are not kept.
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        std::vector<ColumnRef> keys = columnsOf(rows, mine.keyColumns());
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        other.fetch(hashes_, keys, active);
        mine.fetch(hashes_, keys, active);
        other.find(hashes_, keys, active, otherKeys_);
        mine.findOrInsert(hashes_, keys, active, myKeys_);
        encoded_.clear();
        mine.codec().encode(rows.columns, active, encoded_);
        mine.encodeUnique(active, unique_);
        matched_ = 0;
        if (spec_.kind == JoinKind::Inner) inner(input, rows, active, out);
        else general(input, rows, active, out);
        tellFates(input, rows, active);
        for (uint32_t key : myKeys_) mine.dropIfEmpty(key);
        mine.keepBudget();
        other.keepBudget();
        if (context_->counters) {
            context_->counters->stateRows.store(static_cast<int64_t>(sides_[0].rows() + sides_[1].rows()), std::memory_order_relaxed);
            context_->counters->stateBytes.store(static_cast<int64_t>(sides_[0].bytes() + sides_[1].bytes()), std::memory_order_relaxed);
        }
    }

    void finish(Output& out) override {
        if (!context_->batchMode) return;
        finishing_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!finishing_) return false;
        for (; finishSide_ < 2; ++finishSide_, finishKey_ = 0) {
            bool shows = outer_[finishSide_] || (spec_.kind == JoinKind::Anti && finishSide_ == 0);
            if (!shows) continue;
            JoinSide& side = sides_[finishSide_];
            for (; finishKey_ < side.keyEnd(); ++finishKey_) {
                if (!side.keyLive(finishKey_)) continue;
                side.each(finishKey_, [&](uint32_t at) {
                    const RowLists::Entry& entry = side.read(at);
                    for (uint32_t i = 0; entry.degree == 0 && i < entry.count; ++i) pad(RowKind::Insert, finishSide_, entry.row());
                });
                if (changes_.rows() < context_->maxRows) continue;
                changes_.flush(out, context_->maxRows);
                if (out.full()) {
                    ++finishKey_;
                    return true;
                }
            }
        }
        changes_.flush(out, context_->maxRows);
        finishing_ = false;
        return false;
    }

    void snapshot(StateWriter& out) const override {
        for (int side = 0; side < 2; ++side) {
            out.section(side == 0 ? "left" : "right", sides_[side].form(context_->inputs->at(side)));
            JoinSide::Frozen frozen = out.mayDefer() ? sides_[side].freeze(out) : JoinSide::Frozen{};
            if (frozen.keys || frozen.layer) out.later([frozen](StateWriter& to) { frozen.save(to); });
            else sides_[side].save(out);
        }
    }
    void restore(StateReader& in) override {
        for (int side = 0; side < 2; ++side)
            if (in.section(side == 0 ? "left" : "right", sides_[side].form(context_->inputs->at(side)))) sides_[side].load(in);
    }

private:
    static constexpr size_t PairsAtOnce = 4096;
    bool isSemi() const { return spec_.kind == JoinKind::Semi || spec_.kind == JoinKind::Anti; }

    std::string_view uniqueOf(int row) const { return unique_.rows() > row ? unique_.row(row) : std::string_view(); }

    void store(int input, const Batch& rows, const Batch& active, int index, uint32_t degree) {
        bool adds = isAdd(rows.kind(active.physicalRow(index)));
        if (adds) sides_[input].add(myKeys_[index], encoded_.row(index), uniqueOf(index), degree);
        else sides_[input].retract(myKeys_[index], encoded_.row(index), uniqueOf(index));
    }

    /// Whole columns of pairs; the input's kinds go through.
    void inner(int input, const Batch& rows, const Batch& active, Output& out) {
        JoinSide& other = sides_[1 - input];
        int size = active.size();
        pairs_.clear();
        for (int i = 0; i < size; ++i) {
            if (otherKeys_[i] != KeyTable::NoRow)
                other.each(otherKeys_[i], [&](uint32_t at) {
                    const RowLists::Entry& entry = other.read(at);
                    for (uint32_t n = 0; n < entry.count; ++n) pairs_.add(i, active.physicalRow(i), at, entry.row());
                });
            if (pairs_.size() >= PairsAtOnce) emitPairs(input, rows, active, out);
        }
        emitPairs(input, rows, active, out);
        for (int i = 0; i < size; ++i) store(input, rows, active, i, 0);
    }

    void emitPairs(int input, const Batch& rows, const Batch& active, Output& out) {
        if (pairs_.size() == 0) return;
        Batch joined = pairs_.matching(input, rows, context_->evaluation);
        // All pairs of a row are here at once.
        for (size_t pair = 0, last = SIZE_MAX; pair < pairs_.size(); ++pair) {
            const auto origin = static_cast<size_t>(pairs_.origin(pair));
            if (origin == last || !pairs_.passed(pair)) continue;
            last = origin;
            matched_ += isAdd(rows.kind(active.physicalRow(static_cast<int>(origin))));
        }
        pairs_.clear();
        if (!joined.empty()) pushInSlices(out, std::move(joined), context_->maxRows);
    }

    /// Rows have their verdict when they come; those to come may meet them.
    void tellFates(int input, const Batch& rows, const Batch& active) const {
        int64_t takeBack = 0, withoutKey = rows.size() - active.size();
        for (int i = 0; rows.kinds && i < rows.size(); ++i) {
            const int row = rows.physicalRow(i);
            if (isAdd(rows.kind(row))) continue;
            ++takeBack;
            if (active.size() < rows.size() && nullKey_[static_cast<size_t>(row)]) --withoutKey;
        }
        context_->count(RowFate::Retracted, takeBack, input);
        context_->count(RowFate::Matched, matched_, input);
        context_->count(RowFate::Expired, withoutKey, input);
    }

    /// Outer, semi and anti joins: row by row, as degrees of the other side change.
    void general(int input, const Batch& rows, const Batch& active, Output& out) {
        JoinSide& other = sides_[1 - input];
        int size = active.size();
        int next = 0;            // in the whole batch, to keep rows with NULL keys in their place
        for (int first = 0; first < size || next < rows.size();) {
            pairs_.clear();
            int end = first;
            for (; end < size && pairs_.size() < PairsAtOnce; ++end)
                if (otherKeys_[end] != KeyTable::NoRow)
                    other.each(otherKeys_[end], [&](uint32_t at) { pairs_.add(end, active.physicalRow(end), at, other.read(at).row()); });
            pairs_.match(input, rows, context_->evaluation);
            size_t pair = 0;
            for (int i = first; i < end; ++i) {
                int row = active.physicalRow(i);
                for (; rows.physicalRow(next) != row; ++next) withoutKey(input, rows, rows.physicalRow(next));
                ++next;
                matches_.clear();
                for (; pair < pairs_.size() && pairs_.origin(pair) == i; ++pair)
                    if (pairs_.passed(pair)) matches_.push_back(pairs_.entry(pair));
                matched_ += !matches_.empty() && isAdd(rows.kind(row));
                if (isSemi()) semi(input, rows, active, i);
                else outer(input, rows, active, i);
            }
            first = end;
            if (first >= size)
                for (; next < rows.size(); ++next) withoutKey(input, rows, rows.physicalRow(next));
            if (changes_.rows() >= context_->maxRows) changes_.flush(out, std::max(context_->maxRows, 4096));
        }
        changes_.flush(out, std::max(context_->maxRows, 4096));
    }

    void withoutKey(int input, const Batch& rows, int row) {
        bool shows = outer_[input] || (spec_.kind == JoinKind::Anti && input == 0);
        if (!shows) return;
        one_.clear();
        sides_[input].codec().encodeRow(rows.columns, row, one_);
        RowKind kind = rows.kind(row);
        if (!isSemi()) kind = isAdd(kind) ? RowKind::Insert : RowKind::Delete;
        pad(kind, input, {one_.data(), one_.size()});
    }

    void pad(RowKind kind, int side, std::string_view row) {
        if (isSemi()) changes_.add(kind, row);
        else if (side == 0) changes_.addLeftOnly(kind, row);
        else changes_.addRightOnly(kind, row);
    }
    void joinRows(RowKind kind, int input, std::string_view mine, std::string_view others) {
        if (input == 0) changes_.add(kind, mine, others);
        else changes_.add(kind, others, mine);
    }

    void outer(int input, const Batch& rows, const Batch& active, int index) {
        JoinSide& other = sides_[1 - input];
        RowKind kind = rows.kind(active.physicalRow(index));
        std::string_view row = encoded_.row(index);
        bool otherOuter = outer_[1 - input], myOuter = outer_[input], batch = context_->batchMode;
        uint32_t degree = 0;
        for (uint32_t at : matches_) degree += other.read(at).count;
        if (otherOuter && !matches_.empty()) other.touch(otherKeys_[index]);
        if (isAdd(kind)) {
            if (matches_.empty() && myOuter && !batch) pad(RowKind::Insert, input, row);
            if (otherOuter)
                for (uint32_t at : matches_) {
                    RowLists::Entry& entry = other.entry(at);
                    for (uint32_t n = 0; entry.degree == 0 && !batch && n < entry.count; ++n) pad(RowKind::Delete, 1 - input, entry.row());
                    ++entry.degree;
                }
            RowKind shown = myOuter || otherOuter ? RowKind::Insert : kind;
            for (uint32_t at : matches_)
                for (uint32_t n = 0; n < other.read(at).count; ++n) joinRows(shown, input, row, other.read(at).row());
            store(input, rows, active, index, degree);
            return;
        }
        store(input, rows, active, index, 0);
        if (matches_.empty()) {
            if (myOuter && !batch) pad(RowKind::Delete, input, row);
            return;
        }
        RowKind shown = myOuter ? RowKind::Delete : kind;
        for (uint32_t at : matches_)
            for (uint32_t n = 0; n < other.read(at).count; ++n) joinRows(shown, input, row, other.read(at).row());
        if (!otherOuter) return;
        for (uint32_t at : matches_) {
            RowLists::Entry& entry = other.entry(at);
            for (uint32_t n = 0; entry.degree == 1 && !batch && n < entry.count; ++n) pad(RowKind::Insert, 1 - input, entry.row());
            if (entry.degree > 0) --entry.degree;
        }
    }

    void semi(int input, const Batch& rows, const Batch& active, int index) {
        bool anti = spec_.kind == JoinKind::Anti, batch = context_->batchMode;
        RowKind kind = rows.kind(active.physicalRow(index));
        std::string_view row = encoded_.row(index);
        JoinSide& other = sides_[1 - input];
        if (input == 0) {
            uint32_t degree = 0;
            for (uint32_t at : matches_) degree += other.read(at).count;
            if (anti ? matches_.empty() && !batch : !matches_.empty()) changes_.add(kind, row);
            store(input, rows, active, index, degree);
            return;
        }
        store(input, rows, active, index, 0);
        if (!matches_.empty()) other.touch(otherKeys_[index]);
        for (uint32_t at : matches_) {
            RowLists::Entry& left = other.entry(at);
            bool adds = isAdd(kind);
            bool turns = adds ? left.degree == 0 : left.degree == 1;
            if (turns && !(anti && batch)) {
                RowKind shown = anti ? (adds ? RowKind::Delete : RowKind::Insert) : kind;
                for (uint32_t n = 0; n < left.count; ++n) changes_.add(shown, left.row());
            }
            if (adds) ++left.degree;
            else if (left.degree > 0) --left.degree;
        }
    }

    plan::JoinSpec spec_;
    JoinSide sides_[2];
    JoinPairs pairs_;
    RowChanges changes_;
    bool outer_[2] = {false, false};
    // Scratch of one batch; indexes are of the rows that have keys.
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> myKeys_, otherKeys_, matches_;
    std::vector<uint8_t> nullKey_;
    EncodedRows encoded_, unique_;
    std::vector<char> one_;
    int64_t matched_ = 0;      // of a batch
    bool finishing_ = false;
    int finishSide_ = 0;
    uint32_t finishKey_ = 0;
};

} // namespace

OperatorPtr makeJoin(const plan::JoinSpec& spec, const OperatorInputs&) { return std::make_unique<Join>(spec); }

} // namespace weir
