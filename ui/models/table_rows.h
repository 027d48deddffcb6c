// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/models/applied_table.h"
#include "ui/models/changelog_rows.h"

#include <memory>
#include <mutex>

namespace weir::ui {

/// A result as a table: its changelog applied. While only +I came it is the ring itself; from the first change on a thread of its own
/// applies what comes, some at every tick. GUI thread.
class TableRows : public RowSource {
    Q_OBJECT
public:
    explicit TableRows(QObject* parent = nullptr);
    ~TableRows() override;
    void read(ResultReader reader);
    void clear();
    void refresh();

    const std::vector<ColumnText>& columns() const override { return ring_.columns(); }
    int64_t rowCount() const override;
    RowText row(int64_t index) const override;
    bool showsKinds() const override { return false; }
    bool isInOrderOfArrival() const override { return !isTable_; }
    int64_t droppedRows() const override { return isTable_ ? 0 : ring_.droppedRows(); }
    QString notice() const override;
    bool isUpdating() const { return isTable_; }

private:
    struct Work;                             // shared with the thread
    ChangelogRows ring_;                     // while only +I came
    std::shared_ptr<Work> work_;
    Background background_;
    bool busy_ = false;
    bool isTable_ = false;
    int64_t tick_ = 0;
};

} // namespace weir::ui
