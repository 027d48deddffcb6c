// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/window_aggregate.h"

#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

namespace {

constexpr size_t GroupsAtOnce = 4096, LeastGroupBytes = 48;
constexpr uint64_t ShareOfFire = 16, MostRanges = 4096;

void liveRows(const KeyTable& table, std::vector<uint32_t>& rows) {
    rows.clear();
    for (uint32_t row = 0; row < table.end(); ++row)
        if (table.live(row)) rows.push_back(row);
}

} // namespace

WindowAggregate::WindowAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs)
    : spec_(spec), inputTypes_(inputs.inputs[0].types()), calls_(spec.calls, inputTypes_, spec.retracting), keyTypes_(typesOf(inputTypes_, spec.keys)),
      output_(inputs.output), attached_(spec.attachedStart >= 0 || spec.attachedEnd >= 0) {
    if (!attached_) grid_.emplace(spec.window);
    bool shares = grid_ && grid_->kind() != plan::WindowKind::Tumble;
    sliced_ = shares && calls_.canMerge();
    subtracts_ = sliced_ && grid_->kind() == plan::WindowKind::Hop && calls_.canUnmerge();
}

void WindowAggregate::open(OperatorContext& context) {
    Operator::open(context);
    times_.emplace(spec_.window.localZone, context.evaluation.zone);
    context.spills = context.coldStore && !context.batchMode && (calls_.hasDistinct() || !keyTypes_.empty());
    running_ = sliced_ ? makePane() : std::make_unique<WindowPane>(calls_, keyTypes_);
    // Groups know of how many rows they are, where no row takes one back and none is in several panes.
    tellsFolded_ = !spec_.retracting && (attached_ || sliced_ || grid_->kind() == plan::WindowKind::Tumble);
    context.tells(tellsFolded_ ? RowFate::Waiting : RowFate::TakenIn);
}

std::unique_ptr<WindowPane> WindowAggregate::makePane() const {
    auto pane = std::make_unique<WindowPane>(calls_, keyTypes_);
    if (context_->spills) pane->spillTo(*context_);
    return pane;
}

void WindowAggregate::process(int, Batch rows, Output&) {
    if (rows.empty()) return;
    std::vector<ColumnRef> keys = columnsOf(rows, spec_.keys);
    if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
    else hashRows(keys, rows, hashes_);
    assign(rows);
    for (auto& [window, chosen] : assigned_) {
        if (chosen->empty()) continue;
        SelectionRef selection = chosen;
        if (merged(window)) add(*running_, rows, keys, selection);
        if (grid_ && grid_->kind() == plan::WindowKind::Cumulate && merged(window)) continue;
        auto pane = panes_.find(window);
        if (pane == panes_.end()) pane = panes_.emplace(window, makePane()).first;
        add(*pane->second, rows, keys, selection);
    }
    assigned_.clear();
    for (auto& [window, pane] : panes_) pane->keepBudget();
    running_->keepBudget();
    report();
}

/// Slices that are part of the running total already: only late rows go there.
bool WindowAggregate::merged(const Window& window) const {
    if (!sliced_ || runningEnd_ == NoWatermark || window.end > runningEnd_) return false;
    if (grid_->kind() == plan::WindowKind::Cumulate) return grid_->start(window.end) == grid_->start(runningEnd_) && running_->groups() > 0;
    return subtracts_ && hasTotal_ && window.end > runningEnd_ + grid_->slide() - grid_->size();
}

void WindowAggregate::choose(Window window, int row, const OperatorContext& context, int64_t last) {
    auto [found, isNew] = assigned_.try_emplace(window, nullptr);
    if (isNew) {
        // Late is who comes after the last window that could take the row.
        bool late = !context.batchMode && !spec_.window.processingTime && watermark_ != NoWatermark && times_->closed(last, watermark_);
        found->second = std::make_shared<Selection>();
        if (late) lateWindows_.insert(window);
    }
    if (!lateWindows_.empty() && lateWindows_.contains(window)) {
        lastRowLate_ = true;
        return;
    }
    lastRowLate_ = false;
    found->second->push_back(static_cast<uint16_t>(row));
}

void WindowAggregate::assign(const Batch& rows) {
    assigned_.clear();
    lateWindows_.clear();
    LateCount late(*context_, rows);
    int size = rows.size();
    if (attached_) {
        const Vector& starts = *rows.columns[spec_.attachedStart >= 0 ? spec_.attachedStart : spec_.attachedEnd];
        const Vector& ends = *rows.columns[spec_.attachedEnd];
        const DataType& endType = inputTypes_[spec_.attachedEnd];
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            Window window{millisAt(ends, endType, row), spec_.attachedStart >= 0 ? millisAt(starts, inputTypes_[spec_.attachedStart], row) : 0};
            if (spec_.attachedStart < 0) window.start = window.end - spec_.window.size;
            choose(window, row, *context_, window.end);
            if (lastRowLate_) late.add(row, times_->epoch(window.end));
        }
    } else {
        bool processing = spec_.window.processingTime;
        const Vector* column = processing ? nullptr : rows.columns[spec_.window.timeColumn].get();
        const DataType* type = processing ? nullptr : &inputTypes_[spec_.window.timeColumn];
        Selection* target = nullptr;
        int64_t begin = 0, end = 0;
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            if (!processing && column->isNull(row)) {
                if (context_->batchMode) {               // without a time in no window
                    context_->count(RowFate::Dropped, 1);
                    continue;
                }
                throw RunError(Error{ErrorCode::Runtime, "The time column of a window is NULL. Filter such rows out before the window.", spec_.window.place});
            }
            int64_t time = times_->wall(processing ? context_->evaluation.wallMillis : millisAt(*column, *type, row));
            // Most rows fall where the row before fell.
            if (target && time >= begin && time < end) {
                target->push_back(static_cast<uint16_t>(row));
                continue;
            }
            end = grid_->sliceEnd(time);
            begin = end - grid_->slice();
            target = nullptr;
            int64_t lastWindow = grid_->lastWindow(end);
            if (sliced_ || grid_->kind() == plan::WindowKind::Tumble) {
                Window slice{end, 0};
                choose(slice, row, *context_, lastWindow);
                if (lastRowLate_) late.add(row, times_->epoch(time));
                if (!lastRowLate_) target = assigned_[slice].get();
            } else {
                // Whatever cannot be merged goes into each of its windows.
                bool any = false;
                for (int64_t window = grid_->firstWindow(end); window <= lastWindow; window = grid_->next(window)) {
                    choose(Window{window, 0}, row, *context_, window);
                    any = any || !lastRowLate_;
                }
                if (!any) late.add(row, times_->epoch(time));
            }
        }
    }
    late.tell();
}

void WindowAggregate::add(WindowPane& pane, const Batch& rows, std::span<const ColumnRef> keys, const SelectionRef& chosen) {
    Batch part = rows.withSelection(chosen);
    if (pane.cold) pane.cold->fetch(hashes_, keys, part);
    pane.table.findOrInsert(hashes_, keys, part, rows_, found_);
    if (pane.cold) pane.cold->touch(rows_);
    int count = static_cast<int>(chosen->size());
    bases_.resize(chosen->size());
    groups_.resize(chosen->size());
    for (int i = 0; i < count; ++i) {
        if (found_[i] != Found::New) continue;
        pane.begin(rows_[i], newNumber(keyGroup(hashes_[(*chosen)[i]], context_->maxParallelism)));
    }
    pane.table.touch(rows_);
    for (int i = 0; i < count; ++i) {
        std::byte* group = pane.table.written(rows_[i]);
        bases_[i] = group + WindowPane::HeaderBytes;
        groups_[i] = calls_.number(bases_[i]);
        WindowPane::countOf(group) += !spec_.retracting || isAdd(rows.kind((*chosen)[i])) ? 1 : -1;
    }
    pane.rows += count;
    calls_.update({&rows, chosen->data(), count, bases_.data(), groups_.data(), spec_.retracting}, pane.seen, context_->evaluation);
}

// ---- Firing

void WindowAggregate::advance(int64_t watermark, Output& out) {
    if (spec_.window.processingTime) return out.push(watermark);
    pending_ = watermark;
    hasPending_ = true;
    drain(out);
}

bool WindowAggregate::resume(Output& out) { return hasPending_ && drain(out); }

int64_t WindowAggregate::nextWallTimer() const {
    if (!spec_.window.processingTime || hasPending_) return INT64_MAX;
    Window window;
    if (!nextWindow(window)) return INT64_MAX;
    return times_->closingTime(window.end);
}

void WindowAggregate::wallTimer(int64_t now, Output& out) {
    if (!spec_.window.processingTime) return;
    pending_ = now;
    hasPending_ = true;
    drain(out);
}

/// True when there is more to emit.
bool WindowAggregate::drain(Output& out) {
    for (;;) {
        if (firing_) {
            do {
                while (nextRow_ < firing_->table.end()) {
                    emitRows(out);
                    if (out.full() && (nextRow_ < firing_->table.end() || firing_->onDisk() > 0)) return true;
                }
                nextRow_ = 0;
            } while (firing_->refill(static_cast<size_t>(context_->maxRows)));
            if (fireNextRange()) return true;
            endFire();
            if (out.full()) return true;
        }
        Window window;
        if (!nextWindow(window) || !times_->closed(window.end, pending_)) break;
        beginFire(window);
        tellFiring(*context_, times_->epoch(current_.start), times_->epoch(current_.end), pending_);
    }
    watermark_ = pending_;
    hasPending_ = false;
    if (!spec_.window.processingTime) out.push(watermark_);
    report();
    return false;
}

/// The window that closes next.
bool WindowAggregate::nextWindow(Window& window) const {
    bool cumulates = grid_ && grid_->kind() == plan::WindowKind::Cumulate && sliced_;
    if (cumulates && running_->groups() > 0) {
        window = {grid_->next(runningEnd_), 0};
        return true;
    }
    if (panes_.empty()) return false;
    window = panes_.begin()->first;
    if (!sliced_) return true;
    int64_t end = grid_->firstWindow(window.end);
    // Rows that came after their first window closed still count in the next ones.
    while (watermark_ != NoWatermark && times_->closed(end, watermark_) && end < grid_->lastWindow(window.end)) end = grid_->next(end);
    if (runningEnd_ != NoWatermark && end <= runningEnd_) end = grid_->next(runningEnd_);
    window = {end, 0};
    return true;
}

void WindowAggregate::beginFire(const Window& window) {
    current_ = window;
    nextRow_ = 0;
    if (!sliced_) {
        fired_ = std::move(panes_.extract(window).mapped());
        firing_ = fired_.get();
        if (grid_) current_.start = grid_->start(window.end);
        return;
    }
    int64_t start = current_.start = grid_->start(window.end);
    if (grid_->kind() == plan::WindowKind::Cumulate) {
        for (auto pane = panes_.begin(); pane != panes_.end() && pane->first.end <= window.end; pane = panes_.erase(pane)) mergeInto(*running_, *pane->second);
        runningEnd_ = window.end;
        return fire({running_.get()});
    }
    if (subtracts_ && anyOnDisk()) forgetTotal();
    dropThrough(start);
    if (subtracts_ && !anyOnDisk()) {
        for (auto& [slice, pane] : panes_)
            if (slice.end <= window.end && (!hasTotal_ || runningEnd_ == NoWatermark || slice.end > runningEnd_)) mergeInto(*running_, *pane);
        runningEnd_ = window.end;
        hasTotal_ = true;
        return fire({running_.get()});
    }
    // Order-sensitive results tell: windows of table functions take the newest slice first, group windows the oldest.
    std::vector<const WindowPane*> parts;
    for (auto& [slice, pane] : panes_)
        if (slice.end <= window.end) parts.push_back(pane.get());
    if (!spec_.legacy) std::reverse(parts.begin(), parts.end());
    runningEnd_ = window.end;
    fire(std::move(parts));
}

/// A running total that is all in memory is emitted as it is. Everything else is summed up first: so much at once as takes a small part of the budget.
void WindowAggregate::fire(std::vector<const WindowPane*> parts) {
    if (parts.size() == 1 && parts[0] == running_.get() && running_->onDisk() == 0) {
        firing_ = running_.get();
        return;
    }
    parts_.clear();
    size_t groups = 0, bytes = WindowPane::HeaderBytes + calls_.bytes() + LeastGroupBytes;
    for (const WindowPane* part : parts) {
        parts_.emplace_back(part, part->freezeCold());
        groups += part->groups();
        if (part->table.size() > 0) bytes = std::max(bytes, part->table.usedBytes() / part->table.size());
    }
    uint64_t ranges = context_->spills ? groups * bytes / (static_cast<uint64_t>(context_->memory->budget()) / ShareOfFire + 1) + 1 : 1;
    ordersAtOnce_ = SortedRun::AllOrders / std::min(ranges, MostRanges) + 1;
    nextOrder_ = 0;
    fired_ = std::make_unique<WindowPane>(calls_, keyTypes_);
    firing_ = fired_.get();
    fireNextRange();
}

/// False when there is none.
bool WindowAggregate::fireNextRange() {
    if (parts_.empty() || nextOrder_ == SortedRun::AllOrders) return false;
    uint64_t end = std::min(nextOrder_ + ordersAtOnce_, SortedRun::AllOrders);
    fired_->clear();
    for (const auto& [part, cold] : parts_) mergeInto(*fired_, *part, cold, nextOrder_, end);
    nextOrder_ = end;
    return true;
}

void WindowAggregate::endFire() {
    bool cumulates = sliced_ && grid_->kind() == plan::WindowKind::Cumulate;
    if (cumulates && current_.end == grid_->lastWindow(current_.end)) {
        tellFolded(*running_);
        running_ = makePane();
    }
    firing_ = nullptr;
    fired_.reset();
    parts_.clear();
    if (!sliced_ || cumulates) return;
    dropThrough(current_.start + grid_->slide());
}

/// Slices that end here or before are in no further window.
void WindowAggregate::dropThrough(int64_t end) {
    while (!panes_.empty() && panes_.begin()->first.end <= end) {
        tellFolded(*panes_.begin()->second);
        if (subtracts_ && hasTotal_ && runningEnd_ != NoWatermark && panes_.begin()->first.end <= runningEnd_) subtractFrom(*running_, *panes_.begin()->second);
        panes_.erase(panes_.begin());
    }
}

/// The rows of a slice have been in all their windows.
void WindowAggregate::tellFolded(const WindowPane& pane) const {
    if (tellsFolded_) context_->count(RowFate::Folded, pane.rows);
}

bool WindowAggregate::anyOnDisk() const {
    return running_->onDisk() > 0 || std::any_of(panes_.begin(), panes_.end(), [](const auto& one) { return one.second->onDisk() > 0; });
}

/// A total beside its slices is memory that they lack; what would be taken away would have to be read once more.
void WindowAggregate::forgetTotal() {
    running_ = makePane();
    hasTotal_ = false;
}

void WindowAggregate::mergeInto(WindowPane& target, const WindowPane& source) { mergeInto(target, source, source.freezeCold(), 0, SortedRun::AllOrders); }

void WindowAggregate::mergeInto(WindowPane& target, const WindowPane& source, const Cold& cold, uint64_t firstOrder, uint64_t endOrder) {
    target.rows += source.rows;
    liveRows(source.table, from_);
    if (firstOrder > 0 || endOrder < SortedRun::AllOrders)
        std::erase_if(from_, [&](uint32_t row) {
            uint64_t order = SortedRun::orderOf(source.table.hashOf(row));
            return order < firstOrder || order >= endOrder;
        });
    mergeGroups(target, source.table, from_);
    if (!cold) return;
    auto piece = makePane();
    piece->cold->copyFrom(*cold, firstOrder, endOrder, GroupsAtOnce, [&] {
        liveRows(piece->table, from_);
        mergeGroups(target, piece->table, from_);
        piece->clear();
    });
}

void WindowAggregate::mergeGroups(WindowPane& target, const KeyTable& source, std::span<const uint32_t> all) {
    const size_t atOnce = target.cold ? GroupsAtOnce : all.size();
    while (!all.empty()) {
        auto groups = all.first(std::min(atOnce, all.size()));
        all = all.subspan(groups.size());
        if (target.cold) target.cold->fetch(source, groups);
        target.table.findOrInsertFrom(source, groups, rows_, found_);
        for (size_t i = 0; i < groups.size(); ++i) {
            if (found_[i] != Found::New) continue;
            target.count(rows_[i]) = 0;
            calls_.initialise(target.accumulators(rows_[i]));
        }
        sources_.resize(groups.size());
        bases_.resize(groups.size());
        target.table.touch(rows_);
        for (size_t i = 0; i < groups.size(); ++i) {
            std::byte* group = target.table.written(rows_[i]);
            const std::byte* part = source.payload(groups[i]);
            WindowPane::countOf(group) += WindowPane::countOf(part);
            bases_[i] = group + WindowPane::HeaderBytes;
            sources_[i] = part + WindowPane::HeaderBytes;
        }
        calls_.merge(bases_, sources_);
        if (!target.cold) continue;
        target.cold->touch(rows_);
        target.cold->keepBudget();
    }
}

void WindowAggregate::subtractFrom(WindowPane& target, const WindowPane& source) {
    target.rows -= source.rows;
    liveRows(source.table, from_);
    target.table.findFrom(source.table, from_, rows_);
    sources_.clear();
    bases_.clear();
    gone_.clear();
    for (size_t i = 0; i < from_.size(); ++i) {
        if (rows_[i] == KeyTable::NoRow) continue;
        std::byte* group = target.table.payload(rows_[i]);
        const std::byte* part = source.table.payload(from_[i]);
        if ((WindowPane::countOf(group) -= WindowPane::countOf(part)) == 0) gone_.push_back(rows_[i]);
        bases_.push_back(group + WindowPane::HeaderBytes);
        sources_.push_back(part + WindowPane::HeaderBytes);
    }
    calls_.unmerge(bases_, sources_);
    for (uint32_t row : gone_)
        if (!calls_.isPlain()) calls_.clear(target.accumulators(row));
    target.table.erase(gone_);
}

void WindowAggregate::emitRows(Output& out) {
    std::vector<uint32_t> rows;
    for (; nextRow_ < firing_->table.end() && static_cast<int>(rows.size()) < context_->maxRows; ++nextRow_)
        if (firing_->table.live(nextRow_) && firing_->count(nextRow_) > 0) rows.push_back(nextRow_);
    if (rows.empty()) return;
    if (tellsFolded_ && !sliced_) {
        int64_t folded = 0;
        for (uint32_t row : rows) folded += firing_->count(row);
        context_->count(RowFate::Folded, folded);
    }
    emitWindow(spec_, output_, calls_, keyTypes_, *times_, *context_, current_.start, current_.end, firing_->table, rows, WindowPane::HeaderBytes, out);
}

void WindowAggregate::report() {
    if (!context_->counters) return;
    size_t rows = running_->groups(), bytes = running_->bytes();
    for (const auto& [window, pane] : panes_) rows += pane->groups(), bytes += pane->bytes();
    context_->counters->stateRows.store(static_cast<int64_t>(rows), std::memory_order_relaxed);
    context_->counters->stateBytes.store(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

Vector windowProperty(plan::WindowProperty property, const DataType& type, const WindowTimes& times, int64_t start, int64_t end, int64_t now, int rows) {
    int64_t value = 0;
    switch (property) {
    case plan::WindowProperty::Start: value = start; break;
    case plan::WindowProperty::End: value = end; break;
    case plan::WindowProperty::Time: {
        value = type.kind() == TypeKind::TimestampLtz ? times.epoch(end - 1) : end - 1;
        if (type.precision() == 3) break;
        Int128 physical = timestampFromMillis(value, type.precision());
        return Vector::constant(type, type.physical() == PhysicalKind::Int128 ? Value(physical) : Value(static_cast<int64_t>(physical)), rows);
    }
    case plan::WindowProperty::ProcTime: value = now; break;
    }
    return Vector::constant(type, Value(value), rows);
}

void emitWindow(const plan::WindowAggregateSpec& spec, const Schema& output, const AggregateCalls& calls, const std::vector<DataType>& keyTypes,
                const WindowTimes& times, const OperatorContext& context, int64_t start, int64_t end, KeyTable& table, std::span<const uint32_t> rows,
                uint32_t headerBytes, Output& out) {
    int count = static_cast<int>(rows.size());
    Batch batch;
    batch.rows = count;
    std::vector<VectorBuilder> keys;
    for (const DataType& type : keyTypes) keys.emplace_back(type, count);
    table.decodeKeys(rows, keys);
    auto values = calls.makeBuilders(count);
    std::vector<const std::byte*> bases;
    for (uint32_t row : rows) bases.push_back(table.payload(row) + headerBytes);
    calls.emit(bases, values);
    for (VectorBuilder& builder : keys) batch.columns.push_back(builder.finish());
    for (VectorBuilder& builder : values) batch.columns.push_back(builder.finish());
    for (plan::WindowProperty property : spec.properties) {
        const DataType& type = output.fields[batch.columns.size()].type;
        batch.columns.push_back(
            std::make_shared<Vector>(windowProperty(property, type, times, start, end, context.evaluation.wallMillis, count)));
    }
    out.push(std::move(batch));
}

OperatorPtr makeWindowAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs) {
    if (spec.earlyFireMillis > 0 || spec.lateFireMillis >= 0) return makeEmittingWindows(spec, inputs);
    bool attached = spec.attachedEnd >= 0;
    if (!attached && spec.window.kind == plan::WindowKind::Session) return makeSessionAggregate(spec, inputs);
    return std::make_unique<WindowAggregate>(spec, inputs);
}

} // namespace weir
