// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/join_side.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/types/hash.h"

#include <map>

namespace weir {

namespace {

using plan::JoinKind;

/// Rows of two inputs that share a window and keys meet when the window closes: a hash join per window.
class WindowJoin final : public Operator {
public:
    WindowJoin(const plan::WindowJoinSpec& spec, const OperatorInputs&)
        : spec_(spec), codecs_{RowCodec(spec.join.leftTypes), RowCodec(spec.join.rightTypes)}, pairs_(spec.join, codecs_[0], codecs_[1]),
          changes_(spec.join.leftTypes, isSemi() ? std::vector<DataType>{} : spec.join.rightTypes) {}
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting);
        times_.emplace(spec_.localZone, context.evaluation.zone);
    }

    void process(int input, Batch rows, Output&) override {
        if (rows.empty()) return;
        const Vector& ends = *rows.columns[input == 0 ? spec_.leftEnd : spec_.rightEnd];
        int startColumn = input == 0 ? spec_.leftStart : spec_.rightStart;
        const std::vector<DataType>& types = input == 0 ? spec_.join.leftTypes : spec_.join.rightTypes;
        const DataType& endType = types[input == 0 ? spec_.leftEnd : spec_.rightEnd];
        std::map<Window, std::shared_ptr<Selection>> windows;
        LateCount late(*context_, rows, input);
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            Window window{millisAt(ends, endType, row), startColumn >= 0 ? millisAt(*rows.columns[startColumn], types[startColumn], row) : 0};
            if (!context_->batchMode && watermark_ != NoWatermark && times_->closed(window.end, watermark_)) {
                late.add(row, times_->epoch(window.end));
                continue;
            }
            auto& chosen = windows[window];
            if (!chosen) chosen = std::make_shared<Selection>();
            chosen->push_back(static_cast<uint16_t>(row));
        }
        late.tell();
        for (auto& [window, chosen] : windows) {
            auto& pane = panes_[window];
            if (!pane) pane = std::make_unique<Pane>(spec_.join);
            add(*pane, input, rows.withSelection(chosen));
        }
    }

    void advance(int64_t watermark, Output& out) override {
        pending_ = watermark;
        hasPending_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!hasPending_) return false;
        while (!panes_.empty() && times_->closed(panes_.begin()->first.end, pending_)) {
            if (!fire(*panes_.begin()->second, out)) return true;
            tellFolded(*panes_.begin()->second);
            panes_.erase(panes_.begin());
        }
        changes_.flush(out, context_->maxRows);
        watermark_ = pending_;
        hasPending_ = false;
        out.push(watermark_);
        return false;
    }

    void snapshot(StateWriter& out) const override {
        saveClock(out, watermark_);
        for (int side = 0; side < 2; ++side) {
            out.section(side == 0 ? "left" : "right", form(side));
            saveSide(side, out);
            out.section(side == 0 ? "left without key" : "right without key", formWithoutKey(side));
            for (const auto& [window, pane] : panes_)
                for (const std::string& row : pane->withoutKey[side]) {
                    out.entry(AnySubtask);
                    out.number(window.end);
                    out.number(window.start);
                    out.bytes(row);
                }
        }
    }
    void restore(StateReader& in) override {
        watermark_ = loadClock(in);
        auto paneOf = [&](int64_t end, int64_t start) -> Pane& {
            auto& pane = panes_[{end, start}];
            if (!pane) pane = std::make_unique<Pane>(spec_.join);
            return *pane;
        };
        for (int side = 0; side < 2; ++side) {
            if (in.section(side == 0 ? "left" : "right", form(side)))
                JoinSide::load(in, 2, [&](std::span<const int64_t> window) -> JoinSide& { return paneOf(window[0], window[1]).sides[side]; });
            StateEntry entry;
            if (in.section(side == 0 ? "left without key" : "right without key", formWithoutKey(side)))
                while (in.next(entry)) {
                    int64_t end = entry.number(), start = entry.number();
                    paneOf(end, start).withoutKey[side].emplace_back(entry.bytes());
                }
        }
    }

private:
    void saveSide(int side, StateWriter& out) const {
        auto frozen = std::make_shared<std::vector<std::pair<Window, JoinSide::Frozen>>>();
        bool later = out.mayDefer();
        for (auto pane = panes_.begin(); later && pane != panes_.end(); ++pane) {
            frozen->emplace_back(pane->first, pane->second->sides[side].freeze());
            later = frozen->back().second.keys != nullptr;
        }
        if (later)
            return out.later([frozen](StateWriter& to) {
                for (const auto& [window, copy] : *frozen) copy.save(to, {window.end, window.start});
            });
        for (const auto& [window, pane] : panes_) pane->sides[side].save(out, {window.end, window.start});
    }
    StateForm form(int side) const {
        const Schema& schema = context_->inputs->at(side);
        StateForm form{stateColumns(schema, side == 0 ? spec_.join.leftKeys : spec_.join.rightKeys), stateColumns(schema)};
        form.shape.grammar = "Wwk*(rnne)";
        form.shape.keyColumns = spec_.join.nullAware ? 0 : static_cast<int>(form.key.size());
        tellClock(form.shape, *context_, spec_.localZone, false);
        return form;
    }
    StateForm formWithoutKey(int side) const {
        StateForm form = this->form(side);
        form.shape.grammar = "Wwr";
        form.shape.keyColumns = 0;
        return form;
    }
    struct Window {
        int64_t end = 0, start = 0;
        auto operator<=>(const Window&) const = default;
    };
    static JoinSide::Options options(const plan::JoinSpec& spec, bool left) {
        JoinSide::Options options;
        options.types = left ? spec.leftTypes : spec.rightTypes;
        if (!spec.nullAware) options.keys = left ? spec.leftKeys : spec.rightKeys;     // NOT IN: NULLs meet everything
        return options;
    }
    struct Pane {
        explicit Pane(const plan::JoinSpec& spec) : sides{JoinSide(options(spec, true)), JoinSide(options(spec, false))} {}
        JoinSide sides[2];
        std::vector<std::string> withoutKey[2];
        int phase = 0;              // left rows, right rows nobody met, rows without keys
        uint32_t next = 0;          // key
    };
    void tellFolded(Pane& pane) const {
        for (int input = 0; input < 2; ++input) {
            auto rows = static_cast<int64_t>(pane.withoutKey[input].size());
            JoinSide& side = pane.sides[input];
            for (uint32_t key = 0; key < side.keyEnd(); ++key)
                if (side.keyLive(key)) side.each(key, [&](uint32_t at) { rows += side.read(at).count; });
            context_->count(RowFate::Folded, rows, input);
        }
    }
    bool isSemi() const { return spec_.join.kind == JoinKind::Semi || spec_.join.kind == JoinKind::Anti; }
    bool outer(int side) const {
        return spec_.join.kind == JoinKind::Full || spec_.join.kind == (side == 0 ? JoinKind::Left : JoinKind::Right);
    }

    void add(Pane& pane, int input, const Batch& rows) {
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        JoinSide& side = pane.sides[input];
        std::vector<ColumnRef> keys = columnsOf(rows, side.keyColumns());
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        side.findOrInsert(hashes_, keys, active, keyRows_);
        encoded_.clear();
        side.codec().encode(rows.columns, active, encoded_);
        for (int i = 0; i < active.size(); ++i) side.add(keyRows_[i], encoded_.row(i), {}, 0);
        if (active.size() == rows.size()) return;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (!nullKey_[row]) continue;
            std::vector<char> bytes;
            side.codec().encodeRow(rows.columns, row, bytes);
            pane.withoutKey[input].emplace_back(bytes.data(), bytes.size());
        }
    }

    /// False when it stopped because downstream is full.
    bool fire(Pane& pane, Output& out) {
        JoinSide& left = pane.sides[0];
        JoinSide& right = pane.sides[1];
        if (pane.phase == 0) {
            while (pane.next < left.keyEnd()) {
                joinKeys(pane);
                if (changes_.rows() < context_->maxRows) continue;
                changes_.flush(out, context_->maxRows);
                if (out.full()) return false;
            }
            pane.phase = 1;
        }
        if (outer(1))
            for (uint32_t key = 0; key < right.keyEnd(); ++key) {
                if (!right.keyLive(key)) continue;
                right.each(key, [&](uint32_t at) {
                    if (right.read(at).degree == 0) changes_.addRightOnly(RowKind::Insert, right.read(at).row());
                });
            }
        if (outer(0) || spec_.join.kind == JoinKind::Anti)
            for (const std::string& row : pane.withoutKey[0]) {
                if (isSemi()) changes_.add(RowKind::Insert, row);
                else changes_.addLeftOnly(RowKind::Insert, row);
            }
        if (outer(1))
            for (const std::string& row : pane.withoutKey[1]) changes_.addRightOnly(RowKind::Insert, row);
        return true;
    }

    /// Some keys of the left side: their rows against the right side's.
    void joinKeys(Pane& pane) {
        JoinSide& left = pane.sides[0];
        JoinSide& right = pane.sides[1];
        std::vector<std::string_view> rows;
        pairs_.clear();
        for (; pane.next < left.keyEnd() && rows.size() < 1024 && pairs_.size() < 4096; ++pane.next) {
            if (!left.keyLive(pane.next)) continue;
            uint32_t other = right.findKey(left, pane.next);
            left.each(pane.next, [&](uint32_t at) {
                int row = static_cast<int>(rows.size());
                rows.push_back(left.read(at).row());
                if (other == KeyTable::NoRow) return;
                right.each(other, [&](uint32_t match) { pairs_.add(row, row, match, right.read(match).row()); });
            });
        }
        if (rows.empty()) return;
        Batch batch;
        batch.rows = static_cast<int>(rows.size());
        if (spec_.join.residual || spec_.join.nullAware) batch.columns = codecs_[0].decode(rows);
        pairs_.match(0, batch, context_->evaluation);
        size_t pair = 0;
        for (int row = 0; row < batch.rows; ++row) {
            bool met = false;
            for (; pair < pairs_.size() && pairs_.origin(pair) == row; ++pair) {
                if (!pairs_.passed(pair)) continue;
                met = true;
                ++right.entry(pairs_.entry(pair)).degree;
                if (!isSemi()) changes_.add(RowKind::Insert, rows[row], right.read(pairs_.entry(pair)).row());
            }
            if (isSemi() && met == (spec_.join.kind == JoinKind::Semi)) changes_.add(RowKind::Insert, rows[row]);
            if (!met && outer(0)) changes_.addLeftOnly(RowKind::Insert, rows[row]);
        }
    }

    plan::WindowJoinSpec spec_;
    RowCodec codecs_[2];
    JoinPairs pairs_;
    RowChanges changes_;
    std::optional<WindowTimes> times_;
    std::map<Window, std::unique_ptr<Pane>> panes_;
    int64_t watermark_ = NoWatermark, pending_ = NoWatermark;
    bool hasPending_ = false;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<uint8_t> nullKey_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeWindowJoin(const plan::WindowJoinSpec& spec, const OperatorInputs& inputs) { return std::make_unique<WindowJoin>(spec, inputs); }

} // namespace weir
