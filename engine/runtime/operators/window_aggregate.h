// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/window_pane.h"
#include "engine/runtime/operators/window_times.h"

#include <map>
#include <optional>
#include <set>

namespace weir {

/// TUMBLE, HOP and CUMULATE windows, and windows that the input brings along. Time is cut into slices; each has a table of groups.
/// The watermark closes windows in the order of their ends; a window is its slices merged (HOP of COUNT and SUM keeps a running
/// total and takes away what leaves, unless groups are on disk; CUMULATE lets the total grow). What cannot be merged goes into each of
/// its windows.
class WindowAggregate final : public Operator {
public:
    WindowAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs);
    void open(OperatorContext& context) override;
    void process(int input, Batch rows, Output& out) override;
    void advance(int64_t watermark, Output& out) override;
    bool resume(Output& out) override;
    int64_t nextWallTimer() const override;
    void wallTimer(int64_t now, Output& out) override;
    void snapshot(StateWriter& out) const override;
    void restore(StateReader& in) override;

private:
    /// A window or slice; `start` counts only where the input brings windows along.
    struct Window {
        int64_t end = 0, start = 0;
        auto operator<=>(const Window&) const = default;
    };
    void assign(const Batch& rows);
    void choose(Window window, int row, const OperatorContext& context, int64_t last);
    void add(WindowPane& pane, const Batch& rows, std::span<const ColumnRef> keys, const SelectionRef& chosen);
    bool merged(const Window& window) const;
    bool drain(Output& out);
    bool nextWindow(Window& window) const;
    void beginFire(const Window& window);
    void endFire();
    void emitRows(Output& out);
    void dropThrough(int64_t end);
    void tellFolded(const WindowPane& pane) const;
    bool anyOnDisk() const;
    void forgetTotal();
    using Cold = std::shared_ptr<const ColdRows::Frozen>;
    void mergeInto(WindowPane& target, const WindowPane& source);
    void mergeInto(WindowPane& target, const WindowPane& source, const Cold& cold, uint64_t firstOrder, uint64_t endOrder);
    void mergeGroups(WindowPane& target, const KeyTable& source, std::span<const uint32_t> groups);
    void fire(std::vector<const WindowPane*> parts);
    bool fireNextRange();
    void subtractFrom(WindowPane& target, const WindowPane& source);
    void report();
    /// `ends`: its windows fire at their ends.
    StateForm form(bool ends = true) const;
    StateForm valuesForm(size_t table) const;
    uint64_t newNumber(int keyGroup) { return calls_.hasDistinct() ? numbers_.next(keyGroup) : 0; }
    std::unique_ptr<WindowPane> makePane() const;
    bool saveLayers(StateWriter& out) const;
    /// `name` is that of the open section.
    void savePanes(std::string_view name, const std::vector<std::pair<Window, const WindowPane*>>& panes, StateWriter& out) const;
    void saveValues(std::string_view name, const std::vector<std::pair<Window, const WindowPane*>>& panes, const std::vector<FrozenGroups>& frozen, StateWriter& out) const;
    static void save(const KeyTable& table, const AggregateCalls::SeenTables& seen, const AggregateCalls& calls, const Window& window, StateWriter& out);

    plan::WindowAggregateSpec spec_;
    std::vector<DataType> inputTypes_;
    AggregateCalls calls_;
    std::vector<DataType> keyTypes_;
    Schema output_;
    bool attached_;
    bool sliced_ = false;       // windows share slices
    bool subtracts_ = false;    // running totals lose what leaves
    bool tellsFolded_ = false;  // rows are counted when their last window has closed
    std::optional<WindowGrid> grid_;
    std::optional<WindowTimes> times_;
    std::map<Window, std::unique_ptr<WindowPane>> panes_;
    std::unique_ptr<WindowPane> running_;
    int64_t runningEnd_ = NoWatermark;
    GroupNumbers numbers_;
    bool hasTotal_ = true;      // of a window that takes away what leaves
    int64_t watermark_ = NoWatermark;
    // The window being emitted.
    bool hasPending_ = false;
    int64_t pending_ = NoWatermark;
    Window current_;
    WindowPane* firing_ = nullptr;
    std::unique_ptr<WindowPane> fired_;
    uint32_t nextRow_ = 0;
    // It is the sum of these, made and emitted by ranges of the order of hashes where it would take much memory.
    std::vector<std::pair<const WindowPane*, Cold>> parts_;
    uint64_t nextOrder_ = 0, ordersAtOnce_ = 0;
    // Scratch of one batch.
    std::map<Window, std::shared_ptr<Selection>> assigned_;
    std::set<Window> lateWindows_;
    bool lastRowLate_ = false;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> rows_;
    std::vector<Found> found_;
    std::vector<std::byte*> bases_;
    std::vector<uint64_t> groups_;
    std::vector<uint32_t> from_, gone_;
    std::vector<const std::byte*> sources_;
};

OperatorPtr makeSessionAggregate(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs);
OperatorPtr makeEmittingWindows(const plan::WindowAggregateSpec& spec, const OperatorInputs& inputs);

/// A window's start, end or time as a column.
Vector windowProperty(plan::WindowProperty property, const DataType& type, const WindowTimes& times, int64_t start, int64_t end, int64_t now, int rows);

/// Pushes the groups `rows` of a table as results of one window: keys, calls, properties.
void emitWindow(const plan::WindowAggregateSpec& spec, const Schema& output, const AggregateCalls& calls, const std::vector<DataType>& keyTypes,
                const WindowTimes& times, const OperatorContext& context, int64_t start, int64_t end, KeyTable& table, std::span<const uint32_t> rows,
                uint32_t headerBytes, Output& out);

} // namespace weir
