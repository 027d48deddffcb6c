// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/entry_table.h"

#include "engine/base/error.h"
#include "engine/types/row_codec.h"
#include "engine/types/window_times.h"

#include <span>

namespace weir {

EntryTable::EntryTable(const SavepointTable& table) : windowEnd_(table.windowEnd), windowStart_(table.windowStart) {
    for (const TableColumn& column : table.definition.columns) columns_.emplace_back(column.type);
}

Batch EntryTable::finish() {
    Batch out;
    out.rows = rows_;
    for (VectorBuilder& column : columns_) out.columns.push_back(column.finish());
    rows_ = 0;
    return out;
}

void EntryTable::appendTime(VectorBuilder& out, int64_t millis) {
    if (millis <= 0 || millis == INT64_MAX) out.appendNull();
    else out.append(millis);
}

void EntryTable::appendWindow(const EntryPart& part) {
    if (windowEnd_ >= 0) columns_[static_cast<size_t>(windowEnd_)].append(part.windowEnd);
    if (windowStart_ >= 0) columns_[static_cast<size_t>(windowStart_)].append(part.windowStart);
}

namespace {

/// Unpacks rows into columns of a table.
class Unpacking {
public:
    Unpacking(std::span<const StateColumn> columns, const TypeReader& typeOf) : codec_(typesOf(columns, typeOf)), parts_(codec_.makeBuilders(1)) {}
    /// `targets`: of each column where it goes.
    void append(std::string_view bytes, std::span<VectorBuilder> out, std::span<const int> targets) {
        if (parts_.empty()) return;
        codec_.decode({&bytes, 1}, parts_);
        for (size_t i = 0; i < parts_.size(); ++i) out[static_cast<size_t>(targets[i])].appendFrom(*parts_[i].finish(), 0);
    }

private:
    static std::vector<DataType> typesOf(std::span<const StateColumn> columns, const TypeReader& typeOf) {
        std::vector<DataType> types;
        for (const StateColumn& column : columns) {
            auto type = typeOf(column.type);
            if (!type) throw RunError(type.error());
            types.push_back(*type);
        }
        return types;
    }
    RowCodec codec_;
    std::vector<VectorBuilder> parts_;
};

std::vector<int> firstColumns(int count) {
    std::vector<int> out;
    for (int i = 0; i < count; ++i) out.push_back(i);
    return out;
}

/// A row a packed row.
class RowTable final : public EntryTable {
public:
    RowTable(const SavepointTable& table, std::span<const StateColumn> columns, const TypeReader& typeOf)
        : EntryTable(table), row_(columns, typeOf), targets_(firstColumns(static_cast<int>(columns.size()))) {}
    void add(const EntryPart& part) override {
        for (std::string_view row : part.rows) {
            row_.append(row, columns_, targets_);
            appendWindow(part);
            appendTime(columns_.back(), part.expires);
            ++rows_;
        }
    }

private:
    Unpacking row_;
    std::vector<int> targets_;
};

/// A row a group: what its calls have come to.
class ValueTable final : public EntryTable {
public:
    ValueTable(const SavepointTable& table, std::span<const StateColumn> key, const SavepointTable::Part& part, const TypeReader& typeOf)
        : EntryTable(table), key_(key, typeOf), targets_(part.key), calls_(table.calls), firstCall_(columns_.size() - calls_.size()) {
        for (size_t i = 0; i < firstCall_; ++i) {
            if (table.definition.columns[i].name == ExpiryColumn) expiry_ = i;      // the last one: keys come first
        }
    }
    void add(const EntryPart& part) override {
        if (!part.isGroup || part.calls.size() != calls_.size()) return;
        key_.append(part.key, columns_, targets_);
        appendWindow(part);
        appendTime(columns_[expiry_], part.expires);
        if (expiry_ + 1 < firstCall_) columns_[expiry_ + 1].append(part.groupRows);
        for (size_t i = 0; i < calls_.size(); ++i) calls_[i].read(part.calls[i], columns_[firstCall_ + i]);
        ++rows_;
    }

private:
    Unpacking key_;
    std::vector<int> targets_;
    std::vector<CallReader> calls_;
    size_t firstCall_, expiry_ = 0;
};

/// A row a moment at which something is due.
class TimerTable final : public EntryTable {
public:
    TimerTable(const SavepointTable& table, std::span<const StateColumn> key, const SavepointTable::Part& part, const StateShape& shape, const TypeReader& typeOf)
        : EntryTable(table), name_(part.section), key_(key, typeOf), targets_(part.key), ownClock_(shape.isProcessingTime ? "processing time" : "event time"),
          zone_(shape.zone.empty() ? nullptr : TimeZone::find(shape.zone)), times_(zone_ != nullptr, zone_.get()) {
        std::vector<bool> isKey(columns_.size(), false);
        for (int target : targets_) isKey[static_cast<size_t>(target)] = true;
        // Keys of other sections.
        for (size_t i = 1; i + 2 < columns_.size(); ++i)
            if (!isKey[i] && static_cast<int>(i) != windowEnd_) empty_.push_back(i);
    }
    void add(const EntryPart& part) override {
        for (const EntryMoment& moment : part.moments) {
            if (moment.time == INT64_MIN || moment.time == INT64_MAX || (moment.kind == EntryMoment::Kind::TimeToLive && moment.time <= 0)) continue;
            const bool isWindow = moment.kind == EntryMoment::Kind::Window;
            columns_.front().appendBytes(name_);
            key_.append(part.key, columns_, targets_);
            for (size_t i : empty_) columns_[i].appendNull();
            if (windowEnd_ >= 0) {
                if (isWindow) columns_[static_cast<size_t>(windowEnd_)].append(moment.time);
                else columns_[static_cast<size_t>(windowEnd_)].appendNull();
            }
            columns_[columns_.size() - 2].appendBytes(clockOf(moment.kind));
            columns_.back().append(isWindow ? times_.closingTime(moment.time) : moment.time);
            ++rows_;
        }
    }

private:
    std::string_view clockOf(EntryMoment::Kind kind) const {
        switch (kind) {
        case EntryMoment::Kind::TimeToLive: return "time to live";
        case EntryMoment::Kind::Wall: return "processing time";
        default: return ownClock_;
        }
    }
    std::string name_;
    Unpacking key_;
    std::vector<int> targets_;
    std::string_view ownClock_;
    std::shared_ptr<const TimeZone> zone_;
    WindowTimes times_;
    std::vector<size_t> empty_;
};

} // namespace

std::unique_ptr<EntryTable> makeEntryTable(const SavepointTable& table, const SavepointTable::Part& part, const StateForm& form, const StateShape& shape, const TypeReader& typeOf) {
    const auto key = std::span(form.key).first(static_cast<size_t>(shape.keyColumns));
    switch (table.content) {
    case SavepointContent::Values: return std::make_unique<ValueTable>(table, key, part, typeOf);
    case SavepointContent::Timers: return std::make_unique<TimerTable>(table, key, part, shape, typeOf);
    default: return std::make_unique<RowTable>(table, std::span(form.value).subspan(static_cast<size_t>(shape.rowAt), static_cast<size_t>(shape.rowColumns)), typeOf);
    }
}

} // namespace weir
