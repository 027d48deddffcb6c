// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/edge_tap.h"
#include "ui/models/row_source.h"

#include <deque>
#include <functional>
#include <string>

namespace weir::ui {

/// The last rows of a tap: the watermark that had been given on before each, the subtask where there are several, then the edge's columns.
/// Only what is looked at becomes text, unless rows are searched by text. GUI thread.
class TapRows : public RowSource {
    Q_OBJECT
public:
    static constexpr int64_t MostRows = 20'000;          // shown
    static constexpr int MostSearched = 5'000;           // of one page, where text is searched for: the newest

    using RowSource::RowSource;
    /// Another edge: columns and no rows.
    void open(const Schema& schema, std::shared_ptr<const TimeZone> zone, bool severalSubtasks);
    /// Rows that have this text in one of their columns are taken from now on; empty: all.
    void setText(const QString& text) { wanted_ = text; }
    void add(TapPage page);
    void clear();

    const std::vector<ColumnText>& columns() const override { return columns_; }
    int64_t rowCount() const override { return held_; }
    RowText row(int64_t index) const override;
    bool showsKinds() const override { return true; }
    int64_t droppedRows() const override { return dropped_; }
    QString notice() const override;
    /// Counts since the tap was opened.
    int64_t passed() const { return passed_; }
    int64_t matched() const { return matched_; }
    int64_t missed() const { return missed_; }
    int64_t total() const { return dropped_ + held_; }   // that were shown

private:
    struct Piece {
        TappedRows rows;
        int64_t first;                                   // number of its first row
        std::vector<int> chosen;                         // by text; empty: all of them
        int64_t size() const { return chosen.empty() ? rows.rows.rows : static_cast<int64_t>(chosen.size()); }
    };
    bool search(Piece& piece) const;
    Schema schema_;
    std::vector<DataType> types_;
    std::vector<ColumnText> columns_;
    std::shared_ptr<const TimeZone> zone_;
    bool several_ = false;
    bool local_ = false;                                 // event time is an instant: the watermark is shown in the zone too
    QString wanted_;
    std::deque<Piece> pieces_;
    int64_t held_ = 0, dropped_ = 0;
    int64_t passed_ = 0, matched_ = 0, missed_ = 0;
    QString problem_;
};

} // namespace weir::ui
