// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/result_reader.h"
#include "ui/models/row_source.h"

#include <deque>
#include <string>

namespace weir::ui {

/// A result as it came: the ring of its last rows with their kinds. Reads only what is looked at. GUI thread.
class ChangelogRows : public RowSource {
    Q_OBJECT
public:
    using RowSource::RowSource;
    void read(ResultReader reader);
    void clear();
    /// Looks how far the ring is; cheap, once a tick.
    void refresh();

    const std::vector<ColumnText>& columns() const override { return columns_; }
    int64_t rowCount() const override { return totalRows_ - droppedRows_; }
    RowText row(int64_t index) const override;
    bool showsKinds() const override { return showsKinds_; }
    int64_t droppedRows() const override { return droppedRows_; }
    QString notice() const override;
    int64_t totalRows() const { return totalRows_; }
    bool isFinished() const { return finished_; }
    void setShowsKinds(bool shows) { showsKinds_ = shows; }

private:
    void load(int64_t number) const;
    ResultReader reader_;
    std::vector<DataType> types_;
    std::vector<ColumnText> columns_;
    int64_t totalRows_ = 0, droppedRows_ = 0;
    bool finished_ = false;
    bool showsKinds_ = true;
    // Rows near those last asked for; they never change, so they stay right while the ring moves.
    mutable int64_t cachedFirst_ = 0;
    mutable std::deque<std::pair<RowKind, std::string>> cached_;
};

} // namespace weir::ui
