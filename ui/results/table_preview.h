// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"
#include "ui/models/table_rows.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QStackedWidget;

namespace weir::ui {

class EmptyState;
class RowGrid;

/// The first rows of a table or view: a run of its own that ends after so many rows or so long, whatever the source. Writes nothing.
class TablePreview : public QWidget {
    Q_OBJECT
public:
    static constexpr int MostRows = 100;
    static constexpr int MostMillis = 2000;

    explicit TablePreview(const Engine& engine, QWidget* parent = nullptr);
    ~TablePreview() override;
    /// `script` defines the table; `table` as SQL names it.
    void show(const QString& title, const std::string& script, const std::string& folder, const std::string& table);
    const TableRows& rows() const { return rows_; }
    QString status() const;
    bool isReading() const { return reading_; }

private:
    void started(const Result<std::shared_ptr<Run>>& run);
    void tick();
    void end();
    void fail(const QString& why);

    const Engine& engine_;
    TableRows rows_;
    RowGrid* grid_;
    QLabel* title_;
    QLabel* status_;
    EmptyState* empty_;
    QStackedWidget* pages_;
    Background starting_, ending_;
    std::shared_ptr<Run> run_;
    QTimer timer_;
    QElapsedTimer since_;
    bool reading_ = false;
};

} // namespace weir::ui
